//! Static files: embedded in a release build, read from disk in a debug build. An address with the hash of what it
//! names is kept by browsers for good; one without is asked about each time. A module imports others by addresses with
//! their hashes, so that a page that is seen again asks about none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::web::Bytes;
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

/// Where modules are, and how one of them names another.
const MODULES: &str = "js/";
const MAIN: &str = "js/main.js";
const IMPORT: &str = " from './";

/// A file as it is sent.
#[derive(Clone)]
struct Asset {
    content: Bytes,
    /// The hash of its content.
    tag: String,
}

impl Asset {
    fn read(path: &str) -> Option<Self> {
        let content = if path == STYLESHEET {
            STYLES.iter().filter_map(|style| Files::get(style)).flat_map(|file| file.data.to_vec()).collect()
        } else {
            let file = Files::get(path)?.data;
            if path.starts_with(MODULES) {
                without_remarks(&with_hashes(&String::from_utf8_lossy(&file))).into_bytes()
            } else {
                file.to_vec()
            }
        };
        let tag = hex(&Sha256::digest(&content)[..8]);
        Some(Self { content: content.into(), tag })
    }

    /// The file at this path. What is embedded is made ready once; what is on the disk may be another the next time.
    fn at(path: &str) -> Option<Self> {
        static EMBEDDED: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
            let paths = Files::iter().map(|path| path.to_string()).chain([STYLESHEET.to_owned()]);
            paths.filter_map(|path| Asset::read(&path).map(|asset| (path, asset))).collect()
        });
        if cfg!(debug_assertions) { Self::read(path) } else { EMBEDDED.get(path).cloned() }
    }
}

/// A module without the lines that are only a remark, and without what is before a line's first word: a browser needs
/// neither, and a tenth of all that a first visit loads would be that.
fn without_remarks(module: &str) -> String {
    let lines = module.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    lines.fold(String::new(), |kept, line| kept + line + "\n")
}

/// A module whose imports carry hashes. No two import each other: each one's hash would be in the other's content.
fn with_hashes(module: &str) -> String {
    let mut parts = module.split(IMPORT);
    let start = parts.next().unwrap_or_default().to_owned();
    parts.fold(start, |hashed, part| {
        let (name, rest) = part.split_once('\'').unwrap_or((part, ""));
        // Read, not looked up: this is called while what is embedded is made ready.
        let version = version(Asset::read(&format!("{MODULES}{name}")));
        hashed + IMPORT + name + &version + "'" + rest
    })
}

/// What the address of a file ends with to carry its hash; nothing, if there is no such file.
fn version(asset: Option<Asset>) -> String {
    asset.map(|asset| format!("?v={}", asset.tag)).unwrap_or_default()
}

/// The text of a static file; empty if there is none.
pub fn text(path: &str) -> String {
    Asset::at(path).map(|asset| String::from_utf8_lossy(&asset.content).into_owned()).unwrap_or_default()
}

/// The address of a static file, with the hash of its content.
pub fn url(path: &str) -> String {
    format!("/static/{path}{}", version(Asset::at(path)))
}

/// The addresses of the modules that `main.js` imports, for a page to ask for all of them at once.
pub fn modules() -> Vec<String> {
    let paths = Files::iter().filter(|path| path.starts_with(MODULES) && *path != MAIN);
    paths.map(|path| url(&path)).collect()
}

/// Serves a static file.
pub async fn serve(path: web::Path<String>, request: HttpRequest) -> Result<HttpResponse> {
    let Asset { content, tag } = Asset::at(&path).ok_or(Error::NotFound)?;
    let etag = format!("\"{tag}\"");
    let named = request.query_string() == format!("v={tag}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_module_imports_is_asked_for_by_its_hash() {
        for path in Files::iter().filter(|path| path.starts_with(MODULES)) {
            let module = text(&path);
            for line in module.lines().filter(|line| line.starts_with("import ")) {
                let (_, address) = line.split_once(IMPORT).unwrap_or_else(|| panic!("{path}: {line}"));
                let (name, version) =
                    address.trim_end_matches("';").split_once("?v=").unwrap_or_else(|| panic!("{path}: {line}"));
                assert_eq!(version, Asset::read(&format!("{MODULES}{name}")).unwrap().tag, "{path}: {line}");
            }
        }
    }

    /// A text over several lines could have one in it that looks like a remark.
    #[test]
    fn modules_are_sent_without_remarks_and_no_text_in_them_is_taken_for_one() {
        for path in Files::iter().filter(|path| path.starts_with(MODULES)) {
            let source = String::from_utf8(Files::get(&path).unwrap().data.to_vec()).unwrap();
            for line in source.lines() {
                let quotes = line.matches('`').count();
                let is_remark = line.trim_start().starts_with("//");
                assert!(is_remark || quotes.is_multiple_of(2), "{path}: a text over several lines: {line}");
                assert!(!line.contains("/*"), "{path}: {line}");
            }
            let sent = text(&path);
            assert!(sent.len() < source.len() && !sent.lines().any(|line| line.starts_with("//")), "{path}");
            let words = |of: &str| of.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            assert_eq!(words(&without_remarks(&source)), words(&code.join("\n")), "{path}");
        }
    }
}
