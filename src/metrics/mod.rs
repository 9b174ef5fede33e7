//! Metrics, as Prometheus reads them: counts and gauges with few, fixed labels. None names a token, a person, an address or an
//! organization.

pub mod pages;
mod requests;

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

pub use requests::{Kind, Requests};

use crate::app::State;
use crate::gate::{Class, Verdict};
use crate::sessions;

/// What the gate said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Said {
    /// The request may pass.
    Admitted,
    /// 401 without an error code.
    Unauthenticated,
    /// 401 `invalid_token`.
    InvalidToken,
    /// 403.
    Forbidden,
    /// 403 `insufficient_scope`.
    InsufficientScope,
    /// No verdict: the database could not be asked.
    Unavailable,
}

/// What a verdict was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Source {
    /// Memory.
    Memory,
    /// The database.
    Database,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct VerdictLabels {
    verdict: Said,
    source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionLabels {
    state: &'static str,
}

const SAID: [Said; 6] = [
    Said::Admitted,
    Said::Unauthenticated,
    Said::InvalidToken,
    Said::Forbidden,
    Said::InsufficientScope,
    Said::Unavailable,
];

/// What the gate counts: a place per kind of verdict, found without a look-up. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Verdicts {
    from_memory: [Counter; SAID.len()],
    from_database: [Counter; SAID.len()],
    asking: Seconds,
}

/// How long something took.
#[derive(Clone, Debug)]
pub struct Seconds(Histogram);

impl Default for Seconds {
    /// From half a millisecond to ten seconds.
    fn default() -> Self {
        Self(Histogram::new([0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]))
    }
}

impl Seconds {
    /// It took so long once.
    pub fn took(&self, time: Duration) {
        self.0.observe(time.as_secs_f64());
    }
}

impl Verdicts {
    fn registered(registry: &mut Registry) -> Self {
        let family = Family::<VerdictLabels, Counter>::default();
        let of = |source| SAID.map(|verdict| (*family.get_or_create(&VerdictLabels { verdict, source })).clone());
        let (from_memory, from_database) = (of(Source::Memory), of(Source::Database));
        registry.register("gate_verdicts", "Requests by what the gate said and what it knew it from", family.clone());
        let asking = Seconds::default();
        let help = "How long the database was asked about a request";
        registry.register_with_unit("gate_database", help, Unit::Seconds, asking.0.clone());
        Self { from_memory, from_database, asking }
    }

    /// Counts a verdict.
    pub fn count(&self, verdict: &Verdict<'_>, source: Source) {
        let said = match verdict {
            Verdict::Admitted(_) => Said::Admitted,
            Verdict::Refused { refusal, .. } => match refusal.class() {
                Class::Unauthenticated => Said::Unauthenticated,
                Class::InvalidToken => Said::InvalidToken,
                Class::Forbidden => Said::Forbidden,
                Class::InsufficientScope => Said::InsufficientScope,
            },
        };
        self.of(source)[said as usize].inc();
    }

    /// Counts a request on which there is no verdict.
    pub fn unavailable(&self) {
        self.from_database[Said::Unavailable as usize].inc();
    }

    /// Notes how long the database was asked about a request.
    pub fn asked_for(&self, time: Duration) {
        self.asking.took(time);
    }

    fn of(&self, source: Source) -> &[Counter; SAID.len()] {
        match source {
            Source::Memory => &self.from_memory,
            Source::Database => &self.from_database,
        }
    }
}

/// Everything that is measured.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Counted by the gate.
    pub verdicts: Verdicts,
    /// Timed around the portal and the API.
    pub requests: Requests,
    remembered: Gauge,
    remembers: Gauge,
    noted: Gauge,
    sessions: Gauge,
    connections: Family<ConnectionLabels, Gauge>,
    writable: Gauge,
}

impl Metrics {
    /// Nothing measured yet. `changes` is what a change waited for other nodes, where there can be any.
    pub fn new(not_counted: &Counter, changes: Option<(&Seconds, &Counter)>) -> Arc<Self> {
        let mut registry = Registry::with_prefix("latchkey");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        let verdicts = Verdicts::registered(&mut registry);
        let requests = Requests::registered(&mut registry);
        let gauge = |registry: &mut Registry, name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let remembered = gauge(&mut registry, "gate_remembered_tokens", "Tokens that the gate remembers");
        let remembers =
            gauge(&mut registry, "gate_remembers", "1 while the gate may answer from memory: a node needs a lease");
        let noted = gauge(&mut registry, "usage_noted_tokens", "Tokens whose use is yet to be written");
        let sessions = gauge(&mut registry, "sessions", "Sessions that have not ended");
        registry.register(
            "usage_not_counted",
            "Requests that were decided and not counted in usage, because too many tokens were used at once",
            not_counted.clone(),
        );
        let connections = Family::default();
        registry.register("database_connections", "Connections to the database", connections.clone());
        let writable =
            gauge(&mut registry, "database_writable", "1 unless the latest change could not be written: see its disk");
        if let Some((waited, revoked)) = changes {
            registry.register_with_unit(
                "nodes_change",
                "How long a change waited until every node knew of it",
                Unit::Seconds,
                waited.0.clone(),
            );
            registry.register(
                "nodes_revoked",
                "Nodes whose lease this one has revoked because they did not answer",
                revoked.clone(),
            );
        }
        Arc::new(Self { registry, verdicts, requests, remembered, remembers, noted, sessions, connections, writable })
    }

    /// All of it as text. A gauge that the database would have to be asked for stays as it was if it can't be.
    async fn text(&self, state: &State) -> Result<String, std::fmt::Error> {
        self.remembered.set(state.gate.remembered().try_into().unwrap_or(i64::MAX));
        self.remembers.set(state.gate.remembers().into());
        self.noted.set(state.usage.noted().try_into().unwrap_or(i64::MAX));
        self.writable.set(state.db.is_writable().into());
        for (name, count) in state.db.connections() {
            self.connections.get_or_create(&ConnectionLabels { state: name }).set(count);
        }
        if let Ok(count) = sessions::count(&state.db, &state.clock).await {
            self.sessions.set(count);
        }
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
