//! Names of resources and actions out of what documents have for them, and one line out of their prose. What is a name
//! already stays as it is, so that permissions are called what the document calls them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::catalogue::file::{NAME_LIMIT, is_name};
use crate::catalogue::remarks::short;
use crate::catalogue::template::{Segment, Template};

/// The most bytes of a tag or an operationId, and of a line of prose.
const SOURCE_LIMIT: usize = 1_000;
const LINE_LIMIT: usize = 200;
/// How many hexadecimal digits stand for what a long name loses.
const DIGITS: usize = 8;

/// A name, and whether it is what the document has.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub as_is: bool,
}

/// The resource that a tag is: in small letters and with `-` for what can't be in a name, if there is such. None if
/// nothing of it can.
pub fn resource(tag: &str) -> Result<Option<Named>, String> {
    check_length(tag, "tag")?;
    if is_name(tag) {
        return Ok(Some(Named { name: tag.to_owned(), as_is: true }));
    }
    Ok(named(&tag.to_lowercase(), tag))
}

/// The action that an operationId is: with `-` for what can't be in a name, and without the resource before a `.`,
/// `/`, `:` or `#` (`devices.list` is the action `list` of `devices`). None if nothing of it can.
pub fn action(id: &str, resource: &str) -> Result<Option<Named>, String> {
    check_length(id, "operationId")?;
    if is_name(id) {
        return Ok(Some(Named { name: id.to_owned(), as_is: true }));
    }
    let own = id.split_once(['.', '/', ':', '#']).filter(|(before, after)| {
        worded(before).eq_ignore_ascii_case(resource) && after.bytes().any(|b| b.is_ascii_alphanumeric())
    });
    Ok(named(own.map_or(id, |(_, after)| after), id))
}

/// The part of a path that tells operations apart: what follows the application's parameter, if anything does.
pub fn telling<'p>(path: &'p str, application: &str) -> &'p str {
    let mark = format!("/{{{application}}}/");
    path.find(&mark).map(|at| &path[at + mark.len() - 1..]).filter(|rest| rest.len() > 1).unwrap_or(path)
}

/// The resource of an operation without a tag: the first text of its path that isn't `api` or a version.
pub fn resource_of_path(path: &str) -> String {
    let template = Template::parse(path).map(|template| template.0).unwrap_or_default();
    let texts = template.iter().filter_map(|segment| match segment {
        Segment::Text(text) if !text.eq_ignore_ascii_case("api") && !is_version(text) => Some(text.as_str()),
        _ => None,
    });
    let mut names = texts.map(|text| if is_name(text) { text.to_owned() } else { worded(text) });
    let name = names.find(|name| !name.is_empty()).unwrap_or_else(|| "api".to_owned());
    fitted(name, path)
}

/// The action of an operation without an operationId: method and path.
pub fn action_of_path(method: &str, path: &str) -> String {
    let text = format!("{} {path}", method.to_lowercase());
    named(&text, &text).map_or_else(|| method.to_lowercase(), |named| named.name)
}

/// The first line of a text that isn't blank, as a summary.
pub fn line(text: &str) -> Option<String> {
    // A description may be pages long.
    let start: String = text.chars().take(4 * LINE_LIMIT).collect();
    let line = start.lines().map(|line| line.trim_start_matches('#').trim()).find(|line| !line.is_empty())?;
    let words: Vec<&str> =
        line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let mut line = words.join(" ");
    if line.chars().count() > LINE_LIMIT {
        line = line.chars().take(LINE_LIMIT - 1).collect::<String>() + "…";
    }
    Some(line).filter(|line| !line.is_empty())
}

fn check_length(text: &str, what: &str) -> Result<(), String> {
    if text.len() > SOURCE_LIMIT {
        return Err(format!("its {what} “{}” is longer than {SOURCE_LIMIT} characters", short(text)));
    }
    Ok(())
}

