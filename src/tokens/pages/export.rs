//! The list as a file, sent while it is read: all that the filters leave.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;

use crate::access::{Granted, SeeTokens};
use crate::app::State;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tokens::Token;
use crate::tokens::list::Query;
use crate::tokens::walk::Walk;
use crate::web::csv;

const COLUMNS: [&str; 19] = [
    "id",
    "name",
    "handle",
    "description",
    "application",
    "permissions",
    "ip_networks",
    "status",
    "created_by_kind",
    "created_by_id",
    "created_by",
    "created_at",
    "last_used_at",
    "last_used_address",
    "expires_at",
    "overlap_ends_at",
    "superseded_at",
    "predecessor_id",
    "blocked_by",
];

/// A file that is being sent.
struct Sending {
    state: web::Data<State>,
    may: Granted<SeeTokens>,
    walk: Walk,
    begun: bool,
}

/// The file, in the order in which the tokens were made.
pub async fn export(may: Granted<SeeTokens>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let walk = Walk::begin(Query::parse(request.query_string()).filters, &state.clock);
    let name = format!("application-tokens-{}.csv", walk.now().utc().format("%Y-%m-%d"));
    let sending = Sending { state, may, walk, begun: false };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, csv::MEDIA_TYPE))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        // An error on the way breaks the connection off: a file that looks whole must be whole.
        .streaming(stream::try_unfold(sending, Sending::next)))
}

impl Sending {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let mut text = String::new();
        if !self.begun {
            self.begun = true;
            csv::append_line(&mut text, &COLUMNS);
            return Ok(Some((Bytes::from(text), self)));
        }
        let piece = {
            let _place = self.state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
            let piece = self.walk.next(&self.state.db, &self.may).await;
            // The answer has begun: nobody else tells of it.
            piece.inspect_err(|error| tracing::error!(%error, "an export was broken off"))?
        };
        let Some(piece) = piece else { return Ok(None) };
        for token in &piece {
            append(&mut text, token, self.walk.now());
        }
        Ok(Some((Bytes::from(text), self)))
    }
}

fn append(text: &mut String, token: &Token, now: Timestamp) {
    let at = |at: Option<Timestamp>| at.map(Timestamp::rfc3339).unwrap_or_default();
    csv::append_line(
        text,
        &[
            token.id.as_str(),
            &token.name,
            &token.shown_handle(),
            &token.description,
            &token.owner_name,
            &token.permissions.scope(),
            &token.networks.stored(),
            token.status(now).as_str(),
            &token.created_by_kind,
            &token.created_by_id,
            &token.created_by_name,
            &token.created_at.rfc3339(),
            &at(token.last_used_at),
            &token.last_used_address,
            &at(token.facts.expires_at),
            &at(token.facts.ends_at),
            &at(token.superseded_at),
            token.predecessor_id.as_ref().map_or("", Id::as_str),
            // What the gate refuses it for, whatever its own status is.
            match (token.application_archived, token.rule_blocked) {
                (true, _) => "application_archived",
                (false, true) => "rule",
                (false, false) => "",
            },
        ],
    );
}
