//! Where a request comes from, through proxies.

use latchkey::tokens::AllowedNetworks;

use crate::harness::TestApp;

const TRUSTING: [&str; 2] = ["--trusted-proxies", "127.0.0.1,10.0.0.0/8"];

#[actix_web::test]
async fn a_trusted_proxy_is_believed_as_far_as_it_is_trusted() {
    let app = TestApp::with(&TRUSTING).await;
    let only = AllowedNetworks::parse("198.51.100.7\n2001:db8::1").unwrap();
    let token = app.token_with("From one place", |new| new.networks = only).await;
    for (lines, status) in [
        (&["198.51.100.7"][..], 200),
        (&["6.6.6.6, 198.51.100.7"], 200),
        (&["6.6.6.6", "198.51.100.7, 10.0.0.2"], 200),
        (&["::ffff:198.51.100.7"], 200),
        (&["198.51.100.7:4711"], 200),
        (&["[2001:db8::1]:4711"], 200),
        (&["2001:DB8:0::1"], 200),
        // What stands left of a hop that isn't trusted the caller has written.
        (&["198.51.100.7, 6.6.6.6"], 403),
        (&["198.51.100.7", "6.6.6.6"], 403),
        (&["10.0.0.9"], 403),
        (&[], 403),
        // What can't be read is unknown, and unknown is in no list.
        (&["198.51.100.7, unknown"], 403),
        (&["198.51.100.7,"], 403),
        (&["198.51.100.7 "], 200),
        (&[""], 403),
    ] {
        let mut ask = app.gate().get("/").bearer(&token.secret);
        for line in lines {
            ask = ask.also("x-forwarded-for", line);
        }
        assert_eq!(ask.await.status, status, "{lines:?}");
    }
}

#[actix_web::test]
async fn an_unknown_address_passes_where_there_is_no_list() {
    let app = TestApp::with(&TRUSTING).await;
    let token = app.token("From anywhere").await;
    let answer = app.gate().get("/").bearer(&token.secret).set("x-forwarded-for", "unknown").await;
    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn whoever_is_no_trusted_proxy_speaks_for_nobody_else() {
    let app = TestApp::start().await;
    let from = |list: &str| AllowedNetworks::parse(list).unwrap();
    let claimed = app.token_with("Claimed", |new| new.networks = from("198.51.100.7")).await;
    let real = app.token_with("Real", |new| new.networks = from("127.0.0.1")).await;
    for (token, status) in [(claimed, 403), (real, 200)] {
        let ask = app.gate().get("/").bearer(&token.secret);
        let ask = ask.set("x-forwarded-for", "198.51.100.7").set("x-real-ip", "198.51.100.7");
        assert_eq!(ask.set("forwarded", "for=198.51.100.7").await.status, status);
    }
}

#[actix_web::test]
async fn a_named_header_replaces_the_list_of_hops() {
    let app = TestApp::with(&[&TRUSTING[..], &["--client-address-header", "CF-Connecting-IP"]].concat()).await;
    let only = AllowedNetworks::parse("198.51.100.7").unwrap();
    let token = app.token_with("From one place", |new| new.networks = only).await;
    for (header, lines, status) in [
        ("cf-connecting-ip", &["198.51.100.7"][..], 200),
        ("cf-connecting-ip", &["6.6.6.6"], 403),
        ("cf-connecting-ip", &["198.51.100.7", "198.51.100.7"], 403),
        ("x-forwarded-for", &["198.51.100.7"], 403),
    ] {
        let mut ask = app.gate().get("/").bearer(&token.secret);
        for line in lines {
            ask = ask.also(header, line);
        }
        assert_eq!(ask.await.status, status, "{header} {lines:?}");
    }
}
