//! The list of tokens: searching, filtering, sorting, paging, and what each role sees of it.

mod export;
mod filters;
mod indexed;
mod paging;
mod roles;
mod search;
mod selection;

use crate::harness::{Answer, Client};

/// The names on a page, in its order.
fn names(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200);
    page.all("tbody a.name")
}

/// The names that a view shows, from A to Z.
pub async fn found(client: &Client, query: &str) -> Vec<String> {
    let mut names = names(&client.get(&format!("/integrations{query}")).await);
    names.sort_unstable();
    names
}
