//! The command: parse, run, exit code.

mod cli;

use std::process::ExitCode;

/// The static program has no other allocator that is fit for threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            cli::complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}
