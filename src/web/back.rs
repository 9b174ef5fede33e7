//! Where whoever sent a form and was signed out goes back to: the page of that form. An address is all that is carried
//! on, and only that of a page for which one has to be signed in: those for anyone have secrets in theirs.

use actix_web::HttpRequest;
use actix_web::dev::ResourceDef;
use actix_web::http::header::REFERER;

use super::safe_return;

/// The patterns of the pages that one has to be signed in for.
#[derive(Clone, Debug)]
pub struct Pages(ResourceDef);

impl Pages {
    /// Those of these patterns.
    pub fn of(patterns: Vec<&'static str>) -> Self {
        Self(ResourceDef::new(patterns))
    }

    /// The page that a form was on: as the browser says; if it doesn't, what is nearest above the form's own address.
    pub fn of_form(&self, request: &HttpRequest, origins: &[String]) -> Option<String> {
        self.said(request, origins).or_else(|| self.above(request.path())).map(str::to_owned)
    }

    fn said<'a>(&self, request: &'a HttpRequest, origins: &[String]) -> Option<&'a str> {
        let referer = request.headers().get(REFERER)?.to_str().ok()?;
        let mut ours = origins.iter().filter_map(|origin| referer.strip_prefix(origin.as_str()));
        let address = ours.find(|rest| rest.starts_with('/'))?;
        let path = address.split('?').next().unwrap_or_default();
        // A form with faults is shown at the address it was sent to, which need not be a page.
        if self.0.is_match(path) { safe_return(address) } else { self.above(path) }
    }

    fn above<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut path = path;
        while !self.0.is_match(path) {
            path = path.rsplit_once('/')?.0;
        }
        safe_return(path)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn one_goes_back_to_the_page_of_the_form_and_to_no_address_that_could_be_a_secret() {
        let pages = Pages::of(vec!["/tokens", "/tokens/new", "/tokens/{id}", "/settings", "/support"]);
        let long = format!("https://ours.example/tokens?q={}", "x".repeat(46));
        for (said, sent, back) in [
            (
                "https://ours.example/tokens?q=a&status=active",
                "/tokens/7/deactivation",
                Some("/tokens?q=a&status=active"),
            ),
            ("https://ours.example/tokens/new", "/tokens", Some("/tokens/new")),
            // No page of ours, no page at all, or one with a secret in its address.
            ("https://ours.example.evil/tokens/new", "/tokens/7/deactivation", Some("/tokens/7")),
            ("https://evil.example/tokens/new", "/tokens/7/deactivation", Some("/tokens/7")),
            ("https://ours.example//evil.example", "/tokens/7/deactivation", Some("/tokens/7")),
            ("https://ours.example/invitations/0f0f0f", "/organization", None),
            ("https://ours.example/set-up?code=0f0f0f", "/support", Some("/support")),
            (&long, "/tokens/7/deactivation", Some("/tokens/7")),
            ("", "/support", Some("/support")),
            ("", "/account", None),
            // Shown with faults, at the address that it was sent to.
            ("https://ours.example/settings/name", "/settings/name", Some("/settings")),
            ("https://ours.example/tokens/7/status", "/organization", Some("/tokens/7")),
        ] {
            let request = TestRequest::post().uri(sent).insert_header((REFERER, said)).to_http_request();
            let origins = ["https://ours.example".to_owned()];
            assert_eq!(pages.of_form(&request, &origins).as_deref(), back, "{said} {sent}");
        }
    }
}
