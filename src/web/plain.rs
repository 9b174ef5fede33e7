//! Requests that can be answered without the framework: one whole head that came alone, with nothing in it that says how
//! to go on. Read by the parser that the framework has, and by narrower rules: whatever is odd about a request, however
//! harmless, makes it one for the framework. So there is none that the two would read differently.

use std::cell::Cell;
use std::mem::MaybeUninit;

use actix_web::http::StatusCode;
use httparse::{Header, Request, Status};

use super::strict::is_host;
use crate::clock::Timestamp;

/// The most headers of a plain request.
const HEADERS: usize = 48;
/// Bytes of a head of which only a part has come.
pub const LONGEST: usize = 16 * 1024;
/// Bytes of a `Date`, as in `Sun, 06 Nov 1994 08:49:37 GMT`.
const DATE: usize = 29;

/// The head of a plain request.
#[derive(Debug)]
pub struct Head<'a> {
    /// One of those that are in common use.
    pub method: &'a str,
    /// A path, and perhaps a query.
    pub target: &'a str,
    /// The headers, with names as they were sent and values without the spaces around them.
    pub headers: &'a [Header<'a>],
}

impl Head<'_> {
    /// The target without its query.
    pub fn path(&self) -> &str {
        self.target.bytes().position(|byte| byte == b'?').map_or(self.target, |end| &self.target[..end])
    }
}

/// What bytes are.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// A plain request, and what was made of it.
    Plain(T),
    /// The beginning of a head.
    Part,
    /// Something else.
    Other,
}

