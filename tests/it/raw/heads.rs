//! Heads of requests: the request line, its target, the host, and the other headers.

use super::{Must, Raw, admit};

use Must::{Answer, Cut, End};

#[actix_web::test]
async fn a_request_names_exactly_one_host() {
    let raw = Raw::start().await;
    let with = |version: &str, hosts: &str| format!("GET {} {version}\r\n{hosts}{}\r\n", raw.gate(), raw.question());
    let mut cases = vec![
        ("none", with("HTTP/1.1", ""), End(400)),
        ("none, as it was before hosts", with("HTTP/1.0", ""), admit()),
        ("two", with("HTTP/1.1", "Host: a\r\nHost: b\r\n"), End(400)),
        ("twice the same", with("HTTP/1.1", "Host: a\r\nhOST: a\r\n"), End(400)),
        ("two before there were hosts", with("HTTP/1.0", "Host: a\r\nHost: b\r\n"), End(400)),
    ];
    for host in
        ["", " ", "a b", "a, b", "a,b", "a/b", "user@a", "a:b", "a:1:2", "a:999999", "\u{e9}", "[::1", "?", "<a>"]
    {
        cases.push((host, with("HTTP/1.1", &format!("Host: {host}\r\n")), End(400)));
    }
    for host in ["a", "a:", "A.example.:8080", "my_gate", "127.0.0.1:80", "[::1]:80", "\ta "] {
        cases.push((host, with("HTTP/1.1", &format!("Host: {host}\r\n")), admit()));
    }
    // The portal is held to the same.
    cases.push(("none at the portal", "GET /sign-in HTTP/1.1\r\n\r\n".to_owned(), End(400)));
    cases.push(("an empty one at the portal", "GET /sign-in HTTP/1.1\r\nHost:\r\n\r\n".to_owned(), End(400)));
    raw.assert_all(cases).await;
}

#[actix_web::test]
async fn a_header_that_could_be_read_in_two_ways_is_refused() {
    let raw = Raw::start().await;
    let mut cases = Vec::new();
    for line in [
        &b"X\0: y"[..],
        b"X: y\0z",
        b"X: \0",
        b"X: y\rz",
        b"X\r: y",
        b"X: y\r",
        b"X: y\x01z",
        b"X: y\x7f",
        b"X: y\x0bz",
        b"X: y\r\n z",
        b"X: y\r\n\tz",
        b"X: y\r\n ",
        b" X: y",
        b"\tX: y",
        b"X : y",
        b"X\t: y",
        b"X y: z",
        b"X(: y",
        b"X\x80: y",
        b"\xc3\xa9: y",
        b"X[]: y",
        b"\"X\": y",
        b"X",
        b"X y",
        b": y",
        b"=",
    ] {
        cases.push((
            line.escape_ascii().to_string(),
            [raw.request_start().as_bytes(), line, b"\r\n\r\n"].concat(),
            End(400),
        ));
    }
    // Odd, but read in one way only: old text in a value, and tokens with punctuation in a name.
    for line in [&b"X: caf\xe9"[..], b"X:", b"X:\t y \t", b"X!#$%&'*+.^_`|~-1: y", b"X: \"a\\\"b\""] {
        cases.push((
            line.escape_ascii().to_string(),
            [raw.request_start().as_bytes(), line, b"\r\n\r\n"].concat(),
            admit(),
        ));
    }
    raw.assert_all_bytes(cases).await;
}

