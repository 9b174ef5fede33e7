//! The shapes of tokens in the REST API, as they are written and described.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{Status, Token};
use crate::clock::Timestamp;

/// An application token, or what `GET /api/me` says of any.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// Its id: 24 hexadecimal characters.
    #[schema(pattern = "^[0-9a-f]{24}$")]
    pub id: String,
    /// The same.
    #[serde(rename = "apiTokenId")]
    #[schema(pattern = "^[0-9a-f]{24}$")]
    pub same_id: String,
    /// The application it is for, or the person it acts as.
    pub owner_id: String,
    /// `application` or `user`.
    pub owner_type: &'static str,
    /// The person or the token that made it; absent if it was neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub creator_id: Option<String>,
    /// `user` or `apiToken`.
    pub creator_type: &'static str,
    /// Their name at the time.
    pub creator_name: String,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// When it was made.
    #[schema(format = DateTime)]
    pub creation_date: String,
    /// When it was last edited or switched.
    #[schema(format = DateTime)]
    pub last_updated: String,
    /// When it ends; absent if it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    pub expiration_date: Option<String>,
    /// `all.Application`, `all.Application.read`, or actions of the catalogue.
    pub scope: Vec<String>,
    /// `active`, or `inactive` for whatever else it is: deactivated, paused, expired, compromised.
    pub status: &'static str,
    /// Addresses and networks it may be used from; empty for any.
    pub ip_networks: Vec<String>,
    /// Its secret: only in the answer to the request that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub token: Option<String>,
}

impl ApiToken {
    /// A token as it is at `now`, without its secret.
    pub fn of(token: &Token, now: Timestamp) -> Self {
        let updated = token.switched_at.map_or(token.updated_at, |at| at.max(token.updated_at));
        let application = token.application_id.map(|id| id.to_string());
        Self {
            id: token.id.to_string(),
            same_id: token.id.to_string(),
            owner_type: if application.is_some() { "application" } else { "user" },
            owner_id: application.or(token.user_id.map(|id| id.to_string())).unwrap_or_default(),
            // These clients know no null: what has no value is left out.
            creator_id: Some(token.created_by_id.clone()).filter(|id| !id.is_empty()),
            creator_type: if token.created_by_kind == "token" { "apiToken" } else { "user" },
            creator_name: token.created_by_name.clone(),
            name: token.name.clone(),
            description: token.description.clone(),
            creation_date: token.created_at.rfc3339(),
            last_updated: updated.rfc3339(),
            expiration_date: token.facts.end().map(Timestamp::rfc3339),
            scope: token.permissions.scope().split(' ').map(str::to_owned).collect(),
            status: if token.status(now) == Status::Active { "active" } else { "inactive" },
            ip_networks: token.networks.entries().collect(),
            token: None,
        }
    }
}

/// A page of an application's tokens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiTokens {
    /// The tokens of the page.
    pub items: Vec<ApiToken>,
    /// How many these are.
    pub count: usize,
    /// How many there are in all that the filter leaves.
    pub total_count: i64,
    /// The most on a page.
    pub per_page: i64,
    /// Which page it is, from 0.
    pub page: i64,
    /// As asked.
    pub sort_field: String,
    /// As asked.
    pub sort_direction: &'static str,
    /// As asked; empty for none.
    pub filter_field: String,
    /// As asked; empty for none.
    pub filter: String,
    /// The application.
    pub owner_id: String,
    /// `application`.
    pub owner_type: &'static str,
    /// Where the next page begins, if `cursor` was asked for and there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_cursor: Option<String>,
}

/// What a token says of itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    #[serde(flatten)]
    pub token: ApiToken,
    /// The application's name, or the person's.
    pub owner_name: String,
    /// The organization's id.
    pub organization_id: String,
}

/// What a new token is to be. What is left out is as with the token that asks.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it describes what `read` reads, which tells every fault and not the first")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiTokenPost {
    /// What it is called: 1 to 100 characters, once per application.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it is for.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// When it ends, in the future.
    #[schema(format = DateTime)]
    expiration_date: Option<String>,
    /// `all.Application`, `all.Application.read`, or actions of the catalogue.
    scope: Option<Vec<String>>,
    /// `active` or `inactive`.
    status: Option<String>,
    /// Addresses and networks it may be used from, at most 50.
    #[schema(max_items = 50)]
    ip_networks: Option<Vec<String>>,
}

/// What is to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "it describes what `read` reads, which tells every fault and not the first")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiTokenPatch {
    /// What it is called: 1 to 100 characters, once per application.
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// What it is for.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// `active` or `inactive`.
    status: Option<String>,
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Success {
    /// Always true.
    pub success: bool,
}
