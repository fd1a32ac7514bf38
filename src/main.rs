//! The command: parse, run, exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            cli::complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}
