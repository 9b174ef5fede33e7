//! What a token may do: everything, everything that reads, or a list of actions. All and Read only are stored
//! as what they are, so they gain what the catalogue gains; a list never does.

use std::collections::BTreeSet;

use crate::catalogue::{Action, ActionKind, Catalogue};
use crate::language::Message;

/// How many resources a list of actions names before it says "and 2 more".
pub const NAMED_RESOURCES: usize = 3;

/// The permissions of a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Permissions {
    /// Every action, those added later included, and paths that the catalogue doesn't know.
    All,
    /// Every action of kind read, those added later included.
    ReadOnly,
    /// These actions (`resource.action`), and never one added later. Never empty.
    Custom(BTreeSet<String>),
}

impl Permissions {
    /// All permissions, on the wire.
    pub const ALL: &str = "all.Application";
    /// Read only, on the wire.
    pub const READ_ONLY: &str = "all.Application.read";

    /// Reads the permissions of a form or a request; the error is for its reader.
    pub fn parse<'a>(
        choice: &str,
        actions: impl IntoIterator<Item = &'a str>,
        catalogue: &Catalogue,
    ) -> Result<Self, String> {
        match choice {
            "all" => Ok(Self::All),
            "read" => Ok(Self::ReadOnly),
            "custom" => {
                let chosen: BTreeSet<String> = actions.into_iter().map(str::to_owned).collect();
                if chosen.is_empty() {
                    return Err(t!("token-form-permissions-none").into());
                }
                if let Some(unknown) = chosen.iter().find(|id| catalogue.action(id).is_none()) {
                    return Err(t!("token-form-permissions-no-action", action = unknown).into());
                }
                Ok(Self::Custom(chosen))
            }
            "" => Err(t!("token-form-permissions-missing").into()),
            other => Err(t!("token-form-permissions-unknown", choice = other).into()),
        }
    }

    /// Whether a request for `action` passes; `None` is a method and path that the catalogue doesn't know.
    pub fn admit(&self, action: Option<&Action>) -> bool {
        match self {
            Self::All => true,
            Self::ReadOnly => action.is_some_and(|a| a.kind == ActionKind::Read),
            Self::Custom(listed) => action.is_some_and(|a| listed.contains(&a.id)),
        }
    }

    /// Whether they admit nothing that `others` don't, whatever the catalogue becomes. A list is within Read only for no
    /// catalogue's sake: an action may change its kind.
    pub fn within(&self, others: &Self) -> bool {
        match (self, others) {
            (_, Self::All) | (Self::ReadOnly, Self::ReadOnly) => true,
            (Self::Custom(listed), Self::Custom(others)) => listed.is_subset(others),
            _ => false,
        }
    }

    /// As stored and on the wire: `all.Application`, `all.Application.read`, or actions separated by a space.
    pub fn scope(&self) -> String {
        match self {
            Self::All => Self::ALL.to_owned(),
            Self::ReadOnly => Self::READ_ONLY.to_owned(),
            Self::Custom(listed) => listed.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
        }
    }

    /// The choice in the form: `all`, `read` or `custom`.
    pub fn choice(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::ReadOnly => "read",
            Self::Custom(_) => "custom",
        }
    }

    /// In words: "All", "Read only", "Custom: 4 of 237 actions in devices, data".
    pub fn summary(&self, catalogue: &Catalogue) -> String {
        let words = match self {
            Self::All => t!("token-form-summary-all"),
            Self::ReadOnly => t!("token-form-summary-read"),
            Self::Custom(listed) => t!("token-form-summary-custom", what = in_words(listed, catalogue)),
        };
        words.into()
    }
}

/// How many actions of the catalogue a list has, and of what: "4 of 237 actions in devices, data".
pub fn in_words(listed: &BTreeSet<String>, catalogue: &Catalogue) -> Message {
    let resources: BTreeSet<&str> = listed.iter().filter_map(|id| Some(id.rsplit_once('.')?.0)).collect();
    let named: Vec<&str> = resources.iter().copied().take(NAMED_RESOURCES).collect();
    let (count, all, more) = (listed.len(), catalogue.len(), resources.len() - named.len());
    let resources = named.join(", ");
    if more > 0 {
        t!("token-form-summary-actions-more", count = count, all = all, resources = resources, more = more)
    } else {
        t!("token-form-summary-actions", count = count, all = all, resources = resources)
    }
}

