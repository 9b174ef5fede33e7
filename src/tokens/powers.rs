//! What a token may do to others: make lesser ones, and manage those that are within its own powers. It can't get at more
//! through another token than it has itself, and can't undo what people did about a leak.

use super::{AllowedNetworks, Permissions, Token, store};
use crate::access::{Granted, Privilege};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Error, Result};

/// In what a token would be broader than the one that makes or manages it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// It may do more.
    Permissions,
    /// It lasts longer.
    Lifetime,
    /// It may be used from elsewhere.
    Networks,
}

impl Excess {
    /// The end of a sentence about the broader one.
    pub fn words(self) -> &'static str {
        match self {
            Self::Permissions => "may do more than the token that asks",
            Self::Lifetime => "lasts longer than the token that asks",
            Self::Networks => "can be used from addresses that the token that asks can't be used from",
        }
    }
}

/// In what such a token would be broader than `acting`.
pub fn excess(
    acting: &Token,
    permissions: &Permissions,
    end: Option<Timestamp>,
    networks: &AllowedNetworks,
) -> Vec<Excess> {
    let lasts = match (acting.facts.end(), end) {
        (None, _) => true,
        (Some(own), Some(end)) => end <= own,
        (Some(_), None) => false,
    };
    let within = [
        (permissions.within(&acting.permissions), Excess::Permissions),
        (lasts, Excess::Lifetime),
        (networks.within(&acting.networks), Excess::Networks),
    ];
    within.into_iter().filter(|(within, _)| !within).map(|(_, excess)| excess).collect()
}

/// Whether `acting` may change or delete `token`: not itself, not its creator, nothing of another application, and nothing
/// beyond its own powers.
pub fn may_manage(acting: &Token, token: &Token) -> Result<()> {
    let made_it = acting.created_by_kind == "token" && acting.created_by_id == token.id.as_str();
    let other_application = acting.application_id.is_some() && acting.application_id != token.application_id;
    let refused = if acting.id == token.id {
        Some("A token can't change itself. Its holder can end it with DELETE /api/me.".to_owned())
    } else if made_it {
        Some("A token can't change the one that it was created with.".to_owned())
    } else if other_application {
        Some("The token is for another application.".to_owned())
    } else {
        let excess = excess(acting, &token.permissions, token.facts.end(), &token.networks);
        excess.first().map(|excess| format!("“{}” is out of reach: it {}.", token.name, excess.words()))
    };
    refused.map_or(Ok(()), |why| Err(Error::Forbidden(why)))
}

/// Refuses a token that acts what is done to one it was made through, however far back: whoever stole that one could else
/// remove it, and with it the way to what it has made.
pub async fn spares_ancestors<P: Privilege>(tx: &mut Tx, may: &Granted<P>, token: &Token) -> Result<()> {
    let Some(acting) = may.token() else { return Ok(()) };
    if store::made_through(tx, may.organization(), acting.id, token.id).await? {
        return Err(Error::Forbidden("A token can't change one that it was made through.".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_within_others_only_if_they_name_nothing_else() {
        let custom = |ids: &[&str]| Permissions::Custom(ids.iter().map(|id| (*id).to_owned()).collect());
        let (all, read) = (Permissions::All, Permissions::ReadOnly);
        for (asked, own, within) in [
            (&all, &all, true),
            (&read, &all, true),
            (&custom(&["a.get"]), &all, true),
            (&all, &read, false),
            (&read, &read, true),
            (&custom(&["a.get"]), &read, false),
            (&all, &custom(&["a.get"]), false),
            (&read, &custom(&["a.get"]), false),
            (&custom(&["a.get"]), &custom(&["a.get", "b.get"]), true),
            (&custom(&["a.get", "c.get"]), &custom(&["a.get", "b.get"]), false),
        ] {
            assert_eq!(asked.within(own), within, "{asked:?} within {own:?}");
        }
    }

    #[test]
    fn networks_are_within_others_only_if_each_is_covered_by_one_of_them() {
        let list = |text: &str| AllowedNetworks::parse(text).unwrap();
        for (asked, own, within) in [
            ("", "", true),
            ("10.0.0.0/8", "", true),
            ("", "10.0.0.0/8", false),
            ("0.0.0.0/0", "10.0.0.0/8", false),
            ("10.1.0.0/16 10.2.3.4", "10.0.0.0/8", true),
            ("10.1.0.0/16 11.2.3.4", "10.0.0.0/8", false),
            ("10.0.0.0/7", "10.0.0.0/8", false),
            ("2001:db8::1", "10.0.0.0/8", false),
            ("2001:db8::1", "10.0.0.0/8 2001:db8::/32", true),
            ("::ffff:10.0.0.1", "10.0.0.0/8", true),
        ] {
            assert_eq!(list(asked).within(&list(own)), within, "{asked:?} within {own:?}");
        }
    }
}
