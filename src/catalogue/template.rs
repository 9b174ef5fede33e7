//! Path templates, read segment by segment: which requests one is about, which of two is the more specific, and what
//! stands before the application. What is served for them is not known here.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{PathFault, RequestPath};

/// What a client escapes in a path; what is not among it, such as `;`, is the gate's to judge.
const ESCAPED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%').add(b'{').add(b'}');

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Exactly this.
    Text(String),
    /// One parameter, the whole segment.
    Parameter(String),
    /// Text around one parameter or more, as in `{id}.json`; the gate can't route by it.
    Parts(Vec<String>),
    /// A parameter that goes over slashes, as in `{path*}`, and whatever follows it.
    Rest,
}

/// The segments of a path template that begins with `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(pub Vec<Segment>);

impl Template {
    /// Reads a template; the error names the segment whose braces don't pair.
    pub fn parse(path: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        for text in path.split('/').skip(1) {
            let segment = Segment::parse(text).ok_or_else(|| format!("the braces of “{text}” don't pair"))?;
            let last = segment == Segment::Rest;
            segments.push(segment);
            if last {
                break;
            }
        }
        Ok(Self(segments))
    }

    /// A path it is about, with `value` for each parameter.
    pub fn example(&self, value: &str) -> String {
        let segment = |segment: &Segment| match segment {
            Segment::Text(text) => text.clone(),
            Segment::Parameter(_) | Segment::Rest => value.to_owned(),
            Segment::Parts(texts) => texts.join(value),
        };
        self.0.iter().fold(String::new(), |path, next| path + "/" + &segment(next))
    }

    /// Whether a path is one of those that it is about.
    pub fn fits(&self, path: &str) -> bool {
        let mut texts = path.split('/').skip(1);
        for segment in &self.0 {
            match texts.next() {
                Some(_) if *segment == Segment::Rest => return true,
                Some(text) if segment.fits(text) => {}
                _ => return false,
            }
        }
        texts.next().is_none()
    }

    /// Whether there may be a path that both are about.
    pub fn overlaps(&self, other: &Self) -> bool {
        for (a, b) in self.0.iter().zip(&other.0) {
            if matches!(a, Segment::Rest) || matches!(b, Segment::Rest) {
                return true;
            }
            if !a.overlaps(b) {
                return false;
            }
        }
        self.0.len() == other.0.len()
    }

    /// Whether it wins a path that both are about: the first segment that differs decides, and text goes before
    /// parts, and these before a parameter.
    pub fn wins_over(&self, other: &Self) -> bool {
        self.0.iter().map(Segment::rank).lt(other.0.iter().map(Segment::rank))
    }

    /// Whether it has text where the other has a parameter; a template that has none such is nowhere more specific.
    pub fn is_somewhere_narrower_than(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a.rank() < b.rank())
    }

    /// Whether a segment is only in part a parameter.
    pub fn has_parts(&self) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Parts(_)))
    }

    /// The names of the parameters that are whole segments, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The segments before the parameter of this name, if it has that; none is any.
    pub fn before(&self, parameter: &str) -> Option<Vec<Option<String>>> {
        let end = self.0.iter().position(|s| matches!(s, Segment::Parameter(name) if name == parameter))?;
        let known = |segment: &Segment| match segment {
            Segment::Text(text) => Some(text.clone()),
            _ => None,
        };
        Some(self.0[..end].iter().map(known).collect())
    }
}

impl Segment {
    fn parse(text: &str) -> Option<Self> {
        let mut texts = vec![String::new()];
        let mut names = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let inner = rest[open..].strip_prefix('{')?;
            let (name, after) = inner.split_once('}')?;
            if name.contains('{') {
                return None;
            }
            texts.last_mut()?.push_str(&rest[..open]);
            texts.push(String::new());
            names.push(name);
            rest = after;
        }
        texts.last_mut()?.push_str(rest);
        // Some write what the value looks like after a colon, and some the star behind the parameter.
        let starred = |name: &&str| {
            let (name, pattern) = name.split_once(':').unwrap_or((name, ""));
            name.starts_with('*')
                || name.ends_with(['*', '+'])
                || name.ends_with("...")
                || matches!(pattern, ".*" | ".+" | "path")
        };
        Some(match names.as_slice() {
            [] => Self::Text(text.to_owned()),
            names if names.iter().any(starred) || texts.iter().skip(1).any(|text| text.starts_with('*')) => Self::Rest,
            [name] if texts.iter().all(String::is_empty) => {
                Self::Parameter(name.split(':').next().unwrap_or_default().trim().to_owned())
            }
            _ => Self::Parts(texts),
        })
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Text(_) => 0,
            Self::Parts(_) => 1,
            Self::Parameter(_) => 2,
            Self::Rest => 3,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(text), segment) | (segment, Self::Text(text)) => segment.fits(text),
            _ => true,
        }
    }

    fn fits(&self, text: &str) -> bool {
        match self {
            Self::Text(own) => own == text,
            Self::Parts(parts) => fits(parts, text),
            // A parameter is never empty.
            Self::Parameter(_) | Self::Rest => !text.is_empty(),
        }
    }
}

