//! The base path, which `servers` put before every path. Callers send it, so the request that reaches the proxy, and
//! with it the gate, has it; a proxy that asks about paths without it says so in the document.

use std::rc::Rc;

use super::Node;
use super::parts::check_extensions;
use super::pointer::Layers;
use crate::catalogue::remarks::{short, some};

/// Says the base path instead of `servers`: `/` for none.
pub const BASE_PATH: &str = "x-latchkey-base-path";
/// How many servers of one list are looked at, and how long an address may be.
const SERVERS: usize = 50;
const URL_LIMIT: usize = 500;

/// The base paths of a document.
#[derive(Debug, Default)]
pub struct Bases {
    /// Said by the extension; `servers` are not looked at then.
    said: Option<String>,
    /// The first of the document's `servers`.
    first: Base,
    /// Other base paths of that list.
    others: Vec<String>,
    /// Operations with `servers` of their own, and their base paths.
    own: Vec<String>,
    current: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Base {
    url: String,
    path: String,
    /// Where it leads is told by where the document is served from, which nobody knows here.
    relative: bool,
}

impl Bases {
    /// Reads what the document as a whole says.
    pub fn read(root: &Node) -> Result<Self, String> {
        if let Some(said) = root.get(BASE_PATH) {
            let said = said.text().unwrap_or_default().trim();
            let fits = said.starts_with('/') && !said.contains(['{', '}', '?', '#', '*']) && said.len() <= URL_LIMIT;
            if !fits {
                return Err(format!("{BASE_PATH} is “{}”: it is / or a path such as /api/v1", short(said)));
            }
            return Ok(Self { said: Some(said.trim_end_matches('/').to_owned()), ..Self::default() });
        }
        let servers = root.get("servers").map(items).transpose()?.unwrap_or_default();
        let mut bases = Self::default();
        for (at, server) in servers.iter().take(SERVERS).enumerate() {
            check_extensions(server, "servers", &[])?;
            let base = base(server).map_err(|error| format!("servers: {error}"))?;
            if at == 0 {
                bases.first = base;
            } else if base.path != bases.first.path && !bases.others.contains(&base.path) {
                bases.others.push(base.path);
            }
        }
        Ok(bases)
    }

    /// The base path of an operation: without a slash at its end, so empty if there is none.
    pub fn of(&mut self, item: &Layers<'_>, operation: &Layers<'_>, place: &str) -> Result<&str, String> {
        if let Some(said) = &self.said {
            return Ok(said);
        }
        let own = operation.get("servers").or_else(|| item.get("servers"));
        let own = own.map(items).transpose().map_err(|error| format!("{place}: {error}"))?;
        let Some(own) = own.and_then(<[_]>::first) else {
            return Ok(&self.first.path);
        };
        let base = base(own).map_err(|error| format!("{place}: servers: {error}"))?;
        if base.path != self.first.path {
            self.own.push(format!("{place} below {}", shown(&base.path)));
        }
        self.current = base.path;
        Ok(&self.current)
    }

