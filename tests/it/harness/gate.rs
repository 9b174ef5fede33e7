//! A proxy that asks the gate about a request: `app.gate().get("/devices").bearer(&secret).await`.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::client::Answer;

/// A question to the gate.
#[derive(Clone)]
pub struct Ask {
    http: reqwest::Client,
    base: String,
    application: String,
    dialect: &'static str,
    headers: HeaderMap,
}

const METHOD: &str = "x-original-method";
const URI: &str = "x-original-uri";

impl Ask {
    pub fn new(http: reqwest::Client, base: &str, application: &str) -> Self {
        let (base, application) = (base.to_owned(), application.to_owned());
        Self { http, base, application, dialect: "nginx", headers: HeaderMap::new() }
    }

    /// Asks at another application's address.
    pub fn at(mut self, application: &str) -> Self {
        application.clone_into(&mut self.application);
        self
    }

    /// Asks as another kind of proxy does.
    pub fn dialect(mut self, dialect: &'static str) -> Self {
        self.dialect = dialect;
        self
    }

    pub fn get(self, uri: &str) -> Self {
        self.request("GET", uri)
    }

    pub fn request(self, method: &str, uri: &str) -> Self {
        self.set(METHOD, method).set(URI, uri)
    }

    pub fn bearer(self, secret: &str) -> Self {
        self.also("authorization", &format!("Bearer {secret}"))
    }

    pub fn basic(self, user: &str, password: &str) -> Self {
        let encoded = STANDARD.encode(format!("{user}:{password}"));
        self.also(AUTHORIZATION.as_str(), &format!("Basic {encoded}"))
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    /// One more header of this name.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.headers.append(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer>>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { http, base, application, dialect, mut headers } = self;
        let mut address = format!("{base}/gate/{application}/{dialect}");
        let mut method = Method::GET;
        match dialect {
            "forwarded" => {
                for (from, to) in [(METHOD, "x-forwarded-method"), (URI, "x-forwarded-uri")] {
                    if let Some(value) = headers.remove(from) {
                        headers.insert(HeaderName::from_static(to), value);
                    }
                }
            }
            "envoy" => {
                let text = |value: HeaderValue| value.to_str().unwrap().to_owned();
                method = text(headers.remove(METHOD).unwrap()).parse().unwrap();
                address.push_str(&text(headers.remove(URI).unwrap()));
            }
            _ => {}
        }
        Box::pin(
            async move { Answer::read(http.request(method, address).headers(headers).send().await.unwrap()).await },
        )
    }
}
