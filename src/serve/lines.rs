//! Connections: so many at once; of those that are not being answered, the one that is idle longest is closed for a newcomer.
//!
//! A client that opens a thousand and says nothing keeps nobody out, and one that sends its question a letter a minute is closed in time.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, extract::DefaultBodyLimit};
use hyper::body::Incoming;
use hyper::header::{ALLOW, CACHE_CONTROL, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::desk::Desk;
use super::refusal::Refusal;
use super::{api, body, marks, pages};

/// Connections at once: a process may often have no more than 1,024 files open, and a browser takes six.
const MOST_LINES: usize = 512;
/// The time in which the head of a question has to come, counted from the answer before it.
const HEAD_TIME: Duration = Duration::from_secs(20);
/// Bytes of a head: every browser's are below 8 KiB.
const LONGEST_HEAD: usize = 32 << 10;
/// The time in which an answer has to be there.
const ANSWER_TIME: Duration = Duration::from_mins(1);
/// The time that is left to what runs when the server is told to stop.
pub(super) const LAST_ANSWERS: Duration = Duration::from_secs(10);
/// Until somebody's file is closed, where no more may be opened.
const BREATH: Duration = Duration::from_millis(50);

/// What is sent with every answer: nothing is loaded from elsewhere, nothing inline is run, nobody frames it, no address leaks. (Told
/// to send no referrer at all, browsers name no origin with a form either, and the guard could not tell ours from another.)
const ALWAYS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Everything behind the door.
pub(super) struct House {
    desk: Arc<Desk>,
    router: Router,
}

impl House {
    pub(super) fn of(desk: Arc<Desk>) -> Self {
        let nothing = || async { Refusal::missing("there is no such page; begin at /") };
        let router = Router::new()
            .route("/", get(pages::desk))
            .route("/check", get(pages::again).post(pages::check))
            .route("/pieces", get(pages::piece_asked))
            .route("/pieces/{*id}", get(pages::piece))
            .route("/families", get(pages::families))
            .route("/families/{family}", get(pages::family))
            .route("/beside", get(pages::beside))
            .route("/enter", get(pages::door).post(pages::enter))
            .route("/style.css", get(pages::style))
            .route("/script.js", get(pages::script))
            .route("/marks", get(marks::page).post(marks::set))
            .route("/marks.csv", get(marks::table))
            .route("/api/marks", get(marks::list))
            .route("/openapi.json", get(api::description))
            .route("/api/check", post(api::check))
            .route("/api/pieces/{*id}", get(api::piece))
            .route("/api/texts/{*id}", get(api::text))
            .route("/api/families", get(api::families))
            .route("/api/beside", get(api::beside))
            .route("/api/info", get(api::info))
            .fallback(nothing)
            .method_not_allowed_fallback(|| async {
                Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "this is not asked in that way; /openapi.json tells how")
            })
            .layer(DefaultBodyLimit::disable())
            .layer(CatchPanicLayer::custom(|_| Refusal::broken().into_response().map(|_| String::new())))
            .with_state(Arc::clone(&desk));
        Self { desk, router }
    }

    /// Answers one question.
    async fn answer(&self, request: Request<Incoming>, line: &Line) -> Result<Response, Infallible> {
        let (head, body) = request.into_parts();
        let path = head.uri.path().to_owned();
        line.becomes(State::Asked);
        let body = body::whole(&head, body, self.desk.guard.admit(&head)).await;
        line.becomes(State::Working);
        let begun = Instant::now();
        let mut response = match body {
            Ok(body) => {
                let routed = self.router.clone().oneshot(Request::from_parts(head, Body::from(body)));
                match timeout(ANSWER_TIME, routed).await {
                    Ok(Ok(response)) => response,
                    Err(_) => {
                        Refusal::new(StatusCode::GATEWAY_TIMEOUT, "this takes longer than a minute; ask again in a moment, or for less")
                            .into_response()
                    }
                }
            }
            Err(refusal) => refusal.into_response(),
        };
        if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
            let allowed = response.headers_mut().remove(ALLOW);
            response = refusal.answer(&path);
            response.headers_mut().extend(allowed.map(|methods| (ALLOW, methods)));
        }
        sign(&mut response, begun.elapsed());
        line.becomes(State::Idle);
        Ok(response)
    }
}