/// RFC 9112 lets a recipient take a bare line feed for the end of a line (section 2.2), and the parser does, with no
/// way to tell it not to. A program in front that takes it for a part of a value would so let its caller add headers:
/// what counts is that an added one is one too many, and never instead of the proxy's.
#[actix_web::test]
async fn a_line_that_ends_in_a_bare_line_feed_adds_to_the_headers_and_replaces_none() {
    let raw = Raw::start().await;
    let smuggled = |line: &str| raw.request(&format!("X: y\n{line}\r\n"), "");
    raw.assert_all(vec![
        ("every line", raw.good().replace("\r\n", "\n"), admit()),
        ("a harmless one", smuggled("X: z"), admit()),
        ("another URI", smuggled("X-Original-URI: /"), Answer(vec![403])),
        ("another method", smuggled("X-Original-Method: HEAD"), Answer(vec![403])),
        ("another credential", smuggled("Authorization: Bearer x"), Answer(vec![401])),
        ("a host", smuggled("Host: b"), End(400)),
        ("a length and a coding", smuggled("Content-Length: 5\nTransfer-Encoding: chunked"), End(400)),
        ("two lengths", smuggled("Content-Length: 5\nContent-Length: 5"), End(400)),
    ])
    .await;
}

#[actix_web::test]
async fn a_head_larger_than_any_real_one_is_refused() {
    let raw = Raw::start().await;
    let line = |name: usize, value: usize| format!("{}: {}\r\n", "X".repeat(name), "y".repeat(value));
    let lines = |count: usize| "X: y\r\n".repeat(count);
    let target = |length: usize| format!("GET {}?{} HTTP/1.1", raw.gate(), "a".repeat(length));
    raw.assert_all(vec![
        ("a line of 64 KB, which fits", raw.request(&line(1, 65_536), ""), admit()),
        ("a line of 1 MB", raw.request(&line(1, 1 << 20), ""), End(431)),
        ("a name of 1 MB", raw.request(&line(1 << 20, 1), ""), End(431)),
        ("a line of 1 MB that never ends", raw.request_start() + "X: " + &"y".repeat(1 << 20), End(431)),
        ("96 headers, the most there may be", raw.request(&lines(92), ""), admit()),
        ("97 headers", raw.request(&lines(93), ""), End(431)),
        ("5,000 headers", raw.request(&lines(5_000), ""), End(431)),
        ("a target of 60 KB, which fits", raw.with_line(&target(60_000), "", ""), admit()),
        ("a target of 100 KB", raw.with_line(&target(100_000), "", ""), End(400)),
        ("a target of 1 MB", raw.with_line(&target(1 << 20), "", ""), End(431)),
        ("a method of 1 MB", raw.with_line(&format!("{} / HTTP/1.1", "A".repeat(1 << 20)), "", ""), End(431)),
        ("a megabyte before the request", "\r\n".repeat(1 << 19) + &raw.good(), End(431)),
    ])
    .await;
}

/// actix-http 3.20 unwraps the name of a header, and the type for names takes 65,535 bytes at most: the connection's
/// task panics. That ends this connection and no other, as long as panics unwind; a build that aborts on them could be
/// shot down with one request. It can't be kept from happening here: it is before anything of ours runs.
#[actix_web::test]
async fn a_header_name_of_more_than_64_kilobytes_costs_its_own_connection_only() {
    let raw = Raw::start().await;
    let request = raw.request(&format!("{}: y\r\n", "X".repeat(70_000)), "");
    raw.assert_all((0..20).map(|n| (n, request.clone(), Cut)).collect()).await;
    let manifest = include_str!("../../../Cargo.toml");
    assert!(!manifest.contains("panic ="), "panics must unwind");
}

