//! Whose turn it is on a connection: the framework's, or that of what stands before the program and can answer at once.
//! The parser of the framework keeps what it was given, so nobody else may answer unless it holds nothing and owes
//! nothing. That is known as long as it got nothing but plain requests, one by one; after anything else the connection
//! is the framework's to its end.

use std::mem;
use std::net::SocketAddr;

use super::plain::{self, Found};
use super::server::First;

/// See the module.
pub struct Turn<F> {
    first: F,
    peer: Option<SocketAddr>,
    state: State,
    /// The framework has answered a request. Until then it waits for one, and its patience has an end.
    begun: bool,
}

/// What the framework has of a connection.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// It holds nothing, and everything is answered.
    Nothing,
    /// It holds the beginning of a request, which is this.
    Part(Vec<u8>),
    /// It owes the answer to a plain request, which has no body and is written in one go.
    Request,
    /// That isn't known any more.
    Unknown,
}

impl<F: First> Turn<F> {
    /// A connection that was just accepted.
    pub fn new(first: F, peer: Option<SocketAddr>) -> Self {
        Self { first, peer, state: State::Nothing, begun: false }
    }

    /// Looks at what has come. If it can be answered at once, the answer is written to `answer`, and the framework must
    /// not see the request; if not, the framework must get it.
    pub fn heard(&mut self, bytes: &[u8], answer: &mut Vec<u8>) -> bool {
        match &mut self.state {
            State::Nothing => {}
            State::Part(part) => {
                part.extend_from_slice(bytes);
                let part = mem::take(part);
                self.state = match plain::read(&part, |request| self.first.takes(request.path())) {
                    Found::Plain(true) => State::Request,
                    Found::Part if !bytes.is_empty() => State::Part(part),
                    _ => State::Unknown,
                };
                return false;
            }
            State::Request | State::Unknown => {
                self.state = State::Unknown;
                return false;
            }
        }
        let found = plain::read(bytes, |request| {
            if !self.first.takes(request.path()) {
                return None;
            }
            let peer = self.peer.filter(|_| self.begun);
            Some(peer.and_then(|peer| self.first.at_once(request, peer, answer)).is_some())
        });
        self.state = match found {
            Found::Plain(Some(true)) => return true,
            Found::Plain(Some(false)) => State::Request,
            Found::Part => State::Part(bytes.to_vec()),
            Found::Plain(None) | Found::Other => State::Unknown,
        };
        false
    }

    /// The framework has written; `whole` if that was all that it had to write.
    pub fn written(&mut self, whole: bool) {
        match self.state {
            State::Request if whole => {
                self.state = State::Nothing;
                self.begun = true;
            }
            State::Request => {}
            _ => self.state = State::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_http::{Request, Response, StatusCode};

    use super::*;

    const ASKED: &[u8] = b"GET /gate/x HTTP/1.1\r\nHost: a\r\n\r\n";
    const OTHER: &[u8] = b"GET /page HTTP/1.1\r\nHost: a\r\n\r\n";
    const SLOW: &[u8] = b"GET /gate/slow HTTP/1.1\r\nHost: a\r\n\r\n";

    #[derive(Clone)]
    struct Gate;

    impl First for Gate {
        fn takes(&self, path: &str) -> bool {
            path.starts_with("/gate/")
        }

        fn at_once(&self, request: &plain::Head<'_>, _: SocketAddr, answer: &mut Vec<u8>) -> Option<()> {
            (request.target != "/gate/slow").then(|| answer.push(b'!'))
        }

        async fn answer(self, _: Request) -> Response<()> {
            Response::with_body(StatusCode::OK, ())
        }
    }

    /// After the first request, which is always the framework's.
    fn begun() -> Turn<Gate> {
        let mut turn = Turn::new(Gate, Some(([127, 0, 0, 1], 1).into()));
        assert!(!heard(&mut turn, ASKED));
        turn.written(true);
        turn
    }

    fn heard(turn: &mut Turn<Gate>, bytes: &[u8]) -> bool {
        let mut answer = Vec::new();
        let at_once = turn.heard(bytes, &mut answer);
        assert_eq!(at_once, !answer.is_empty());
        at_once
    }

    #[test]
    fn the_framework_has_the_first_request_and_each_that_has_no_answer_at_once() {
        let mut turn = begun();
        assert!(heard(&mut turn, ASKED) && heard(&mut turn, ASKED));
        assert!(!heard(&mut turn, SLOW));
        turn.written(false);
        turn.written(true);
        assert!(heard(&mut turn, ASKED));
    }

    #[test]
    fn a_request_in_pieces_is_the_frameworks_and_the_next_is_not() {
        let mut turn = begun();
        for pieces in [[&ASKED[..1], &ASKED[1..]], [&ASKED[..ASKED.len() - 1], b"\n"]] {
            assert!(pieces.iter().all(|piece| !heard(&mut turn, piece)));
            turn.written(true);
            assert!(heard(&mut turn, ASKED));
        }
    }

    #[test]
    fn what_the_framework_may_hold_or_owe_is_never_answered_past_it() {
        let sent_ahead = [ASKED, ASKED].concat();
        let smuggled = [&OTHER[..OTHER.len() - 2], b"X: "].concat();
        for before in [&b""[..], b"\r\n", OTHER, &sent_ahead, &smuggled, b"POST /gate/x HTTP/1.1\r\nConte"] {
            let mut turn = begun();
            assert!(!heard(&mut turn, before), "{before:?}");
            assert!(!heard(&mut turn, ASKED), "{before:?}");
            turn.written(true);
            assert!(!heard(&mut turn, ASKED), "{before:?}");
        }
        let mut turn = begun();
        assert!(!heard(&mut turn, SLOW) && !heard(&mut turn, ASKED), "it still owes an answer");
        turn.written(true);
        assert!(!heard(&mut turn, ASKED), "or another");
        let mut turn = begun();
        turn.written(true);
        assert!(!heard(&mut turn, ASKED), "it has said something by itself");
    }
}
