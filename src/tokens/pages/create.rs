//! The create form, as a page and as the dialog's content.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::own::{OWN, own_title};
use super::reveal::{repeated, reveal};
use super::view::Moment;
use super::{HERE, find, with_address};
use crate::access::{Granted, ManageTokens, Privilege, SeeTokens, SignedIn};
use crate::app::State;
use crate::applications::{self, Application};
use crate::catalogue::{Action, ActionKind, Catalogue, Resource};
use crate::clock::{DAY, Timestamp};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::language::Message;
use crate::tokens::expiry::{self, Lifetime};
use crate::tokens::network::Explained;
use crate::tokens::permissions;
use crate::tokens::rules::{self, Breach, Rules};
use crate::tokens::{
    self, AllowedNetworks, Creation, Description, NewToken, Permissions, SubmissionKey, Token, TokenName, shown_again,
};
use crate::web::form::Faults;
use crate::web::{Flashed, Form, Layout, page, query_field};

pub(super) const SINGLE: [&str; 11] = [
    "submission",
    "name",
    "description",
    "application",
    "expiry",
    "expires_at",
    "time_zone",
    "networks",
    "permissions",
    "missing",
    "check",
];

/// What is typed in the form: kept as it is, whatever is wrong with it.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) submission: SubmissionKey,
    name: String,
    description: String,
    application: String,
    expiry: String,
    expires_at: String,
    time_zone: String,
    networks: String,
    permissions: String,
    actions: BTreeSet<String>,
    /// The action that another token lacked, because of which this one is made; empty for none.
    missing: String,
}

impl Typed {
    pub(super) fn of(form: &Form, state: &State) -> Self {
        let text = |name: &str| form.one(name).to_owned();
        Self {
            submission: SubmissionKey::parse(form.one("submission"))
                .unwrap_or_else(|| SubmissionKey::new(&state.chance)),
            name: shown_again(form.one("name")),
            description: shown_again(form.one("description")),
            application: text("application"),
            expiry: text("expiry"),
            expires_at: text("expires_at"),
            time_zone: text("time_zone"),
            networks: shown_again(form.one("networks")),
            permissions: text("permissions"),
            actions: form.all("action").map(str::to_owned).collect(),
            missing: text("missing"),
        }
    }

    /// An empty form. Nothing preselected is broader than it has to be.
    pub(super) fn fresh(state: &State) -> Self {
        Self {
            submission: SubmissionKey::new(&state.chance),
            name: String::new(),
            description: String::new(),
            application: String::new(),
            expiry: expiry::DEFAULT_CHOICE.to_owned(),
            expires_at: String::new(),
            time_zone: String::new(),
            networks: String::new(),
            permissions: "read".to_owned(),
            actions: BTreeSet::new(),
            missing: String::new(),
        }
    }

    /// The same, with an expiry that the rules allow.
    pub(super) fn under(self, rules: &Rules, now: Timestamp) -> Self {
        Self { expiry: expiry::allowed(&self.expiry, rules, now), ..self }
    }

    /// A form filled in from another token; its lifetime is counted anew.
    fn like(state: &State, token: &Token, name: String) -> Self {
        let networks = token.networks.entries().collect::<Vec<_>>().join("\n");
        // What it chooses if it becomes Custom: what the other may do. All is no choice, and what is gone from the catalogue
        // can't be chosen any more.
        let catalogue = state.catalogue.get();
        let all = catalogue.resources().iter().flat_map(|resource| &resource.actions);
        let admitted = all.filter(|action| token.permissions.admit(Some(action))).map(|action| action.id.clone());
        let actions = if token.permissions == Permissions::All { BTreeSet::new() } else { admitted.collect() };
        // In whole days, and rounded down to a preset: another like this doesn't live longer.
        let lifetime = token.facts.expires_at.map(|end| (end.0 - token.created_at.0 + DAY / 2) / DAY);
        let expiry = match lifetime {
            None => "never",
            Some(365..) => "1y",
            Some(90..) => "90d",
            Some(30..) => "30d",
            Some(_) => "7d",
        };
        Self {
            name,
            description: token.description.clone(),
            application: token.application_id.map(|id| id.to_string()).unwrap_or_default(),
            expiry: expiry.to_owned(),
            networks,
            permissions: token.permissions.choice().to_owned(),
            actions,
            ..Self::fresh(state)
        }
    }

    /// The same with one more action, which the other lacked.
    fn with(mut self, missing: &Action) -> Self {
        missing.id.clone_into(&mut self.missing);
        self.actions.insert(missing.id.clone());
        "custom".clone_into(&mut self.permissions);
        self
    }

    /// Whether a resource is shown with its actions: the one that is meant, or else all that are chosen from.
    fn opens(&self, resource: &Resource) -> bool {
        if self.missing.is_empty() {
            self.permissions == "custom" && self.chosen_of(resource) > 0
        } else {
            resource.actions.iter().any(|action| action.id == self.missing)
        }
    }