/// Puts on an answer what every answer has, and how long it took once the question was there.
fn sign(response: &mut Response, took: Duration) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let total = format!("total;dur={:.3}", took.as_secs_f64() * 1e3);
    if let Ok(total) = HeaderValue::from_str(&total) {
        headers.insert(HeaderName::from_static("server-timing"), total);
    }
}

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing was ever asked.
    New,
    /// Answered, or being handed its answer.
    Idle,
    /// Its question is coming in.
    Asked,
    /// Its answer is being made.
    Working,
}

/// One connection.
struct Line {
    state: Mutex<(State, Instant)>,
    /// Tells it to end now, whatever it is at.
    close: Notify,
    /// Tells it to end when it has answered.
    finish: Notify,
}

impl Line {
    fn becomes(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = (state, Instant::now());
    }

    fn state(&self) -> (State, Instant) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All connections, by the order in which they came.
#[derive(Default)]
struct Lines {
    next: u64,
    open: BTreeMap<u64, Arc<Line>>,
}

impl Lines {
    /// Takes a newcomer in; `None` where every line is being answered.
    fn take(&mut self) -> Option<(u64, Arc<Line>)> {
        if self.open.len() >= MOST_LINES && !self.close_idlest() {
            return None;
        }
        self.next += 1;
        let line = Arc::new(Line { state: Mutex::new((State::New, Instant::now())), close: Notify::new(), finish: Notify::new() });
        self.open.insert(self.next, Arc::clone(&line));
        Some((self.next, line))
    }

    /// Closes the line that has been idle longest; tells whether there was one.
    fn close_idlest(&mut self) -> bool {
        let waits = self.open.iter().filter(|(_, line)| line.state().0 != State::Working);
        let Some(at) = waits.min_by_key(|(_, line)| line.state().1).map(|(at, _)| *at) else { return false };
        self.open.remove(&at).iter().for_each(|line| line.close.notify_one());
        true
    }
}

/// Takes connections and answers what they ask, until it is told to stop; then ends what runs.
pub(super) async fn answer_calls(listener: TcpListener, house: Arc<House>, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let mut lines = Lines::default();
    let mut talks = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(ended) = talks.join_next() => drop(ended.map(|at| lines.open.remove(&at))),
            call = listener.accept() => {
                let Ok((stream, _)) = call else {
                    // No more files may be opened, or the caller is gone already.
                    lines.close_idlest();
                    sleep(BREATH).await;
                    continue;
                };
                if let Some((at, line)) = lines.take() {
                    talks.spawn(talk(stream, at, line, Arc::clone(&house)));
                }
            }
        }
    }
    drop(listener);
    lines.open.values().for_each(|line| line.finish.notify_one());
    // What is not done by then is cut off with the runtime.
    drop(timeout(LAST_ANSWERS, async { while talks.join_next().await.is_some() {} }).await);
}

/// Answers what one connection asks, one question after another.
async fn talk(stream: TcpStream, at: u64, line: Arc<Line>, house: Arc<House>) -> u64 {
    // Answers are written whole; where this cannot be set they come a little later.
    drop(stream.set_nodelay(true));
    let service = service_fn(|request| house.answer(request, &line));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LONGEST_HEAD);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    loop {
        tokio::select! {
            // A client that breaks off is its own affair.
            ended = connection.as_mut() => break drop(ended),
            () = line.close.notified() => break,
            () = line.finish.notified() => match line.state().0 {
                State::New => break,
                _ => connection.as_mut().graceful_shutdown(),
            },
        }
    }
    at
}