#[actix_web::test]
async fn a_request_line_is_a_method_a_target_and_a_version_with_single_spaces() {
    let raw = Raw::start().await;
    let gate = raw.gate();
    let mut cases = Vec::new();
    for line in [
        format!("GET {gate}"),
        format!("GET {gate} "),
        format!("GET\t{gate}\tHTTP/1.1"),
        format!("GET  {gate} HTTP/1.1"),
        format!("GET {gate}  HTTP/1.1"),
        format!("GET {gate} HTTP/1.1 "),
        format!(" GET {gate} HTTP/1.1"),
        format!("GET {gate} HTTP/9.9"),
        format!("GET {gate} HTTP/2.0"),
        format!("GET {gate} HTTP/1.2"),
        format!("GET {gate} HTTP/0.9"),
        format!("GET {gate} HTTP/1.10"),
        format!("GET {gate} HTTP/01.1"),
        format!("GET {gate} HTTP/1"),
        format!("GET {gate} http/1.1"),
        format!("GET {gate} HTTPS/1.1"),
        format!("GET {gate} x HTTP/1.1"),
        format!("G(T {gate} HTTP/1.1"),
        format!("G\0T {gate} HTTP/1.1"),
        format!("\u{e9} {gate} HTTP/1.1"),
        format!(" {gate} HTTP/1.1"),
        "GET HTTP/1.1".to_owned(),
        "GET  HTTP/1.1".to_owned(),
        "GET".to_owned(),
        "HTTP/1.1 200 OK".to_owned(),
    ] {
        cases.push((line.clone(), raw.with_line(&line, "", ""), End(400)));
    }
    // Empty lines before a request are what some clients leave behind a body. The question is in the headers, so the
    // gate answers whatever the method.
    cases.push(("empty lines first".to_owned(), format!("\r\n\r\n{}", raw.good()), admit()));
    for method in ["get", "POST", "DELETE", "PROPFIND", "X-1"] {
        cases.push((method.to_owned(), raw.with_line(&format!("{method} {gate} HTTP/1.1"), "", ""), admit()));
    }
    raw.assert_all(cases).await;
}

#[actix_web::test]
async fn a_target_is_a_path_with_or_without_scheme_and_host() {
    let raw = Raw::start().await;
    let gate = raw.gate();
    let mut cases = Vec::new();
    for target in [
        "*".to_owned(),
        "gate.example".to_owned(),
        "gate.example:80".to_owned(),
        gate[1..].to_owned(),
        format!("http://user:password@gate.example{gate}"),
        format!("ftp://gate.example{gate}"),
        format!("http://{gate}"),
        "http://".to_owned(),
        "javascript:alert(1)".to_owned(),
        "#".to_owned(),
        gate.replace('/', "\\"),
        format!("{gate} x"),
        format!("{gate}\t"),
        format!("{gate}\0"),
        format!("{gate}\r"),
        format!("{gate}\u{e9}"),
        format!("{gate}?\""),
        format!("{gate}<"),
    ] {
        cases.push((target.clone(), raw.with_line(&format!("GET {target} HTTP/1.1"), "", ""), End(400)));
    }
    cases.push(("* for all".to_owned(), raw.with_line("OPTIONS * HTTP/1.1", "", ""), End(400)));
    for target in [gate.as_str(), "gate.example:80"] {
        let tunnel = raw.with_line(&format!("CONNECT {target} HTTP/1.1"), "", &raw.good());
        cases.push((format!("a tunnel to {target}"), tunnel, End(400)));
    }
    // A server takes the absolute form from everyone (RFC 9112, section 3.2.2); whose host it names is not ours to ask.
    // What follows a `#` the parser drops: the question is in the headers, where one is refused.
    for target in [format!("http://gate.example{gate}"), format!("HTTPS://other.example:8{gate}"), format!("{gate}#x")]
    {
        cases.push((target.clone(), raw.with_line(&format!("GET {target} HTTP/1.1"), "", ""), admit()));
    }
    // Below the gate's address everything is the gate's to refuse; beside it there is nothing.
    for (target, status) in [
        (format!("{gate}%00"), 403),
        // No proxy is set up with such an address: it is nobody's, and no entrance.
        (gate.replacen('g', "%67", 1), 404),
        (format!("/{gate}"), 404),
        (format!("/x/..{gate}"), 404),
        (gate.replacen('/', "/%2e/", 1), 404),
    ] {
        cases.push((target.clone(), raw.with_line(&format!("GET {target} HTTP/1.1"), "", ""), Answer(vec![status])));
    }
    raw.assert_all(cases).await;
}

impl Raw {
    /// A request without its end.
    fn request_start(&self) -> String {
        let good = self.good();
        good.strip_suffix("\r\n").unwrap().to_owned()
    }
}
