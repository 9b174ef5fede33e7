//! What a browser says it is, in words: "Firefox 140 on Linux". It is what the other side says: good for recognizing
//! one's own browsers, and for nothing else.

/// What tells a browser, the more particular first: most also say that they are those below them.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows NT", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];
/// Characters shown of what is not recognized.
const LONGEST: usize = 60;

/// A browser as it is recognized: its name with the version, and what it runs on, if that is known.
struct Browser {
    name: String,
    system: Option<&'static str>,
}

/// The browser in words; what is not recognized is shown as it came, shortened.
pub fn words(agent: &str) -> String {
    match browser(agent) {
        Some(Browser { name, system: Some(system) }) => {
            return t!("session-browser-on", browser = name, system = system).into();
        }
        Some(Browser { name, system: None }) => return name,
        None => {}
    }
    let clean: String = agent.chars().filter(|c| !c.is_control()).collect();
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None if clean.trim().is_empty() => t!("session-browser-unknown").into(),
        None => clean,
    }
}

/// The browser in English, as it is recorded; none if it is not one of those known here.
pub fn recognized(agent: &str) -> Option<String> {
    let Browser { name, system } = browser(agent)?;
    Some(system.map_or_else(|| name.clone(), |system| format!("{name} on {system}")))
}

fn browser(agent: &str) -> Option<Browser> {
    if let Some(rest) = agent.strip_prefix("curl/") {
        return Some(Browser { name: with_version("curl", rest), system: None });
    }
    let platform = agent.strip_prefix("Mozilla/5.0 (")?.split(')').next()?;
    let (name, version) = BROWSERS.iter().find_map(|(sign, name)| Some((*name, agent.split_once(sign)?.1)))?;
    if name == "Safari" && !agent.contains(" Safari/") {
        return None;
    }
    let system = SYSTEMS.iter().find(|(sign, _)| platform.contains(sign)).map(|(_, system)| *system);
    Some(Browser { name: with_version(name, version), system })
}

fn with_version(name: &str, version: &str) -> String {
    let major: String = version.chars().take_while(char::is_ascii_digit).take(4).collect();
    format!("{name} {major}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, said_in};

    #[test]
    fn browsers_are_told_by_what_only_they_say() {
        for (agent, says) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140 on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
                 Safari/537.36",
                "Chrome 141 on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
                 Safari/537.36 Edg/141.0.3537.57",
                "Edge 141 on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 \
                 Safari/605.1.15",
                "Safari 18 on macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari 18 on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile \
                 Safari/537.36",
                "Chrome 141 on Android",
            ),
            ("curl/8.14.1", "curl 8"),
            ("", "Unknown program"),
            ("\u{1}\u{2}", "Unknown program"),
            ("losant-rest/1.2 <b>", "losant-rest/1.2 <b>"),
            ("Firefox/140.0", "Firefox/140.0"),
            ("Mozilla/5.0 (X11) Firefox/99999999", "Firefox 9999"),
            ("Mozilla/5.0 (", "Mozilla/5.0 ("),
        ] {
            assert_eq!(words(agent), says, "{agent}");
        }
    }

    #[test]
    fn what_is_not_known_is_shortened() {
        assert_eq!(words(&"é".repeat(300)).chars().count(), 61);
        assert_eq!(recognized("losant-rest/1.2"), None);
    }

    #[test]
    fn what_is_recorded_is_english_whatever_is_shown() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        said_in(Language::German, || {
            assert_eq!(words(agent), "Firefox 140 unter Linux");
            assert_eq!(recognized(agent).as_deref(), Some("Firefox 140 on Linux"));
        });
    }
}