    fn chose(&self, action: &Action) -> bool {
        self.actions.contains(&action.id)
    }

    fn chosen_of(&self, resource: &Resource) -> usize {
        resource.actions.iter().filter(|a| self.chose(a)).count()
    }

    /// The chosen actions in words, those apart that the catalogue doesn't have; none if there are no others.
    fn chosen_in_words(&self, catalogue: &Catalogue) -> Option<Message> {
        let known: BTreeSet<String> =
            self.actions.iter().filter(|id| catalogue.action(id).is_some()).cloned().collect();
        (!known.is_empty()).then(|| permissions::in_words(&known, catalogue))
    }
}

/// A preset lifetime, and when it would end.
struct Preset {
    value: String,
    words: Message,
    end: Moment,
}

#[derive(Template)]
#[template(path = "tokens/new.html")]
pub(super) struct NewPage {
    layout: Layout,
    /// It is to be one of the person's own.
    own: bool,
    typed: Typed,
    faults: Faults,
    applications: Vec<Application>,
    rules: Rules,
    presets: Vec<Preset>,
    catalogue: Arc<Catalogue>,
    /// How many of its actions are chosen, and of what; none if none is.
    chosen: Option<Message>,
    explained: Vec<Explained>,
    my_address: Option<String>,
    now: String,
}

impl NewPage {
    fn is_read(action: &Action) -> bool {
        action.kind == ActionKind::Read
    }
}

/// Everything of the form that is not typed.
pub(super) async fn new_page<P: Privilege>(
    state: &State,
    may: &Granted<P>,
    request: &HttpRequest,
    (own, typed): (bool, Typed),
    faults: Faults,
) -> Result<NewPage> {
    let see = may.also::<SeeTokens>()?;
    let mut applications = if own { Vec::new() } else { applications::list(&state.db, &see).await? };
    applications.retain(|a| a.archived_at.is_none());
    let now = state.clock.now();
    let rules = rules::read(&state.db, &see).await?;
    let catalogue = state.catalogue.get();
    let preset = |l: Lifetime| Preset { value: l.choice, words: l.words, end: Moment::of(l.end, now) };
    let (title, here) = if own { (own_title(), OWN) } else { (t!("token-form-new-title"), HERE) };
    Ok(NewPage {
        layout: may.layout(title, here, Flashed::default()).with_faults(!faults.is_empty()),
        own,
        presets: expiry::lifetimes(&rules, now).into_iter().map(preset).collect(),
        rules,
        applications,
        chosen: typed.chosen_in_words(&catalogue),
        catalogue,
        explained: AllowedNetworks::explain(&typed.networks).unwrap_or_default(),
        my_address: state.client_address(request).map(|a| a.to_string()),
        now: crate::web::time::iso(now),
        typed,
        faults,
    })
}

/// The form: empty, or filled in from another token with `?like=`.
pub async fn form(may: Granted<ManageTokens>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let typed = match query_field(&request, "like") {
        None => Typed {
            application: query_field(&request, "application").map(|id| shown_again(&id)).unwrap_or_default(),
            ..Typed::fresh(&state)
        },
        Some(like) => {
            let token = find(&state, &may, &like).await?;
            let owner = token.application_id.ok_or(Error::NotFound)?;
            let name = tokens::free_name(&state.db, &may.also()?, owner, &token.name).await?;
            let alike = Typed::like(&state, &token, name);
            let catalogue = state.catalogue.get();
            let missing = query_field(&request, "missing");
            let missing = missing.as_deref().and_then(|id| catalogue.action(id));
            match missing.filter(|action| !token.permissions.admit(Some(action))) {
                Some(action) => alike.with(action),
                None => alike,
            }
        }
    };
    let typed = typed.under(&rules::read(&state.db, &may.also()?).await?, state.clock.now());
    page(StatusCode::OK, &new_page(&state, &may, &request, (false, typed), Faults::default()).await?)
}

