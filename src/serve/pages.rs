//! What people see: the handlers of pages.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, SET_COOKIE};
use hyper::{StatusCode, header};
use serde::Deserialize;

use super::desk::{Desk, Sent, Wanted};
use super::refusal::Refusal;
use crate::hash;
use crate::pipeline::{Diff, Scan};
use crate::report::html;
use crate::settings::Settings;

/// What a handler gives.
pub(super) type Page = Result<Html<String>, Refusal>;

/// Pieces of a report where none were asked for: two or three days of a desk.
const RECENT: usize = 500;
/// The most: what the heat map shows, and what a scan takes some seconds for.
const MOST_RECENT: usize = 2_000;

/// Where a piece is pasted.
pub(super) async fn desk(State(desk): State<Arc<Desk>>) -> Page {
    Ok(Html(html::desk(&desk.about()?, None)))
}

/// Whoever reloads an answer begins anew.
pub(super) async fn again() -> Redirect {
    Redirect::to("/")
}

/// Checks what was pasted or dropped.
pub(super) async fn check(State(desk): State<Arc<Desk>>, form: Result<Multipart, MultipartRejection>) -> Result<Response, Refusal> {
    let answered = async {
        let sent = pasted(form.map_err(|error| Refusal::unclear(error.body_text()))?).await?;
        let marks = desk.marks_or_none();
        desk.check(sent, move |report| Ok(html::answer(report, &marks))).await
    };
    let refusal = match answered.await {
        Ok(page) => return Ok(Html(page).into_response()),
        Err(refusal) => refusal,
    };
    let Some(fault) = refusal.fault() else { return Err(refusal) };
    Ok((StatusCode::BAD_REQUEST, Html(html::desk(&desk.about()?, Some(fault)))).into_response())
}

/// Takes the piece from a form: the file where it has bytes, else the text.
async fn pasted(mut form: Multipart) -> Result<Sent, Refusal> {
    let broken = |error: axum::extract::multipart::MultipartError| Refusal::unclear(error.body_text());
    let mut text = None;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().unwrap_or_default().to_owned();
        let media = field.content_type().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        match name.as_str() {
            "file" if !bytes.is_empty() => return Ok(Sent::new(&file, &media, bytes.into())),
            "text" => text = Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n")),
            _ => {}
        }
    }
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| Sent::new("-", "", text.into_bytes()))
        .ok_or_else(|| Refusal::unclear("nothing was pasted; paste a piece, or choose its file"))
}

/// Names a piece in a path.
pub(super) fn named(path: Result<Path<String>, PathRejection>) -> Result<String, Refusal> {
    path.map(|Path(id)| id).map_err(|error| Refusal::unclear(error.body_text()))
}

/// What was found out about a piece that the archive holds.
pub(super) async fn piece(State(desk): State<Arc<Desk>>, id: Result<Path<String>, PathRejection>) -> Page {
    let marks = desk.marks_or_none();
    desk.check_held(&named(id)?, move |report| Ok(Html(html::answer(report, &marks)))).await
}

/// A piece by its id.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    id: String,
}

/// The same of a piece that a link names: in a path, browsers would fold an id such as `../a`.
pub(super) async fn piece_asked(State(desk): State<Arc<Desk>>, asked: Result<Query<Asked>, QueryRejection>) -> Page {
    let marks = desk.marks_or_none();
    let Query(asked) = asked.map_err(|error| Refusal::unclear(error.body_text()))?;
    desk.check_held(&asked.id, move |report| Ok(Html(html::answer(report, &marks)))).await
}

/// Which report is asked for; what a form leaves empty is not asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    recent: String,
    #[serde(default)]
    threshold: String,
}

