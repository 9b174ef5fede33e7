//! A browser as far as the portal can tell: it keeps cookies, sends `Origin`, and follows redirects when told to.

use std::sync::Mutex;

use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder};
use scraper::{Html, Selector};

use super::fields::Fields;

pub const FORM: &str = "application/x-www-form-urlencoded";

/// Whoever sits before the browser.
pub struct Client {
    http: reqwest::Client,
    base: String,
    cookie: Mutex<Option<String>>,
}

impl Client {
    pub fn new(http: reqwest::Client, base: &str) -> Self {
        Self { http, base: base.to_owned(), cookie: Mutex::new(None) }
    }

    /// The same browser at another node's address.
    pub fn at(&self, base: &str) -> Self {
        Self { http: self.http.clone(), base: base.to_owned(), cookie: Mutex::new(self.cookie()) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a form from a page at the portal's own address.
    pub async fn post(&self, path: &str, fields: impl Into<Fields>) -> Answer {
        self.send(self.form(path, fields)).await
    }

    /// The request of [`Self::post`], to be changed before it is sent.
    pub fn form(&self, path: &str, fields: impl Into<Fields>) -> RequestBuilder {
        let body = fields.into().encoded();
        self.request(Method::POST, path).header(ORIGIN, &self.base).header(CONTENT_TYPE, FORM).body(body)
    }

    /// A request without any header of its own.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request with the cookie, and takes the cookie that the answer sets.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.send_built(request.build().unwrap()).await
    }

    /// The same with a request whose headers were replaced.
    pub async fn send_built(&self, mut request: reqwest::Request) -> Answer {
        if let Some(cookie) = self.cookie() {
            request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        }
        let answer = Answer::read(self.http.execute(request).await.unwrap()).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let ended = pair.ends_with('=');
            self.set_cookie((!ended).then_some(pair));
        }
        answer
    }

    /// Goes where a redirect leads, until it is a page.
    pub async fn follow(&self, answer: Answer) -> Answer {
        let mut answer = answer;
        while answer.status == 303 {
            answer = self.get(&answer.location()).await;
        }
        answer
    }

    /// The cookie as sent: name and value.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, cookie: Option<&str>) {
        *self.cookie.lock().unwrap() = cookie.map(str::to_owned);
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        assert_eq!(self.status, 303, "no redirect: {}", self.body);
        self.header("location").unwrap().to_owned()
    }

    /// The body, which is JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub fn page(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// How many elements there are.
    pub fn count(&self, selector: &str) -> usize {
        self.page().select(&selecting(selector)).count()
    }

    /// The text of every element, with single spaces.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let page = self.page();
        let selector = selecting(selector);
        let found = page.select(&selector);
        found.map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The text of the only such element.
    pub fn text(&self, selector: &str) -> String {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector} in {}", self.body);
        all.into_iter().next().unwrap()
    }

    /// Every sentence about a fault, from the summary on top.
    pub fn faults(&self) -> Vec<String> {
        self.all("#summary li")
    }

    /// The value of an attribute of every element that has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = self.page();
        let selector = selecting(selector);
        let found = page.select(&selector);
        found.filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
    }

    /// What a browser would send of a form as it stands.
    pub fn fields(&self, form: &str) -> Fields {
        Fields::of(&self.page(), form)
    }
}

fn selecting(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}
