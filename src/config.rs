//! Configuration, from flags and `LATCHKEY_*` variables of the same name. The doc comments are the `--help`.
//! A bad value stops the start with one sentence that names it.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use ipnet::IpNet;
use url::Url;
use zeroize::Zeroizing;

use crate::mail::{Sender, SmtpUrl};
use crate::telemetry::Format;
use crate::tokens::Prefixes;

/// Bytes of the secret key: what the session cookie's signature wants.
const KEY_LENGTH: usize = 64;

/// Everything that can be configured. Each flag stands before or after the command.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Address and port to listen on
    #[arg(long, global = true, env = "LATCHKEY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The database: `sqlite:PATH` or `postgres://USER@HOST/NAME`
    #[arg(long, global = true, env = "LATCHKEY_DATABASE_URL", default_value = "sqlite:latchkey.db", hide_env_values = true, value_parser = DatabaseUrl::take)]
    pub database_url: DatabaseUrl,

    /// The address people reach the portal at, such as <https://tokens.example.com>. Without it, forms are accepted
    /// only under the listen address, localhost and loopback names
    #[arg(long, global = true, env = "LATCHKEY_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<Url>,

    /// Addresses and networks of the proxies in front, separated by commas: only they may say who the caller is
    #[arg(long, global = true, env = "LATCHKEY_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,

    /// The one header in which trusted proxies name the caller's address, instead of X-Forwarded-For
    #[arg(long, global = true, env = "LATCHKEY_CLIENT_ADDRESS_HEADER", value_parser = header_name)]
    pub client_address_header: Option<String>,

    /// Answer /gate/any/… too, where the application is whichever the token is for: for one API that serves all
    /// customers and goes by the identity headers
    #[arg(long, global = true, env = "LATCHKEY_GATE_ANY", num_args = 0..=1, require_equals = true, default_value_t = false, default_missing_value = "true", value_parser = switch)]
    pub gate_any: bool,

    /// It is the demo, which serves a page of every component, too. No flag sets it.
    #[arg(skip)]
    pub demo: bool,

    /// How many tokens of their own a person may have in an organization
    #[arg(long, global = true, env = "LATCHKEY_PERSONAL_TOKENS", default_value_t = 5, value_parser = clap::value_parser!(i64).range(0..=100))]
    pub personal_tokens: i64,

    /// The prefix of token secrets, 2 to 10 letters; of a list the first issues and all are recognized
    #[arg(long, global = true, env = "LATCHKEY_TOKEN_PREFIX", default_value = "lk", value_parser = str::parse::<Prefixes>)]
    pub token_prefix: Prefixes,

    /// A file with the resources and actions of your API: an OpenAPI 3 document in JSON or YAML (first tag = resource,
    /// operationId = action; `x-latchkey-kind: read|write` at an operation, `x-latchkey-application-parameter` and
    /// `x-latchkey-base-path` at the top), or Latchkey's own TOML. Without it, a built-in example is used
    #[arg(long, global = true, env = "LATCHKEY_CATALOGUE")]
    pub catalogue: Option<PathBuf>,

    /// The key that signs session cookies, at least 64 characters. Made and kept beside a SQLite database if absent;
    /// required with postgres:
    #[arg(long, global = true, env = "LATCHKEY_SECRET_KEY", hide_env_values = true, value_parser = SecretKey::take)]
    pub secret_key: Option<SecretKey>,

    /// Addresses and networks that may read /metrics, separated by commas; without it nobody may. A proxy on this machine that
    /// doesn't say for whom it asks makes everyone look as if they were here
    #[arg(long, global = true, env = "LATCHKEY_METRICS_FROM", value_delimiter = ',', value_parser = network)]
    pub metrics_from: Vec<IpNet>,

    /// The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://…` which has to offer STARTTLS unless it is on this
    /// machine (or `?tls=none` follows). Without it no mail is sent: invitations are links to be passed on by hand
    #[arg(long, global = true, env = "LATCHKEY_SMTP_URL", hide_env_values = true, value_parser = SmtpUrl::take)]
    pub smtp_url: Option<SmtpUrl>,

    /// Whom mails come from, such as `Latchkey <latchkey@example.com>`; required with a mail server
    #[arg(long, global = true, env = "LATCHKEY_MAIL_FROM", value_parser = Sender::parse)]
    pub mail_from: Option<Sender>,

    /// Where GitHub lists the keys that its secret scanning signs with, usually
    /// <https://api.github.com/meta/public_keys/secret_scanning>. With it, reports of leaked tokens are taken at
    /// /api/secret-scanning/github
    #[arg(long, global = true, env = "LATCHKEY_SECRET_SCANNING_KEYS", value_parser = keys_url)]
    pub secret_scanning_keys: Option<Url>,

    /// What to log, such as info or latchkey=debug
    #[arg(long, global = true, env = "LATCHKEY_LOG", default_value = "info")]
    pub log: String,

    /// How each line of the log is written
    #[arg(long, global = true, env = "LATCHKEY_LOG_FORMAT", value_enum, default_value_t)]
    pub log_format: Format,
}

