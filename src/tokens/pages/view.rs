//! A token as pages show it: words in place of codes.

use crate::access::{Granted, Privilege};
use crate::catalogue::Catalogue;
use crate::clock::Timestamp;
use crate::language::{Html, Message};
use crate::tokens::{Status, Token};
pub use crate::web::time::Moment;

/// The status as a badge: a word, and a name for its shape and colour.
#[derive(Clone, Debug)]
pub struct Badge {
    /// The word.
    pub word: Message,
    /// The name in the stylesheet.
    pub class: &'static str,
}

/// A token, for its row and its page.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks yes or no")]
pub struct View {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its handle.
    pub handle: String,
    /// What it is for.
    pub description: String,
    /// Its application's name, or that of the person it acts as.
    pub application: String,
    /// Its application, if it has one.
    pub application_id: Option<String>,
    /// It acts as a person.
    pub personal: bool,
    /// Its permissions in a few words.
    pub permissions: String,
    /// Its IP restriction in a few words.
    pub networks: String,
    /// It has neither an expiry nor an IP restriction.
    pub unbounded: bool,
    /// Who made it, as it follows "by"; "you" if the reader did, whose name is on paper.
    pub creator: Html,
    /// When it was made.
    pub created: Moment,
    /// When it was last used.
    pub last_used: Option<Moment>,
    /// From where.
    pub last_used_address: String,
    /// By which program.
    pub last_used_agent: String,
    /// When it ends.
    pub ends: Option<Moment>,
    /// When it was marked compromised, and by whom.
    pub compromised: Option<(Moment, String)>,
    /// When it was ended before that, for good.
    pub ended: Option<Moment>,
    /// Its status.
    pub status: Status,
    /// Its status as a badge.
    pub badge: Badge,
    /// It is on.
    pub is_active: bool,
    /// It can be paused: it is active, or paused already, and nothing took its place.
    pub can_pause: bool,
    /// Until when it is paused; it comes back by itself.
    pub paused: Option<Moment>,
    /// A successor took its place.
    pub superseded: bool,
    /// It can be switched: neither expired nor compromised nor deleted.
    pub can_switch: bool,
    /// Nothing says that the secret was copied.
    pub unconfirmed: bool,
    /// Whoever made it said that the secret was copied.
    pub confirmed: bool,
    /// Who switched it off, if it is a personal one and that was not its owner.
    pub shut_by: Option<String>,
    /// It was used within the last 24 hours.
    pub in_use: bool,
    /// What the gate refuses it for, beside its own status: the end of the sentence "Blocked: …".
    pub blocked: Option<Message>,
    /// Its application is archived.
    pub archived: bool,
}

impl View {
    /// The token as the holder of `may` sees it at `now`.
    pub fn of<P: Privilege>(token: &Token, may: &Granted<P>, catalogue: &Catalogue, now: Timestamp) -> Self {
        let status = token.status(now);
        let you = may.person().is_some_and(|p| super::super::creator(token) == Some(p.id));
        let expires_soon = token.expires_soon(now);
        // One that was replaced and is off has ended before its time, for good.
        let ended = token.ended(now).filter(|_| !token.facts.active);
        let ended = ended.filter(|_| matches!(status, Status::Inactive | Status::Expired));
        Self {
            id: token.id.to_string(),
            name: token.name.clone(),
            handle: token.shown_handle(),
            description: token.description.clone(),
            application: token.owner_name.clone(),
            application_id: token.application_id.map(|id| id.to_string()),
            personal: token.user_id.is_some(),
            permissions: token.permissions.summary(catalogue),
            networks: match token.networks.len() {
                0 => t!("tokens-any-address").into(),
                1 => token.networks.stored(),
                n => t!("tokens-networks", count = n).into(),
            },
            unbounded: token.networks.is_empty() && token.facts.expires_at.is_none(),
            creator: match token.created_by_kind.as_str() {
                _ if you => t_html!("tokens-creator-you", name = token.created_by_name),
                // A token can have a person's name.
                "token" => t_html!("tokens-creator-token", name = token.created_by_name),
                _ => Html::of_text(&token.created_by_name),
            },
            created: Moment::of(token.created_at, now),
            last_used: token.last_used_at.map(|at| Moment::of(at, now)),
            last_used_address: token.last_used_address.clone(),
            last_used_agent: token.last_used_agent.clone(),
            ends: token.facts.end().map(|at| Moment::of(at, now)),
            compromised: token.facts.compromised_at.map(|at| (Moment::of(at, now), token.compromised_by_name.clone())),
            ended: ended.map(|at| Moment::of(at, now)),
            status,
            badge: match (status, blocked(token)) {
                // Whatever it is itself, the gate refuses it.
                (Status::Active, Some(_)) => Badge { word: t!("token-blocked"), class: "blocked" },
                // One that was replaced is on its way out, whenever that is.
                (Status::Active, None) if token.superseded_at.is_some() => match token.facts.end() {
                    Some(end) => Badge { word: t!("token-ends", when = Moment::of(end, now).relative), class: "soon" },
                    None => badge(status, expires_soon),
                },
                _ if ended.is_some() || (status == Status::Expired && token.superseded_at.is_some()) => {
                    Badge { word: t!("token-ended"), class: "expired" }
                }
                _ => badge(status, expires_soon),
            },
            is_active: status == Status::Active,
            can_pause: (status == Status::Active || token.paused(now).is_some()) && token.superseded_at.is_none(),
            paused: token.paused(now).map(|until| Moment::of(until, now)),
            superseded: token.superseded_at.is_some(),
            can_switch: matches!(status, Status::Active | Status::Inactive) && token.superseded_at.is_none(),
            unconfirmed: token.is_unconfirmed() && status != Status::Deleted,
            confirmed: token.confirmed_at.is_some(),
            shut_by: token.shut_by_another(now).then(|| token.switched_by_name.clone()),
            in_use: token.in_use(now),
            archived: token.application_archived,
            // What never works again is blocked by nothing.
            blocked: blocked(token).filter(|_| matches!(status, Status::Active | Status::Inactive) && ended.is_none()),
        }
    }
}

impl View {
    /// It never works again because of a leak.
    pub fn is_compromised(&self) -> bool {
        self.status == Status::Compromised
    }
}

/// Whether the gate refuses it, whatever its own status is.
pub fn is_blocked(token: &Token) -> bool {
    blocked(token).is_some()
}

fn blocked(token: &Token) -> Option<Message> {
    if token.application_archived {
        Some(t!("tokens-blocked-archived"))
    } else {
        token.rule_blocked.then(|| t!("tokens-blocked-rule"))
    }
}

/// The badge of a status; an active one's tells that its end is near.
pub fn badge(status: Status, expires_soon: bool) -> Badge {
    if status == Status::Active && expires_soon {
        return Badge { word: t!("token-expires-soon"), class: "soon" };
    }
    Badge { word: status.word(), class: status.as_str() }
}