impl TryFrom<String> for Permissions {
    type Error = String;
    fn try_from(scope: String) -> Result<Self, String> {
        match scope.as_str() {
            Self::ALL => Ok(Self::All),
            Self::READ_ONLY => Ok(Self::ReadOnly),
            // An empty list would come from a damaged row; it admits nothing.
            _ => Ok(Self::Custom(scope.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, said_in};

    fn catalogue(extra: &str) -> Catalogue {
        let text = format!(
            r#"[resources.devices.actions]
            get = {{ kind = "read", method = "GET", path = "/devices", summary = "List" }}
            post = {{ kind = "write", method = "POST", path = "/devices", summary = "Add" }}
            {extra}"#
        );
        Catalogue::from_toml(&text).unwrap()
    }

    #[test]
    fn an_action_added_later_is_gained_by_all_and_read_only_and_never_by_a_list() {
        let before = catalogue("");
        let every_box = Permissions::parse("custom", ["devices.get", "devices.post"], &before).unwrap();
        let after = catalogue(
            r#"export = { kind = "read", method = "GET", path = "/devices/export", summary = "Export" }
            purge = { kind = "write", method = "DELETE", path = "/devices", summary = "Purge" }"#,
        );
        for (id, all, read, custom) in [
            ("devices.get", true, true, true),
            ("devices.post", true, false, true),
            ("devices.export", true, true, false),
            ("devices.purge", true, false, false),
        ] {
            let action = after.action(id);
            assert!(action.is_some(), "{id}");
            assert_eq!(Permissions::All.admit(action), all, "all {id}");
            assert_eq!(Permissions::ReadOnly.admit(action), read, "read only {id}");
            assert_eq!(every_box.admit(action), custom, "custom {id}");
        }
    }

    #[test]
    fn what_the_catalogue_does_not_know_is_for_all_only() {
        assert!(Permissions::All.admit(None));
        assert!(!Permissions::ReadOnly.admit(None));
        assert!(!Permissions::Custom(["devices.get".to_owned()].into()).admit(None));
    }

    #[test]
    fn an_action_gone_from_the_catalogue_is_kept() {
        let listed = Permissions::try_from("gone.get devices.get".to_owned()).unwrap();
        assert_eq!(listed.scope(), "devices.get gone.get");
    }

    #[test]
    fn a_choice_that_says_nothing_is_refused_in_words() {
        let catalogue = catalogue("");
        for (choice, actions, says) in [
            ("", vec![], "Choose what"),
            ("custom", vec![], "at least one action"),
            ("custom", vec!["devices.get", "devices.nope"], "devices.nope"),
            ("admin", vec![], "admin"),
        ] {
            let error = Permissions::parse(choice, actions, &catalogue).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_list_is_told_by_its_count_and_its_first_resources() {
        let catalogue = Catalogue::built_in().unwrap();
        let summary =
            |ids: &[&str]| Permissions::Custom(ids.iter().map(|id| (*id).to_owned()).collect()).summary(&catalogue);
        let two = ["devices.get", "devices.post", "data.lastValueQuery"];
        assert_eq!(summary(&two), "Custom: 3 of 239 actions in data, devices");
        let four = ["a.get", "b.get", "c.get", "d.get"];
        assert_eq!(summary(&four), "Custom: 4 of 239 actions in a, b, c and 1 more");
        let german = said_in(Language::German, || (summary(&four), Permissions::ReadOnly.summary(&catalogue)));
        assert_eq!(german.0, "Benutzerdefiniert: 4 von 239 Aktionen in a, b, c und 1 weiteren");
        assert_eq!(german.1, "Nur lesen");
    }

    #[test]
    fn the_three_choices_come_back_from_the_database_as_they_were() {
        let catalogue = catalogue("");
        for (choice, actions) in [("all", vec![]), ("read", vec![]), ("custom", vec!["devices.post", "devices.get"])] {
            let chosen = Permissions::parse(choice, actions, &catalogue).unwrap();
            assert_eq!(Permissions::try_from(chosen.scope()).unwrap(), chosen);
        }
    }
}
