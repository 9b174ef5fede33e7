//! An administrator with a browser, and what they ask for.

use std::cell::Cell;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, redirect};

use super::fill::Filled;
use super::program::{EMAIL, PASSWORD};

/// Lines of the text that is pasted at the support desk, and how many of them have a token.
const LINES: usize = 10_000;
const LEAKED: usize = 20;

/// Someone signed in.
pub struct Person {
    client: Client,
    cookie: String,
    base: String,
    /// Names of tokens made.
    made: Cell<usize>,
}

/// Something that is asked.
pub struct Question {
    /// As it is printed.
    pub name: &'static str,
    /// The address.
    pub path: String,
    /// A form, if one is sent.
    pub form: Option<Vec<(&'static str, String)>>,
    /// What the answer has to say, and how often at least.
    pub expected: (&'static str, usize),
}

impl Person {
    /// Signs in.
    pub async fn sign_in(base: &str) -> Result<Self> {
        let client = Client::builder().cookie_store(true).redirect(redirect::Policy::none()).build()?;
        let form = [("email", EMAIL), ("password", PASSWORD), ("return_to", "")];
        let answer = client.post(format!("{base}/sign-in")).header("Origin", base).form(&form).send().await?;
        ensure!(answer.status() == 303, "signing in: {}", answer.status());
        let set = answer.headers().get("set-cookie").context("a session has a cookie")?.to_str()?;
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { client, cookie, base: base.to_owned(), made: Cell::new(0) })
    }

    /// What is asked in a turn: of other tokens, people and words each time.
    pub fn questions(&self, filled: &Filled, turn: usize) -> Vec<Question> {
        const ROW: &str = "<tr role=\"row\" id=\"token-";
        let tokens = &filled.tokens;
        let (id, token) = &tokens[turn * 37 % tokens.len()];
        let handle = &token.secret[..12];
        let page = |name, path: &str, expected| Question { name, path: path.to_owned(), form: None, expected };
        let list = |name, query: &str, rows| page(name, &format!("/integrations{query}"), (ROW, rows));
        let audit = |name, query: &str| page(name, &format!("/audit{query}"), ("<details", 50));
        let (application, actor) = (&token.application, &filled.actor);
        let middle = format!("?after={}-{}", "8".repeat(24), filled.middle.0);
        vec![
            list("list", "", 50),
            list("list, by name", "?sort=name&order=up", 50),
            list("list, by last use", "?sort=last-used", 50),
            list("list, from the middle on", &middle, 50),
            list("search, a word in all", "?q=for", 50),
            list("search, a frequent word", "?q=smoke", 50),
            list("search, a handle", &format!("?q={handle}"), 1),
            page("search, in vain", "/integrations?q=nothing+like+it", ("class=\"empty", 1)),
            list("filter, an application", &format!("?application={application}"), 50),
            list("filter, compromised", "?status=compromised", 50),
            list("filter, expired", "?status=expired", 50),
            list("filter, expiring", "?only=expiring", 50),
            list("filter, never used", "?only=never-used", 50),
            list("filter, unused", "?only=unused", 50),
            page("token page", &format!("/integrations/tokens/{id}"), (id_of_heading(), 1)),
            audit("audit log", ""),
            audit("audit log, one actor", &format!("?actor=user-{actor}")),
            audit("audit log, one action", "?action=token.edited"),
            page("audit log, one token", &format!("/audit?subject={id}"), ("<details", 5)),
            audit("audit log, up to a day", &format!("?to={}", filled.day)),
            self.creation(&token.application),
            paste(filled, turn),
        ]
    }

    /// The session's cookie, as it is sent.
    pub fn cookie(&self) -> String {
        self.cookie.clone()
    }

    fn creation(&self, application: &str) -> Question {
        let n = self.made.replace(self.made.get() + 1);
        let submission = format!("{:08x}{n:024x}", std::process::id());
        let form = Some(creation(submission, &n.to_string(), application));
        Question { name: "creation", path: "/integrations/tokens".to_owned(), form, expected: ("lka_", 1) }
    }

    /// The answer.
    pub async fn ask(&self, question: &Question) -> Result<String> {
        let address = format!("{}{}", self.base, question.path);
        let request = match &question.form {
            None => self.client.get(address),
            Some(form) => self.client.post(address).header("Origin", &self.base).form(form),
        };
        let answer = request.send().await?;
        let status = answer.status();
        let said = answer.text().await?;
        ensure!(status.is_success(), "{}: {status}: {said}", question.path);
        let (text, times) = question.expected;
        ensure!(said.matches(text).count() >= times, "{} does not say {text:?} {times} times: {said}", question.path);
        Ok(said)
    }
}

/// The form of a creation. What makes it another one is in `submission`, 32 hexadecimal digits, and in its name.
pub fn creation(submission: String, name: &str, application: &str) -> Vec<(&'static str, String)> {
    vec![
        ("submission", submission),
        ("name", format!("Made {name}")),
        ("expiry", "30d".to_owned()),
        ("permissions", "all".to_owned()),
        ("application", application.to_owned()),
    ]
}

fn id_of_heading() -> &'static str {
    "<h1><bdi>"
}

/// A log with tokens of the organization in it.
fn paste(filled: &Filled, turn: usize) -> Question {
    let mut text = String::new();
    for line in 0..LINES {
        text.push_str("2026-11-30T01:02:03.456Z INFO worker[17]: GET /v1/devices 200 in 12 ms");
        if line % (LINES / LEAKED) == 7 {
            let (_, token) = &filled.tokens[(turn * 101 + line / 7) % filled.tokens.len()];
            text.push_str(" authorization: Bearer ");
            text.push_str(&token.secret);
        }
        text.push('\n');
    }
    let form = Some(vec![("text", text)]);
    Question {
        name: "support desk, 10,000 lines",
        path: "/support".to_owned(),
        form,
        expected: ("/integrations/tokens/", LEAKED),
    }
}
