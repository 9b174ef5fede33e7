//! A sentence by its name, with what stands in its places. It is put into words when it is shown, in the language of the
//! task that shows it.

use std::borrow::Cow;
use std::fmt;

use askama::filters::{self, HtmlSafe};

use super::{Language, current, words};

/// A sentence: `t!("members-removed", name = member.name)`, in code and in templates. Shown in a page it is escaped as
/// any text.
macro_rules! t {
    ($name:literal $(, $place:ident = $value:expr)* $(,)?) => {
        $crate::language::Message::named($name)$(.with(stringify!($place), &$value))*
    };
}

/// A sentence with tags of its own, for a page: what is put into its places is escaped, unless it is [`Html`] itself.
macro_rules! t_html {
    ($name:literal $(, $place:ident = $value:expr)* $(,)?) => {
        $crate::language::Message::named($name)$(.with(stringify!($place), &$value))*.html()
    };
}

/// A sentence that is yet to be said.
#[derive(Clone, Debug)]
pub struct Message {
    name: &'static str,
    places: Vec<(&'static str, Argument)>,
}

/// What stands in a place of a sentence.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A text, as it is.
    Text(String),
    /// A number, which chooses between singular and plural, and is written as the language writes numbers.
    Number(i64),
    /// Another sentence.
    Said(Message),
    /// A piece of a page.
    Html(Html),
}

/// A piece of a page, escaped already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes a text that was made of escaped parts.
    pub fn of_escaped(text: String) -> Self {
        Self(text)
    }

    /// A text as it stands in a page.
    pub fn of_text(text: &str) -> Self {
        Self(escaped_if(true, text).into_owned())
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl Message {
    /// The sentence of this name. [`t!`](crate::t) says it shorter, and is what the test of the names looks for.
    pub fn named(name: &'static str) -> Self {
        Self { name, places: Vec::new() }
    }

    /// Puts something into a place.
    #[must_use]
    pub fn with(mut self, place: &'static str, value: &(impl ToArgument + ?Sized)) -> Self {
        self.places.push((place, value.to_argument()));
        self
    }

    /// For a page, with its own tags.
    pub fn html(&self) -> Html {
        Html(self.say(current(), true))
    }

    fn say(&self, language: Language, html: bool) -> String {
        let places = self.places.iter().map(|(place, argument)| {
            let value = match argument {
                Argument::Number(number) => words::Value::Number(*number),
                Argument::Text(text) => words::Value::Text(escaped_if(html, text)),
                Argument::Said(message) => {
                    words::Value::Text(Cow::Owned(escaped_if(html, &message.say(language, false)).into_owned()))
                }
                Argument::Html(piece) => words::Value::Text(Cow::Borrowed(&piece.0)),
            };
            (*place, value)
        });
        words::say(language, self.name, places)
    }
}

fn escaped_if(html: bool, text: &str) -> Cow<'_, str> {
    if !html {
        return Cow::Borrowed(text);
    }
    match filters::escape(text, filters::Html) {
        Ok(escaped) => Cow::Owned(escaped.to_string()),
        Err(never) => match never {},
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(current(), false))
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.to_string()
    }
}

/// What can stand in a place of a sentence.
pub trait ToArgument {
    /// It, to keep.
    fn to_argument(&self) -> Argument;
}

impl<T: ToArgument + ?Sized> ToArgument for &T {
    fn to_argument(&self) -> Argument {
        (**self).to_argument()
    }
}

impl ToArgument for str {
    fn to_argument(&self) -> Argument {
        Argument::Text(self.to_owned())
    }
}

impl ToArgument for String {
    fn to_argument(&self) -> Argument {
        Argument::Text(self.clone())
    }
}

impl ToArgument for Cow<'_, str> {
    fn to_argument(&self) -> Argument {
        Argument::Text(self.to_string())
    }
}

impl ToArgument for Message {
    fn to_argument(&self) -> Argument {
        Argument::Said(self.clone())
    }
}

impl ToArgument for Html {
    fn to_argument(&self) -> Argument {
        Argument::Html(self.clone())
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl ToArgument for $type {
            fn to_argument(&self) -> Argument {
                Argument::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

numbers! { i32 i64 u8 u16 u32 u64 usize }