    /// What was assumed.
    pub fn remarks(&self) -> Vec<String> {
        let Base { url, path, relative } = &self.first;
        let otherwise = format!("if the proxy asks about other paths, say which with `{BASE_PATH}`");
        let mut remarks = Vec::new();
        if *relative {
            remarks.push(format!(
                "the first of `servers`, “{}”, goes by where the document is served: no base path is assumed; {otherwise}",
                short(url)
            ));
        } else if !path.is_empty() {
            remarks.push(format!(
                "every path begins with {}, after the first of `servers`, {}; {otherwise} (/ for none)",
                short(path),
                short(url)
            ));
        }
        if !self.others.is_empty() {
            let others: Vec<String> = self.others.iter().map(|path| shown(path)).collect();
            remarks.push(format!(
                "`servers` have other base paths too, whose requests the catalogue doesn't know: {}; the first is taken, {}",
                some(&others),
                shown(path)
            ));
        }
        if !self.own.is_empty() {
            remarks.push(format!("`servers` of their own give another base path to {}", some(&self.own)));
        }
        remarks
    }
}

fn items(servers: &Node) -> Result<&[Rc<Node>], String> {
    match servers {
        Node::List(items) => Ok(items),
        _ => Err("its `servers` are not a list".to_owned()),
    }
}

fn shown(path: &str) -> String {
    if path.is_empty() { "/".to_owned() } else { short(path) }
}

fn base(server: &Node) -> Result<Base, String> {
    let said = server.text_of("url").unwrap_or("/").trim();
    let url = with_defaults(said, server)?;
    if url.len() > URL_LIMIT {
        return Err(format!("“{}” is longer than {URL_LIMIT} characters", short(&url)));
    }
    let after = |mark: &str| url.split_once(mark).map(|(_, rest)| rest);
    let authority = if url.starts_with("//") { after("//") } else { after("://") };
    let path = match authority {
        Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let relative = !path.is_empty() && !path.starts_with('/');
    let path = if relative { "" } else { path.trim_end_matches('/') };
    Ok(Base { path: path.to_owned(), relative, url })
}

/// The address with the default of every variable in it.
fn with_defaults(url: &str, server: &Node) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let default = server.get("variables").and_then(|all| all.get(name)).and_then(|one| one.text_of("default"));
        let default = default.filter(|value| !value.contains(['{', '}']) && value.len() <= URL_LIMIT);
        let Some(default) = default else {
            return Err(format!(
                "the variable {{{}}} of “{}” has no default; say the base path with `{BASE_PATH}`",
                short(name),
                short(url)
            ));
        };
        filled += before;
        filled += default;
        if filled.len() > URL_LIMIT {
            break;
        }
        rest = after;
    }
    Ok(filled + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tree::parse_yaml;

    fn read(document: &str) -> Result<Bases, String> {
        Bases::read(&parse_yaml(document).unwrap())
    }

    #[test]
    fn the_first_server_has_the_base_path() {
        for (url, path) in [
            ("https://api.example.com", ""),
            ("https://api.example.com/", ""),
            ("https://api.example.com/v1/", "/v1"),
            ("https://api.example.com/api/v1?x=/y#z", "/api/v1"),
            ("//api.example.com/v1", "/v1"),
            ("/v1", "/v1"),
            ("/", ""),
            ("https://{host}:{port}/{base}", "/api/v2"),
        ] {
            let bases = read(&format!(
                "servers: [{{url: '{url}', variables: {{host: {{default: x}}, port: {{default: 1}}, base: {{default: \
                 api/v2}}}}}}]"
            ))
            .unwrap();
            assert_eq!(bases.first.path, path, "{url}");
            let said = bases.remarks().join("\n");
            assert_eq!(said.contains(BASE_PATH), !path.is_empty(), "{url}: {said}");
        }
        assert_eq!(read("a: 1").unwrap().remarks(), Vec::<String>::new());
    }

    #[test]
    fn what_was_assumed_is_said() {
        let bases =
            read("servers: [{url: 'https://x.example/v2'}, {url: 'https://y.example/v2'}, {url: /v1}]").unwrap();
        let said = bases.remarks().join("\n");
        assert!(said.contains("begins with /v2, after") && said.contains("doesn't know: /v1;"), "{said}");
        let said = read("servers: [{url: ./v2}]").unwrap().remarks().join("\n");
        assert!(said.contains("“./v2”") && said.contains("no base path is assumed"), "{said}");
    }

    #[test]
    fn a_document_may_say_its_base_path_itself() {
        for (said, path) in [("/", ""), ("/api/", "/api"), ("/api/v1", "/api/v1")] {
            let bases = read(&format!("{BASE_PATH}: {said}\nservers: [{{url: /v9}}]")).unwrap();
            assert_eq!((bases.said.as_deref(), bases.remarks().len()), (Some(path), 0), "{said}");
        }
        for said in ["api", "''", "[1]", "/{x}"] {
            assert!(read(&format!("{BASE_PATH}: {said}")).unwrap_err().contains("such as /api/v1"), "{said}");
        }
    }

    #[test]
    fn a_variable_without_a_default_is_refused() {
        let error = read("servers: [{url: 'https://x.example/{tenant}'}]").unwrap_err();
        assert!(error.contains("{tenant}") && error.contains(BASE_PATH), "{error}");
        assert!(read("servers: {url: /v1}").unwrap_err().contains("are not a list"));
    }
}