/// The request for a path without escapes, as a client would write it and the gate reads it.
pub fn requested(path: &str) -> Result<RequestPath, PathFault> {
    RequestPath::parse(&utf8_percent_encode(path, ESCAPED).to_string())
}

/// Whether a text consists of these parts with something between each two.
fn fits(parts: &[String], text: &str) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    let Some((last, middle)) = others.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let mut characters = rest.chars();
        if characters.next().is_none() {
            return false;
        }
        let Some((_, after)) = characters.as_str().split_once(part.as_str()) else {
            return false;
        };
        rest = after;
    }
    rest.strip_suffix(last.as_str()).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(path: &str) -> Template {
        Template::parse(path).unwrap()
    }

    #[test]
    fn a_segment_is_text_a_parameter_parts_or_the_rest() {
        let text = |text: &str| Segment::Text(text.to_owned());
        let parts = |parts: &[&str]| Segment::Parts(parts.iter().map(|part| (*part).to_owned()).collect());
        for (path, segments) in [
            ("/", vec![text("")]),
            ("/a/", vec![text("a"), text("")]),
            ("/{id}", vec![Segment::Parameter("id".to_owned())]),
            ("/{id:[0-9]+}", vec![Segment::Parameter("id".to_owned())]),
            ("/{id}.json", vec![parts(&["", ".json"])]),
            ("/v{a}-{b}", vec![parts(&["v", "-", ""])]),
            ("/f/{path*}/x", vec![text("f"), Segment::Rest]),
            ("/f/{proxy+}", vec![text("f"), Segment::Rest]),
            ("/f/{*path}", vec![text("f"), Segment::Rest]),
            ("/f/{path:.+}", vec![text("f"), Segment::Rest]),
            ("/f/{path}*", vec![text("f"), Segment::Rest]),
        ] {
            assert_eq!(template(path).0, segments, "{path}");
        }
        for path in ["/{", "/}", "/{a", "/a}", "/{a{b}}", "/}{"] {
            assert!(Template::parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_template_matches_the_paths_it_is_about() {
        for (path, matching, others) in [
            ("/a/{id}", vec!["/a/1", "/a/x.json"], vec!["/a", "/a/", "/b/1", "/a/1/"]),
            ("/a/{id}.json", vec!["/a/1.json", "/a/.json.json"], vec!["/a/.json", "/a/1", "/a/1.jso"]),
            ("/a/{x}..{y}", vec!["/a/1..2", "/a/...."], vec!["/a/1..", "/a/..2", "/a/..."]),
            ("/a/{x}{y}", vec!["/a/12"], vec!["/a/1"]),
            ("/f/{path*}", vec!["/f/1", "/f/1/2"], vec!["/g/1"]),
            ("/é/v{x}", vec!["/é/v1"], vec!["/é/v", "/e/v1"]),
        ] {
            for matched in matching {
                assert!(template(path).fits(matched), "{path} {matched}");
            }
            for other in others {
                assert!(!template(path).fits(other), "{path} {other}");
            }
        }
    }

    #[test]
    fn the_first_segment_that_differs_says_which_of_two_wins() {
        for (winner, loser) in [
            ("/a/export", "/a/{id}"),
            ("/a/b/{y}", "/a/{x}/c"),
            ("/a/{id}.json", "/a/{id}"),
            ("/a/export", "/a/{id}rt"),
        ] {
            let (winner, loser) = (template(winner), template(loser));
            assert!(winner.overlaps(&loser) && winner.wins_over(&loser) && !loser.wins_over(&winner));
        }
        assert!(template("/a/{x}/c").is_somewhere_narrower_than(&template("/a/b/{y}")));
        assert!(!template("/a/{x}").is_somewhere_narrower_than(&template("/a/b")));
        assert!(!template("/a/{x}").overlaps(&template("/b/{x}")));
        assert!(!template("/a/{x}").overlaps(&template("/a/")), "a parameter is never empty");
    }
}
