//! The REST API, asked as its clients ask it: with tokens and JSON.

mod audit;
mod me;
mod powers;
mod requests;
mod routes;
mod tokens;

pub use routes::filled;

use latchkey::id::Id;
use latchkey::tokens::{AllowedNetworks, Permissions, Token};
use reqwest::Method;
use serde_json::Value;

use crate::harness::{Answer, Issued, TestApp};

/// What asks the API with a token.
pub struct Api<'a> {
    app: &'a TestApp,
    secret: String,
    http: reqwest::Client,
}

impl TestApp {
    pub fn api(&self, secret: &str) -> Api<'_> {
        Api { app: self, secret: secret.to_owned(), http: reqwest::Client::new() }
    }
}

impl Api<'_> {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method: Method = method.parse().unwrap();
        self.http.request(method, format!("{}/api{path}", self.app.base())).bearer_auth(&self.secret)
    }

    pub async fn ask(&self, method: &str, path: &str) -> Answer {
        Answer::read(self.request(method, path).send().await.unwrap()).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header("Content-Type", "application/json").body(body.to_string());
        Answer::read(request.send().await.unwrap()).await
    }

    /// The address of the first application's tokens, or of one of them.
    fn tokens(&self) -> String {
        format!("/applications/{}/tokens", self.app.people.application)
    }

    fn one(&self, token: Id<Token>) -> String {
        format!("{}/{token}", self.tokens())
    }

    async fn create(&self, body: &Value) -> Answer {
        self.send("POST", &self.tokens(), body).await
    }
}

/// What a created token's answer gives.
fn issued(answer: &Answer) -> Issued {
    assert_eq!(answer.status, 201, "{}", answer.body);
    let body = answer.json();
    let secret = body["token"].as_str().unwrap().to_owned();
    let handle = secret[4..12].to_owned();
    Issued { id: body["id"].as_str().unwrap().parse().unwrap(), secret, handle }
}

/// A problem as the published clients read it: its type, after a look at everything else that must be there.
fn problem(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = answer.json();
    assert_eq!(body["status"], answer.status);
    assert_eq!(body["message"], body["detail"]);
    assert!(body["message"].as_str().is_some_and(|text| text.len() > 10), "{body}");
    body["type"].as_str().unwrap().to_owned()
}

/// The members that are said to be faulty.
fn faulty(answer: &Answer) -> Vec<String> {
    assert_eq!((answer.status, problem(answer).as_str()), (400, "Validation"), "{}", answer.body);
    let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

fn custom(actions: &[&str]) -> Permissions {
    Permissions::Custom(actions.iter().map(|id| (*id).to_owned()).collect())
}

fn networks(text: &str) -> AllowedNetworks {
    AllowedNetworks::parse(text).unwrap()
}
