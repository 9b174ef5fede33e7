//! The HTML and HTTP kit that every room uses, and that knows none of them: layout, forms, errors, the check of a
//! form's origin, headers, static files, CSV, the caller's address, what is told of a request, and the server with its
//! connections.

pub mod assets;
pub mod back;
pub mod client_address;
pub mod connection;
pub mod csv;
pub mod errors;
pub mod flash;
pub mod form;
pub mod health;
pub mod language;
pub mod layout;
pub mod limit;
pub mod plain;
pub mod protect;
pub mod request;
pub mod server;
pub mod strict;
pub mod time;
pub mod turn;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentType, HeaderMap, HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

pub use errors::sign_in_address;
pub use flash::{Flash, Flashed};
pub use form::Form;
pub use layout::Layout;

use crate::error::{Error, Result};

/// A page. Pages are about one person at one time: none is kept by a cache.
pub fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse> {
    let html = template.render().map_err(|e| Error::Internal(e.to_string()))?;
    Ok(HttpResponse::build(status)
        .insert_header(ContentType::html())
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html))
}

/// Sends the browser to another page with GET.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).insert_header((CACHE_CONTROL, "no-store")).finish()
}

/// The value of a field in the query of a request's address.
pub fn query_field(request: &HttpRequest, field: &str) -> Option<String> {
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    query.into_iter().find(|(name, _)| name == field).map(|(_, value)| value.into_owned())
}

/// Characters of a word in an address that is carried on: a longer one may be a secret that was pasted there.
const LONGEST_WORD: usize = 40;

/// An address on this site to go back to, if `text` is one: one slash first, nothing that a browser would read as
/// another host, and no word so long that it could be a token's secret.
pub fn safe_return(text: &str) -> Option<&str> {
    let mut bytes = text.bytes();
    let fits = bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && text.len() <= 2_000
        && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && text.split(|c: char| !c.is_ascii_alphanumeric()).all(|word| word.len() <= LONGEST_WORD);
    fits.then_some(text)
}

/// Tells a script which organization one is in: a form of another one stays, with what was typed in it.
pub fn tell_current(headers: &mut HeaderMap, organization: &str) {
    if let Ok(value) = HeaderValue::from_str(organization) {
        headers.insert(HeaderName::from_static("x-latchkey-current"), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_this_site_are_gone_back_to() {
        for fine in ["/", "/integrations?q=a&status=active", "/integrations/tokens/new#name"] {
            assert_eq!(safe_return(fine), Some(fine));
        }
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\\b", "/a\nb", "/é"]
        {
            assert_eq!(safe_return(foreign), None, "{foreign:?}");
        }
        let secret = format!("/integrations?q=lka_{}", "x".repeat(46));
        assert_eq!(safe_return(&secret), None, "a secret is not carried on");
    }
}
