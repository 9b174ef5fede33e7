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
use crate::language::grouped;
use crate::organizations::parse_name;
use crate::tokens::list::COUNTED;
use crate::tokens::rules::{self, Breakers, LONGEST_CAP_DAYS, Rules};
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
                    format!("“{days}” is not a number of days from 1 to {}.", grouped(LONGEST_CAP_DAYS))
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
    theirs: Option<Vec<String>>,
    /// How many tokens break the rules in force; empty for none.
    breakers: String,
    blocked: bool,
    longest: String,
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
        layout: may.layout("Settings", HERE, flashed).with_faults(!faults.is_empty()),
        seen_name: name.clone(),
        name,
        blocked: rules.block_rule_breakers,
        rules: Typed::of(&rules),
        theirs: None,
        breakers: if breakers == 0 { String::new() } else { tokens_break(breakers) },
        longest: grouped(LONGEST_CAP_DAYS),
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

/// The beginning of the sentence: so many tokens break.
fn tokens_break(count: i64) -> String {
    match count {
        1 => "1 token breaks".to_owned(),
        n if n > COUNTED => format!("More than {} tokens break", grouped(COUNTED)),
        n => format!("{} tokens break", grouped(n)),
    }
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
    let name = faults.take("name", parse_name(form.one("name"), "organization"));
    if let (Some(name), true) = (name, faults.is_empty()) {
        match super::rename(&state.db, &state.clock, &may, form.one("seen"), &name).await? {
            Renaming::Renamed { changed } => {
                let said = if changed { "Your organization is now called" } else { "Your organization is called" };
                Flash::said(format!("{said} “{name}”.")).leave(&session)?;
                return Ok(see_other(HERE));
            }
            Renaming::NameTaken => faults.add("name", "Another organization here has this name. Choose another."),
            Renaming::Overtaken(now) => {
                faults.add("name", format!("Someone else renamed it to “{now}” meanwhile. Yours is not saved yet."));
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
            faults.add("", "Someone else changed the rules, after you opened them. Nothing of yours was saved yet.");
            let shown = settings_page(&may, &state, Flashed::default(), faults).await?;
            // Saving once more is then a decision, not an accident.
            let rules = Typed { seen: mark(&now), ..typed };
            page(StatusCode::CONFLICT, &SettingsPage { rules, theirs: Some(in_words(&now)), ..shown })
        }
    }
}

const FIELDS: [&str; 6] = ["require_expiry", "require_network", "lifetime_cap_days", "existing", "seen", "confirmed"];

fn said(changed: bool, rules: &Rules, breakers: i64) -> String {
    if !changed {
        return "The rules are as they were.".to_owned();
    }
    let then = if rules.block_rule_breakers { "blocked at the gate" } else { "left as it is" };
    match breakers {
        0 => "Saved the rules. No token breaks them.".to_owned(),
        n => format!("Saved the rules. {} them: {}{then}.", tokens_break(n), if n == 1 { "" } else { "each is " }),
    }
}

/// The rules, a sentence each.
fn in_words(rules: &Rules) -> Vec<String> {
    let mut words = Vec::new();
    if rules.require_expiry {
        words.push("A token must have an expiry.".to_owned());
    }
    if let Some(days) = rules.lifetime_cap_days {
        words.push(format!("A token lasts {} days at most.", grouped(days)));
    }
    if rules.require_network {
        words.push("A token must have an IP restriction.".to_owned());
    }
    if words.is_empty() {
        words.push("There is no rule.".to_owned());
    } else if rules.block_rule_breakers {
        words.push("Tokens that break a rule are blocked at the gate.".to_owned());
    } else {
        words.push("Tokens that were there before stay as they are.".to_owned());
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
    last_used: Option<Moment>,
}

#[derive(Template)]
#[template(path = "organizations/rules.html")]
struct PreviewPage {
    layout: Layout,
    typed: Typed,
    rules: Vec<String>,
    breakers: Vec<Breaker>,
    count: i64,
    /// There are more than those named.
    more: bool,
    tokens_break: String,
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
        layout: may.layout("Before the rules are saved · Settings", HERE, Flashed::default()),
        typed,
        rules: words,
        count: breakers.count,
        more: usize::try_from(breakers.count).is_ok_and(|count| count > breakers.first.len()),
        tokens_break: tokens_break(breakers.count),
        breakers: breakers
            .first
            .iter()
            .map(|token| Breaker {
                id: token.id.to_string(),
                name: token.name.clone(),
                handle: token.shown_handle(),
                owner: token.owner_name.clone(),
                breaks: rules::what_breaks(rules, token),
                last_used: token.last_used_at.map(|at| Moment::of(at, now)),
            })
            .collect(),
    }
}
