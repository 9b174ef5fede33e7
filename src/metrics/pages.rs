//! What Prometheus fetches.

use actix_web::http::header::{CACHE_CONTROL, FORWARDED};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::State;
use crate::error::{Error, Result};

/// The format that the encoder writes.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics, for whoever asks from one of the networks that may; for anyone else there is nothing here. They tell how
/// much an installation is used, and a proxy passes on whatever is asked of it.
pub async fn metrics(state: web::Data<State>, request: HttpRequest) -> Result<HttpResponse> {
    if !may_see(&state, &request) {
        return Err(Error::NotFound);
    }
    let text = state.metrics.text(&state).await.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(HttpResponse::Ok().content_type(MEDIA_TYPE).insert_header((CACHE_CONTROL, "no-store")).body(text))
}

fn may_see(state: &State, request: &HttpRequest) -> bool {
    let headers = request.headers();
    // A proxy that nobody named as trusted may stand at an address that may see them.
    let passed_on = headers.contains_key("x-forwarded-for") || headers.contains_key(FORWARDED);
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let trusted = peer.is_some_and(|peer| state.config.trusted_proxies.iter().any(|network| network.contains(&peer)));
    let address = if trusted || passed_on { state.client_address(request).filter(|_| trusted) } else { peer };
    let address = address.map(|address| address.to_canonical());
    address.is_some_and(|address| state.config.metrics_from.iter().any(|network| network.contains(&address)))
}
