//! The language in which a browser wants to be answered.

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, AcceptLanguage, Header};
use actix_web::middleware::Next;

use crate::language::{Language, within};

/// Bytes of a list of languages that is read; browsers send a few dozen.
const LONGEST_WISH: usize = 500;

/// Answers each request in the language that its browser asks for, until it is known who is signed in.
pub async fn of_browser(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let language = wished(&request);
    within(language, next.call(request)).await
}

/// The first that there is of those a browser asks for; English if none is.
fn wished(request: &impl HttpMessage) -> Language {
    let named = request.headers().get(header::ACCEPT_LANGUAGE);
    if named.is_none_or(|header| header.len() > LONGEST_WISH) {
        return Language::default();
    }
    let wished = AcceptLanguage::parse(request).map(|wish| wish.ranked()).unwrap_or_default();
    let mut tags = wished.iter().filter_map(|wish| wish.item()).map(ToString::to_string);
    tags.find_map(|tag| Language::of_code(&tag.split('-').next()?.to_lowercase())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_first_language_that_there_is_is_taken() {
        for (wish, language) in [
            ("de", Language::German),
            ("de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("DE-ch", Language::German),
            ("fr, de;q=0.5, en;q=0.7", Language::English),
            ("fr, en;q=0.5, de;q=0.7", Language::German),
            ("fr", Language::English),
            ("", Language::English),
            ("*", Language::English),
            ("den", Language::English),
            ("de;q=banana", Language::English),
            (";;;,,,", Language::English),
        ] {
            let request = TestRequest::default().insert_header((header::ACCEPT_LANGUAGE, wish)).to_http_request();
            assert_eq!(wished(&request), language, "{wish:?}");
        }
        let long = format!("de,{}", "fr,".repeat(400));
        let request = TestRequest::default().insert_header((header::ACCEPT_LANGUAGE, long)).to_http_request();
        assert_eq!(wished(&request), Language::English);
    }
}
