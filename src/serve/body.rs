//! The bytes of a request: so many of them in so much time.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::Bytes;
use hyper::StatusCode;
use hyper::body::{Body, Incoming};
use hyper::header::EXPECT;
use hyper::http::request::Parts;
use tokio::time::timeout;

use super::refusal::Refusal;

/// Bytes of a request: a piece of 700,000 words.
pub(super) const LARGEST: usize = 4 << 20;
/// Bytes that are read and thrown away so that the client hears why: one whose line is closed while it sends hears nothing.
const DRAINED: usize = 256 << 20;
/// The time in which they all have to come.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Reads the bytes of a request that was admitted; else passes over them.
pub(super) async fn whole(request: &Parts, mut body: Incoming, admitted: Result<(), Refusal>) -> Result<Bytes, Refusal> {
    let too_large = || Refusal::too_large("larger than 4 MiB, the most that is taken at once");
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let admitted = if announced > LARGEST { admitted.and(Err(too_large())) } else { admitted };
    // Whoever asks before sending is told at once.
    if admitted.is_err() && request.headers.contains_key(EXPECT) {
        return admitted.map(|()| Bytes::new());
    }
    // It grows as bytes come: what is only announced takes no memory.
    let mut taken = Vec::new();
    let mut seen = 0;
    let read = async {
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let unreadable = |error: hyper::Error| Refusal::unclear(format!("the request broke off ({error}); send it again"));
            let Ok(data) = frame.map_err(unreadable)?.into_data() else { continue };
            seen += data.len();
            if admitted.is_ok() && seen <= LARGEST {
                taken.extend_from_slice(&data);
            } else if seen > DRAINED {
                break;
            } else {
                taken = Vec::new();
            }
        }
        Ok(())
    };
    let slow = || Refusal::new(StatusCode::REQUEST_TIMEOUT, "the request did not come within 20 seconds; send it again over a faster line");
    let read = timeout(BODY_TIME, read).await.unwrap_or_else(|_| Err(slow()));
    admitted.and(read)?;
    if seen > LARGEST { Err(too_large()) } else { Ok(Bytes::from(taken)) }
}
