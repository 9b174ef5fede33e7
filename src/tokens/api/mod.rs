//! Application tokens in the REST API, in the shape that clients of the published Losant API expect. The operations are
//! those of the pages; here is only reading what was asked and writing what came of it. What is sent to create or change
//! one is read in `read`.

pub mod found;
mod listing;
pub mod me;
mod read;
mod shape;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderName, HeaderValue, IF_MATCH};
use actix_web::{HttpRequest, web};
use sha2::{Digest, Sha256};

use self::listing::Asked;
use self::shape::{ApiToken, ApiTokenPatch, ApiTokenPost, ApiTokens, Success};
use super::{Creation, Excess, Listed, NewToken, Patch, Patched, SubmissionKey, Token};
use crate::access::{Granted, Privilege};
use crate::api::{
    Allowed, Answer, Body, BodyFailures, CreateToken, DeleteToken, Failures, GetToken, ListTokens, PatchToken, Problem,
    ProblemBody, answer, id,
};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::id::{Id, hex};
use crate::web::form::Faults;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

fn tagged(status: StatusCode, token: &Token, shown: &ApiToken, now: Timestamp) -> Answer {
    let mut tagged = answer(status, shown)?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", super::tag(token, now)));
    tagged.headers_mut().insert(ETAG, tag.unwrap_or_else(|_| HeaderValue::from_static("")));
    Ok(tagged)
}

