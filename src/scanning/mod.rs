//! Secret scanning: reports of tokens that were found in public, by whoever looks for them there and signs what they say.
//! A living token that is reported is marked compromised, with what it created; the reminders tell the administrators.

pub mod api;
mod keys;
mod signature;

pub use keys::{Keys, Unusable};

use std::collections::{HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;
use utoipa::ToSchema;

use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::tokens::{self, Leaked, Prefixes, Presented, Reason, Reported};

/// One place where something was found that looks like a token.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Match {
    /// What was found.
    token: String,
    /// What GitHub calls such tokens.
    #[serde(default)]
    r#type: String,
    /// Where.
    #[serde(default)]
    #[schema(required = false)]
    url: Option<String>,
}

/// What became of it, as GitHub wants to know it.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Labelled {
    /// SHA-256 of what was found, in Base64.
    token_hash: String,
    /// Its type, as it was sent.
    token_type: String,
    /// `true_positive`: it is, or was, a token of ours. `false_positive`: it never was.
    label: &'static str,
}

/// What a batch came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Each thing that was reported, once.
    pub labels: Vec<Labelled>,
    /// Tokens that were ended.
    pub ended: usize,
    /// What could not be looked up or ended, because the database can't be asked: to be reported again.
    pub undone: usize,
}

/// The entries of a batch that can be read, and how many can't. None if it is no list at all.
pub fn read(batch: &[u8]) -> Option<(Vec<Match>, usize)> {
    let entries: Vec<Value> = serde_json::from_slice(batch).ok()?;
    let all = entries.len();
    // Each by itself: one that is odd leaves the others alone.
    let matches: Vec<Match> = entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect();
    let unreadable = all - matches.len();
    Some((matches, unreadable))
}

/// Ends what is reported, each token by itself. What fails for one leaves the others alone.
pub async fn end(db: &Db, clock: &Clock, prefixes: &Prefixes, matches: &[Match]) -> Result<Outcome> {
    // One token may have been found in many places: it is ended once, for the first of them.
    let mut seen = HashSet::new();
    let reported: Vec<Reported> = matches
        .iter()
        .filter_map(|found| {
            let secret = Presented::parse(found.token.trim(), prefixes)?;
            seen.insert(secret.digest.clone()).then(|| Reported { secret, reason: reason(found) })
        })
        .collect();
    let fates = tokens::end_leaked(db, clock, &reported).await?;
    let fates: HashMap<&str, Leaked> =
        reported.iter().zip(fates).map(|(reported, fate)| (reported.secret.digest.as_str(), fate)).collect();
    let ended = fates.values().filter(|fate| **fate == Leaked::Ended).count();
    let mut outcome = Outcome { ended, ..Outcome::default() };
    let mut told = HashSet::new();
    for found in matches {
        let digest = Presented::parse(found.token.trim(), prefixes).map(|secret| secret.digest);
        let fate = digest.and_then(|digest| fates.get(digest.as_str())).copied().unwrap_or(Leaked::Unknown);
        let label = match fate {
            Leaked::Ended | Leaked::Before => "true_positive",
            Leaked::Unknown => "false_positive",
            Leaked::Undone => {
                outcome.undone += 1;
                continue;
            }
        };
        let token_hash = STANDARD.encode(Sha256::digest(found.token.as_bytes()));
        if told.insert((token_hash.clone(), found.r#type.clone())) {
            outcome.labels.push(Labelled { token_hash, token_type: found.r#type.clone(), label });
        }
    }
    Ok(outcome)
}

/// Why such a token is compromised: with the place, if that can be shown.
fn reason(found: &Match) -> Reason {
    let short = "GitHub's secret scanning found it in public.";
    // Read as an address it is one line, and what is odd in it is escaped.
    let place = found.url.as_deref().and_then(|text| Url::parse(text).ok());
    let place = place.filter(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty());
    // One that holds a secret, escaped or not, is no reason, and one that is too long neither.
    let place = place.filter(|url| {
        let once = percent_decode_str(url.as_str()).decode_utf8_lossy();
        let twice = percent_decode_str(&once).decode_utf8_lossy();
        [&*once, &*twice].into_iter().all(|text| tokens::shown_again(text) == text)
    });
    let whole = place.and_then(|url| Reason::parse(&format!("GitHub's secret scanning found it at {url}")).ok());
    whole.unwrap_or_else(|| Reason::parse(short).unwrap_or_default())
}
