//! Mailing the link: to the invited person, in words, and without keeping anybody waiting for a server.

use std::time::{Duration, Instant};

use super::{link, newcomer};
use crate::harness::TestApp;
use crate::harness::smtp::{Manner, Sink};

const FORM: [(&str, &str); 2] = [("email", "new@acme.example"), ("role", "support")];

async fn noted(app: &TestApp) -> String {
    app.texts("SELECT mail FROM invitations ORDER BY created_at DESC, id DESC").await.remove(0)
}

#[actix_web::test]
async fn the_link_is_mailed_to_whom_it_is_for() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/members/invitations", FORM).await;
    let shown = link(&app, &answer);
    assert!(answer.body.contains("The link was mailed to"), "{}", answer.body);
    let letter = sink.received(1).await.remove(0);
    assert_eq!(letter.to, ["new@acme.example"]);
    assert_eq!(letter.header("To"), "new@acme.example");
    assert_eq!(letter.header("From"), "Latchkey <latchkey@portal.example>");
    assert_eq!(letter.header("Subject"), "Ada Administrator invites you to Acme");
    assert_eq!(letter.header("Date"), "Sun, 22 Nov 2026 10:00:00 +0000");
    assert_eq!(letter.header("Content-Type"), "text/plain; charset=utf-8");
    assert!(letter.text().contains("as support"), "{}", letter.text());
    assert!(letter.text().contains("until 29 November 2026, 10:00 UTC"), "{}", letter.text());
    assert_eq!(letter.link(&app.base()), shown);
    assert_eq!(app.anonymous().post(&shown, newcomer("Nora")).await.status, 303);
    assert_eq!(noted(&app).await, "sent");
}

/// Who is invited has chosen no language yet; the one who invites knows them.
#[actix_web::test]
async fn it_is_in_the_language_of_whoever_invites() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    let administrator = app.administrator().await;
    administrator.post("/account/language", [("language", "de")]).await;
    let answer = administrator.post("/members/invitations", FORM).await;
    assert!(answer.body.contains("Der Link wurde an"), "{}", answer.body);
    let letter = sink.received(1).await.remove(0);
    assert_eq!(letter.header("Subject"), "Ada Administrator lädt Sie zu Acme ein");
    assert!(letter.text().contains("mit der Rolle „Support“"), "{}", letter.text());
    assert!(letter.text().contains("bis 29. November 2026, 10:00 UTC"), "{}", letter.text());
    assert_eq!(letter.link(&app.base()), link(&app, &answer));
}

#[actix_web::test]
async fn a_mail_that_is_refused_is_said_to_be_and_the_link_works_all_the_same() {
    let sink = Sink::start(Manner::Refuses("new@")).await;
    let app = sink.portal().await;
    let administrator = app.administrator().await;
    let answer = administrator.post("/members/invitations", FORM).await;
    assert!(answer.body.contains("Mailing failed"), "{}", answer.body);
    assert!(!answer.body.contains("hunter2"), "what a server says is not repeated");
    assert!(administrator.get("/members").await.text("#invitations tbody tr").contains("Mailing failed"));
    assert_eq!(app.anonymous().get(&link(&app, &answer)).await.status, 200);
    assert!(sink.letters().is_empty());
}

#[actix_web::test]
async fn a_server_that_is_not_there_is_said_so_at_once() {
    let (_port, app) = Sink::absent().await;
    let administrator = app.administrator().await;
    assert!(administrator.post("/members/invitations", FORM).await.body.contains("Mailing failed"));
    assert_eq!(noted(&app).await, "failed");
}

/// Whoever invites is not kept waiting for longer than is decent, and nobody else is at all.
#[actix_web::test]
async fn a_server_that_hangs_keeps_nobody_for_long() {
    let sink = Sink::start(Manner::Hangs).await;
    let app = sink.portal().await;
    let (administrator, member) = (app.administrator().await, app.member().await);
    let began = Instant::now();
    let (answer, ()) = tokio::join!(administrator.post("/members/invitations", FORM), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(member.get("/integrations").await.status, 200);
        assert!(began.elapsed() < Duration::from_secs(2), "others wait with it");
    });
    assert!(answer.body.contains("The mail server has not answered yet"), "{}", answer.body);
    assert!(began.elapsed() < Duration::from_secs(8));
    assert_eq!(app.anonymous().get(&link(&app, &answer)).await.status, 200);
    assert!(administrator.get("/members").await.text("#invitations tbody tr").contains("Being mailed"));
    for _ in 0..24 {
        if noted(&app).await == "failed" {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("what became of the mail is never noted: {}", noted(&app).await);
}

/// The names of people and organizations stand in headers.
#[actix_web::test]
async fn no_name_gets_a_header_of_its_own() {
    let sink = Sink::start(Manner::Takes).await;
    let app = sink.portal().await;
    app.execute(
        "UPDATE organizations SET name = 'Säure' || CAST('\r\nBcc: victim@elsewhere.example\r\n\r\n.\r\nRCPT' AS TEXT)",
    )
    .await;
    app.execute("UPDATE users SET name = 'Ada\nX-Evil: yes' WHERE email_key = 'ada@acme.example'").await;
    let administrator = app.administrator().await;
    administrator.post("/members/invitations", FORM).await;
    let letter = sink.received(1).await.remove(0);
    assert_eq!(letter.to, ["new@acme.example"]);
    let head = letter.raw.split("\r\n\r\n").next().unwrap();
    for line in head.lines() {
        let name = line.split(':').next().unwrap();
        assert!(line.starts_with(' ') || !["Bcc", "X-Evil", "RCPT"].contains(&name), "{head}");
    }
    assert!(letter.header("Subject").starts_with("Ada X-Evil: yes invites you to Säure"), "{head}");
}

#[actix_web::test]
async fn without_a_mail_server_the_page_says_to_pass_the_link_on() {
    let app = TestApp::start().await;
    let answer = app.administrator().await.post("/members/invitations", FORM).await;
    assert!(answer.body.contains("no mail server is configured"), "{}", answer.body);
}
