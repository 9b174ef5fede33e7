//! Credentials as they stand on the wire.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Raw;
use actix_web::rt;

#[actix_web::test]
async fn a_credential_has_one_answer_and_one_challenge_however_it_is_put() {
    let raw = Raw::start().await;
    let secret = raw.secret.as_str();
    let changed = |at: usize| {
        let other = if &secret[at..=at] == "x" { "y" } else { "x" };
        format!("Authorization: Bearer {}{other}{}\r\n", &secret[..at], &secret[at + 1..])
    };
    let bearer = |text: &str| format!("Authorization: Bearer {text}\r\n");
    let basic = |text: &str| format!("Authorization: Basic {}\r\n", STANDARD.encode(text));
    let (none, invalid) = ("Bearer realm=\"latchkey\"", "Bearer realm=\"latchkey\", error=\"invalid_token\"");
    let mut exchanges = Vec::new();
    for (name, lines, status, challenge) in [
        ("as it should be", bearer(secret), 200, ""),
        ("with white space around it", format!("Authorization: \t Bearer   {secret} \t\r\n"), 200, ""),
        ("by another case", format!("AUTHORIZATION:bEARER {secret}\r\n"), 200, ""),
        ("as a password", basic(&format!("user:{secret}")), 200, ""),
        ("as the first of two", bearer(secret) + &bearer("x"), 401, none),
        ("as the second of two", bearer("x") + &bearer(secret), 401, none),
        ("twice", bearer(secret) + &bearer(secret), 401, none),
        ("beside a password", bearer(secret) + &basic(&format!("user:{secret}")), 401, none),
        ("in a list", bearer(&format!("{secret}, Bearer {secret}")), 401, none),
        ("none", String::new(), 401, none),
        ("an empty one", "Authorization:\r\n".to_owned(), 401, none),
        ("a scheme alone", "Authorization: Bearer\r\n".to_owned(), 401, none),
        ("a secret alone", format!("Authorization: {secret}\r\n"), 401, none),
        ("by a tab", format!("Authorization: Bearer\t{secret}\r\n"), 401, none),
        ("in another scheme", format!("Authorization: Digest {secret}\r\n"), 401, none),
        ("with a byte that is no text", format!("Authorization: Bearer {secret}\u{e9}\r\n"), 401, invalid),
        ("as a user without a password", basic(secret), 401, invalid),
        ("as a user with an empty password", basic(&format!("{secret}:")), 401, invalid),
        ("as no base64", "Authorization: Basic !\r\n".to_owned(), 401, invalid),
        ("of 64 KB", bearer(&"x".repeat(65_536)), 401, invalid),
        ("of 64 KB that begin with it", bearer(&format!("{secret} {}", "x".repeat(65_536))), 401, invalid),
        ("cut short", bearer(&secret[..secret.len() - 1]), 401, invalid),
        ("with one more", bearer(&format!("{secret}x")), 401, invalid),
        ("with a space in it", bearer(&format!("{} {}", &secret[..20], &secret[20..])), 401, invalid),
        ("in quotes", bearer(&format!("\"{secret}\"")), 401, invalid),
        ("with another prefix", bearer(&format!("xx{}", &secret[2..])), 401, invalid),
        ("with its prefix in capitals", bearer(&format!("LK{}", &secret[2..])), 401, invalid),
        ("of another kind", bearer(&format!("lku{}", &secret[3..])), 401, invalid),
        ("with its handle changed", changed(5), 401, invalid),
        ("with its middle changed", changed(25), 401, invalid),
        ("with its end changed", changed(secret.len() - 1), 401, invalid),
    ] {
        let own = format!("Authorization: Bearer {secret}\r\n");
        let request = raw.good().replace(&own, &lines);
        exchanges.push((name, rt::spawn(raw.wire().await.exchange(request, true)), status, challenge));
    }
    for (name, exchange, status, challenge) in exchanges {
        let heard = exchange.await.unwrap();
        assert_eq!((heard.statuses.as_slice(), heard.ended), (&[status][..], true), "{name}");
        assert_eq!(heard.count("www-authenticate"), usize::from(status == 401), "{name}");
        assert!(
            status == 200 || heard.text.contains(&format!("www-authenticate: {challenge}\r\n")),
            "{name}: {}",
            heard.text
        );
        assert!(!heard.text.contains(&secret[12..44]), "{name}: it comes back");
    }
    raw.assert_answers().await;
}