/// `v1`, `v2.1`, `v1beta2`.
fn is_version(text: &str) -> bool {
    text.strip_prefix(['v', 'V']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn named(text: &str, source: &str) -> Option<Named> {
    let name = worded(text);
    (!name.is_empty()).then(|| Named { name: fitted(name, source), as_is: false })
}

/// Runs of what can't be in a name are one `-`, none at the ends.
fn worded(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(name.trim_end_matches('-').len());
    name
}

/// A name that is too long is cut, and ends in digits of a digest of what the document has: names that begin alike
/// stay apart, and the same document always gives the same name.
fn fitted(mut name: String, source: &str) -> String {
    if name.len() > NAME_LIMIT {
        name.truncate(NAME_LIMIT - DIGITS - 1);
        name.push('-');
        for byte in Sha256::digest(source.as_bytes()).iter().take(DIGITS / 2) {
            let _ = write!(name, "{byte:02x}");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_resource() {
        for (tag, name) in [
            ("devices", "devices"),
            ("DeviceGroups", "DeviceGroups"),
            ("device_groups", "device_groups"),
            ("Device Groups", "device-groups"),
            ("Devices / Groups (v2)", "devices-groups-v2"),
            ("Geräte", "ger-te"),
            ("-", "-"),
        ] {
            let named = resource(tag).unwrap().unwrap();
            assert_eq!((named.name.as_str(), named.as_is), (name, name == tag), "{tag}");
        }
        assert_eq!(resource("設備").unwrap(), None);
        assert!(resource(&"x".repeat(2_000)).unwrap_err().contains("longer than"));
    }

    #[test]
    fn an_operation_id_is_an_action() {
        for (id, of, name) in [
            ("listDevices", "devices", "listDevices"),
            ("devices_list", "devices", "devices_list"),
            ("devices.list", "devices", "list"),
            ("Devices.listAll", "devices", "listAll"),
            ("device-groups/members.list", "device-groups", "members-list"),
            ("users.list", "devices", "users-list"),
            ("devices.", "devices", "devices"),
            ("List devices", "devices", "List-devices"),
        ] {
            assert_eq!(action(id, of).unwrap().unwrap().name, name, "{id}");
        }
        assert_eq!(action("…", "devices").unwrap(), None);
    }

    #[test]
    fn a_long_name_is_cut_and_stays_apart_from_others() {
        let long = |end: &str| {
            let id = format!("read_device_api_v1_organizations__organization_id__devices__device_id__{end}");
            action(&id, "devices").unwrap().unwrap().name
        };
        assert_eq!(long("get"), long("get"));
        assert_ne!(long("get"), long("put"));
        assert_eq!(long("get").len(), NAME_LIMIT);
        assert!(is_name(&long("get")) && long("get").starts_with("read_device_api_v1_organizations__"));
    }

    #[test]
    fn what_has_no_name_is_named_by_its_path() {
        for (path, of, name) in [
            ("/devices/{id}", "devices", "get-devices-id"),
            ("/api/v1/device groups", "device-groups", "get-api-v1-device-groups"),
            ("/{tenant}/devices", "devices", "get-tenant-devices"),
            ("/v2/{id}", "api", "get-v2-id"),
            ("/", "api", "get"),
        ] {
            assert_eq!((resource_of_path(path).as_str(), action_of_path("GET", path).as_str()), (of, name), "{path}");
        }
    }

    #[test]
    fn what_follows_the_application_tells_operations_apart() {
        for (path, part) in [
            ("/applications/{applicationId}/devices/{id}", "/devices/{id}"),
            ("/applications/{applicationId}", "/applications/{applicationId}"),
            ("/applications/{applicationId}/", "/applications/{applicationId}/"),
            ("/devices/{id}", "/devices/{id}"),
        ] {
            assert_eq!(telling(path, "applicationId"), part);
        }
    }

    #[test]
    fn a_summary_is_one_line() {
        assert_eq!(line("\n\n## Devices\nMore"), Some("Devices".to_owned()));
        assert_eq!(line("  a\tb\u{7} c  "), Some("a b c".to_owned()));
        assert_eq!(line(" \n \n"), None);
        let long = line(&"x".repeat(5_000)).unwrap();
        assert!(long.ends_with('…') && long.chars().count() == LINE_LIMIT);
    }
}
