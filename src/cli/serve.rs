//! `serve`: an archive as a page on the desk, until it is told to stop.

#[cfg(unix)]
use tokio::signal::unix::SignalKind;
use wiretrace::error::Error;
use wiretrace::report::folder;
use wiretrace::serve::{Options, Server};

use super::args::ServeArgs;
use super::{DONE, complain, index, signals};

/// The environment variable of the token.
const TOKEN: &str = "WIRETRACE_TOKEN";

/// Serves until Ctrl-C, SIGTERM or the end of the terminal.
pub fn run(args: ServeArgs) -> Result<u8, Error> {
    // One that is given and empty is a variable that was not set: it must not open the door.
    let token = args.token.or_else(|| std::env::var(TOKEN).ok());
    let is_guarded = token.is_some();
    let server = Server::bind(&Options { index: args.index, bind: args.bind, port: args.port, token, today: index::today })?;
    let asks = if is_guarded { ", which asks for the token" } else { "" };
    complain(&format!("the desk is at http://{}/{asks}; Ctrl-C ends", server.address()));
    server.run(async {
        told_to_stop().await;
        // Who tells it twice will not wait for the answers that run.
        tokio::spawn(async { signals::end(told_to_stop().await) });
    });
    // Whoever still writes wrote for somebody who waits no longer.
    folder::forget_unfinished();
    complain("the desk is closed; no file was left half written");
    Ok(DONE)
}

/// Waits for Ctrl-C, or for SIGTERM or SIGHUP where there are such things; gives the exit code of a run that the signal ends.
async fn told_to_stop() -> i32 {
    // Where a signal cannot be listened for, the system's own way of ending a process is left.
    let interrupted = async { tokio::signal::ctrl_c().await.ok() };
    #[cfg(unix)]
    let (terminated, hung_up) = (heard(SignalKind::terminate()), heard(SignalKind::hangup()));
    #[cfg(not(unix))]
    let (terminated, hung_up) = (std::future::pending::<Option<()>>(), std::future::pending::<Option<()>>());
    tokio::select! {
        Some(()) = interrupted => signals::INTERRUPTED,
        Some(()) = terminated => signals::TERMINATED,
        Some(()) = hung_up => signals::HUNG_UP,
        else => std::future::pending().await,
    }
}

/// Waits for a signal; for ever where whoever started the desk said that it should go on through a hang-up.
#[cfg(unix)]
async fn heard(kind: SignalKind) -> Option<()> {
    let goes_on = kind == SignalKind::hangup() && signals::is_ignored(kind.as_raw_value());
    match tokio::signal::unix::signal(kind) {
        Ok(mut signal) if !goes_on => signal.recv().await,
        _ => std::future::pending().await,
    }
}
