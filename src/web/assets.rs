//! Static files: embedded in a release build, read from disk in a debug build. An address with the hash of what it
//! names is kept by browsers for good; one without is asked about each time.

use std::fmt::Write;

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::id::hex;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The one stylesheet that pages link: every component's file after the other, in this order.
const STYLESHEET: &str = "latchkey.css";
const STYLES: [&str; 18] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/buttons.css",
    "css/forms.css",
    "css/table.css",
    "css/badges.css",
    "css/dialog.css",
    "css/catalogue.css",
    "css/usage.css",
    "css/gate.css",
    "css/members.css",
    "css/audit.css",
    "css/support.css",
    "css/settings.css",
    "css/pages.css",
    "css/specimens.css",
    "css/print.css",
];

/// The portal's icon.
const ICON: &str = "icons/latchkey.svg";

fn read(path: &str) -> Option<Vec<u8>> {
    if path == STYLESHEET {
        return Some(STYLES.iter().filter_map(|style| Files::get(style)).flat_map(|file| file.data.to_vec()).collect());
    }
    Files::get(path).map(|file| file.data.to_vec())
}

/// The text of a static file; empty if there is none.
pub fn text(path: &str) -> String {
    read(path).map(|content| String::from_utf8_lossy(&content).into_owned()).unwrap_or_default()
}

fn tag(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..8])
}

/// The address of a static file, with the hash of its content.
pub fn url(path: &str) -> String {
    let mut url = format!("/static/{path}");
    if let Some(content) = read(path) {
        // Writing to a String can't fail.
        let _ = write!(url, "?v={}", tag(&content));
    }
    url
}

/// Serves a static file.
pub async fn serve(path: web::Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let content = read(&path).ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", tag(&content));
    let named = request.query_string() == format!("v={}", tag(&content));
    let caching = if named { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = request.headers().get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, caching));
    Ok(if known { answer.finish() } else { answer.content_type(content_type(&path)).body(content) })
}

/// The icon, at the address where browsers look for it when a page names none, as one that is no page.
pub async fn icon(request: HttpRequest) -> Result<HttpResponse> {
    serve(web::Path::from(ICON.to_owned()), request).await
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
