//! Who may come in: [`Guard`].
//!
//! Without a token only this machine may, and pages of other sites that a browser here shows may not: neither by a name that they let point
//! here (the `Host` would be theirs) nor by sending forms (the `Origin` would). With a token everything but the door asks for it, in constant
//! time over digests, so that neither its letters nor its length can be felt for.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::header::{AUTHORIZATION, COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::refusal::Refusal;

/// What is needed to ask for the token.
const OPEN: [&str; 3] = ["/enter", "/style.css", "/script.js"];
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a server asks of a request before it reads on.
pub(super) struct Guard {
    token: Option<Token>,
    /// The cookie's name: cookies do not tell ports apart, and two servers may run on one machine.
    cookie: String,
}

struct Token {
    digest: [u8; 32],
    /// What the cookie holds: made from the token, which it does not tell.
    pass: String,
}

fn digest(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}

fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}

impl Guard {
    pub(super) fn new(token: Option<&str>, port: u16) -> Self {
        let token = token.map(|token| {
            let pass = digest(format!("wiretrace serve, cookie: {token}").as_bytes());
            Token { digest: digest(token.as_bytes()), pass: URL_SAFE_NO_PAD.encode(pass) }
        });
        Self { token, cookie: format!("wiretrace-{port}") }
    }

    /// Lets a request in, or says why not.
    pub(super) fn admit(&self, request: &Parts) -> Result<(), Refusal> {
        if self.token.is_none() && !is_for_here(request) {
            return Err(Refusal::forbidden(
                "this server answers to localhost, 127.0.0.1 and [::1] only; open it under one of these names, or start it with a token",
            ));
        }
        if !matches!(request.method, Method::GET | Method::HEAD) && is_foreign(&request.headers) {
            return Err(Refusal::forbidden("this was sent by a page of another site; open this server's own page and send it from there"));
        }
        if OPEN.contains(&request.uri.path()) || self.has_token(&request.headers) {
            return Ok(());
        }
        let reason = "send the token that the server was started with, as: Authorization: Bearer TOKEN; in a browser enter it at /enter";
        Err(Refusal::new(StatusCode::UNAUTHORIZED, reason))
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
        let shown = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, shown)| shown.trim());
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let mut passes = cookies.filter_map(|cookie| cookie.trim().split_once('=')).filter(|(name, _)| *name == self.cookie);
        let pass = digest(token.pass.as_bytes());
        shown.is_some_and(|shown| same(&digest(shown.as_bytes()), &token.digest))
            || passes.any(|(_, shown)| same(&digest(shown.as_bytes()), &pass))
    }

    /// Tells whether there is a token at all.
    pub(super) fn asks(&self) -> bool {
        self.token.is_some()
    }

    /// Takes a token and gives the cookie that stands for it.
    pub(super) fn enter(&self, shown: &str) -> Option<String> {
        let token = self.token.as_ref().filter(|token| same(&digest(shown.trim().as_bytes()), &token.digest))?;
        Some(format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie, token.pass))
    }
}

/// Tells whether a request names this machine as this machine alone does: by an address of its own, or as `localhost`.
fn is_for_here(request: &Parts) -> bool {
    let named = request.headers.get_all(HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let mut hosts = named.chain(request.uri.authority().map(hyper::http::uri::Authority::as_str)).peekable();
    hosts.peek().is_some() && hosts.all(is_here)
}

fn is_here(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Tells whether a browser says that another site's page sends this; programs say nothing.
fn is_foreign(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_other = |origin: &str| !origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host));
    let is_across = |site: &str| !matches!(site, "same-origin" | "none");
    let any = |name: HeaderName, is_bad: &dyn Fn(&str) -> bool| {
        headers.get_all(name).iter().any(|value| is_bad(value.to_str().unwrap_or_default()))
    };
    any(ORIGIN, &is_other) || any(SEC_FETCH_SITE, &is_across)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    fn admits(guard: &Guard, method: &str, path: &str, headers: &[(&str, &str)]) -> bool {
        guard.admit(&request(method, path, headers)).is_ok()
    }

    #[test]
    fn without_a_token_only_names_of_this_machine_are_answered_to() {
        let guard = Guard::new(None, 8484);
        for host in ["localhost", "LOCALHOST:8484", "127.0.0.1:8484", "127.3.2.1", "[::1]:8484", "[::1]"] {
            assert!(admits(&guard, "GET", "/", &[("host", host)]), "{host}");
        }
        for host in ["", "evil.example", "evil.example:8484", "localhost.evil.example", "192.168.1.7", "[::2]", "127.0.0.1.evil.example"] {
            assert!(!admits(&guard, "GET", "/", &[("host", host)]), "{host}");
        }
        assert!(!admits(&guard, "GET", "/", &[]));
        assert!(!admits(&guard, "GET", "/", &[("host", "localhost"), ("host", "evil.example")]));
        assert!(!admits(&guard, "GET", "http://evil.example/", &[("host", "localhost")]));
    }

    #[test]
    fn what_a_page_of_another_site_sends_is_refused_and_what_a_program_sends_is_not() {
        let guard = Guard::new(None, 8484);
        let posts = |more: &[(&str, &str)]| admits(&guard, "POST", "/marks", &[&[("host", "localhost:8484")], more].concat());
        assert!(posts(&[]));
        assert!(posts(&[("origin", "http://localhost:8484"), ("sec-fetch-site", "same-origin")]));
        for origin in ["http://evil.example", "null", "http://localhost:1", "localhost:8484", ""] {
            assert!(!posts(&[("origin", origin)]), "{origin}");
        }
        assert!(!posts(&[("sec-fetch-site", "cross-site")]) && !posts(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn a_token_is_asked_for_everywhere_but_at_the_door() {
        let guard = Guard::new(Some("correct horse battery"), 8484);
        let gets = |path: &str, more: &[(&str, &str)]| admits(&guard, "GET", path, &[&[("host", "desk.example")], more].concat());
        assert!(gets("/enter", &[]) && gets("/style.css", &[]) && gets("/script.js", &[]));
        assert!(!gets("/", &[]) && !gets("/api/info", &[]) && !gets("/enter/x", &[]));
        assert!(gets("/api/info", &[("authorization", "bearer correct horse battery")]));
        for wrong in ["Bearer", "Bearer ", "Bearer correct horse", "Basic correct horse battery", "Bearer correct horse battery2"] {
            assert!(!gets("/api/info", &[("authorization", wrong)]), "{wrong}");
        }
        assert_eq!(guard.enter("wrong"), None);
        let cookie = guard.enter("correct horse battery").expect("it is right");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("horse"));
        let pass = cookie.split(';').next().expect("a cookie");
        assert!(gets("/", &[("cookie", &format!("other=1; {pass}"))]));
        assert!(!gets("/", &[("cookie", "wiretrace-8484=0")]));
    }
}
