//! Peers that send slowly, or not at all, or don't read, or go away: none of them holds a connection, a handler or
//! memory for longer than it may.

use std::time::Duration;

use actix_web::rt;
use actix_web::rt::time::{Instant, timeout};
use latchkey::web::connection::Patience;
use tokio::net::TcpSocket;

use super::{ADMITTED, IMPATIENT, Raw};
use crate::harness::TestApp;
use crate::harness::wire::Wire;

/// How long a byte is waited for by whoever dribbles.
const DRIP: Duration = Duration::from_millis(100);
/// Asks for the end of the connection after the answer. The end of what is sent would not do after many requests:
/// actix-http 3.20 leaves unread what has come behind the seventeenth when the sender has ended meanwhile.
const LAST: &str = "Connection: close\r\n";
/// A request that the gate answers at once: it doesn't say what it asks about.
const UNASKED: &str = "GET /gate/x/nginx HTTP/1.1\r\nHost: a\r\n\r\n";
/// One with a small answer, one with a page, one with a file.
const FLOODS: [&str; 3] =
    [UNASKED, "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "GET /static/css/base.css HTTP/1.1\r\nHost: a\r\n\r\n"];
/// The longest that any limit of an impatient server is, with a quarter more, the second in which a body that nobody
/// wants is read on, and time for a busy machine.
const AT_LAST: Duration = Duration::from_secs(40);
/// A server that waits for everything else.
const ONLY_FOR_ANSWERS: Patience = Patience {
    head: Duration::from_mins(1),
    request: Duration::from_mins(1),
    answer: IMPATIENT.answer,
    idle: Duration::from_mins(1),
};

#[actix_web::test]
async fn who_dribbles_is_cut() {
    let raw = Raw::impatient().await;
    let good = raw.good();
    let head = "GET / HTTP/1.1\r\nHost: a\r\nX: ".to_owned();
    let length = "Content-Length: 1000000";
    let chunked = |body: &str| raw.request("Transfer-Encoding: chunked\r\n", body);
    let foreign = |line: &str| format!("POST /sign-in HTTP/1.1\r\nHost: a\r\n{line}\r\n\r\n");
    let meanwhile = raw.meanwhile();
    let mut dribbles = Vec::new();
    for (name, beginning, drip, statuses) in [
        ("nothing", String::new(), "", &[408][..]),
        ("the first head", head.clone(), "x", &[408]),
        ("a request line", String::new(), "G", &[408]),
        ("empty lines", String::new(), "\r\n", &[408]),
        // The server underneath times the first head only: these are cut by the connection, and it answers nothing.
        ("nothing more", good.clone(), "", &[200]),
        ("the second head", format!("{good}{head}"), "x", &[200]),
        ("the second head from its start", good.clone(), "G", &[200]),
        ("empty lines after a request", good.clone(), "\r\n", &[200]),
        ("a form", raw.form(length), "x", &[422]),
        ("a form that never comes", raw.form(length), "", &[422]),
        ("a form in chunks", raw.form("Transfer-Encoding: chunked"), "1\r\nx\r\n", &[422]),
        ("a form in one chunk", raw.form("Transfer-Encoding: chunked") + "fffff\r\n", "x", &[422]),
        ("a form that is waited for", raw.form(&format!("{length}\r\nExpect: 100-continue")), "", &[100, 422]),
        ("a form from elsewhere", foreign(length), "x", &[403]),
        ("a form from elsewhere in chunks", foreign("Transfer-Encoding: chunked"), "1\r\nx\r\n", &[403]),
        // At the gate the head is answered, and what follows is thrown away for a while.
        ("a body at the gate", raw.request(&format!("{length}\r\n"), ""), "x", &[200]),
        ("chunks at the gate", chunked(""), "1\r\nx\r\n", &[200]),
        ("a chunk's size at the gate", chunked(""), "0", &[200]),
        ("a chunk's extension at the gate", chunked("1;"), "x", &[200]),
        ("a trailer at the gate", chunked("0\r\n"), "x", &[200]),
        ("trailers at the gate", chunked("0\r\n"), "X: y\r\n", &[200]),
        ("a tunnel", raw.request("Upgrade: websocket\r\n", ""), "x", &[200]),
    ] {
        let mut wire = raw.wire().await;
        wire.send(&beginning).await;
        dribbles.push((name, rt::spawn(async move { wire.send_on(drip.as_bytes(), DRIP, AT_LAST).await }), statuses));
    }
    for (name, dribble, statuses) in dribbles {
        let heard = dribble.await.unwrap();
        assert!(heard.ended, "{name}: still there, answered {:?}", heard.statuses);
        assert_eq!(heard.statuses, statuses, "{name}");
    }
    meanwhile.end().await;
    raw.assert_answers().await;
}

/// As fast as the server reads: whoever never lets it wait is cut in time, too.
#[actix_web::test]
async fn who_sends_without_an_end_is_cut() {
    let raw = Raw::impatient().await;
    let meanwhile = raw.meanwhile();
    let chunked = |body: &str| raw.request("Transfer-Encoding: chunked\r\n", body);
    let mut floods = Vec::new();
    for (name, beginning, flood) in [
        ("a chunk's size", chunked(""), "0"),
        ("a chunk's extension", chunked("1;"), "x"),
        ("a trailer", chunked("0\r\n"), "x"),
        ("chunks", chunked(""), "1\r\nx\r\n"),
        ("a body", raw.request("Content-Length: 18446744073709551615\r\n", ""), "x"),
        ("empty lines", raw.good(), "\r\n"),
    ] {
        let mut wire = raw.wire().await;
        wire.send(&beginning).await;
        let flood = flood.repeat(20_000);
        floods.push((name, rt::spawn(async move { wire.send_on(flood.as_bytes(), Duration::ZERO, AT_LAST).await })));
    }
    for (name, flood) in floods {
        let heard = flood.await.unwrap();
        assert!(heard.ended, "{name}: still there, answered {:?}", heard.statuses);
        // A head that never begins is too large before its time is up.
        assert!(heard.statuses == [200] || heard.statuses == [200, 431], "{name}: {:?}", heard.statuses);
    }
    meanwhile.end().await;
    raw.assert_answers().await;
}

#[actix_web::test]
async fn requests_sent_ahead_are_answered_in_order() {
    let raw = Raw::start().await;
    let kinds = [
        (raw.good(), 200),
        (raw.good().replace(&raw.secret, "x"), 401),
        (raw.good().replace("X-Original-Method: GET", "X-Original-Method: get"), 403),
        ("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), 200),
        ("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), 404),
        (raw.request("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n"), 200),
        (raw.request("Content-Length: 0\r\n", ""), 200),
    ];
    let order: Vec<_> = (0..300).map(|n| &kinds[(n * n + n / 7) % kinds.len()]).collect();
    let sent: String = order.iter().map(|(request, _)| request.as_str()).collect();
    let sent = sent + &raw.request(LAST, "");
    let statuses: Vec<u16> = order.iter().map(|(_, status)| *status).chain([200]).collect();
    assert_eq!(raw.wire().await.exchange(&sent, false).await.statuses, statuses, "at once");
    // And in pieces that end anywhere.
    assert_eq!(raw.wire().await.exchange_in_pieces(&sent, 997).await.statuses, statuses, "in pieces");
    raw.assert_answers().await;
}

/// RFC 9112 has a server read nothing after a request that asks it to close (section 9.6). The parser reads what has
/// come with it, and answers that too: each by its own credential, so that nothing passes that wouldn't otherwise, and
/// a client that asked for the end doesn't look at what follows. It can't be told not to.
#[actix_web::test]
async fn a_request_after_the_last_is_answered_at_most_for_what_it_is() {
    let raw = Raw::start().await;
    let last = raw.request(LAST, "");
    let refused = raw.good().replace(&raw.secret, "x");
    let heard = raw.wire().await.exchange(format!("{last}{refused}"), true).await;
    assert!(heard.statuses == [200] || heard.statuses == [200, 401], "{:?}", heard.statuses);
    // What comes later is not read.
    let mut wire = raw.wire().await;
    wire.send(&last).await;
    assert_eq!(wire.next().await, Some(ADMITTED));
    wire.send(&refused).await;
    assert_eq!(wire.exchange("", true).await.statuses, [0; 0]);
    raw.assert_answers().await;
}

/// actix-http 3.20 reads on while answers wait to be sent, and keeps every one of them in memory: a hundred megabytes
/// of requests were as many of answers. The connection stops reading instead.
#[actix_web::test]
async fn who_does_not_read_answers_is_not_read_from() {
    let raw = Raw::start().await;
    let meanwhile = raw.meanwhile();
    let mut floods = Vec::new();
    for request in FLOODS {
        let mut wire = narrow(&raw).await;
        let flood = request.repeat((16 << 20) / request.len());
        floods.push(rt::spawn(async move {
            let sent = wire.send_until_stopped(flood.as_bytes(), Duration::from_millis(500)).await;
            // The buffers of both sockets, the server's own, and what fills the way back.
            assert!(sent < 1 << 20, "{sent} bytes of {request:?} were taken from someone who reads nothing");
        }));
    }
    for flood in floods {
        flood.await.unwrap();
    }
    meanwhile.end().await;
    raw.assert_answers().await;
}

#[actix_web::test]
async fn who_does_not_read_answers_is_cut() {
    let raw = Raw::of(TestApp::with_patience(ONLY_FOR_ANSWERS).await).await;
    let meanwhile = raw.meanwhile();
    let mut floods = Vec::new();
    for request in FLOODS {
        let mut wire = narrow(&raw).await;
        let flood = request.repeat((16 << 20) / request.len());
        floods.push(rt::spawn(async move { timeout(AT_LAST, wire.send(flood)).await }));
    }
    for (request, flood) in FLOODS.iter().zip(floods) {
        assert_eq!(flood.await.unwrap(), Ok(false), "{request:?}: neither cut nor taken");
    }
    meanwhile.end().await;
    raw.assert_answers().await;
}

#[actix_web::test]
async fn who_reads_slowly_gets_every_answer() {
    let mut readers = Vec::new();
    let ten = Duration::from_mins(10);
    let endless = Patience { head: ten, request: ten, answer: ten, idle: ten };
    // One that is cut when it stands still, and one that no limit ever wakes.
    for patience in [ONLY_FOR_ANSWERS, endless] {
        let raw = Raw::of(TestApp::with_patience(patience).await).await;
        // Answered at once, all of them: the database would wake the connection, too.
        let nobody = raw.good().replace("Authorization", "X");
        let last = nobody.replace("X: ", "Connection: close\r\nX: ");
        let all = format!("{nobody}{}", UNASKED.repeat(50)).repeat(160) + &last;
        let wire = narrow(&raw).await;
        let began = Instant::now();
        let reading = async move { (wire.exchange_slowly(all, 32 << 10, DRIP / 2).await, began.elapsed()) };
        readers.push((raw, rt::spawn(reading)));
    }
    for (raw, reading) in readers {
        let (heard, took) = reading.await.unwrap();
        assert!(heard.ended && took > ONLY_FOR_ANSWERS.answer * 2, "{took:?}");
        assert_eq!(heard.statuses.len(), 51 * 160 + 1);
        let in_order = heard.statuses.chunks(51).all(|c| c[0] == 401 && c[1..].iter().all(|status| *status == 403));
        assert!(in_order, "the answers are out of order");
        raw.assert_answers().await;
    }
}

/// A connection that holds little under way.
async fn narrow(raw: &Raw) -> Wire {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    socket.set_send_buffer_size(64 << 10).unwrap();
    Wire::over(socket.connect(raw.address()).await.unwrap())
}

#[actix_web::test]
async fn who_sends_no_more_still_gets_an_answer() {
    let raw = Raw::start().await;
    let half = raw.good().len() / 2;
    let mut cases = Vec::new();
    for (name, sent, statuses) in [
        ("nothing at all", String::new(), &[][..]),
        ("half a head", raw.good()[..half].to_owned(), &[]),
        ("a request", raw.good(), &[200]),
        ("a request and a half", raw.good() + &raw.good()[..half], &[200]),
        ("a request and half a body", raw.request("Content-Length: 10\r\n", "hello"), &[200]),
        ("a form and half its body", raw.form("Content-Length: 10") + "hello", &[422]),
        ("a form and half a chunk", raw.form("Transfer-Encoding: chunked") + "a\r\nhello", &[422]),
    ] {
        cases.push((name, rt::spawn(raw.wire().await.exchange(sent, true)), statuses));
    }
    for (name, exchange, statuses) in cases {
        let heard = exchange.await.unwrap();
        assert!(heard.ended, "{name}");
        assert_eq!(heard.statuses, statuses, "{name}");
    }
    raw.assert_answers().await;
}

#[actix_web::test]
async fn connections_that_break_at_any_moment_leave_nothing_behind() {
    let raw = Raw::start().await;
    let meanwhile = raw.meanwhile();
    let (good, form) = (raw.good(), raw.form("Content-Length: 10"));
    for n in 0..200 {
        let sent = match n % 5 {
            0 => "",
            1 => &good[..n.min(good.len())],
            2 => &good,
            3 => &form,
            _ => &form[..n.min(form.len())],
        };
        let mut wire = raw.wire().await;
        wire.send(sent).await;
        if n % 2 == 0 {
            rt::task::yield_now().await;
        }
        wire.reset();
    }
    meanwhile.end().await;
    raw.assert_answers().await;
}

#[actix_web::test]
async fn two_hundred_idle_connections_keep_nobody_waiting() {
    let raw = Raw::start().await;
    let mut idle = Vec::new();
    for n in 0..200 {
        let mut wire = raw.wire().await;
        match n % 3 {
            0 => {}
            1 => assert!(wire.send("GET / HTTP/1.1\r\nX: ").await),
            _ => {
                wire.send(raw.good()).await;
                assert_eq!(wire.next().await, Some(ADMITTED));
            }
        }
        idle.push(wire);
    }
    let meanwhile = raw.meanwhile();
    raw.assert_answers().await;
    meanwhile.end().await;
    for (n, mut wire) in idle.into_iter().enumerate() {
        if n % 3 == 2 {
            wire.send(raw.good()).await;
            assert_eq!(wire.next().await, Some(ADMITTED), "connection {n} is still there");
        }
    }
}
