//! The Settings page: the organization's name and its rules for tokens, and what is asked before rules are saved that
//! tokens break.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Renaming, Ruling, mark};
use crate::access::{Granted, ManageSettings};
use crate::app::State;
use crate::calendar;
use crate::error::{Error, Result};
use crate::language::Message;
use crate::organizations::{Named, parse_name};
use crate::tokens::Status;
use crate::tokens::rules::{self, Breakers, COUNTED, LONGEST_CAP_DAYS, Rules};
use crate::tokens::shown_again;
use crate::web::form::Faults;
use crate::web::time::Moment;
use crate::web::{Flash, Flashed, Form, Layout, page, see_other};

/// The place in the navigation.
pub const HERE: &str = "/settings";

/// The rules as they are typed.
struct Typed {
    require_expiry: bool,
    require_network: bool,
    cap: String,
    block: bool,
    /// The rules that these are based on.
    seen: String,
}

impl Typed {
    fn of(rules: &Rules) -> Self {
        Self {
            require_expiry: rules.require_expiry,
            require_network: rules.require_network,
            cap: rules.lifetime_cap_days.map(|days| days.to_string()).unwrap_or_default(),
            block: rules.block_rule_breakers,
            seen: mark(rules),
        }
    }

    fn read(form: &Form) -> Self {
        Self {
            require_expiry: form.one("require_expiry") == "yes",
            require_network: form.one("require_network") == "yes",
            cap: shown_again(form.one("lifetime_cap_days").trim()),
            block: form.one("existing") == "block",
            seen: form.one("seen").to_owned(),
        }
    }

    fn rules(&self) -> Result<Rules, String> {
        let lifetime_cap_days = match self.cap.as_str() {
            "" => None,
            days => {
                let fits = days.parse().ok().filter(|days| (1..=LONGEST_CAP_DAYS).contains(days));
                Some(fits.ok_or_else(|| {
                    String::from(t!("settings-lifetime-not-days", typed = days, longest = LONGEST_CAP_DAYS))
                })?)
            }
        };
        let Self { require_expiry, require_network, block: block_rule_breakers, .. } = *self;
        Ok(Rules { require_expiry, require_network, lifetime_cap_days, block_rule_breakers })
    }
}

#[derive(Template)]
#[template(path = "organizations/settings.html")]
struct SettingsPage {
    layout: Layout,
    /// The name that is typed, and the one that it is based on.
    name: String,
    seen_name: String,
    rules: Typed,
    /// What someone else has put in force meanwhile.
    theirs: Option<Vec<Message>>,
    /// That tokens break the rules in force, if any do.
    breakers: Option<Message>,
    longest: i64,
    /// When the present address of the calendar was made, if there is one.
    calendar: Option<Moment>,
    faults: Faults,
}

/// The page as it stands, for a handler to change something of it.
async fn settings_page(
    may: &Granted<ManageSettings>,
    state: &State,
    flashed: Flashed,
    faults: Faults,
) -> Result<SettingsPage> {
    let name = may.person().map(|p| p.current.organization_name.clone()).unwrap_or_default();
    let rules = rules::read(&state.db, &may.also()?).await?;
    let breakers = breakers(state, may, &rules).await?.count;
    let made = calendar::made_at(&state.db, may).await?;
    Ok(SettingsPage {
        layout: may.layout(t!("place-settings"), HERE, flashed).with_faults(!faults.is_empty()),
        seen_name: name.clone(),
        name,
        breakers: (breakers > 0).then(|| breaking_rules_in_force(breakers, rules.block_rule_breakers)),
        rules: Typed::of(&rules),
        theirs: None,
        longest: LONGEST_CAP_DAYS,
        calendar: made.map(|at| Moment::of(at, state.clock.now())),
        faults,
    })
}

async fn breakers(state: &State, may: &Granted<ManageSettings>, rules: &Rules) -> Result<Breakers> {
    let place = state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
    let breakers = rules::breakers(&state.db, &state.clock, may, rules).await?;
    drop(place);
    Ok(breakers)
}

