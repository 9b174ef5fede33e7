//! Bodies: how long they are, in which coding they come, and requests that are hidden in them. The gate reads none; it
//! answers the head, and what was a body is never taken for a request.

use super::{Must, Raw, admit};

use Must::{Answer, Cut, End};

#[actix_web::test]
async fn a_length_is_one_plain_number() {
    let raw = Raw::start().await;
    let mut cases = Vec::new();
    for lines in [
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 5\r\ncontent-length: 5",
        "Content-Length: -1",
        "Content-Length: -0",
        "Content-Length: +5",
        "Content-Length: 5, 5",
        "Content-Length: 5,",
        "Content-Length: 5 5",
        "Content-Length: 0x5",
        "Content-Length: 5.0",
        "Content-Length: 5e0",
        "Content-Length: 5_0",
        "Content-Length: five",
        "Content-Length: \u{665}",
        "Content-Length: \"5\"",
        "Content-Length:",
        "Content-Length: 18446744073709551616",
        "Content-Length: 99999999999999999999999999",
        "Content-Length : 5",
        "Content-Length\t: 5",
    ] {
        cases.push((lines, raw.request(&format!("{lines}\r\n"), "hello"), End(400)));
    }
    for lines in ["Content-Length: 5", "Content-Length:5", "Content-Length: 005 ", "Content-Length: 0"] {
        let body = if lines.ends_with(": 0") { "" } else { "hello" };
        cases.push((lines, raw.request(&format!("{lines}\r\n"), body), admit()));
    }
    // The verdict doesn't wait for a body, and the connection doesn't either.
    cases.push(("an endless one", raw.request("Content-Length: 18446744073709551615\r\n", "hello"), End(200)));
    raw.assert_all(cases).await;
}

#[actix_web::test]
async fn a_transfer_coding_is_chunked_and_nothing_else() {
    let raw = Raw::start().await;
    let end = "0\r\n\r\n";
    let mut cases = Vec::new();
    for lines in [
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: chunked,",
        "Transfer-Encoding:",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        "Transfer-Encoding: \x0bchunked",
        "Transfer-Encoding: \x0cchunked",
        "Transfer-Encoding: \u{a0}chunked",
        "Transfer-Encoding:\r\n chunked",
        " Transfer-Encoding: chunked",
        "X: y\r\n Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nContent-Length: 0",
        "Content-Length: 5\r\nTransfer-Encoding: identity",
        "Content-Length: 5\nTransfer-Encoding: chunked",
    ] {
        cases.push((lines, raw.request(&format!("{lines}\r\n"), end), End(400)));
    }
    let old = format!("GET {} HTTP/1.0", raw.gate());
    let chunked = "Transfer-Encoding: chunked\r\n";
    cases.push(("before there were chunks", raw.with_line(&old, chunked, end), End(400)));
    for lines in ["Transfer-Encoding: chunked", "Transfer-Encoding:\t CHUNKED \t", "tRANSFER-eNCODING: chunked"] {
        cases.push((lines, raw.request(&format!("{lines}\r\n"), end), admit()));
    }
    raw.assert_all(cases).await;
}

/// A fault is found when the verdict on the head has been given or is being given; what comes after it is no request.
#[actix_web::test]
async fn chunks_that_can_be_read_in_two_ways_end_the_connection() {
    let raw = Raw::start().await;
    let chunked = |body: &str| raw.request("Transfer-Encoding: chunked\r\n", &format!("{body}{}", raw.good()));
    let mut cases = Vec::new();
    for body in [
        "-5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        ";a=b\r\nhello\r\n0\r\n\r\n",
        "10000000000000000\r\nhello\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\nhello!\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5;a\0b\r\nhello\r\n0\r\n\r\n",
        "5;a\rb\r\nhello\r\n0\r\n\r\n",
        "0\r\n\rX",
        "0\r\nX: y\r\r\n\r\n",
    ] {
        cases.push((body, chunked(body), Cut));
    }
    raw.assert_all(cases).await;
}