/// List an application's tokens
///
/// By page and number; for long lists with a cursor, which comes by each token exactly once while others are made.
#[utoipa::path(
    get,
    path = "/api/applications/{application}/tokens",
    operation_id = "listTokens",
    params(
        ("application" = String, Path, description = "The id of the application"),
        ("sortField" = Option<String>, Query, description = "name (the default), status, id, creationDate, lastUpdated or expirationDate"),
        ("sortDirection" = Option<String>, Query, description = "asc (the default) or desc"),
        ("page" = Option<i64>, Query, description = "Which page, from 0", minimum = 0, maximum = 1_000_000),
        ("perPage" = Option<i64>, Query, description = "How many on a page; 100 unless said", minimum = 1, maximum = 1000),
        ("filterField" = Option<String>, Query, description = "name or status; empty for no filter"),
        ("filter" = Option<String>, Query, description = "A pattern with * and ?"),
        ("cursor" = Option<String>, Query, description = "Empty at first, then the nextCursor of the page before; in place of sorting and page"),
    ),
    responses((status = 200, description = "A page of them", body = ApiTokens), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn list(
    may: Allowed<ListTokens>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
) -> Answer {
    let application = id(&path)?;
    let asked = Asked::read(request.query_string()).map_err(Problem::invalid)?;
    exists(&state, &may, application).await?;
    let Listed { tokens, total } =
        super::of_application(&state.db, &state.clock, &may, application, &asked.listing).await?;
    let now = state.clock.now();
    let full = i64::try_from(tokens.len()).is_ok_and(|count| count == asked.listing.limit);
    let next = tokens.last().filter(|_| full && asked.listing.after.is_some());
    let list = ApiTokens {
        next_cursor: next.map(|token| token.id.to_string()),
        count: tokens.len(),
        items: tokens.iter().map(|token| ApiToken::of(token, now)).collect(),
        total_count: total,
        per_page: asked.listing.limit,
        page: asked.page,
        sort_field: asked.sort_field,
        sort_direction: if asked.listing.descending { "desc" } else { "asc" },
        filter_field: asked.filter_field,
        filter: asked.filter,
        owner_id: application.to_string(),
        owner_type: "application",
    };
    answer(StatusCode::OK, &list)
}

/// Fails if the organization has no such application: a list of none would say it has.
async fn exists<P: Privilege>(
    state: &State,
    may: &Granted<P>,
    application: Id<crate::applications::Application>,
) -> Result<(), Problem> {
    let known = crate::applications::list(&state.db, &may.also()?).await?;
    if known.iter().any(|known| known.id == application) { Ok(()) } else { Err(Error::NotFound.into()) }
}

/// See a token
#[utoipa::path(
    get,
    path = "/api/applications/{application}/tokens/{token}",
    operation_id = "getToken",
    params(("application" = String, Path, description = "The id of the application"), ("token" = String, Path, description = "The id of the token")),
    responses((status = 200, description = "The token, with an ETag", body = ApiToken), Failures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn get(may: Allowed<GetToken>, state: web::Data<State>, path: web::Path<(String, String)>) -> Answer {
    let token = super::one_of_application(&state.db, &may, id(&path.0)?, id(&path.1)?).await?;
    let now = state.clock.now();
    tagged(StatusCode::OK, &token, &ApiToken::of(&token, now), now)
}

/// Create a token
///
/// One of lesser powers than the token that asks: what is left out is taken over from it, and what is broader is refused.
#[utoipa::path(
    post,
    path = "/api/applications/{application}/tokens",
    operation_id = "createToken",
    params(
        ("application" = String, Path, description = "The id of the application"),
        ("Idempotency-Key" = Option<String>, Header, description = "Of one token's requests with the same key, one is carried out", max_length = 255),
    ),
    request_body = ApiTokenPost,
    responses((status = 201, description = "The token with its secret, this once", body = ApiToken), Failures, BodyFailures),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn create(
    may: Allowed<CreateToken>,
    state: web::Data<State>,
    path: web::Path<String>,
    request: HttpRequest,
    body: Body,
) -> Answer {
    let application = id(&path)?;
    let asked = read::Creation::read(&body.0, &state.catalogue.get(), state.clock.now());
    let asked = asked.map_err(Problem::invalid)?;
    let acting = may.token()?;
    let new = NewToken {
        owner: application,
        name: asked.name,
        description: asked.description,
        // What isn't said is as it is with the token that asks.
        expires_at: asked.expires_at.or(acting.facts.end()),
        networks: asked.networks.unwrap_or_else(|| acting.networks.clone()),
        permissions: asked.permissions.unwrap_or_else(|| acting.permissions.clone()),
        active: asked.active,
        submission: submission(&request)?,
    };
    let (db, clock, chance, prefixes) = (&state.db, &state.clock, &state.chance, &state.config.token_prefix);
    match super::create(db, clock, chance, prefixes, &may, &new).await? {
        Creation::Created(token, secret) => {
            let now = clock.now();
            let mut shown = ApiToken::of(&token, now);
            shown.token = Some(secret.reveal().to_string());
            // Never compressed, like all of the API: the size of a compressed answer tells about a secret beside text that
            // someone else chose.
            tagged(StatusCode::CREATED, &token, &shown, now)
        }
        Creation::Repeated(earlier) => Err(Problem::new(
            StatusCode::CONFLICT,
            format!(
                "A request with this Idempotency-Key made the token {earlier}. Its secret was in that answer, and nowhere else."
            ),
        )),
        Creation::NameTaken => {
            Err(Problem::new(StatusCode::CONFLICT, "The application has a token of this name already."))
        }
        Creation::NoSuchApplication => Err(Error::NotFound.into()),
        Creation::Exceeds(excess) => Err(Problem::new(StatusCode::FORBIDDEN, too_broad(&excess))),
        Creation::BreaksRules(breaches) => {
            let mut faults = Faults::default();
            for breach in breaches {
                let field = if breach == super::rules::Breach::AnyAddress { "ipNetworks" } else { "expirationDate" };
                faults.add(field, breach.to_string());
            }
            Err(Problem::invalid(faults))
        }
    }
}

fn too_broad(excess: &[Excess]) -> String {
    let words: Vec<_> = excess.iter().map(|excess| excess.words()).collect();
    format!("Such a token {}. A token can make lesser ones only.", words.join(", and "))
}

/// The key by which a request is known that must not be carried out twice, if it has one.
fn submission(request: &HttpRequest) -> Result<Option<SubmissionKey>, Problem> {
    let mut keys = request.headers().get_all(&IDEMPOTENCY_KEY);
    let (first, second) = (keys.next(), keys.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(key), None) if (1..=255).contains(&key.len()) => {
            // Of any form: kept is only a hash of it.
            let hash = hex(&Sha256::digest(key.as_bytes()));
            Ok(SubmissionKey::parse(&hash[..32]))
        }
        _ => Err(Problem::new(StatusCode::BAD_REQUEST, "Send one Idempotency-Key of at most 255 characters.")),
    }
}

/// Rename a token, or switch it on and off
///
/// Not the token that asks, not the one that it was made by, and nothing beyond its own powers. What a person switched off
/// stays off.
#[utoipa::path(
    patch,
    path = "/api/applications/{application}/tokens/{token}",
    operation_id = "changeToken",
    params(
        ("application" = String, Path, description = "The id of the application"),
        ("token" = String, Path, description = "The id of the token"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what was read: changed only if it is still that"),
    ),
    request_body = ApiTokenPatch,
    responses(
        (status = 200, description = "The token as it is now", body = ApiToken),
        (status = 412, description = "It is not what If-Match says", body = ProblemBody, content_type = "application/problem+json"),
        Failures,
        BodyFailures,
    ),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn patch(
    may: Allowed<PatchToken>,
    state: web::Data<State>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    body: Body,
) -> Answer {
    let (application, token) = (id(&path.0)?, id(&path.1)?);
    let asked = read::changes(&body.0).map_err(Problem::invalid)?;
    let asked = Patch { based_on: based_on(&request), ..asked };
    match super::patch(&state.db, &state.clock, &may, (application, token), &asked).await? {
        Patched::Saved(token) => {
            let now = state.clock.now();
            tagged(StatusCode::OK, &token, &ApiToken::of(&token, now), now)
        }
        Patched::Overtaken(_) => Err(overtaken()),
        Patched::NameTaken => {
            Err(Problem::new(StatusCode::CONFLICT, "The application has a token of this name already."))
        }
    }
}

fn overtaken() -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, "The token is not what it was when you read it. Read it again.")
}

