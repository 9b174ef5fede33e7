//! The language of the interface. Every sentence of it stands in `en/` and, translated, in `de/`, in Fluent's syntax, under
//! a name that begins with its room's, or in `web.ftl` if several rooms say it: code and templates say the name. English is
//! complete; a sentence that another language lacks is said in English.
//!
//! A request is answered in one language: the one its person chose on the account page, or else the first of the
//! browser's that there is. It belongs to the task that serves the request ([`within`]), so that nothing hands it on. Work
//! outside of a request speaks English, unless it is done for someone ([`said_in`]), as a mail is.
//!
//! English alone are what programs read and what operators see: the API, the gate, exports, the command line and the log.

#[macro_use]
mod message;
mod number;
pub mod script;
mod words;

use std::cell::Cell;
use std::future::Future;

pub use message::{Argument, Html, Message, ToArgument};
pub use number::grouped;

/// A language that the interface speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code, as in `lang="de"` and as stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

tokio::task_local! {
    static CURRENT: Cell<Language>;
}

/// The language of the task that asks.
pub fn current() -> Language {
    CURRENT.try_with(Cell::get).unwrap_or_default()
}

/// Makes the rest of the request speak `language`. Outside of a request it does nothing.
pub fn choose(language: Language) {
    // Without a request there is nobody who could have chosen.
    let _ = CURRENT.try_with(|current| current.set(language));
}

/// Carries out `work` in a language.
pub async fn within<T>(language: Language, work: impl Future<Output = T>) -> T {
    CURRENT.scope(Cell::new(language), work).await
}

/// What `say` makes, in a language.
pub fn said_in<T>(language: Language, say: impl FnOnce() -> T) -> T {
    CURRENT.sync_scope(Cell::new(language), say)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_the_tasks() {
        assert_eq!(current(), Language::English);
        choose(Language::German);
        assert_eq!(current(), Language::English);
        said_in(Language::German, || {
            assert_eq!(current(), Language::German);
            choose(Language::English);
            assert_eq!(current(), Language::English);
        });
        assert_eq!(current(), Language::English);
    }
}