/// Says how many tokens break the rules in force. More than [`COUNTED`] are not counted.
fn breaking_rules_in_force(count: i64, blocked: bool) -> Message {
    match (count > COUNTED, blocked) {
        (false, false) => t!("settings-broken", count = count),
        (false, true) => t!("settings-broken-blocked", count = count),
        (true, false) => t!("settings-broken-by-many", count = COUNTED),
        (true, true) => t!("settings-broken-by-many-blocked", count = COUNTED),
    }
}

/// Says how many tokens break the rules that are asked about.
fn breaking_these_rules(count: i64) -> Message {
    if count > COUNTED { t!("settings-breaking-many", count = COUNTED) } else { t!("settings-breaking", count = count) }
}

/// The page.
pub async fn settings(may: Granted<ManageSettings>, state: web::Data<State>, flashed: Flashed) -> Result<HttpResponse> {
    page(StatusCode::OK, &settings_page(&may, &state, flashed, Faults::default()).await?)
}

/// Renames the organization, unless someone else has since the page was shown.
pub async fn rename(
    may: Granted<ManageSettings>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    let (mut faults, mut status) = (Faults::default(), StatusCode::UNPROCESSABLE_ENTITY);
    if let Err(fault) = form.check(&["name", "seen"], &[]) {
        faults.add("", fault);
    }
    let name = faults.take("name", parse_name(form.one("name"), Named::Organization));
    if let (Some(name), true) = (name, faults.is_empty()) {
        match super::rename(&state.db, &state.clock, &may, form.one("seen"), &name).await? {
            Renaming::Renamed { changed } => {
                let said =
                    if changed { t!("settings-renamed", name = name) } else { t!("settings-called", name = name) };
                Flash::said(said).leave(&session)?;
                return Ok(see_other(HERE));
            }
            Renaming::NameTaken => faults.add("name", t!("settings-name-taken")),
            Renaming::Overtaken(now) => {
                faults.add("name", t!("settings-name-overtaken", name = now));
                status = StatusCode::CONFLICT;
            }
        }
    }
    let shown = settings_page(&may, &state, Flashed::default(), faults).await?;
    page(status, &SettingsPage { name: shown_again(form.one("name")), ..shown })
}

/// Puts rules in force; first says which tokens break them, if any do.
pub async fn change_rules(
    may: Granted<ManageSettings>,
    state: web::Data<State>,
    session: Session,
    form: Form,
) -> Result<HttpResponse> {
    let (typed, mut faults) = (Typed::read(&form), Faults::default());
    if let Err(fault) = form.check(&FIELDS, &[]) {
        faults.add("", fault);
    }
    let rules = faults.take("lifetime_cap_days", typed.rules());
    let (Some(rules), true) = (rules, faults.is_empty()) else {
        let shown = settings_page(&may, &state, Flashed::default(), faults).await?;
        return page(StatusCode::UNPROCESSABLE_ENTITY, &SettingsPage { rules: typed, ..shown });
    };
    let unchanged = rules == rules::read(&state.db, &may.also()?).await?;
    let breakers = breakers(&state, &may, &rules).await?;
    // So many were shown when it was confirmed; of more than that nobody has been told.
    let told: i64 = form.one("confirmed").parse().unwrap_or(0);
    if breakers.count > told && !unchanged {
        return page(StatusCode::OK, &preview(&may, &state, typed, &rules, &breakers));
    }
    match super::change_rules(&state.db, &state.clock, &may, &typed.seen, &rules).await? {
        Ruling::InForce { changed } => {
            Flash::said(said(changed, &rules, breakers.count)).leave(&session)?;
            Ok(see_other(HERE))
        }
        Ruling::Overtaken(now) => {
            let mut faults = Faults::default();
            faults.add("", t!("settings-rules-overtaken"));
            let shown = settings_page(&may, &state, Flashed::default(), faults).await?;
            // Saving once more is then a decision, not an accident.
            let rules = Typed { seen: mark(&now), ..typed };
            page(StatusCode::CONFLICT, &SettingsPage { rules, theirs: Some(in_words(&now)), ..shown })
        }
    }
}

