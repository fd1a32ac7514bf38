//! What could not be done -> an answer that says why and the way out: a page for people, JSON for programs.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{StatusCode, header};

use crate::error::Error;
use crate::report::html;

/// Why a request is not answered as it was meant.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    status: StatusCode,
    reason: String,
}

/// Seconds after which a busy server is worth asking again: most checks take some hundredths of one.
const SOON: HeaderValue = HeaderValue::from_static("2");

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into() }
    }

    /// What was sent cannot be understood.
    pub(super) fn unclear(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, reason)
    }

    pub(super) fn missing(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, reason)
    }

    pub(super) fn forbidden(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, reason)
    }

    /// More than this server compares; the command has no such bound.
    pub(super) fn too_large(what: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, format!("{what}; check it with the command: wiretrace check PIECE --against INDEX"))
    }

    pub(super) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "more is asked at once than this machine can answer; ask again in a moment")
    }

    pub(super) fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed on this; everything else goes on. Please report what was asked")
    }

    /// Why, where what was sent is at fault.
    pub(super) fn fault(&self) -> Option<&str> {
        (self.status == StatusCode::BAD_REQUEST).then_some(&self.reason)
    }

    fn title(&self) -> &'static str {
        match self.status {
            StatusCode::BAD_REQUEST => "This cannot be read",
            StatusCode::UNAUTHORIZED => "A token is needed",
            StatusCode::FORBIDDEN => "Not from there",
            StatusCode::NOT_FOUND => "Not here",
            StatusCode::METHOD_NOT_ALLOWED => "Not in this way",
            StatusCode::PAYLOAD_TOO_LARGE => "Too large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "Not as a form",
            StatusCode::REQUEST_TIMEOUT => "Too slow",
            StatusCode::SERVICE_UNAVAILABLE => "Busy",
            StatusCode::GATEWAY_TIMEOUT => "Not ready yet",
            _ => "This failed",
        }
    }

    /// Writes it out for whoever asked for this path.
    pub(super) fn answer(self, path: &str) -> Response {
        let (kind, text) = if path.starts_with("/api/") {
            ("application/json", format!("{}\n", serde_json::json!({ "error": self.reason })))
        } else if self.status == StatusCode::UNAUTHORIZED {
            (HTML, html::door(path == "/enter"))
        } else {
            (HTML, html::refusal(self.title(), &self.reason))
        };
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        match self.status {
            StatusCode::UNAUTHORIZED => drop(headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => drop(headers.insert(RETRY_AFTER, SOON)),
            StatusCode::REQUEST_TIMEOUT => drop(headers.insert(header::CONNECTION, HeaderValue::from_static("close"))),
            _ => {}
        }
        response
    }
}

const HTML: &str = "text/html; charset=utf-8";

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::Setting { .. } => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string())
    }
}

/// The refusal travels inside an empty answer: how it is written out is settled where the path is known.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}
