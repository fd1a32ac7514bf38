//! An archive as pages for a desk and answers for programs: a local web server.
//!
//! What it says of a piece is what the commands say, byte for byte where both say JSON, because both go through the same rooms: `POST /api/check`
//! is `check --format json`, `GET /api/families` the `report.json` of a scan, `GET /api/beside` is `diff --format json`. The pages are
//! [`crate::report::html`]'s; `GET /openapi.json` describes the rest.
//!
//! A request goes from the outside in, and each step may end it with a refusal that says why and what to do:
//!
//! ```text
//! lines    a connection, one of so many; the one that is idle longest is closed for a newcomer
//! guard    a Host, an Origin and a token that may come in
//! body     its bytes, so many in so much time
//! pages, api, marks    what is asked, and of which pieces
//! bench    the work, on threads of its own: so many at once, so many waiting, large pieces apart from small ones
//! ```
//!
//! Answers depend on the archive as it was committed last and on what was asked, so they are kept for whoever asks the same again.

mod api;
mod bench;
mod body;
mod desk;
mod guard;
mod lines;
mod marks;
mod pages;
mod refusal;
mod shelf;
mod watched;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::error::Error;
use desk::Desk;
use guard::Guard;
use lines::House;

/// Characters of a token: 16 random ones of base64 have 96 bits.
const SHORTEST_TOKEN: usize = 16;

/// What a server may be told.
pub struct Options {
    /// The archive.
    pub index: String,
    /// Where it listens.
    pub bind: IpAddr,
    /// Its port; 0 for any that is free.
    pub port: u16,
    /// What a client has to show.
    pub token: Option<String>,
    /// Tells the day, in days since 1970; marks are dated by it, and nothing else.
    pub today: fn() -> i64,
}

/// A server that has its port and does not answer yet.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    house: House,
}

impl Server {
    /// Opens the archive and takes the port.
    ///
    /// # Errors
    /// An address that others can reach without a token, a token that is too short, a port that is taken; what [`crate::index::Index::open`] refuses.
    pub fn bind(options: &Options) -> Result<Self, Error> {
        let address = SocketAddr::new(options.bind, options.port);
        let refused = |error: std::io::Error| Error::Unreadable {
            path: address.to_string(),
            reason: format!("cannot listen there ({error}); name another --port, or 0 for any that is free"),
        };
        require_token(options)?;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| Error::Threads(error.to_string()))?;
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let guard = Guard::new(options.token.as_deref(), address.port());
        let desk = Desk::open(&options.index, options.today, guard)?;
        Ok(Self { runtime, listener, address, house: House::of(Arc::new(desk)) })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is told to stop, then lets what runs end, within ten seconds.
    pub fn run(self, stop: impl Future<Output = ()>) {
        self.runtime.block_on(lines::answer_calls(self.listener, Arc::new(self.house), stop));
        // A check that runs longer than anybody waits for ends with the process.
        self.runtime.shutdown_background();
    }
}

fn require_token(options: &Options) -> Result<(), Error> {
    let refuse = |name, value, range| Err(Error::Setting { name, value, range });
    match &options.token {
        Some(token) if token.len() < SHORTEST_TOKEN => {
            refuse("--token", format!("{} characters", token.chars().count()), "16 characters or more, such as: openssl rand -base64 18")
        }
        // What a header cannot carry would let nobody in.
        Some(token) if !token.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') || token.trim() != token => {
            refuse("--token", "other characters".to_owned(), "of ASCII letters, digits and signs, without blanks at its ends")
        }
        None if !options.bind.is_loopback() => refuse(
            "--bind",
            options.bind.to_string(),
            "an address of this machine alone, such as 127.0.0.1, where no token is given; another needs one of 16 characters or more in the \
             environment variable WIRETRACE_TOKEN (or --token, which others on this machine see in the list of processes)",
        ),
        _ => Ok(()),
    }
}
