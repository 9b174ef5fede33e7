//! The support desk: what is found in a paste and by whom, and what shutting the finds does.

mod found;
mod paste;
mod shutting;

use crate::harness::{Answer, Client, Fields, Issued, TestApp};

const SHUTTING: &str = "form[action='/support/shutting']";

/// Pastes a text at the desk.
async fn paste(client: &Client, text: &str) -> Answer {
    client.post("/support", [("text", text)]).await
}

/// The secrets of these tokens, as a log would have them.
fn log_of<'a>(tokens: impl IntoIterator<Item = &'a Issued>) -> String {
    let lines: Vec<String> = tokens.into_iter().map(|t| format!("GET /x Authorization: Bearer {}", t.secret)).collect();
    lines.join("\n")
}

/// The names in a section's table.
fn names(answer: &Answer, section: &str) -> Vec<String> {
    answer.all(&format!("section[aria-labelledby='{section}-heading'] tbody .name"))
}

/// The form of the finds, filled in: the chosen tokens, how, and why.
fn filled(found: &Answer, tokens: &[&Issued], way: &str) -> Fields {
    let form = found.fields(SHUTTING).with("way", way).with("reason", "Ticket 4711: seen in a public log");
    tokens.iter().fold(form, |form, token| form.and("token", token.id.as_str()))
}

async fn at_gate(app: &TestApp, token: &Issued) -> u16 {
    app.gate().get(&app.devices()).bearer(&token.secret).await.status
}

/// What was done to tokens since the test began to look, and by whom in which organization.
async fn events(app: &TestApp) -> Vec<String> {
    let kept = "action IN ('token.deactivated', 'token.compromised')";
    let columns = "action || '|' || subject_name || '|' || actor_name || '|' || detail";
    app.texts(&format!("SELECT {columns} FROM audit_events WHERE {kept} ORDER BY organization_id, seq")).await
}