/// Creates a token. The answer is the reveal: the only place where its secret ever is.
pub async fn create(
    may: Granted<ManageTokens>,
    state: web::Data<State>,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse> {
    let mut typed = Typed::of(&form, &state);
    if form.has("add_my_address") {
        return add_my_address(&may, &state, &request, (false, typed)).await;
    }
    let mut faults = Faults::default();
    if let Err(fault) = form.check(&SINGLE, &["action"]) {
        faults.add("", fault);
    }
    only_application(&mut typed, &state, &may).await?;
    let rules = rules::read(&state.db, &may.also()?).await?;
    if let Some(new) = read(&form, &typed, &rules, &state, &mut faults) {
        // The dialog asks before it sends for good, so that faults are told in it and not on another page.
        if form.has("check") {
            return Ok(HttpResponse::NoContent().insert_header((CACHE_CONTROL, "no-store")).finish());
        }
        match tokens::create(&state.db, &state.clock, &state.chance, &state.config.token_prefix, &may, &new).await? {
            Creation::Created(token, secret) => {
                return reveal(&may, &state, &token, secret.reveal(), None);
            }
            Creation::Repeated(earlier) => return repeated(&may, &state, earlier).await,
            Creation::NameTaken => {
                faults.add("name", t!("token-form-name-taken"));
            }
            Creation::BreaksRules(breaches) => note(&mut faults, &breaches),
            // What a person makes is measured by no token.
            Creation::Exceeds(_) => return Err(Error::Internal("a person's token exceeds another".to_owned())),
            Creation::NoSuchApplication => {
                faults.add("application", t!("token-form-application-closed"));
            }
        }
    }
    // What was asked was whether the form is in order: that it isn't is an answer, not a failure.
    let status = if form.has("check") { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(status, &new_page(&state, &may, &request, (false, typed), faults).await?)
}

/// Says at each field which rule it breaks.
pub(super) fn note(faults: &mut Faults, breaches: &[Breach]) {
    for breach in breaches {
        let field = if *breach == Breach::AnyAddress { "networks" } else { "expiry" };
        faults.add(field, breach.to_string());
    }
}

/// Without JavaScript, "Add my current address" is a submit of its own: it adds and shows the form again.
pub(super) async fn add_my_address<P: Privilege>(
    may: &Granted<P>,
    state: &State,
    request: &HttpRequest,
    (own, mut typed): (bool, Typed),
) -> Result<HttpResponse> {
    if let Some(address) = state.client_address(request) {
        typed.networks = with_address(&typed.networks, address);
    }
    page(StatusCode::OK, &new_page(state, may, request, (own, typed), Faults::default()).await?)
}

/// The application is chosen for the person where there is only one.
async fn only_application(typed: &mut Typed, state: &State, may: &Granted<ManageTokens>) -> Result<()> {
    if typed.application.is_empty() {
        let applications = applications::list(&state.db, &may.also()?).await?;
        if let [only] = applications.iter().filter(|a| a.archived_at.is_none()).collect::<Vec<_>>()[..] {
            typed.application = only.id.to_string();
        }
    }
    Ok(())
}

/// Reads the whole form; none if anything in it is wrong, and then every fault is noted.
fn read(form: &Form, typed: &Typed, rules: &Rules, state: &State, faults: &mut Faults) -> Option<NewToken> {
    let application = typed.application.parse::<Id<Application>>();
    let application = application.map_err(|_| t!("token-form-application-missing").into());
    read_for("application", application, (form, typed), rules, state, faults)
}

/// The same for whomever the token is for, whose field has the name.
pub(super) fn read_for<O>(
    field: &'static str,
    owner: Result<O, String>,
    (form, typed): (&Form, &Typed),
    rules: &Rules,
    state: &State,
    faults: &mut Faults,
) -> Option<NewToken<O>> {
    let now = state.clock.now();
    let name = faults.take("name", TokenName::parse(form.one("name")));
    let description = faults.take("description", Description::parse(form.one("description")));
    let owner = faults.take(field, owner);
    let expires_at = expiry::parse(&typed.expiry, typed.expires_at.trim(), typed.time_zone.trim(), now);
    let expires_at = faults.take("expiry", expires_at);
    let networks = faults.take_all("networks", AllowedNetworks::parse(&typed.networks));
    // Creating asks again; here it is told with whatever else is wrong.
    if let (Some(end), Some(networks)) = (expires_at, &networks) {
        note(faults, &rules::check(rules, now, end, networks));
    }
    let actions = typed.actions.iter().map(String::as_str);
    let permissions =
        faults.take("permissions", Permissions::parse(&typed.permissions, actions, &state.catalogue.get()));
    if !faults.is_empty() {
        return None;
    }
    Some(NewToken {
        owner: owner?,
        name: name?,
        description: description?,
        expires_at: expires_at?,
        networks: networks?,
        permissions: permissions?,
        active: true,
        submission: Some(typed.submission.clone()),
    })
}

#[derive(Template)]
#[template(path = "tokens/_networks.html")]
struct NetworksPart {
    explained: Vec<Explained>,
    faults: Vec<String>,
}

/// What a typed IP list means, or what is wrong with it: the same parser that saving asks.
pub async fn explain_networks(_may: Granted<SignedIn>, form: Form) -> Result<HttpResponse> {
    let part = match AllowedNetworks::explain(form.one("networks")) {
        Ok(explained) => NetworksPart { explained, faults: Vec::new() },
        Err(faults) => NetworksPart { explained: Vec::new(), faults },
    };
    page(StatusCode::OK, &part)
}
