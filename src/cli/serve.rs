//! `serve`: an archive as a page on the desk, until it is told to stop.

use std::io::{self, Write};

use wiretrace::error::Error;
use wiretrace::report::folder;
use wiretrace::serve::{Options, Server};

use super::args::ServeArgs;
use super::{DONE, index};

/// The environment variable of the token.
const TOKEN: &str = "WIRETRACE_TOKEN";
/// Interrupted, as shells count it.
const INTERRUPTED: i32 = 130;

/// Serves until Ctrl-C or SIGTERM.
pub fn run(args: ServeArgs) -> Result<u8, Error> {
    // One that is given and empty is a variable that was not set: it must not open the door.
    let token = args.token.or_else(|| std::env::var(TOKEN).ok());
    let is_guarded = token.is_some();
    let server = Server::bind(&Options { index: args.index, bind: args.bind, port: args.port, token, today: index::today })?;
    let asks = if is_guarded { ", which asks for the token" } else { "" };
    writeln!(io::stderr(), "wiretrace: the desk is at http://{}/{asks}; Ctrl-C ends", server.address()).map_err(Error::Output)?;
    server.run(async {
        told_to_stop().await;
        tokio::spawn(async {
            told_to_stop().await;
            folder::forget_unfinished();
            std::process::exit(INTERRUPTED);
        });
    });
    Ok(DONE)
}

/// Waits for Ctrl-C, or for SIGTERM where there is such a thing.
async fn told_to_stop() {
    // Where a signal cannot be listened for, the system's own way of ending a process is left.
    let interrupted = async { tokio::signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        Some(()) = interrupted => {}
        Some(()) = terminated => {}
        else => std::future::pending().await,
    }
}