#[actix_web::test]
async fn a_request_after_a_whole_body_in_chunks_is_one_of_its_own() {
    let raw = Raw::start().await;
    let chunked = |body: &str| raw.request("Transfer-Encoding: chunked\r\n", &format!("{body}{}", raw.good()));
    let mut cases = Vec::new();
    for body in [
        "0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "00005\r\nhello\r\n000\r\n\r\n",
        "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n",
        "5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n",
        // White space after a size that nothing follows is not in the grammar; everyone takes it.
        "5 \t\r\nhello\r\n0 \r\n\r\n",
        "0\r\nX: y\r\nZ: z\r\n\r\n",
        // What a trailer holds is dropped unread, and so may be anything on a line.
        "0\r\nno colon\0\r\n\r\n",
    ] {
        cases.push((body, chunked(body), Answer(vec![200, 200])));
    }
    // A bare line feed doesn't end a trailer: a request behind one is a part of the trailer, and the caller, who would
    // have it otherwise, waits in vain for an answer. It is lost; it is not answered in place of another.
    for body in ["0\r\n\n", "0\r\nX: y\n\n", "0\r\nX: y\n\r\n"] {
        cases.push((body, chunked(body), admit()));
    }
    raw.assert_all(cases).await;
}

/// Each pair of programs that differ in where a body ends: the one in front sees one request, and so must this.
#[actix_web::test]
async fn a_request_that_is_hidden_in_a_body_is_never_answered() {
    let raw = Raw::start().await;
    let hidden = raw.good();
    let length = |n: usize| format!("Content-Length: {n}\r\n");
    let chunked = "Transfer-Encoding: chunked\r\n";
    let in_chunk = format!("{:x}\r\n{hidden}\r\n0\r\n\r\n", hidden.len());
    let behind_end = format!("0\r\n\r\n{hidden}");
    let post = |headers: &str, body: &str| raw.with_line(&format!("POST {} HTTP/1.1", raw.gate()), headers, body);
    let form = |line: &str| raw.form(line);
    raw.assert_all(vec![
        // Framed in one way only: it is in the body, and the body is not for the gate.
        ("in a body by length", post(&length(hidden.len()), &hidden), admit()),
        ("in a chunk", post(chunked, &in_chunk), admit()),
        ("in a chunk's extension", post(chunked, &format!("0;{hidden}")), admit()),
        ("in a trailer", post(chunked, &format!("0\r\nX: {hidden}")), admit()),
        ("in a body of a GET", raw.request(&length(hidden.len()), &hidden), admit()),
        // Framed in two ways.
        ("CL.TE", post(&(length(behind_end.len()) + chunked), &behind_end), End(400)),
        ("TE.CL", post(&(length(4) + chunked), &in_chunk), End(400)),
        ("TE.CL, coding first", post(&(chunked.to_owned() + &length(4)), &in_chunk), End(400)),
        ("CL.0", post(&(length(0) + chunked), &behind_end), End(400)),
        ("CL.CL, the first shorter", post(&(length(0) + &length(hidden.len())), &hidden), End(400)),
        ("CL.CL, the first longer", post(&(length(hidden.len()) + &length(0)), &hidden), End(400)),
        ("TE.TE, one unknown", post(&format!("{chunked}Transfer-Encoding: x\r\n"), &behind_end), End(400)),
        ("TE.TE, in a list", post("Transfer-Encoding: chunked, x\r\n", &behind_end), End(400)),
        ("TE.TE, by a space", post(&format!("Transfer-Encoding : x\r\n{chunked}"), &behind_end), End(400)),
        ("TE.TE, by a fold", post(&format!("Transfer-Encoding: x\r\n {chunked}"), &behind_end), End(400)),
        ("CL by a space", post(&format!("Content-Length : 0\r\n{}", length(hidden.len())), &hidden), End(400)),
        ("CL and an upgrade", post(&format!("{}Upgrade: websocket\r\n", length(0)), &hidden), Cut),
        // At the portal, whose forms are read: only the form is answered.
        ("a form, CL.TE", form(&format!("Content-Length: 5\r\n{}", chunked.trim_end())) + &behind_end, End(400)),
        ("a form with it in it", form(length(hidden.len()).trim_end()) + &hidden, Answer(vec![422])),
        ("a form in bad chunks", form(chunked.trim_end()) + "x\r\n" + &behind_end, Cut),
    ])
    .await;
}

/// A request line in a body that is shorter than announced: the next request is the rest of that body.
#[actix_web::test]
async fn a_request_that_stands_where_a_body_was_announced_is_a_part_of_it() {
    let raw = Raw::start().await;
    let announced = "Content-Length: 5000\r\n";
    raw.assert_all(vec![
        ("at the gate", raw.request(announced, &raw.good()), End(200)),
        ("at the portal", raw.form(announced.trim_end()) + &raw.good(), Answer(vec![422])),
    ])
    .await;
}
