//! Pages of the support desk: the box and what was found, and what became of the tokens that were shut.

pub mod desk;
pub mod shut;

use std::collections::HashMap;

use actix_web::HttpResponse;

use crate::access::{Granted, ManageTokens, SearchLeaks};
use crate::app::State;
use crate::id::Id;
use crate::support::Lately;
use crate::tokens::pages::view::View;
use crate::tokens::{Known, Status, Token};
use crate::web::see_other;

/// The place in the navigation.
const HERE: &str = "/support";

/// A token of one of several organizations, in a row.
struct Row {
    token: View,
    /// It acts as a person, whose name stands for the application's.
    personal: bool,
    organization: String,
    /// The address of its page, if the reader belongs to its organization.
    address: Option<String>,
    /// Where it can be replaced, if the reader may do so.
    rotation: Option<String>,
    /// How much it is used lately.
    lately: Lately,
    /// On which line of the text it is first, if it stands there as it is.
    line: Option<usize>,
    /// Something is left to shut.
    can_be_shut: bool,
    /// It is chosen.
    chosen: bool,
}

impl Row {
    fn of(
        known: &Known,
        may: &Granted<SearchLeaks>,
        state: &State,
        (lately, lines): (&HashMap<Id<Token>, Lately>, &HashMap<String, usize>),
        chosen: bool,
    ) -> Self {
        let belongs =
            may.person().is_some_and(|p| p.memberships.iter().any(|m| m.organization == known.organization_id));
        let here = may.person().is_some_and(|p| p.current.organization == known.organization_id);
        let replaces =
            here && may.can::<ManageTokens>() && known.application_id.is_some() && known.superseded_at.is_none();
        let now = state.clock.now();
        Self {
            token: View::of(known, may, &state.catalogue.get(), now),
            personal: known.application_id.is_none(),
            organization: known.organization_name.clone(),
            address: belongs.then(|| format!("/integrations/tokens/{}", known.id)),
            rotation: replaces.then(|| format!("/integrations/tokens/{}/rotation", known.id)),
            lately: lately.get(&known.id).copied().unwrap_or_default(),
            can_be_shut: can_be_shut(known, state),
            line: lines.get(&known.handle).copied(),
            chosen,
        }
    }
}

fn can_be_shut(token: &Token, state: &State) -> bool {
    !matches!(token.status(state.clock.now()), Status::Compromised | Status::Deleted)
}

/// The address that a form posts to, opened by itself: the box.
pub async fn back(_may: Granted<SearchLeaks>) -> HttpResponse {
    see_other(HERE)
}
