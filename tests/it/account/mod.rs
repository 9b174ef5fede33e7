//! The account page: one's password and one's sessions.

mod password;
mod sessions;

use crate::harness::Client;

/// Whether the client's cookie signs it in.
async fn is_in(client: &Client) -> bool {
    client.get("/account").await.status == 200
}