/// The states that `If-Match` names; none if there is no such header, or it is `*`.
fn based_on(request: &HttpRequest) -> Option<Vec<String>> {
    let mut tags = Vec::new();
    let mut any = true;
    for header in request.headers().get_all(IF_MATCH) {
        let text = header.to_str().unwrap_or_default();
        if text.trim() == "*" {
            return None;
        }
        any = false;
        // A weak one never matches here: its quotes come after W/. What has none is no tag.
        let quoted = |tag: &str| tag.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
        tags.extend(text.split(',').filter_map(quoted));
    }
    (!any).then_some(tags)
}

/// Delete a token
///
/// For good, under the same conditions as changing it. A body is ignored.
#[utoipa::path(
    delete,
    path = "/api/applications/{application}/tokens/{token}",
    operation_id = "deleteToken",
    params(
        ("application" = String, Path, description = "The id of the application"),
        ("token" = String, Path, description = "The id of the token"),
        ("If-Match" = Option<String>, Header, description = "The ETag of what was read: deleted only if it is still that"),
    ),
    responses(
        (status = 200, description = "It is deleted", body = Success),
        (status = 412, description = "It is not what If-Match says", body = ProblemBody, content_type = "application/problem+json"),
        Failures,
    ),
    security(("bearer" = []), ("basic" = []))
)]
pub async fn delete(
    may: Allowed<DeleteToken>,
    state: web::Data<State>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> Answer {
    let (application, token) = (id(&path.0)?, id(&path.1)?);
    let present = super::one_of_application(&state.db, &may.also()?, application, token).await?;
    let tag = super::tag(&present, state.clock.now());
    if based_on(&request).is_some_and(|tags| !tags.contains(&tag)) {
        return Err(overtaken());
    }
    super::delete(&state.db, &state.clock, &may, token).await?;
    answer(StatusCode::OK, &Success { success: true })
}
