//! Reports of GitHub's secret scanning: signed by a current key, each token ended by itself, administrators told.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use latchkey::clock::{DAY, HOUR};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::harness::smtp::{Manner, Sink};
use crate::harness::{Answer, Fields, MINUTE, TestApp};

/// What a test says is at the address of the keys.
#[derive(Clone)]
struct KeyServer {
    address: SocketAddr,
    answer: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl KeyServer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            answer: Arc::new(Mutex::new(String::new())),
            asked: Arc::default(),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, asked) = (Arc::clone(&serving.answer), Arc::clone(&serving.asked));
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        request.push(stream.read_u8().await?);
                    }
                    asked.fetch_add(1, Ordering::Relaxed);
                    let answer = answer.lock().unwrap().clone();
                    stream.write_all(answer.as_bytes()).await
                });
            }
        });
        server
    }

    fn says(&self, status: &str, body: &str) {
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n");
        *self.answer.lock().unwrap() = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    }

    fn flag(&self) -> String {
        format!("http://{}/meta/public_keys/secret_scanning", self.address)
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// A key of our own, as GitHub has some.
struct Signer {
    name: String,
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new(name: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self { name: name.to_owned(), pair, random }
    }

    fn listed(&self, is_current: bool) -> Value {
        // What comes before the point, as in every such key: the start of one of GitHub's own.
        let start = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";
        let mut der = STANDARD.decode(start).unwrap();
        der.truncate(26);
        der.extend(self.pair.public_key().as_ref());
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der));
        json!({ "key_identifier": self.name, "key": pem, "is_current": is_current })
    }

    fn sign(&self, body: &str) -> String {
        STANDARD.encode(self.pair.sign(&self.random, body.as_bytes()).unwrap())
    }
}

fn list(keys: &[Value]) -> String {
    json!({ "public_keys": keys }).to_string()
}

async fn post(app: &TestApp, name: &str, signature: &str, body: &str) -> Answer {
    let request = reqwest::Client::new()
        .post(format!("{}/api/secret-scanning/github", app.base()))
        .header("Content-Type", "application/json")
        .header("Github-Public-Key-Identifier", name)
        .header("Github-Public-Key-Signature", signature)
        .body(body.to_owned());
    Answer::read(request.send().await.unwrap()).await
}

/// A portal that believes a signer of ours, and the server that lists it.
async fn believing() -> (KeyServer, Signer, TestApp) {
    let (server, signer) = (KeyServer::start().await, Signer::new("ours"));
    server.says("200 OK", &list(&[signer.listed(true)]));
    let app = TestApp::with(&["--secret-scanning-keys", &server.flag()]).await;
    (server, signer, app)
}

async fn report(app: &TestApp, signer: &Signer, entries: &Value) -> Answer {
    let body = entries.to_string();
    post(app, &signer.name, &signer.sign(&body), &body).await
}

fn hash(token: &str) -> String {
    STANDARD.encode(Sha256::digest(token.as_bytes()))
}

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/secret_scanning")
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(samples().join(name)).unwrap()
}

/// Payloads that GitHub itself has signed, with its own keys: one of them it says is current, the other was withdrawn.
#[actix_web::test]
async fn what_github_has_signed_verifies_and_a_withdrawn_key_does_not() {
    let server = KeyServer::start().await;
    server.says("200 OK", &sample("meta_public_keys.json"));
    let app = TestApp::with(&["--secret-scanning-keys", &server.flag()]).await;
    let keys: Value = serde_json::from_str(&sample("meta_public_keys.json")).unwrap();
    let keys = keys["public_keys"].as_array().unwrap();
    let (mut current, mut withdrawn) = (0, 0);
    for (payload, signature) in [("payload.json", "sig.der"), ("payload2.json", "sig2.der")] {
        let body = sample(payload);
        let signature = STANDARD.encode(std::fs::read(samples().join(signature)).unwrap());
        for key in keys {
            let name = key["key_identifier"].as_str().unwrap();
            let answer = post(&app, name, &signature, &body).await;
            if answer.status == 200 {
                assert_eq!(key["is_current"], true);
                current += 1;
                let labels = answer.json();
                let sent: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(labels.as_array().unwrap().len(), 1);
                assert_eq!(labels[0]["label"], "false_positive", "it is no token of ours");
                assert_eq!(labels[0]["token_type"], sent[0]["type"]);
                assert_eq!(labels[0]["token_hash"], hash(sent[0]["token"].as_str().unwrap()));
                // A byte more is another body.
                assert_eq!(post(&app, name, &signature, &format!("{body} ")).await.status, 403);
            } else {
                assert_eq!(answer.status, 403, "{}", answer.body);
                withdrawn += usize::from(key["is_current"] == false);
            }
        }
    }
    assert_eq!(withdrawn, 2, "each payload was tried with the withdrawn key");
    assert!(current >= 1, "the payload that the current key has signed verifies");
}