/// Where the database is. It may hold a password, so it isn't printed.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Takes what was configured, unchecked: whoever refuses a flag's value prints it, and this one may hold a password.
    #[expect(clippy::unnecessary_wraps, reason = "a parser of flags may fail")]
    fn take(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.0.starts_with("postgres://") || self.0.starts_with("postgresql://") {
            return Ok(());
        }
        match self.0.strip_prefix("sqlite:") {
            Some("") => Err("sqlite: needs the path of a file"),
            Some(path) if path.contains(":memory:") => Err("a database in memory would forget every token"),
            Some(_) => Ok(()),
            None => Err("it begins with sqlite: or postgres://"),
        }
    }

    /// The address, with its password.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The file of a SQLite database; none for a server.
    pub fn file(&self) -> Option<PathBuf> {
        crate::db::file(&self.0)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.split(':').next().unwrap_or_default())
    }
}

/// The key that signs cookies and keys the hashes of what must not be stored. It can't be printed.
#[derive(Clone)]
pub struct SecretKey(Arc<Zeroizing<Vec<u8>>>);

impl SecretKey {
    /// Takes what was configured, unchecked: whoever refuses a flag's value prints it.
    #[expect(clippy::unnecessary_wraps, reason = "a parser of flags may fail")]
    fn take(text: &str) -> Result<Self, String> {
        Ok(Self(Arc::new(Zeroizing::new(text.trim().as_bytes().to_vec()))))
    }

    fn check(&self) -> Result<(), String> {
        match self.0.len() {
            length @ ..KEY_LENGTH => Err(format!("it has {length} characters; it needs at least {KEY_LENGTH}")),
            _ => Ok(()),
        }
    }

    /// Reads a key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let key = Self::take(text)?;
        key.check()?;
        Ok(key)
    }

    /// A new key, as text.
    pub fn generate(chance: &crate::chance::Chance) -> Zeroizing<String> {
        Zeroizing::new(chance.hex::<KEY_LENGTH>())
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl Config {
    /// Says what is wrong with the values that must not be printed, without printing them.
    pub fn check(&self) -> Result<(), String> {
        self.database_url.check().map_err(|e| format!("--database-url (LATCHKEY_DATABASE_URL): {e}"))?;
        if let Some(url) = &self.smtp_url {
            url.check().map_err(|e| format!("--smtp-url (LATCHKEY_SMTP_URL): {e}"))?;
            if self.mail_from.is_none() {
                return Err("--mail-from (LATCHKEY_MAIL_FROM): it is required with --smtp-url".to_owned());
            }
        }
        match &self.secret_key {
            Some(key) => key.check().map_err(|e| format!("--secret-key (LATCHKEY_SECRET_KEY): {e}")),
            None => Ok(()),
        }
    }

    /// Whether people reach the portal over https.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// The address to print and to write into examples.
    pub fn base_url(&self, bound: SocketAddr) -> String {
        let own = || format!("http://{bound}");
        self.public_url.as_ref().map_or_else(own, |url| url.as_str().trim_end_matches('/').to_owned())
    }

    /// The origins whose pages may send us forms.
    pub fn origins(&self, bound: SocketAddr) -> Vec<String> {
        if let Some(url) = &self.public_url {
            return vec![url.origin().ascii_serialization()];
        }
        let port = bound.port();
        let mut origins = vec![format!("http://{bound}")];
        origins.extend(
            ["localhost", "127.0.0.1", "[::1]"]
                .map(|host| if port == 80 { format!("http://{host}") } else { format!("http://{host}:{port}") }),
        );
        origins
    }
}

fn public_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|e| e.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("it begins with https:// or http://".to_owned());
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("it is a scheme and a host (and port), with nothing after it".to_owned());
    }
    Ok(url)
}

