//! A proxy that asks the gate about a request: `app.gate().get("/devices").bearer(&secret).await`.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::client::Answer;

/// A question to the gate.
#[derive(Clone)]
pub struct Ask {
    http: reqwest::Client,
    base: String,
    application: String,
    headers: HeaderMap,
}

impl Ask {
    pub fn new(http: reqwest::Client, base: &str, application: &str) -> Self {
        Self { http, base: base.to_owned(), application: application.to_owned(), headers: HeaderMap::new() }
    }

    /// Asks at another application's address.
    pub fn at(mut self, application: &str) -> Self {
        application.clone_into(&mut self.application);
        self
    }

    pub fn get(self, uri: &str) -> Self {
        self.request("GET", uri)
    }

    pub fn request(self, method: &str, uri: &str) -> Self {
        self.set("x-original-method", method).set("x-original-uri", uri)
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
        Box::pin(async move {
            let address = format!("{}/gate/{}/nginx", self.base, self.application);
            Answer::read(self.http.get(address).headers(self.headers).send().await.unwrap()).await
        })
    }
}
