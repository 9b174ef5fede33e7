//! What every page has around its content. The signed-in one is made from a proof, in `access::guard`.

use super::Flash;

/// A place in the navigation.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub address: &'static str,
}

/// An organization to switch to.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// It is the current one.
    pub current: bool,
}

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug)]
pub struct PersonBar {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their role in the current organization.
    pub role: String,
    /// The current organization's name.
    pub organization: String,
    /// All their organizations.
    pub organizations: Vec<Choice>,
    /// The pages their role may open.
    pub places: Vec<Place>,
}

/// The frame of a page.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// What the page is about, most particular first.
    pub title: String,
    /// A form on it has faults: its title says so first, for those who hear it.
    pub faulty: bool,
    /// Who is signed in; none on public pages.
    pub person: Option<PersonBar>,
    /// What is said once.
    pub flash: Option<Flash>,
    /// The address of the current place in the navigation.
    pub here: &'static str,
    /// What the addresses of its forms end with, so that they act in no other organization than the one that it is of. Empty
    /// for whoever has no other.
    pub within: String,
}

impl Layout {
    /// The frame of a page for anyone.
    pub fn public(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// What is said once is something to look at twice.
    pub fn has_caution(&self) -> bool {
        self.flash.as_ref().is_some_and(|flash| flash.caution)
    }

    /// The same frame around a form with faults.
    #[must_use]
    pub fn with_faults(self, faulty: bool) -> Self {
        Self { faulty, ..self }
    }
}
