//! What nodes tell each other: that something was changed, and that this is known.

use sha2::{Digest, Sha256};

use crate::coherence::Touched;
use crate::id::hex;

/// The most bytes of a notice's list: PostgreSQL takes 8,000 of a whole notice.
const LONGEST: usize = 7_000;

/// Where the notices of a schema go.
pub fn channel(schema: &str) -> String {
    format!("latchkey_{}", hex(&Sha256::digest(schema)[..8]))
}

/// Where a process hears acknowledgements.
pub fn channel_of(channel: &str, process: &str) -> String {
    format!("{channel}_{process}")
}

/// A change, or a part of a large one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The process that changes.
    pub process: String,
    /// Which of its changes.
    pub change: u64,
    /// There is no further part: to be acknowledged.
    pub last: bool,
    /// What it touches.
    pub touched: Vec<Touched>,
}

/// The notices of a change, as they are sent. Several, if it touches much.
pub fn written(process: &str, change: u64, touched: &[Touched]) -> Vec<String> {
    let mut lists = vec![String::new()];
    for touched in touched {
        let (kind, id) = match touched {
            Touched::Token(handle) => ('t', handle),
            Touched::Application(id) => ('a', id),
            Touched::Organization(id) => ('o', id),
        };
        if lists.last().is_some_and(|list| list.len() + id.len() + 2 > LONGEST) {
            lists.push(String::new());
        }
        if let Some(list) = lists.last_mut() {
            list.push(kind);
            list.push_str(id);
            list.push(',');
        }
    }
    let parts = lists.len();
    // The number makes them differ: of equal ones in a transaction one is sent.
    let numbered = lists.into_iter().enumerate().map(|(part, list)| (parts - 1 - part, list));
    numbered.map(|(left, list)| format!("{process} {change} {left} {list}")).collect()
}

impl Notice {
    /// Reads one; none if it isn't one of ours.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (process, change, left, list) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let touched = list.split_terminator(',').map(|item| {
            let (kind, id) = item.split_at_checked(1)?;
            let id = id.to_owned();
            match kind {
                "t" => Some(Touched::Token(id)),
                "a" => Some(Touched::Application(id)),
                "o" => Some(Touched::Organization(id)),
                _ => None,
            }
        });
        let (process, change, left) = (process.to_owned(), change.parse().ok()?, left.parse::<usize>().ok()?);
        let touched = touched.collect::<Option<_>>()?;
        words.next().is_none().then_some(Self { process, change, last: left == 0, touched })
    }
}

/// Says that a node knows of these changes.
pub fn acknowledgement(node: &str, changes: &[u64]) -> String {
    let changes: Vec<_> = changes.iter().map(u64::to_string).collect();
    format!("{node} {}", changes.join(" "))
}

/// The node and the changes of an acknowledgement.
pub fn read_acknowledgement(text: &str) -> Option<(&str, Vec<u64>)> {
    let (node, changes) = text.split_once(' ')?;
    Some((node, changes.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let few = [Touched::Token("lk_abc".to_owned()), Touched::Application("0a".to_owned())];
        let many: Vec<_> = (0..2_000).map(|n| Touched::Token(format!("lk_{n:08}"))).collect();
        for touched in [&[][..], &few, &many, &[Touched::Organization("0b".to_owned())]] {
            let sent = written("me", 7, touched);
            assert!(sent.iter().all(|text| text.len() < 8_000));
            let read: Vec<_> = sent.iter().map(|text| Notice::read(text).unwrap()).collect();
            assert_eq!(read.iter().filter(|notice| notice.last).count(), 1);
            assert!(read.last().unwrap().last);
            assert!(read.iter().all(|notice| notice.process == "me" && notice.change == 7));
            let got: Vec<_> = read.into_iter().flat_map(|notice| notice.touched).collect();
            assert_eq!(got, touched);
        }
        assert!(written("me", 7, &many).len() > 1);
        for odd in
            ["", "me", "me 7", "me 7 0", "me x 0 ta,", "me 7 0 za,", "me 7 0 ta, more", "me 7 -1 ta,", "me 7 0 é,"]
        {
            assert_eq!(Notice::read(odd), None, "{odd:?}");
        }
        let text = acknowledgement("node", &[1, 22]);
        assert_eq!(read_acknowledgement(&text), Some(("node", vec![1, 22])));
        assert_eq!(read_acknowledgement("node x"), None);
    }
}