const FIELDS: [&str; 6] = ["require_expiry", "require_network", "lifetime_cap_days", "existing", "seen", "confirmed"];

fn said(changed: bool, rules: &Rules, breakers: i64) -> Message {
    if !changed {
        return t!("settings-rules-unchanged");
    }
    match (breakers, rules.block_rule_breakers) {
        (0, _) => t!("settings-rules-saved"),
        (n, true) if n > COUNTED => t!("settings-rules-saved-blocking-many", count = COUNTED),
        (n, false) if n > COUNTED => t!("settings-rules-saved-keeping-many", count = COUNTED),
        (n, true) => t!("settings-rules-saved-blocking", count = n),
        (n, false) => t!("settings-rules-saved-keeping", count = n),
    }
}

/// The rules, a sentence each.
fn in_words(rules: &Rules) -> Vec<Message> {
    let mut words = Vec::new();
    if rules.require_expiry {
        words.push(t!("settings-rule-expiry"));
    }
    if let Some(days) = rules.lifetime_cap_days {
        words.push(t!("settings-rule-lifetime", days = days));
    }
    if rules.require_network {
        words.push(t!("settings-rule-network"));
    }
    if words.is_empty() {
        words.push(t!("settings-rule-none"));
    } else if rules.block_rule_breakers {
        words.push(t!("settings-rule-blocks"));
    } else {
        words.push(t!("settings-rule-keeps"));
    }
    words
}

/// A token that breaks the rules.
struct Breaker {
    id: String,
    name: String,
    owner: String,
    handle: String,
    breaks: String,
    /// It is refused already, for it is switched off.
    off: bool,
    expires: Option<Moment>,
    last_used: Option<Moment>,
}

#[derive(Template)]
#[template(path = "organizations/rules.html")]
struct PreviewPage {
    layout: Layout,
    typed: Typed,
    rules: Vec<Message>,
    breakers: Vec<Breaker>,
    count: i64,
    /// There are more than those named.
    more: bool,
    /// How many there are.
    breaking: Message,
    /// What saving does to them, on its button.
    save_blocking: Message,
}

fn preview(
    may: &Granted<ManageSettings>,
    state: &State,
    typed: Typed,
    rules: &Rules,
    breakers: &Breakers,
) -> PreviewPage {
    let now = state.clock.now();
    // The last sentence is about these tokens, which the page asks about.
    let mut words = in_words(rules);
    words.pop();
    PreviewPage {
        layout: may.layout(t!("settings-before-title"), HERE, Flashed::default()),
        typed,
        rules: words,
        count: breakers.count,
        more: usize::try_from(breakers.count).is_ok_and(|count| count > breakers.first.len()),
        breaking: breaking_these_rules(breakers.count),
        save_blocking: if breakers.count > COUNTED {
            t!("settings-save-blocking-many", count = COUNTED)
        } else {
            t!("settings-save-blocking", count = breakers.count)
        },
        breakers: breakers
            .first
            .iter()
            .map(|token| Breaker {
                id: token.id.to_string(),
                name: token.name.clone(),
                handle: token.shown_handle(),
                owner: token.owner_name.clone(),
                breaks: rules::what_breaks(rules, token),
                off: token.status(now) == Status::Inactive,
                expires: token.facts.end().map(|at| Moment::of(at, now)),
                last_used: token.last_used_at.map(|at| Moment::of(at, now)),
            })
            .collect(),
    }
}

/// The address that the rules are posted to, opened by itself: the rules.
pub async fn back_to_rules(_may: Granted<ManageSettings>) -> HttpResponse {
    see_other("/settings#rules")
}
