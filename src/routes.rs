//! The route table: method, path, handler, who may. Nothing is registered elsewhere, so that the access-matrix test,
//! which reads the same table, knows every route. A handler behind `Least(P)` takes `Granted<P>` first, or this
//! doesn't compile.

use std::collections::BTreeMap;

use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::access::{
    Granted, ManageApplications, ManageMembers, ManageSettings, ManageTokens, Privilege, SearchLeaks, SeeAudit,
    SeeTokens, ShutTokens, SignedIn, VerifyAudit,
};
use crate::api::{Allowed, BeValid, CreateToken, DeleteToken, GetToken, ListTokens, OwnAction, PatchToken, ReadAudit};
use crate::app::State;
use crate::gate;
use crate::organizations::settings;
use crate::web::back::Pages;
use crate::web::server::First;
use crate::web::{assets, errors, health};
use crate::{
    applications, audit, calendar, demo, invitations, members, metrics, organizations, scanning, sessions, support,
    tokens, users,
};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everyone, signed in or not.
    Anyone,
    /// Whoever holds the privilege of this name.
    Least(&'static str),
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct RouteInfo {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The pattern of the path.
    pub path: &'static str,
    /// Who may use it.
    pub who: Who,
}

/// The arguments of a handler, of which the first is `T`.
pub trait FirstIs<T> {}
impl<T> FirstIs<T> for (T,) {}
impl<T, A> FirstIs<T> for (T, A) {}
impl<T, A, B> FirstIs<T> for (T, A, B) {}
impl<T, A, B, C> FirstIs<T> for (T, A, B, C) {}
impl<T, A, B, C, D> FirstIs<T> for (T, A, B, C, D) {}
impl<T, A, B, C, D, E> FirstIs<T> for (T, A, B, C, D, E) {}

fn least<P, F, Args>(handler: F) -> Route
where
    P: Privilege,
    F: Handler<Args>,
    Args: FromRequest + FirstIs<Granted<P>> + 'static,
    F::Output: Responder + 'static,
{
    web::to(handler)
}

macro_rules! who {
    (Anyone) => {
        Who::Anyone
    };
    (Least($privilege:ident)) => {
        Who::Least(<$privilege as Privilege>::NAME)
    };
}

macro_rules! route {
    ($handler:expr, Anyone) => {
        web::to($handler)
    };
    ($handler:expr, Least($privilege:ident)) => {
        least::<$privilege, _, _>($handler)
    };
}

/// GET answers HEAD too; the body of that answer is not sent.
macro_rules! method {
    ($route:expr, GET) => {
        $route.guard(guard::Any(guard::Get()).or(guard::Head()))
    };
    ($route:expr, POST) => {
        $route.guard(guard::Post())
    };
}

macro_rules! routes {
    ($($method:ident $path:literal => $handler:expr, $who:ident $(($privilege:ident))?;)*) => {
        /// Every route of the portal.
        pub const ROUTES: &[RouteInfo] = &[
            $(RouteInfo { method: stringify!($method), path: $path, who: who!($who $(($privilege))?) }),*
        ];

        /// Registers every route of the portal.
        pub fn portal(config: &mut web::ServiceConfig) {
            let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
            let mut order: Vec<&'static str> = Vec::new();
            $(
                let route = method!(route!($handler, $who $(($privilege))?), $method);
                by_path.entry($path).or_insert_with(|| { order.push($path); Vec::new() }).push(route);
            )*
            for path in order {
                config.service(resource(path, by_path.remove(path).unwrap_or_default()));
            }
        }
    };
}

/// The pages that one has to be signed in for.
pub fn pages() -> Pages {
    let pages = ROUTES.iter().filter(|route| route.method == "GET" && route.who != Who::Anyone);
    Pages::of(pages.map(|route| route.path).collect())
}

/// A path with its methods; any other is answered with the page that says so.
fn resource(path: &'static str, routes: Vec<Route>) -> Resource {
    routes.into_iter().fold(web::resource(path), Resource::route).default_service(web::to(errors::method_not_allowed))
}

routes! {
    GET  "/"                                       => users::pages::home, Anyone;
    GET  "/health/live"                            => health::live, Anyone;
    GET  "/health/ready"                           => health::ready, Anyone;
    GET  "/metrics"                                => metrics::pages::metrics, Anyone;
    GET  "/static/{path:.*}"                       => assets::serve, Anyone;
    GET  "/favicon.ico"                            => assets::icon, Anyone;

    GET  "/style"                                  => demo::pages::style, Anyone;

    GET  "/found"                                  => tokens::pages::found::form, Anyone;
    POST "/found"                                  => tokens::pages::found::report, Anyone;
    GET  "/set-up"                                 => organizations::pages::set_up_form, Anyone;
    POST "/set-up"                                 => organizations::pages::set_up, Anyone;
    GET  "/sign-in"                                => sessions::pages::sign_in_form, Anyone;
    POST "/sign-in"                                => sessions::pages::sign_in, Anyone;
    GET  "/session"                                => sessions::pages::signed_in, Least(SignedIn);
    POST "/sign-out"                               => sessions::pages::sign_out, Anyone;
    POST "/current-organization"                   => sessions::pages::switch_organization, Least(SignedIn);
    GET  "/account"                                => users::pages::account, Least(SignedIn);
    GET  "/account/name"                           => users::pages::identity::name_form, Least(SignedIn);
    POST "/account/name"                           => users::pages::identity::rename, Least(SignedIn);
    GET  "/account/email"                          => users::pages::identity::email_form, Least(SignedIn);
    POST "/account/email"                          => users::pages::identity::change_email, Least(SignedIn);
    POST "/account/password"                       => users::pages::change_password, Least(SignedIn);
    POST "/account/language"                       => users::pages::choose_language, Least(SignedIn);
    POST "/account/sessions/deletion"              => sessions::pages::end_all, Least(SignedIn);
    POST "/account/other-sessions/deletion"        => sessions::pages::end_others, Least(SignedIn);
    POST "/account/sessions/{session}/deletion"    => sessions::pages::end_one, Least(SignedIn);

    GET  "/account/tokens"                         => tokens::pages::own::index, Least(SignedIn);
    POST "/account/tokens"                         => tokens::pages::own::create, Least(SignedIn);
    GET  "/account/tokens/new"                     => tokens::pages::own::form, Least(SignedIn);
    POST "/account/tokens/{id}/confirmation"       => tokens::pages::own::confirm, Least(SignedIn);
    POST "/account/tokens/{id}/activation"         => tokens::pages::own::activate, Least(SignedIn);
    POST "/account/tokens/{id}/deactivation"       => tokens::pages::own::deactivate, Least(SignedIn);
    GET  "/account/tokens/{id}/deletion"           => tokens::pages::own::delete_form, Least(SignedIn);
    POST "/account/tokens/{id}/deletion"           => tokens::pages::own::delete, Least(SignedIn);

    GET  "/integrations"                           => tokens::pages::list::index, Least(SeeTokens);
    POST "/integrations/search"                    => tokens::pages::list::search, Least(SeeTokens);
    GET  "/integrations/export"                    => tokens::pages::export::export, Least(SeeTokens);
    GET  "/integrations/selection"                 => tokens::pages::selection::back, Least(ShutTokens);
    POST "/integrations/selection"                 => tokens::pages::selection::form, Least(ShutTokens);
    POST "/integrations/selection/deactivation"    => tokens::pages::selection::deactivate, Least(ShutTokens);
    POST "/integrations/selection/{ids}/activation" => tokens::pages::selection::activate, Least(ManageTokens);
    POST "/integrations/selection/deletion"        => tokens::pages::selection::delete, Least(ManageTokens);
    GET  "/integrations/tokens"                    => tokens::pages::list::back, Least(SeeTokens);
    POST "/integrations/tokens"                    => tokens::pages::create::create, Least(ManageTokens);
    GET  "/integrations/tokens/new"                => tokens::pages::create::form, Least(ManageTokens);
    POST "/integrations/tokens/new/networks"       => tokens::pages::create::explain_networks, Least(SignedIn);
    GET  "/integrations/tokens/{id}"               => tokens::pages::show::show, Least(SeeTokens);
    GET  "/integrations/tokens/{id}/instructions"  => tokens::pages::instructions::instructions, Least(ManageTokens);
    POST "/integrations/tokens/{id}/confirmation"  => tokens::pages::reveal::confirm, Least(ManageTokens);
    POST "/integrations/tokens/{id}/activation"    => tokens::pages::switch::activate, Least(ManageTokens);
    GET  "/integrations/tokens/{id}/deactivation"  => tokens::pages::switch::deactivation, Least(ShutTokens);
    POST "/integrations/tokens/{id}/deactivation"  => tokens::pages::switch::deactivate, Least(ShutTokens);
    GET  "/integrations/tokens/{id}/pause"         => tokens::pages::switch::pause_form, Least(ShutTokens);
    POST "/integrations/tokens/{id}/pause"         => tokens::pages::switch::pause, Least(ShutTokens);
    GET  "/integrations/tokens/{id}/rotation"      => tokens::pages::rotate::form, Least(ManageTokens);
    POST "/integrations/tokens/{id}/rotation"      => tokens::pages::rotate::rotate, Least(ManageTokens);
    GET  "/integrations/tokens/{id}/overlap"       => tokens::pages::prolong::form, Least(ManageTokens);
    POST "/integrations/tokens/{id}/overlap"       => tokens::pages::prolong::prolong, Least(ManageTokens);
    POST "/integrations/tokens/{id}/status"        => tokens::pages::switch::save_status, Least(ShutTokens);
    GET  "/integrations/tokens/{id}/compromise"    => tokens::pages::switch::compromise_form, Least(ShutTokens);
    POST "/integrations/tokens/{id}/compromise"    => tokens::pages::switch::compromise, Least(ShutTokens);
    GET  "/integrations/tokens/{id}/edit"          => tokens::pages::edit::form, Least(ManageTokens);
    POST "/integrations/tokens/{id}/edit"          => tokens::pages::edit::save, Least(ManageTokens);
    GET  "/integrations/tokens/{id}/deletion"      => tokens::pages::delete::form, Least(ManageTokens);
    POST "/integrations/tokens/{id}/deletion"      => tokens::pages::delete::delete, Least(ManageTokens);
    GET  "/integrations/tokens/{id}/simulation"    => gate::pages::simulation::form, Least(SeeTokens);
    POST "/integrations/tokens/{id}/simulation"    => gate::pages::simulation::simulate, Least(SeeTokens);
    GET  "/integrations/decisions/{decision}"      => gate::pages::decision::decision, Least(SeeTokens);

    GET  "/applications"                           => applications::pages::index, Least(ManageApplications);
    POST "/applications"                           => applications::pages::change::create, Least(ManageApplications);
    GET  "/applications/new"                       => applications::pages::change::form, Least(ManageApplications);
    GET  "/applications/{application}"             => applications::pages::show::show, Least(ManageApplications);
    POST "/applications/{application}/name"        => applications::pages::change::rename, Least(ManageApplications);
    POST "/applications/{application}/personal-tokens" => applications::pages::change::personal_tokens, Least(ManageApplications);
    GET  "/applications/{application}/archival"    => applications::pages::change::archive_form, Least(ManageApplications);
    POST "/applications/{application}/archival"    => applications::pages::change::archive, Least(ManageApplications);
    POST "/applications/{application}/restoration" => applications::pages::change::restore, Least(ManageApplications);
    GET  "/applications/{application}/deletion"    => applications::pages::change::delete_form, Least(ManageApplications);
    POST "/applications/{application}/deletion"    => applications::pages::change::delete, Least(ManageApplications);

    GET  "/members"                                => members::pages::index, Least(ManageMembers);
    GET  "/members/invitations"                    => invitations::pages::back, Least(ManageMembers);
    POST "/members/invitations"                    => invitations::pages::invite, Least(ManageMembers);
    GET  "/members/invitations/new"                => invitations::pages::form, Least(ManageMembers);
    POST "/members/invitations/{invitation}/revocation" => invitations::pages::revoke, Least(ManageMembers);
    GET  "/members/{member}"                       => members::pages::show, Least(ManageMembers);
    POST "/members/{member}/role"                  => members::pages::change_role, Least(ManageMembers);
    POST "/members/{member}/api-access"            => members::pages::set_api_access, Least(ManageMembers);
    GET  "/members/{member}/removal"               => members::pages::removal, Least(ManageMembers);
    POST "/members/{member}/removal"               => members::pages::remove, Least(ManageMembers);
    GET  "/invitations/{secret}"                   => invitations::pages::accept::form, Anyone;
    POST "/invitations/{secret}"                   => invitations::pages::accept::accept, Anyone;

    GET  "/settings"                               => settings::pages::settings, Least(ManageSettings);
    POST "/settings/name"                          => settings::pages::rename, Least(ManageSettings);
    GET  "/settings/rules"                         => settings::pages::back_to_rules, Least(ManageSettings);
    POST "/settings/rules"                         => settings::pages::change_rules, Least(ManageSettings);
    GET  "/settings/calendar"                      => calendar::pages::renewal_form, Least(ManageSettings);
    POST "/settings/calendar"                      => calendar::pages::renew, Least(ManageSettings);
    GET  "/settings/calendar/deletion"             => calendar::pages::end_form, Least(ManageSettings);
    POST "/settings/calendar/deletion"             => calendar::pages::end, Least(ManageSettings);
    GET  "/calendar/{calendar}.ics"                => calendar::pages::feed, Anyone;

    GET  "/audit"                                  => audit::pages::index::index, Least(SeeAudit);
    GET  "/audit/search"                           => audit::pages::index::back, Least(SeeAudit);
    POST "/audit/search"                           => audit::pages::index::search, Least(SeeAudit);
    GET  "/audit/export"                           => audit::pages::export::export, Least(SeeAudit);
    GET  "/audit/verification"                     => audit::pages::verification::back, Least(VerifyAudit);
    POST "/audit/verification"                     => audit::pages::verification::verify, Least(VerifyAudit);

    GET  "/support"                                => support::pages::desk::index, Least(SearchLeaks);
    POST "/support"                                => support::pages::desk::search, Least(SearchLeaks);
    GET  "/support/shutting"                       => support::pages::back, Least(SearchLeaks);
    GET  "/support/found"                          => support::pages::shut::again, Least(SearchLeaks);
    POST "/support/shutting"                       => support::pages::shut::shut, Least(SearchLeaks);
}

/// A line of the API's table.
#[derive(Clone, Copy, Debug)]
pub struct ApiRoute {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// The pattern of the path.
    pub path: &'static str,
    /// The action of the catalogue that a token needs for it; none: any token in force may.
    pub action: Option<&'static str>,
    /// Its handler asks for no proof: to end a token its secret is enough.
    pub by_secret: bool,
}

fn allowed<A, F, Args>(handler: F) -> Route
where
    A: OwnAction,
    F: Handler<Args>,
    Args: FromRequest + FirstIs<Allowed<A>> + 'static,
    F::Output: Responder + 'static,
{
    web::to(handler)
}

macro_rules! api_route {
    ($handler:expr, BySecret) => {
        web::to($handler)
    };
    ($handler:expr, Allowed($action:ident)) => {
        allowed::<$action, _, _>($handler)
    };
}

macro_rules! api_action {
    (BySecret) => {
        (None, true)
    };
    (Allowed($action:ident)) => {
        (<$action as OwnAction>::ID, false)
    };
}

macro_rules! api_method {
    ($route:expr, GET) => {
        method!($route, GET)
    };
    ($route:expr, POST) => {
        method!($route, POST)
    };
    ($route:expr, PATCH) => {
        $route.guard(guard::Patch())
    };
    ($route:expr, DELETE) => {
        $route.guard(guard::Delete())
    };
}

macro_rules! api_routes {
    ($($method:ident $path:literal => $handler:expr, $who:ident $(($action:ident))?;)*) => {
        /// Every route of the API.
        pub const API: &[ApiRoute] = &[
            $({
                let (action, by_secret) = api_action!($who $(($action))?);
                ApiRoute { method: stringify!($method), path: $path, action, by_secret }
            }),*
        ];

        /// Registers every route of the API.
        pub fn api(config: &mut web::ServiceConfig) {
            let mut by_path: BTreeMap<&'static str, Vec<Route>> = BTreeMap::new();
            $(
                let route = api_method!(api_route!($handler, $who $(($action))?), $method);
                by_path.entry($path).or_default().push(route);
            )*
            for (path, routes) in by_path {
                let resource = routes.into_iter().fold(web::resource(path), Resource::route);
                config.service(resource.default_service(web::to(crate::api::method_not_allowed)));
            }
        }
    };
}

api_routes! {
    GET    "/applications"                              => applications::api::list, Allowed(BeValid);
    GET    "/applications/{id}"                         => applications::api::get, Allowed(BeValid);
    GET    "/applications/{application}/tokens"         => tokens::api::list, Allowed(ListTokens);
    POST   "/applications/{application}/tokens"         => tokens::api::create, Allowed(CreateToken);
    GET    "/applications/{application}/tokens/{token}" => tokens::api::get, Allowed(GetToken);
    PATCH  "/applications/{application}/tokens/{token}" => tokens::api::patch, Allowed(PatchToken);
    DELETE "/applications/{application}/tokens/{token}" => tokens::api::delete, Allowed(DeleteToken);
    GET    "/audit-events"                              => audit::api::list, Allowed(ReadAudit);
    GET    "/me"                                        => tokens::api::me::get, Allowed(BeValid);
    DELETE "/me"                                        => tokens::api::me::end, BySecret;
    POST   "/found-tokens"                              => tokens::api::found::report, BySecret;
    POST   "/secret-scanning/github"                    => scanning::api::report, BySecret;
}

/// What stands before all routes: the gate's entrances for proxies, which read what stands below `/gate/` themselves, as
/// it came.
pub fn first(state: &web::Data<State>) -> impl First + use<> {
    gate::forward_auth::Entrances(state.clone())
}

/// Registers the gate's entrance for APIs, which stands apart from the portal: no session, no form, no page.
pub fn gate(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/oauth2/introspect")
            .route(web::post().to(gate::introspection::introspect))
            .default_service(web::to(gate::introspection::other_method)),
    );
}
