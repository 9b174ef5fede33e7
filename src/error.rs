//! The few ways a request can fail. How each looks to a person or a program is the business of `web::errors`.

use crate::access::NoLongerHeld;
use crate::db;
use crate::nodes::Unsettled;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in (any more). Pages answer by asking for it.
    #[error("sign in first")]
    SignInNeeded {
        /// The sign-in page's address, which knows where to go back to.
        address: String,
    },
    /// The person's role does not include this; the sentence says what would.
    #[error("{0}")]
    Forbidden(String),
    /// The person who is signed in belongs to no organization (any more).
    #[error("you don't belong to any organization here any more")]
    NoPlace,
    /// There is no such thing, or it is another organization's.
    #[error("there is nothing at this address")]
    NotFound,
    /// The thing is in another of the person's organizations.
    #[error("this belongs to {name}, another of your organizations")]
    Elsewhere {
        /// Id of that organization.
        organization: String,
        /// Its name.
        name: String,
    },
    /// The thing is not in a state that allows this; the sentence says why.
    #[error("{0}")]
    Conflict(String),
    /// It is of another organization than the one that the person has switched to since; the sentence says what to do.
    #[error("{why}")]
    Switched {
        /// In words.
        why: String,
        /// The id of the organization that they are in now.
        now: String,
        /// That organization, if they still have a place in it: its id, its name, and the page with the form.
        to: Option<(String, String, String)>,
    },
    /// What was sent can't be understood; the sentence says what is wrong with it.
    #[error("{0}")]
    Malformed(String),
    /// What was sent is larger than is accepted.
    #[error("what was sent is larger than the {limit} bytes accepted here")]
    TooLarge {
        /// The most that is accepted, in bytes.
        limit: usize,
    },
    /// What was sent is not of the type accepted here.
    #[error("a form is sent as application/x-www-form-urlencoded")]
    WrongType,
    /// The form came from a page that is not ours.
    #[error("this form was not sent from a page at this portal's address")]
    ForeignOrigin,
    /// The address exists, but not for this method.
    #[error("this address does not accept that method")]
    MethodNotAllowed,
    /// It is being done for someone else already, and not twice at once; the sentence says what.
    #[error("{0}")]
    Busy(String),
    /// The change was made, and whether every node knows of it could not be found out.
    #[error("the change was made; whether every server knows of it yet could not be found out")]
    MadeUnsettled,
    /// The connection broke while the change was being made: it was made, or it was not.
    #[error("the database failed while the change was being made: look whether it was")]
    PerhapsMade,
    /// The database could not be asked, so there is no answer.
    #[error("the database can't be asked at the moment")]
    Unavailable(#[source] db::Error),
    /// A fault of ours.
    #[error("something went wrong on our side")]
    Internal(String),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::AnyDriverError(cause) if cause.is::<NoLongerHeld>() => {
                Self::Forbidden(t!("error-taken-meanwhile").into())
            }
            db::Error::AnyDriverError(cause) if cause.is::<Unsettled>() => Self::MadeUnsettled,
            db::Error::AnyDriverError(cause) if cause.is::<db::Ambiguous>() => Self::PerhapsMade,
            other => Self::Unavailable(other),
        }
    }
}

/// What an operation or a handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How often a change is tried that the database ends for the sake of another.
const TRIES: u32 = 4;

/// Carries out a change, and once more when the database ended its transaction because it and another one waited for each
/// other. For changes that touch several rows, or must not fail for being in someone's way: shutting a token.
pub async fn again<T>(change: impl AsyncFn() -> Result<T>) -> Result<T> {
    for _ in 1..TRIES {
        match change().await {
            Err(Error::Unavailable(error)) if db::is_deadlock(&error) => {
                tracing::info!(%error, "a change is tried again");
            }
            done => return done,
        }
    }
    change().await
}