/// The same signatures hold by the withdrawn key too, if it were still current: it is refused for that alone.
#[actix_web::test]
async fn each_sample_is_signed_by_one_of_the_keys() {
    let server = KeyServer::start().await;
    server.says("200 OK", &sample("meta_public_keys.json").replace("false", "true"));
    let app = TestApp::with(&["--secret-scanning-keys", &server.flag()]).await;
    let keys: Value = serde_json::from_str(&sample("meta_public_keys.json")).unwrap();
    for (payload, signature) in [("payload.json", "sig.der"), ("payload2.json", "sig2.der")] {
        let signature = STANDARD.encode(std::fs::read(samples().join(signature)).unwrap());
        let mut holds = 0;
        for key in keys["public_keys"].as_array().unwrap() {
            let name = key["key_identifier"].as_str().unwrap();
            holds += usize::from(post(&app, name, &signature, &sample(payload)).await.status == 200);
        }
        assert_eq!(holds, 1, "{payload}");
    }
}

#[actix_web::test]
async fn a_living_token_is_ended_wherever_it_is_and_each_is_labelled() {
    let (_server, signer, app) = believing().await;
    let (leaked, foreign) = (app.token("Leaked").await, app.foreign_token("Theirs").await);
    let deleted = app.token("Deleted").await;
    app.administrator().await.post(&deleted.path("/deletion"), Fields::default()).await;
    let safe = app.token("Safe").await;
    assert_eq!(app.gate().get(&app.devices()).bearer(&leaked.secret).await.status, 200, "remembered by the gate");
    let made_up = format!("lka_{}", &leaked.secret[4..].chars().rev().collect::<String>());
    let entry = |token: &str| json!({ "token": token, "type": "latchkey", "url": "https://github.com/a/b", "source": "content" });
    let entries = json!([
        entry(&leaked.secret),
        7,
        { "type": "latchkey" },
        entry(&foreign.secret),
        entry(&leaked.secret),
        entry(&deleted.secret),
        entry(&made_up),
        { "token": "", "type": "latchkey", "url": null },
    ]);
    let answer = report(&app, &signer, &entries).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let labels = answer.json();
    let expected: Vec<Value> = [
        (&leaked.secret, "true_positive"),
        (&foreign.secret, "true_positive"),
        (&deleted.secret, "true_positive"),
        (&made_up, "false_positive"),
        (&String::new(), "false_positive"),
    ]
    .iter()
    .map(|(token, label)| json!({ "token_hash": hash(token), "token_type": "latchkey", "label": label }))
    .collect();
    assert_eq!(labels, Value::Array(expected));
    for (secret, status) in [(&leaked.secret, 401), (&safe.secret, 200)] {
        assert_eq!(app.gate().get(&app.devices()).bearer(secret).await.status, status);
    }
    let compromised = app.texts("SELECT name FROM tokens WHERE compromised_at IS NOT NULL ORDER BY name").await;
    assert_eq!(compromised, ["Leaked", "Theirs"]);
    let page = app.administrator().await.get(&leaked.path("")).await;
    assert!(page.text("main").contains("GitHub's secret scanning found it at https://github.com/a/b"), "{}", page.body);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.compromised'").await, 2);
    let reasons = app.texts("SELECT compromised_reason FROM tokens WHERE name = 'Leaked'").await;
    assert_eq!(reasons, ["GitHub's secret scanning found it at https://github.com/a/b"], "where it was found first");
    // Again: nothing more happens, and the labels are the same.
    assert_eq!(report(&app, &signer, &entries).await.json(), labels);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit_events WHERE action = 'token.compromised'").await, 2);
}