/// Understands which report is asked for.
pub(super) fn wanted(which: Result<Query<Which>, QueryRejection>) -> Result<Wanted, Refusal> {
    let Query(which) = which.map_err(|error| Refusal::unclear(error.body_text()))?;
    let recent = if which.recent.is_empty() { Some(RECENT) } else { which.recent.parse().ok() };
    let recent = recent.filter(|recent| (1..=MOST_RECENT).contains(recent));
    let threshold = if which.threshold.is_empty() { Some(Settings::default().threshold) } else { which.threshold.parse().ok() };
    Ok(Wanted {
        recent: recent.ok_or_else(|| Refusal::unclear(format!("recent = {}: must be 1 to {MOST_RECENT}", which.recent)))?,
        threshold: threshold
            .filter(|threshold| (0.0..=1.0).contains(threshold))
            .ok_or_else(|| Refusal::unclear(format!("threshold = {}: must be 0 to 1", which.threshold)))?,
    })
}

/// The families of the newest pieces.
pub(super) async fn families(State(desk): State<Arc<Desk>>, which: Result<Query<Which>, QueryRejection>) -> Page {
    let wanted = wanted(which)?;
    desk.report(wanted, move |scan| Ok(Html(html::families(&scan.report, wanted.recent)))).await
}

/// One family.
pub(super) async fn family(
    State(desk): State<Arc<Desk>>,
    family: Result<Path<String>, PathRejection>,
    which: Result<Query<Which>, QueryRejection>,
) -> Page {
    let (marks, wanted, id) = (desk.marks_or_none(), wanted(which)?, named(family)?);
    let missing = || Refusal::missing("there is no such family; /families lists those that there are");
    let tell = move |scan: &Scan| {
        let at = scan.report.families.iter().position(|family| family.id == id).ok_or_else(missing)?;
        let texts = scan.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
        html::family(&scan.report, &texts, &marks, at, wanted.recent).map(Html).ok_or_else(missing)
    };
    desk.report(wanted, tell).await
}

/// Two pieces of the archive.
#[derive(Debug, Deserialize)]
pub(super) struct Two {
    pub(super) original: String,
    pub(super) piece: String,
}

/// Understands which two are asked for.
pub(super) fn two(two: Result<Query<Two>, QueryRejection>) -> Result<Two, Refusal> {
    two.map(|Query(two)| two).map_err(|_| Refusal::unclear("name two pieces of the archive: original=ID&piece=ID"))
}

/// One piece beside another.
pub(super) async fn beside(State(desk): State<Arc<Desk>>, which: Result<Query<Two>, QueryRejection>) -> Page {
    let (marks, which) = (desk.marks_or_none(), two(which)?);
    let tell = move |diff: &Diff| Ok(Html(html::beside(&diff.member, &diff.pair, &diff.articles[0], &diff.articles[1], &marks)));
    desk.compare(&which.original, &which.piece, tell).await
}

/// Where a token is asked for.
pub(super) async fn door(State(desk): State<Arc<Desk>>) -> Response {
    if desk.guard.asks() { Html(html::door(false)).into_response() } else { Redirect::to("/").into_response() }
}

/// A token as a form sends it.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    token: String,
}

/// Takes a token and lets in.
pub(super) async fn enter(State(desk): State<Arc<Desk>>, form: Result<Form<Shown>, FormRejection>) -> Result<Response, Refusal> {
    let Form(shown) = form.map_err(|error| Refusal::unclear(error.body_text()))?;
    if !desk.guard.asks() {
        return Ok(Redirect::to("/").into_response());
    }
    let wrong = || Refusal::new(StatusCode::UNAUTHORIZED, "this is not the token that the server was started with");
    let cookie = desk.guard.enter(&shown.token).ok_or_else(wrong)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// The look of every page.
pub(super) async fn style(headers: HeaderMap) -> Response {
    part(html::STYLE, "text/css; charset=utf-8", &headers)
}

/// What makes pages handier.
pub(super) async fn script(headers: HeaderMap) -> Response {
    part(html::SCRIPT, "text/javascript; charset=utf-8", &headers)
}

/// Gives what never changes while the server runs: a browser that has it asks whether it still holds.
fn part(text: &'static str, kind: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:016x}\"", hash::bytes(text.as_bytes()));
    let known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let head = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    let tag = [(ETAG, tag)];
    if known { (StatusCode::NOT_MODIFIED, head, tag).into_response() } else { (head, tag, Body::from(text)).into_response() }
}

/// Names a file that a browser should save.
pub(super) fn saved_as(name: &'static str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let head = [(CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    (head, bytes).into_response()
}
