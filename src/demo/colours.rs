//! The colours that the stylesheet draws from, read from the file itself, and how well what is written in one of them
//! is told from another: WCAG's contrast, in both schemes.

use crate::web::assets;

/// Where the colours are named.
const FILE: &str = "css/tokens.css";
/// What stands before those of the dark scheme.
const DARK: &str = "(prefers-color-scheme: dark)";

/// What is read, at the sizes that pages have: WCAG AA.
pub const WORDS: f64 = 4.5;
/// What is only seen, such as a field's edge.
pub const SHAPES: f64 = 3.0;

/// What is drawn on what, and how much of a contrast it takes. Lines that only set apart what is apart anyway are not
/// here: nobody has to see them.
const PAIRS: [(&str, &str, f64); 29] = [
    ("text", "canvas", WORDS),
    ("text", "surface", WORDS),
    ("text", "sunken", WORDS),
    ("text", "hover", WORDS),
    ("text", "accent-soft", WORDS),
    ("text", "danger-soft", WORDS),
    ("text", "caution-soft", WORDS),
    ("muted", "canvas", WORDS),
    ("muted", "surface", WORDS),
    ("muted", "sunken", WORDS),
    ("muted", "hover", WORDS),
    ("muted", "accent-soft", WORDS),
    ("muted", "caution-soft", WORDS),
    ("accent-text", "canvas", WORDS),
    ("accent-text", "sunken", WORDS),
    ("accent-text", "accent-soft", WORDS),
    ("accent-text", "caution-soft", WORDS),
    ("on-accent", "accent", WORDS),
    ("on-accent", "accent-strong", WORDS),
    ("on-accent", "danger", WORDS),
    ("on-accent", "danger-strong", WORDS),
    ("danger-text", "canvas", WORDS),
    ("danger-text", "danger-soft", WORDS),
    ("ok", "canvas", WORDS),
    ("ok", "sunken", WORDS),
    ("caution", "canvas", WORDS),
    ("caution", "caution-soft", WORDS),
    ("edge", "canvas", SHAPES),
    ("accent", "canvas", SHAPES),
];

/// A colour by its name, and what it is in both schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The custom property, without its dashes.
    pub name: String,
    /// In the light scheme, as `#rrggbb`.
    pub light: String,
    /// In the dark scheme.
    pub dark: String,
}

/// One colour on another, in one scheme.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What is drawn.
    pub fore: String,
    /// What it is drawn on.
    pub ground: String,
    /// The contrast, as "7.2".
    pub ratio: String,
}

/// One colour on another, in both schemes.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The name of what is drawn.
    pub fore: &'static str,
    /// The name of what it is drawn on.
    pub ground: &'static str,
    /// The contrast it takes.
    pub least: f64,
    /// In the light scheme.
    pub light: Sample,
    /// In the dark scheme.
    pub dark: Sample,
}

/// Every colour of the stylesheet, in the order of the file.
pub fn all() -> Vec<Colour> {
    let text = assets::text(FILE);
    let (light, dark) = text.split_once(DARK).unwrap_or((&text, ""));
    let dark: Vec<_> = named(dark).collect();
    named(light)
        .map(|(name, value)| {
            let other = dark.iter().find(|(n, _)| *n == name).map_or(&value, |(_, value)| value);
            Colour { name: name.to_owned(), light: value.clone(), dark: other.clone() }
        })
        .collect()
}

/// The properties in a part of the file that are plain colours.
fn named(css: &str) -> impl Iterator<Item = (&str, String)> {
    css.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
        let digits = value.trim_end_matches(';');
        let long = match digits.len() {
            3 => digits.chars().flat_map(|c| [c, c]).collect(),
            _ => digits.to_owned(),
        };
        Some((name, format!("#{long}")))
    })
}

/// What is drawn on what. A colour that the file doesn't name is left out; a test sees to it that none is.
pub fn pairs() -> Vec<Pair> {
    let colours = all();
    let of = |name: &str| colours.iter().find(|c| c.name == name);
    PAIRS
        .iter()
        .filter_map(|(fore, ground, least)| {
            let (f, g) = (of(fore)?, of(ground)?);
            let (light, dark) = (Sample::of(&f.light, &g.light), Sample::of(&f.dark, &g.dark));
            Some(Pair { fore, ground, least: *least, light, dark })
        })
        .collect()
}

impl Pair {
    /// Both schemes, by name.
    pub fn samples(&self) -> [(&'static str, &Sample); 2] {
        [("Light", &self.light), ("Dark", &self.dark)]
    }
}

impl Sample {
    fn of(fore: &str, ground: &str) -> Self {
        // Rounded down: what misses by a hair misses.
        let ratio = (contrast(fore, ground) * 10.0).floor() / 10.0;
        Self { fore: fore.to_owned(), ground: ground.to_owned(), ratio: format!("{ratio:.1}") }
    }
}

/// WCAG's contrast of two colours, from 1 to 21.
fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How light a colour is to the eye, from 0 to 1.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let digits = colour.get(at..at + 2).unwrap_or_default();
        let value = f64::from(u8::from_str_radix(digits, 16).unwrap_or_default()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        for (one, other, ratio) in
            [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)]
        {
            assert!((contrast(one, other) - ratio).abs() < 0.01, "{one} {other}");
            assert!((contrast(other, one) - ratio).abs() < 0.01, "{other} {one}");
        }
    }

    #[test]
    fn every_colour_has_its_own_in_the_dark() {
        let colours = all();
        assert!(colours.len() >= 20, "only {} colours were read", colours.len());
        for Colour { name, light, dark } in colours {
            assert_eq!((light.len(), dark.len()), (7, 7), "{name}: {light} {dark}");
            assert!(light != dark || name == "on-accent", "{name} is the same in both");
        }
    }

    #[test]
    fn what_is_drawn_on_what_can_be_told_apart_in_both_schemes() {
        let pairs = pairs();
        assert_eq!(pairs.len(), PAIRS.len(), "a colour was renamed");
        for Pair { fore, ground, least, light, dark } in pairs {
            for (scheme, sample) in [("light", light), ("dark", dark)] {
                let ratio: f64 = sample.ratio.parse().unwrap();
                assert!(ratio >= least, "{fore} on {ground}, {scheme}: {ratio} of {least}");
            }
        }
    }
}
