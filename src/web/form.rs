//! Forms as browsers send them: pairs of names and values, read once, with every fault told at once.

use std::collections::BTreeSet;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use std::future::Future;
use std::pin::Pin;

use crate::error::Error;
use crate::language::Message;

/// The most bytes of a form: ten thousand lines in a box fit, and are answered in words.
pub const LIMIT: usize = 1024 * 1024;

/// Characters that change how the text around them is shown, or that aren't shown at all: a name could disguise
/// itself with them. The joiners that emoji and some scripts need are not among them.
const DISGUISES: [char; 15] = [
    '\u{61c}', '\u{200b}', '\u{2060}', '\u{feff}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}',
    '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Whether a character has no place in a name: it isn't seen, or makes others be seen as what they are not.
pub fn is_disguise(c: char) -> bool {
    c.is_control() || DISGUISES.contains(&c)
}

/// The most fields of a form: a box for each action of a large catalogue. What could be made of a megabyte otherwise, half a
/// million empty ones, would take a hundred times its memory.
const FIELDS: usize = 10_000;

/// The fields of a submitted form.
#[derive(Clone, Debug, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The value of a field that is there once; the first, if it is there more often; empty if it isn't.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether the field is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// Says which field the form must not have, or must not have twice. Such a form was not made by our page.
    pub fn check(&self, single: &[&str], multiple: &[&str]) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for (name, _) in &self.0 {
            let shown: String = name.chars().take(40).collect();
            if single.contains(&name.as_str()) {
                if !seen.insert(name) {
                    return Err(t!("form-twice", field = shown).into());
                }
            } else if !multiple.contains(&name.as_str()) {
                return Err(t!("form-unknown-field", field = shown).into());
            }
        }
        Ok(())
    }
}

impl FromRequest for Form {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // The extractor for bytes would inflate; this one takes them as they come.
        let body = web::Payload::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let unreadable = |_| Error::Malformed(t!("form-not-whole").into());
            Self::read(&request, body.map_err(unreadable)?, LIMIT).await
        })
    }
}

impl Form {
    /// Reads a form of at most so many bytes: for whoever wants to know first who sends it.
    pub async fn read(request: &HttpRequest, body: web::Payload, limit: usize) -> Result<Self, Error> {
        let essence = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let essence = essence.split(';').next().unwrap_or_default().trim();
        // No browser compresses a form; a few bytes that inflate to gigabytes are no form.
        let compressed = request.headers().contains_key(CONTENT_ENCODING);
        if compressed || !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Error::WrongType);
        }
        let body = body.to_bytes_limited(limit).await.map_err(|_| Error::TooLarge { limit })?;
        let body = body.map_err(|_| Error::Malformed(t!("form-not-whole").into()))?;
        let mut pairs = form_urlencoded::parse(&body);
        let fields: Vec<_> = pairs.by_ref().take(FIELDS).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        if pairs.next().is_some() {
            return Err(Error::Malformed(t!("form-too-many-fields", limit = FIELDS).into()));
        }
        Ok(Self(fields))
    }
}

/// What is wrong with a form: by field, in the order of the page.
#[derive(Clone, Debug, Default)]
pub struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// Notes a fault of a field; an empty name means the form as a whole.
    pub fn add(&mut self, field: &'static str, fault: impl Into<String>) {
        self.0.push((field, fault.into()));
    }

    /// Takes a field's value, or notes its fault.
    pub fn take<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        read.map_err(|fault| self.add(field, fault)).ok()
    }

    /// Takes a field's value, or notes every fault of it.
    pub fn take_all<T>(&mut self, field: &'static str, read: Result<T, Vec<String>>) -> Option<T> {
        read.map_err(|faults| faults.into_iter().for_each(|fault| self.add(field, fault))).ok()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults of one field.
    pub fn of(&self, field: &str) -> Vec<&str> {
        self.0.iter().filter(|(f, _)| *f == field).map(|(_, fault)| fault.as_str()).collect()
    }

    /// Whether one field has any.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(f, _)| *f == field)
    }

    /// All of them, for the summary.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, fault)| (*field, fault.as_str()))
    }

    /// Takes over what `validator` found in a flat form, field by field in the order given. Its messages are names, which
    /// `sentence` puts into words.
    pub fn add_validated(
        &mut self,
        fields: &[&'static str],
        errors: &validator::ValidationErrors,
        sentence: impl Fn(&str) -> Message,
    ) {
        let by_field = errors.field_errors();
        for field in fields {
            for error in by_field.get(*field).into_iter().flat_map(|errors| errors.iter()) {
                self.add(field, sentence(error.message.as_deref().unwrap_or_default()));
            }
        }
    }
}
