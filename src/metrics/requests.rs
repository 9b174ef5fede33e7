//! What requests of the portal and of the API took, by what they were for and how they ended: a few dozen rows, whatever is
//! asked and by whom.

use std::time::Duration;

use http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Seconds;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Kind {
    /// A page, or a file that is made of what it would show.
    Page,
    /// A form that was sent.
    Form,
    /// The REST API.
    Api,
    /// A style, a script, an icon.
    Asset,
    /// Whether it lives, is ready, and what it measures.
    Probe,
    /// Nothing that there is.
    Nothing,
}

/// It was the server that failed.
const FAILED: &str = "5xx";
const KINDS: [Kind; 6] = [Kind::Page, Kind::Form, Kind::Api, Kind::Asset, Kind::Probe, Kind::Nothing];

impl Kind {
    /// What a request of this method to a route of this pattern is for.
    pub fn of(method: &Method, pattern: Option<&str>) -> Self {
        let Some(pattern) = pattern else { return Self::Nothing };
        if pattern.starts_with("/api") {
            Self::Api
        } else if pattern.starts_with("/static/") || pattern == "/favicon.ico" {
            Self::Asset
        } else if pattern.starts_with("/health/") || pattern == "/metrics" {
            Self::Probe
        } else if matches!(*method, Method::GET | Method::HEAD) {
            Self::Page
        } else {
            Self::Form
        }
    }

    /// Whether such are asked for by the dozen, by machines and browsers of themselves.
    pub fn is_asked_often(self) -> bool {
        matches!(self, Self::Asset | Self::Probe)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    kind: Kind,
    status: &'static str,
}

/// How long requests took.
#[derive(Clone, Debug)]
pub struct Requests(Family<Labels, Histogram, fn() -> Histogram>);

impl Requests {
    /// Among what is measured.
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let family: Family<_, _, fn() -> Histogram> = Family::new_with_constructor(|| Seconds::default().0);
        let help = "How long requests of the portal and the API took until their answer began";
        registry.register_with_unit("request", help, Unit::Seconds, family.clone());
        // A row that comes only with its first failure shows no rise to whoever watches for one.
        for kind in KINDS {
            drop(family.get_or_create(&Labels { kind, status: FAILED }));
        }
        Self(family)
    }

    /// One of this kind took so long.
    pub fn took(&self, kind: Kind, status: StatusCode, time: Duration) {
        let status = match status.as_u16() {
            ..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => FAILED,
        };
        self.0.get_or_create(&Labels { kind, status }).observe(time.as_secs_f64());
    }
}
