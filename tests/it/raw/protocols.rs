//! Other protocols on the same port, and offers to change to one.

use super::{Must, Raw, admit};

use Must::{Answer, Cut, End};

#[actix_web::test]
async fn what_speaks_another_protocol_is_told_so_and_cut() {
    let raw = Raw::start().await;
    let good = raw.good().into_bytes();
    let hello = [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], &[0x5a; 501]].concat();
    let proxied = [&b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\x12\x34\0\x50"[..], &good].concat();
    let named = [&b"PROXY TCP4 198.51.100.7 127.0.0.1 4711 80\r\n"[..], &good].concat();
    raw.assert_all_bytes(vec![
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec(), End(400)),
        ("TLS", hello, End(400)),
        ("an old TLS", vec![0x80, 0x2e, 0x01, 0x00, 0x02], End(400)),
        // Whoever could put an address before a request could be anybody: it is read from trusted headers only.
        ("the PROXY protocol", named, End(400)),
        ("the PROXY protocol in bytes", proxied, End(400)),
        ("SSH", b"SSH-2.0-client\r\n".to_vec(), End(400)),
        ("mail", b"EHLO mail.example\r\n".to_vec(), End(400)),
        ("Redis", b"*1\r\n$4\r\nPING\r\n".to_vec(), End(400)),
        ("PostgreSQL", b"\0\0\0\x08\x04\xd2\x16\x2f".to_vec(), End(400)),
        ("an answer", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec(), End(400)),
        ("zeros", vec![0; 10_000], End(400)),
        ("every byte", (0..=255).collect(), End(400)),
        ("line feeds", vec![b'\n'; 1 << 20], End(431)),
    ])
    .await;
}

#[actix_web::test]
async fn an_offer_to_speak_another_protocol_is_not_taken() {
    let raw = Raw::start().await;
    let h2c = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAA\r\n";
    let websocket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \
                     AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    raw.assert_all(vec![
        ("HTTP/2", raw.request(h2c, ""), admit()),
        ("HTTP/2, and a request after it", raw.request(h2c, &raw.good()), Answer(vec![200, 200])),
        ("HTTP/2, without its settings", raw.request("Connection: Upgrade\r\nUpgrade: h2c\r\n", ""), admit()),
        ("TLS", raw.request("Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n", ""), admit()),
        // Answered as any request; but what follows would have been the other protocol, and isn't read as requests.
        ("WebSocket", raw.request(websocket, &raw.good()), Cut),
        ("WebSocket at the portal", format!("GET /sign-in HTTP/1.1\r\nHost: a\r\n{websocket}\r\n"), Cut),
    ])
    .await;
}

#[actix_web::test]
async fn who_waits_to_be_told_to_send_a_body_is_told_so_or_answered() {
    let raw = Raw::start().await;
    let expecting = "Expect: 100-continue\r\nContent-Length: 5\r\n";
    raw.assert_all(vec![
        ("at the gate", raw.request(expecting, "hello"), Answer(vec![100, 200])),
        ("without a body", raw.request("Expect: 100-continue\r\n", ""), Answer(vec![100, 200])),
        ("a form", raw.form(expecting.trim_end()) + "email", Answer(vec![100, 422])),
        ("what nobody knows", raw.request("Expect: miracles\r\n", ""), admit()),
        (
            "before there was waiting",
            raw.with_line(&format!("GET {} HTTP/1.0", raw.gate()), expecting, "hello"),
            admit(),
        ),
    ])
    .await;
}