/// What comes from there decides whom to believe, so it comes over TLS, or from this machine.
fn keys_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|e| e.to_string())?;
    let is_here = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err("it begins with https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("it is an address without a user, a password or a fragment".to_owned());
    }
    Ok(url)
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let address = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>().or_else(|_| address()).map_err(|_| format!("“{text}” is not an IP address or network"))
}

fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Ok(true),
        "false" | "off" | "no" | "0" | "" => Ok(false),
        _ => Err("it is on or off".to_owned()),
    }
}

fn header_name(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits { Ok(text.to_owned()) } else { Err("it is not the name of a header".to_owned()) }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn read(flags: &[&str]) -> Result<Config, String> {
        let line = Line::try_parse_from([&["latchkey"], flags].concat()).map_err(|e| e.to_string())?;
        line.config.check().map(|()| line.config)
    }

    #[test]
    fn a_bad_value_is_named() {
        for (flag, value) in [
            ("--listen", "everywhere"),
            ("--database-url", "mysql://x"),
            ("--database-url", "sqlite::memory:"),
            ("--public-url", "ftp://x"),
            ("--public-url", "https://x/portal"),
            ("--trusted-proxies", "10.0.0.0/40"),
            ("--client-address-header", "X Real"),
            ("--token-prefix", "LK"),
            ("--secret-key", "short"),
            ("--smtp-url", "mail.example.com"),
            ("--mail-from", "Latchkey"),
            ("--log-format", "xml"),
            ("--secret-scanning-keys", "http://keys.example.com/"),
            ("--secret-scanning-keys", "https://u:p@keys.example.com/"),
        ] {
            let error = read(&[flag, value]).unwrap_err();
            assert!(error.contains(flag), "{flag} {value}: {error}");
        }
    }

    #[test]
    fn a_refused_secret_is_not_printed() {
        for (flag, value) in [
            ("--secret-key", "hunter2hunter2"),
            ("--database-url", "mysql://u:hunter2@h/d"),
            ("--smtp-url", "pop://u:hunter2@h"),
        ] {
            let error = read(&[flag, value]).unwrap_err();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn secrets_of_the_configuration_are_not_printed() {
        let key = "k".repeat(64);
        let mail = ["--smtp-url", "smtps://u:hunter2@h", "--mail-from", "a@example.com"];
        let secrets = ["--database-url", "postgres://u:hunter2@h/d", "--secret-key", &key];
        let config = read(&[&secrets[..], &mail].concat()).unwrap();
        let printed = format!("{config:?}");
        assert!(!printed.contains("hunter2") && !printed.contains(&key), "{printed}");
    }

    #[test]
    fn a_mail_server_without_a_sender_is_half_a_configuration() {
        let error = read(&["--smtp-url", "smtps://mail.example.com"]).unwrap_err();
        assert!(error.contains("LATCHKEY_MAIL_FROM"), "{error}");
    }

    #[test]
    fn a_switch_takes_no_word_that_follows_it() {
        for (flags, on) in
            [(&[][..], false), (&["--gate-any"], true), (&["--gate-any=on"], true), (&["--gate-any=no"], false)]
        {
            assert_eq!(read(flags).unwrap().gate_any, on, "{flags:?}");
        }
        let error = read(&["--gate-any", "serve"]).unwrap_err();
        assert!(error.contains("unexpected argument"), "the command is no value of it: {error}");
    }

    #[test]
    fn forms_are_accepted_from_the_public_address_only() {
        let bound = "127.0.0.1:8080".parse().unwrap();
        let config = read(&["--public-url", "https://tokens.example.com"]).unwrap();
        assert_eq!(config.origins(bound), ["https://tokens.example.com"]);
        assert!(read(&[]).unwrap().origins(bound).contains(&"http://localhost:8080".to_owned()));
    }
}
