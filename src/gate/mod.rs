//! The gate: one function decides, for every entrance, whether the request that a token came with may pass.
//! The entrances translate their protocol to its question and its verdict to their answer, and decide nothing.

mod credential;
mod decision;
mod explain;
pub mod forward_auth;
pub mod introspection;
mod judge;
mod lists;
mod memory;
mod packed;
pub mod pages;
mod places;
mod policy;
mod recurring;
mod refusal;
mod shard;
mod shared;
mod texts;
mod told;

use std::sync::Arc;

pub use credential::{Credential, CredentialFault};
pub use decision::{Decision, DecisionId, Seal};
pub use explain::check_names;
pub use judge::{Admission, Asked, For, From, Scope, Wants};
pub use recurring::Misconfiguration;
pub use refusal::{Blocked, Class, Refusal};

use judge::{application_meant, judge};
use memory::{Known, Memory};
use policy::Read;
use recurring::Recurring;

use crate::applications;
use crate::catalogue::{Catalogue, RequestPath};
use crate::clock::{Clock, Timestamp, waiting_since};
use crate::config::SecretKey;
use crate::db::{self, Db};
use crate::id::Id;
use crate::metrics::{Source, Verdicts};
use crate::nodes::Lease;
use crate::tokens::{self, Policy, Recognized, Token};
use crate::usage::{Note, Refused, Usage};

/// The most characters of a method.
const METHOD: usize = 20;

/// Someone who presents a credential at an entrance.
#[derive(Debug)]
pub struct Presentation<'a> {
    /// What they present.
    pub credential: &'a Credential<'a>,
    /// The program they say they are; empty if they don't.
    pub agent: &'a str,
    /// The token of whoever reports them, if they are not here themselves.
    pub reported_by: Option<Id<Token>>,
}

/// The answer. A database that can't be asked is no verdict, but an error.
#[derive(Debug)]
pub enum Verdict<'a> {
    /// The request may pass.
    Admitted(Box<Admission<'a>>),
    /// It may not.
    Refused {
        /// Why: for people with a role; the caller learns the class.
        refusal: Refusal,
        /// By this the reason can be looked up.
        decision: DecisionId,
    },
}

/// A judgement, and which known token it is about.
struct Judged<'a> {
    token: Option<Id<Token>>,
    outcome: Result<Box<Admission<'a>>, Refusal>,
}

impl Judged<'_> {
    fn refused(refusal: Refusal) -> Self {
        Self { token: None, outcome: Err(refusal) }
    }
}

/// A secret of the right form that only the database can tell.
struct Stranger<'a>(Recognized<'a>);

/// The gate of a server: what it decides with, and where it counts.
#[derive(Debug)]
pub struct Gate {
    db: Db,
    clock: Clock,
    usage: Arc<Usage>,
    seal: Seal,
    memory: Option<Arc<Memory>>,
    /// Without it nothing is answered from memory, where other processes change the database too.
    lease: Option<Arc<Lease>>,
    verdicts: Verdicts,
    misconfigured: [Recurring; 3],
    unavailable: Recurring,
}

impl Gate {
    /// A gate that remembers tokens, if the database is changed by this process alone or tells of the changes of others.
    pub fn new(db: &Db, clock: &Clock, key: &SecretKey, usage: Arc<Usage>, verdicts: Verdicts) -> Self {
        let lease = db.nodes().map(|nodes| nodes.lease());
        let memory = (db.is_ours_alone() || lease.is_some()).then(|| Arc::new(Memory::default()));
        if let Some(memory) = &memory {
            db.watch(memory.clone());
        }
        Self {
            db: db.clone(),
            clock: clock.clone(),
            usage,
            seal: Seal::new(key),
            memory,
            lease,
            verdicts,
            misconfigured: Default::default(),
            unavailable: Recurring::default(),
        }
    }

    /// Without memory: every request asks the database.
    pub fn forget_for_good(&mut self) {
        self.memory = None;
    }

    /// Reads what lets it tell unknown tokens without the database. Until that is done they are asked about.
    pub async fn prepare(&self) -> Result<(), db::Error> {
        match &self.memory {
            Some(memory) => memory.read_handles(&self.db).await,
            None => Ok(()),
        }
    }