/// What is written in public about the place may be anything.
#[actix_web::test]
async fn a_place_that_can_not_be_shown_is_left_out() {
    let (_server, signer, app) = believing().await;
    let long = format!("https://github.com/{}", "x".repeat(600));
    for (n, (url, shown)) in [
        ("javascript:alert(1)", "in public."),
        (&long, "in public."),
        ("https://github.com/SECRET", "in public."),
        ("https://github.com/ESCAPED", "in public."),
        ("https://someone@x/", "in public."),
        // One line, whatever is in it.
        ("https://x/a\n\nhttps://evil/", "at https://x/ahttps://evil/"),
        ("https://x/<b> \u{202e}moc", "at https://x/%3Cb%3E%20%E2%80%AEmoc"),
    ]
    .into_iter()
    .enumerate()
    {
        let token = app.token(&format!("Token {n}")).await;
        let url = url.replace("SECRET", &token.secret).replace("ESCAPED", &token.secret.replace('_', "%255F"));
        let answer = report(&app, &signer, &json!([{ "token": token.secret, "type": "t", "url": url }])).await;
        assert_eq!(answer.json()[0]["label"], "true_positive", "{url}");
        let reason = format!("SELECT compromised_reason FROM tokens WHERE id = '{}'", token.id);
        let reason = app.texts(&reason).await.remove(0);
        assert_eq!(reason, format!("GitHub's secret scanning found it {shown}"), "{url}");
    }
}

#[actix_web::test]
async fn what_is_not_signed_by_a_current_key_is_refused_and_changes_nothing() {
    let (server, signer, app) = believing().await;
    let token = app.token("Leaked").await;
    let body = json!([{ "token": token.secret, "type": "t" }]).to_string();
    let other = Signer::new("ours");
    for (what, name, signature, status) in [
        ("another key's signature", "ours", other.sign(&body), 403),
        ("another body's signature", "ours", signer.sign("[]"), 403),
        ("no Base64", "ours", "%".to_owned(), 403),
        ("an empty signature", "ours", String::new(), 403),
        // It may be newer than the list, which was fetched a moment ago.
        ("an unknown key", "theirs", signer.sign(&body), 503),
    ] {
        let answer = post(&app, name, &signature, &body).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        app.clock.advance(1);
    }
    let http = reqwest::Client::new();
    let address = format!("{}/api/secret-scanning/github", app.base());
    assert_eq!(http.post(&address).body(body.clone()).send().await.unwrap().status(), 400, "not signed at all");
    let twice = http.post(&address).header("Github-Public-Key-Identifier", "ours");
    let twice = twice.header("Github-Public-Key-Identifier", "ours").header("Github-Public-Key-Signature", "x");
    assert_eq!(twice.body(body.clone()).send().await.unwrap().status(), 400, "two names");
    for odd in ["", "{}", "null", "[", "\"x\""] {
        assert_eq!(post(&app, "ours", &signer.sign(odd), odd).await.status, 400, "{odd:?} is no list");
    }
    let large = " ".repeat(1024 * 1024 + 1);
    assert_eq!(post(&app, "ours", &signer.sign(&large), &large).await.status, 413);
    assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 200);
    // A key that is withdrawn later.
    server.says("200 OK", &list(&[signer.listed(false)]));
    app.clock.advance(HOUR);
    assert_eq!(post(&app, "ours", &signer.sign(&body), &body).await.status, 403);
    let without = TestApp::start().await;
    assert_eq!(post(&without, "ours", &signer.sign(&body), &body).await.status, 404, "where it is not configured");
}