/// Looks at what came, and gives a plain request to `with`.
pub fn read<T>(bytes: &[u8], with: impl FnOnce(&Head<'_>) -> T) -> Found<T> {
    let mut headers = [const { MaybeUninit::uninit() }; HEADERS];
    let mut request = Request::new(&mut []);
    // The parser would let line ends pass that come before a request.
    if !bytes.first().is_some_and(u8::is_ascii_uppercase) {
        return Found::Other;
    }
    match request.parse_with_uninit_headers(bytes, &mut headers) {
        Ok(Status::Complete(length)) if length == bytes.len() && request.version == Some(1) => {}
        Ok(Status::Partial) if bytes.len() < LONGEST => return Found::Part,
        _ => return Found::Other,
    }
    let (Some(method), Some(target)) = (request.method, request.path) else { return Found::Other };
    if is_common(method) && is_ordinary(target) && says_nothing_of_the_connection(request.headers) {
        Found::Plain(with(&Head { method, target, headers: request.headers }))
    } else {
        Found::Other
    }
}

fn is_common(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS")
}

/// The framework refuses targets of so many bytes.
const LONGEST_TARGET: usize = 65_535;

/// Whether a target is a path with characters that mean the same to everyone.
fn is_ordinary(target: &str) -> bool {
    target.len() < LONGEST_TARGET && target.starts_with('/') && target.bytes().all(|byte| ORDINARY[usize::from(byte)])
}

/// Which bytes are ordinary: a look is less than comparing each byte of each request with all of them.
const ORDINARY: [bool; 256] = {
    let mut ordinary = [false; 256];
    let (all, mut at) = (*b"/-_.~%?&=+:@,0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 0);
    while at < all.len() {
        ordinary[all[at] as usize] = true;
        at += 1;
    }
    ordinary
};

/// Whether there is one host, no body, and no other wish than that the connection stays.
fn says_nothing_of_the_connection(headers: &[Header<'_>]) -> bool {
    let (mut hosts, mut lengths) = (0, 0);
    for header in headers {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        match header.name.len() {
            4 if is("host") => {
                hosts += 1;
                if !is_host(header.value) {
                    return false;
                }
            }
            // Some send it with every method.
            14 if is("content-length") => {
                lengths += 1;
                if header.value != b"0" {
                    return false;
                }
            }
            6 if is("expect") => return false,
            7 if is("upgrade") => return false,
            10 if is("connection") => return false,
            17 if is("transfer-encoding") => return false,
            _ => {}
        }
    }
    hosts == 1 && lengths <= 1
}

/// The head of an answer without a body, as the framework would write it.
#[derive(Debug)]
pub struct Answer<'a>(&'a mut Vec<u8>);

impl<'a> Answer<'a> {
    /// Begins one.
    pub fn new(bytes: &'a mut Vec<u8>, status: StatusCode) -> Self {
        // Nearly all are this one.
        if status == StatusCode::OK {
            bytes.extend_from_slice(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n");
        } else {
            bytes.extend_from_slice(b"HTTP/1.1 ");
            bytes.extend_from_slice(status.as_str().as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(status.canonical_reason().unwrap_or_default().as_bytes());
            bytes.extend_from_slice(b"\r\ncontent-length: 0\r\n");
        }
        Self(bytes)
    }

    /// Adds a header: its name with the colon and the space behind it, and what `write` adds to them. That must be visible
    /// ASCII.
    #[inline]
    pub fn header(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
        self.0.extend_from_slice(name.as_bytes());
        write(self.0);
        self.0.extend_from_slice(b"\r\n");
    }

    /// Ends it with the date.
    pub fn end(mut self, now: Timestamp) {
        self.header("date: ", |bytes| bytes.extend_from_slice(&date(now)));
        self.0.extend_from_slice(b"\r\n");
    }
}

thread_local! {
    /// The second that was last asked for, and its date.
    static DATED: Cell<(i64, [u8; DATE])> = const { Cell::new((i64::MIN, [0; DATE])) };
}

/// A moment as `Date` has it, written once a second.
fn date(now: Timestamp) -> [u8; DATE] {
    let second = now.0.div_euclid(1_000);
    let (known, date) = DATED.get();
    if known == second {
        return date;
    }
    let mut date = [b' '; DATE];
    let text = now.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    // Years beyond 9999 don't fit.
    date.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    DATED.set((second, date));
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Found<String> {
        read(text.as_bytes(), |head| format!("{} {} {}", head.method, head.path(), head.headers.len()))
    }

    fn request(line: &str, headers: &str) -> String {
        format!("{line}\r\nHost: a\r\n{headers}\r\n")
    }

    #[test]
    fn a_whole_head_without_a_word_on_the_connection_is_plain() {
        for (line, headers, plain) in [
            ("GET /a?b=%20 HTTP/1.1", "", "GET /a 1"),
            ("HEAD /a:b/~c HTTP/1.1", "X: y\r\n", "HEAD /a:b/~c 2"),
            ("POST / HTTP/1.1", "content-LENGTH: 0\r\n", "POST / 2"),
        ] {
            assert_eq!(found(&request(line, headers)), Found::Plain(plain.to_owned()), "{line}");
        }
    }

    #[test]
    fn a_head_is_waited_for_to_its_last_byte() {
        let whole = request("GET /a HTTP/1.1", "X: y\r\n");
        for length in 1..whole.len() {
            assert_eq!(found(&whole[..length]), Found::Part, "{length}");
        }
        assert_eq!(found(&format!("GET /a HTTP/1.1\r\nX: {}", "x".repeat(LONGEST))), Found::Other);
    }

    #[test]
    fn whatever_is_odd_is_for_the_framework() {
        let fine = "GET /a HTTP/1.1";
        for line in [
            "GET /a HTTP/1.0",
            "GET a HTTP/1.1",
            "GET * HTTP/1.1",
            "GET http://a/ HTTP/1.1",
            "GET /a#b HTTP/1.1",
            "GET /a{b} HTTP/1.1",
            "GET /a;b HTTP/1.1",
            "GET /é HTTP/1.1",
            "CONNECT /a HTTP/1.1",
            "get /a HTTP/1.1",
            "TRACE /a HTTP/1.1",
            "\r\nGET /a HTTP/1.1",
            " GET /a HTTP/1.1",
            "GET  /a HTTP/1.1",
        ] {
            assert_eq!(found(&request(line, "")), Found::Other, "{line:?}");
        }
        for headers in [
            "Connection: close\r\n",
            "connection: keep-alive\r\n",
            "Content-Length: 1\r\n",
            "Content-Length: 00\r\n",
            "Content-Length: 0\r\nContent-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "EXPECT: 100-continue\r\n",
            "Upgrade: websocket\r\n",
            "Host: a\r\n",
            "X : y\r\n",
            "X: y\n z\r\n",
            "X: \0\r\n",
            "\r\nGET /",
        ] {
            assert_eq!(found(&request(fine, headers)), Found::Other, "{headers:?}");
        }
        for hosts in ["", "Host: a,b\r\n", "Host:\r\n"] {
            assert_eq!(found(&format!("{fine}\r\n{hosts}\r\n")), Found::Other, "{hosts:?}");
        }
        assert_eq!(found(""), Found::Other);
        assert_eq!(found(&(request(fine, "") + "G")), Found::Other, "what came behind it");
        assert_eq!(found(&request(fine, &"X: y\r\n".repeat(HEADERS))), Found::Other, "more headers than are counted");
    }

    #[test]
    fn ordinary_bytes_are_those_of_a_path_and_a_query_that_mean_the_same_to_everyone() {
        for byte in 0..=u8::MAX {
            let ordinary = byte.is_ascii_alphanumeric() || b"/-_.~%?&=+:@,".contains(&byte);
            assert_eq!(ORDINARY[usize::from(byte)], ordinary, "{byte:#x}");
        }
    }

    #[test]
    fn an_answer_is_written_as_the_framework_does() {
        let mut bytes = Vec::new();
        let mut answer = Answer::new(&mut bytes, StatusCode::FORBIDDEN);
        answer.header("x-a: ", |bytes| bytes.push(b'b'));
        answer.end(Timestamp(784_111_777_999));
        let text =
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nx-a: b\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), text);
        assert_eq!(&date(Timestamp(784_111_778_000))[17..25], b"08:49:38", "the next second");
        let mut bytes = Vec::new();
        Answer::new(&mut bytes, StatusCode::OK).end(Timestamp(784_111_777_999));
        assert!(bytes.starts_with(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\ndate: "), "{bytes:?}");
    }
}
