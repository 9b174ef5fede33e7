//! The log as a file. It is sent while it is read, a piece at a time, and no connection to the database is held while
//! the reader takes its time.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;

use crate::access::{Granted, SeeAudit};
use crate::app::State;
use crate::audit::export::Format;
use crate::audit::list::Walk;
use crate::audit::query::Query;
use crate::error::{Error, Result};
use crate::web::query_field;

/// What is sent next.
enum Part {
    Start,
    Events { first: bool },
    Nothing,
}

/// A file that is being sent.
struct Sending {
    state: web::Data<State>,
    may: Granted<SeeAudit>,
    walk: Walk,
    format: Format,
    part: Part,
}

/// All that the filters leave, newest first.
pub async fn export(may: Granted<SeeAudit>, state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    let format = query_field(&request, "format").as_deref().and_then(Format::parse);
    let format = format.ok_or_else(|| Error::Malformed(t!("audit-no-format").into()))?;
    let filters = Query::parse(request.query_string()).filters;
    let faults = |faults: Vec<(&str, String)>| {
        Error::Malformed(faults.into_iter().map(|(_, fault)| fault).collect::<Vec<_>>().join(" "))
    };
    let range = filters.range().map_err(faults)?;
    // Of a part nobody should think later that it is all there is.
    let which = if filters.any() { "audit-log-part" } else { "audit-log" };
    let walk = Walk::begin(&state.db, &may, filters, range).await?;
    let name = format!("{which}-{}.{}", state.clock.now().utc().format("%Y-%m-%d"), format.ending());
    let sending = Sending { state, may, walk, format, part: Part::Start };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "no-store"))
        // An error on the way breaks the connection off: a file that looks whole must be whole.
        .streaming(stream::try_unfold(sending, Sending::next)))
}

impl Sending {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>> {
        let text = match self.part {
            Part::Start => {
                self.part = Part::Events { first: true };
                self.format.start()
            }
            Part::Events { first } => {
                if let Some(events) = self.piece().await? {
                    self.part = Part::Events { first: first && events.is_empty() };
                    self.format.events(&events, first)
                } else {
                    self.part = Part::Nothing;
                    self.format.end().to_owned()
                }
            }
            Part::Nothing => return Ok(None),
        };
        Ok(Some((Bytes::from(text), self)))
    }

    async fn piece(&mut self) -> Result<Option<Vec<crate::audit::Event>>> {
        let _place = self.state.searches.acquire().await.map_err(|e| Error::Internal(e.to_string()))?;
        let piece = self.walk.next(&self.state.db, &self.may).await;
        // The answer has begun: nobody else tells of it.
        piece.inspect_err(|error| tracing::error!(%error, "an export was broken off")).map_err(Error::from)
    }
}