#[actix_web::test]
async fn the_keys_are_kept_for_an_hour_and_fetched_at_most_once_a_minute() {
    let (server, signer, app) = believing().await;
    let sign = |signer: &Signer| (signer.name.clone(), signer.sign("[]"));
    let (name, signature) = sign(&signer);
    let ask = async || post(&app, &name, &signature, "[]").await.status;
    let several = tokio::join!(ask(), ask(), ask(), ask());
    assert_eq!(several, (200, 200, 200, 200));
    app.clock.advance(HOUR - 1);
    assert_eq!((ask().await, server.asked()), (200, 1), "one fetch for all of these");
    app.clock.advance(1);
    assert_eq!((ask().await, server.asked()), (200, 2));
    // A newer key is looked for, but not for everyone who names one.
    let newer = Signer::new("newer");
    server.says("200 OK", &list(&[signer.listed(true), newer.listed(true)]));
    let (new_name, new_signature) = sign(&newer);
    let ask_new = async || post(&app, &new_name, &new_signature, "[]").await.status;
    app.clock.advance(1);
    assert_eq!((ask_new().await, server.asked()), (503, 2), "to be reported again");
    app.clock.advance(MINUTE);
    assert_eq!((ask_new().await, ask_new().await, server.asked()), (200, 200, 3));
    // While the list can't be had, the last one counts, for a day.
    for (status, body) in [("500 Internal Server Error", "{}"), ("200 OK", "<html>"), ("302 Found", "")] {
        server.says(status, body);
        app.clock.advance(HOUR);
        assert_eq!(ask().await, 200, "{status} {body}");
    }
    app.clock.advance(DAY);
    let answer = post(&app, &name, &signature, "[]").await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.header("retry-after").is_some());
}

/// What can't be carried out for the database is done for the others, and said to be done again.
#[actix_web::test]
async fn one_that_fails_leaves_the_others_and_the_batch_is_to_be_sent_again() {
    let (_server, signer, app) = believing().await;
    let (first, stuck, last) = (app.token("First").await, app.token("Stuck").await, app.token("Last").await);
    app.refuse_updates_of("Stuck").await;
    let entries = json!([
        { "token": first.secret, "type": "t" },
        { "token": stuck.secret, "type": "t" },
        { "token": last.secret, "type": "t" },
    ]);
    let answer = report(&app, &signer, &entries).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    let compromised = "SELECT name FROM tokens WHERE compromised_at IS NOT NULL ORDER BY name";
    assert_eq!(app.texts(compromised).await, ["First", "Last"]);
    app.allow_updates().await;
    let answer = report(&app, &signer, &entries).await;
    let labels: Vec<Value> = answer.json().as_array().unwrap().iter().map(|label| label["label"].clone()).collect();
    assert_eq!((answer.status, labels), (200, vec![json!("true_positive"); 3]));
    assert_eq!(app.texts(compromised).await, ["First", "Last", "Stuck"]);
}

#[actix_web::test]
async fn administrators_are_told() {
    let sink = Sink::start(Manner::Takes).await;
    let (server, signer) = (KeyServer::start().await, Signer::new("ours"));
    server.says("200 OK", &list(&[signer.listed(true)]));
    let app = sink.portal_with(&["--secret-scanning-keys", &server.flag()]).await;
    let token = app.token("Leaked").await;
    report(&app, &signer, &json!([{ "token": token.secret, "type": "t", "url": "https://github.com/a/b" }])).await;
    crate::reminders::remind(&app).await;
    let letter = sink.letters().pop().unwrap();
    assert_eq!(
        (letter.to.clone(), letter.header("Subject")),
        (vec!["ada@acme.example".to_owned()], "“Leaked” is compromised and no longer works".to_owned())
    );
    assert!(letter.text().contains("found it at https://github.com/a/b"), "{}", letter.text());
    assert!(!letter.raw.contains(&token.secret[12..]) && !letter.text().contains(&token.secret[12..]));
}
