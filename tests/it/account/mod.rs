//! The account page: one's password, one's sessions and one's own tokens.

mod identity;
mod language;
mod password;
mod sessions;
mod tokens;

use crate::harness::Client;

/// Whether the client's cookie signs it in.
async fn is_in(client: &Client) -> bool {
    client.get("/account").await.status == 200
}