    /// Forgets every token it remembers, and asks about each until it is prepared again: for whoever changed the database
    /// behind the program's back.
    pub fn forget(&self) {
        if let Some(memory) = &self.memory {
            memory.forget();
        }
    }

    /// How many tokens it remembers.
    pub fn remembered(&self) -> usize {
        self.memory.as_ref().map_or(0, |memory| memory.len())
    }

    /// Whether it may answer from memory now.
    pub fn remembers(&self) -> bool {
        self.remembering().is_some()
    }

    fn remembering(&self) -> Option<&Memory> {
        self.memory.as_deref().filter(|_| self.lease.as_ref().is_none_or(|lease| lease.is_held()))
    }

    /// Decides and counts as [`Gate::ask`] does, if the database need not be asked.
    pub fn recall<'a>(
        &self,
        catalogue: &'a Catalogue,
        presented: &Presentation<'_>,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Option<Verdict<'a>> {
        let judged = self.judge_remembered(catalogue, presented.credential, asked, now).ok()?;
        Some(self.count(judged, presented, asked, now, Source::Memory))
    }

    /// Decides, and counts what it decided. Fails only if the database would have to be asked and can't be.
    pub async fn ask<'a>(
        &self,
        catalogue: &'a Catalogue,
        presented: &Presentation<'_>,
        asked: &Asked<'_>,
    ) -> Result<Verdict<'a>, db::Error> {
        let now = self.clock.now();
        let (judged, source) = match self.judge_remembered(catalogue, presented.credential, asked, now) {
            Ok(judged) => (judged, Source::Memory),
            Err(stranger) => {
                let began = waiting_since();
                let judged = self.look_up(&stranger, catalogue, asked, now).await?;
                self.verdicts.asked_for(began.elapsed());
                (judged, Source::Database)
            }
        };
        Ok(self.count(judged, presented, asked, now, source))
    }

    /// Counts what was decided.
    fn count<'a>(
        &self,
        Judged { token, outcome }: Judged<'a>,
        presented: &Presentation<'_>,
        asked: &Asked<'_>,
        now: Timestamp,
        source: Source,
    ) -> Verdict<'a> {
        let address = asked.from.address();
        let Presentation { agent, reported_by, .. } = *presented;
        // What is said of the token of another application is not to be relied on: it is counted, and no more.
        let hearsay = reported_by.is_some() && matches!(outcome, Err(Refusal::OtherApplication));
        let note = |refused| Note { at: now, address, agent, reported_by, refused, hearsay };
        let verdict = match outcome {
            Ok(admission) => {
                self.usage.note(admission.token, &note(None));
                Verdict::Admitted(admission)
            }
            Err(refusal) => {
                let handle = token.and(presented.credential.handle());
                let decision = self.seal.seal(now, refusal, handle);
                if let Some(token) = token {
                    let (method, path) = described(asked);
                    let application = if let For::One(id) = asked.application { id } else { "" };
                    let decision = decision.as_str();
                    let refused = Refused { decision, reason: refusal.as_str(), application, method, path };
                    self.usage.note(token, &note(Some(refused)));
                }
                Verdict::Refused { refusal, decision }
            }
        };
        self.verdicts.count(&verdict, source);
        verdict
    }

    /// Refuses a request of which the proxy said nothing: for its administrator to mend, who finds it in the log.
    pub fn misconfigured(&self, why: Misconfiguration) -> Verdict<'static> {
        let now = self.clock.now();
        if let Some(requests) = self.misconfigured[why as usize].note(now) {
            tracing::warn!(requests, "misconfiguration: {}; the request was refused", why.words());
        }
        let refusal = Refusal::Misconfigured;
        let verdict = Verdict::Refused { refusal, decision: self.seal.seal(now, refusal, None) };
        self.verdicts.count(&verdict, Source::Memory);
        verdict
    }

    /// Notes that the database could not be asked about a request.
    pub fn unavailable(&self, error: &db::Error) {
        self.verdicts.unavailable();
        if let Some(requests) = self.unavailable.note(self.clock.now()) {
            tracing::error!(requests, %error, "the gate could not ask the database");
        }
    }

    /// What an id says; none if it isn't one of this installation's.
    pub fn open(&self, decision: &DecisionId) -> Option<Decision> {
        self.seal.open(decision)
    }

    /// What the gate would say to a token's request at a moment; nothing is counted.
    pub async fn simulate<'a>(
        &self,
        policy: Policy,
        now: Timestamp,
        catalogue: &'a Catalogue,
        asked: &Asked<'_>,
    ) -> Result<Result<Box<Admission<'a>>, Refusal>, db::Error> {
        self.judge_read(&Read::new(policy), now, catalogue, asked).await
    }

    /// Parsing needs no database, and a secret that is not well-formed never reaches it.
    fn judge_remembered<'a, 'p>(
        &self,
        catalogue: &'a Catalogue,
        credential: &'p Credential<'_>,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Judged<'a>, Stranger<'p>> {
        let secret: Recognized<'p> = match credential.recognized() {
            Ok(secret) => secret,
            Err(refusal) => return Ok(Judged::refused(refusal)),
        };
        let Some(memory) = self.remembering() else { return Err(Stranger(secret)) };
        let known = memory.look(secret.handle(), |entry, subject| {
            // Not before: what is remembered is on its way from memory to the processor while this is worked out. The time tells
            // whether there is such a handle, which is no secret.
            entry.has_digest(&secret.digest()).then(|| {
                let outcome = judge(&subject, None, now, catalogue, asked).map(Box::new);
                Judged { token: Some(subject.id), outcome }
            })
        });
        match known {
            Known::Entry(Some(judged)) => Ok(judged),
            Known::Entry(None) | Known::NoToken => Ok(Judged::refused(Refusal::Unknown)),
            Known::Ask => Err(Stranger(secret)),
        }
    }

    async fn look_up<'a>(
        &self,
        Stranger(secret): &Stranger<'_>,
        catalogue: &'a Catalogue,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Judged<'a>, db::Error> {
        let Some(read) = self.read(secret.handle()).await? else { return Ok(Judged::refused(Refusal::Unknown)) };
        if !read.has_digest(&secret.digest()) {
            return Ok(Judged::refused(Refusal::Unknown));
        }
        let outcome = self.judge_read(&read, now, catalogue, asked).await?;
        Ok(Judged { token: Some(read.subject().id), outcome })
    }

    /// The token with this handle as the database has it, remembered if it may be.
    async fn read(&self, handle: &str) -> Result<Option<Read>, db::Error> {
        let reading = self.memory.as_ref().map(|memory| (memory, memory.begin()));
        let Some(policy) = tokens::policy(&self.db, handle).await? else { return Ok(None) };
        let read = Read::new(policy);
        if let Some((memory, reading)) = reading {
            memory.take_in(reading, &read);
        }
        Ok(Some(read))
    }

    async fn judge_read<'a>(
        &self,
        read: &Read,
        now: Timestamp,
        catalogue: &'a Catalogue,
        asked: &Asked<'_>,
    ) -> Result<Result<Box<Admission<'a>>, Refusal>, db::Error> {
        let meant = if read.is_personal() { application_meant(catalogue, asked) } else { None };
        let accepted = match meant {
            Some(id) => applications::accepting_personal(&self.db, read.organization(), id).await?,
            None => None,
        };
        Ok(judge(&read.subject(), accepted, now, catalogue, asked).map(Box::new))
    }
}

/// Whether a text is a method as HTTP's are: capitals, and not many.
fn is_method(text: &str) -> bool {
    (1..=METHOD).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
}

/// What was asked, for whoever looks a refusal up.
fn described<'a>(asked: &Asked<'a>) -> (&'a str, &'a str) {
    match asked.wants {
        Wants::Request { method, path } | Wants::OtherMethod { method, path } => {
            (method, path.map_or("", RequestPath::decoded))
        }
        Wants::Own(action) => ("", action),
        Wants::NotSaid => ("", ""),
    }
}
