//! What is configured of mail: the server, with how it is spoken to, and who the sender is.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use percent_encoding::percent_decode_str;
use url::Url;

/// The mail server. It may hold a password, so it isn't printed.
#[derive(Clone)]
pub struct SmtpUrl(String);

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    /// From the first byte on.
    Whole,
    /// After a start in the open; without it nothing is sent.
    Started,
    /// Not at all.
    None,
}

/// A server's address, taken apart.
struct Server {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<(String, String)>,
}

impl SmtpUrl {
    /// Takes what was configured, unchecked: whoever refuses a flag's value prints it, and this one may hold a password.
    pub fn take(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }

    /// Says what is wrong with it, without printing it.
    pub fn check(&self) -> Result<(), &'static str> {
        self.server().map(|_| ())
    }

    fn server(&self) -> Result<Server, &'static str> {
        let url = Url::parse(&self.0).map_err(|_| "it is an address such as smtps://user:password@mail.example.com")?;
        let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err("it names no mail server");
        }
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err("it is a scheme and a host (and port), with nothing after it but ?tls=none");
        }
        let is_here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
        let (encryption, usual) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Encryption::Whole, 465),
            ("smtp", None) if !is_here => (Encryption::Started, 587),
            ("smtp", None | Some("tls=none")) => (Encryption::None, 25),
            ("smtp" | "smtps", _) => return Err("what may follow after ? is tls=none, with smtp: only"),
            _ => return Err("it begins with smtps:// or smtp://"),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => Some((decoded(user)?, decoded(password)?)),
            _ => return Err("a user comes with a password, and a password with a user"),
        };
        if encryption == Encryption::None && credentials.is_some() && !is_here {
            return Err("with tls=none its password would cross the network in the open");
        }
        Ok(Server { host, port: url.port().unwrap_or(usual), encryption, credentials })
    }

    /// The way to the server, which we greet by our `own` name if there is one.
    pub(super) fn transport(
        &self,
        own: Option<&str>,
        connect: Duration,
    ) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
        let Server { host, port, encryption, credentials } = self.server()?;
        let parameters = || TlsParameters::new_rustls(host.clone()).map_err(|e| e.to_string());
        let tls = match encryption {
            Encryption::Whole => Tls::Wrapper(parameters()?),
            Encryption::Started => Tls::Required(parameters()?),
            Encryption::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host).port(port).tls(tls);
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        if let Some(own) = own {
            builder = builder.hello_name(ClientId::Domain(own.to_owned()));
        }
        Ok(builder.timeout(Some(connect)).build())
    }
}

fn decoded(text: &str) -> Result<String, &'static str> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| "its user and password are UTF-8")?;
    Ok(decoded.into_owned())
}

/// The server without what it is told: `smtps://mail.example.com:465`.
impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(server) = self.server() else { return f.write_str("smtp") };
        let how = match server.encryption {
            Encryption::Whole => "TLS",
            Encryption::Started => "STARTTLS",
            Encryption::None => "not encrypted",
        };
        write!(f, "{}, port {}, {how}", server.host, server.port)
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

/// Whom mails come from: `Latchkey <latchkey@example.com>`.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads a sender.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = || "it is an e-mail address, such as latchkey@example.com or Latchkey <latchkey@example.com>";
        if text.chars().any(char::is_control) {
            return Err(refused().to_owned());
        }
        text.trim().parse().map(Self).map_err(|_| refused().to_owned())
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Result<Server, &'static str> {
        SmtpUrl(text.to_owned()).server()
    }

    #[test]
    fn a_password_never_crosses_a_network_in_the_open() {
        for (text, host, port, encryption) in [
            ("smtps://mail.example.com", "mail.example.com", 465, Encryption::Whole),
            ("smtps://u:p@mail.example.com:8465/", "mail.example.com", 8465, Encryption::Whole),
            ("smtp://u:p@mail.example.com", "mail.example.com", 587, Encryption::Started),
            ("smtp://mail.example.com:25", "mail.example.com", 25, Encryption::Started),
            ("smtp://relay.internal?tls=none", "relay.internal", 25, Encryption::None),
            ("smtp://u:p@localhost:1025", "localhost", 1025, Encryption::None),
            ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, Encryption::None),
            ("smtp://u:p@[::1]", "::1", 25, Encryption::None),
        ] {
            let Server { host: h, port: p, encryption: e, .. } = server(text).unwrap();
            assert_eq!((h.as_str(), p, e), (host, port, encryption), "{text}");
        }
        assert!(server("smtp://u:p@relay.internal?tls=none").is_err_and(|e| e.contains("in the open")));
    }

    #[test]
    fn users_and_passwords_may_hold_anything_that_is_escaped() {
        let read = server("smtps://ada%40example.com:p%2Fw%3A@mail.example.com").unwrap();
        assert_eq!(read.credentials, Some(("ada@example.com".to_owned(), "p/w:".to_owned())));
    }

    #[test]
    fn what_is_no_mail_server_is_refused_and_not_repeated() {
        for text in [
            "",
            "mail.example.com",
            "smtp:",
            "smtp://",
            "https://hunter2@x",
            "smtp://u:hunter2@x/path",
            "smtps://u:hunter2@x?tls=none",
            "smtp://u:hunter2@x?tls=maybe",
            "smtp://hunter2@x",
            "smtp://:hunter2@x",
        ] {
            let url = SmtpUrl(text.to_owned());
            let said = format!("{} {url:?} {url}", url.check().unwrap_err());
            assert!(!said.contains("hunter2"), "{said}");
        }
        let fine = SmtpUrl("smtps://u:hunter2@x".to_owned());
        assert!(fine.check().is_ok() && !format!("{fine:?} {fine}").contains("hunter2"));
    }

    #[test]
    fn a_sender_is_one_address_on_one_line() {
        assert_eq!(Sender::parse("Latchkey <a@example.com>").unwrap().to_string(), "Latchkey <a@example.com>");
        for bad in ["", "a", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com"] {
            assert!(Sender::parse(bad).is_err(), "{bad:?}");
        }
    }
}
