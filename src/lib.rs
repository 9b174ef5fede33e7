//! Latchkey: a portal where an organization issues application tokens for its HTTP API, and the gate that decides for
//! every request whether the token it carries may pass.
//!
//! The house, room by room; a room holds everything about its noun, from the table to the page:
//!
//! * [`access`]: who may do what; the proofs that operations ask for
//! * [`organizations`]: organizations, who belongs to them, and the set-up of the first
//! * [`members`]: who belongs to an organization, as what, and until when
//! * [`invitations`]: links that make someone a member, once
//! * [`users`]: people and their passwords
//! * [`sessions`]: signing in and out
//! * [`applications`]: the apps that tokens are issued for
//! * [`calendar`]: an address where calendar programs fetch when tokens expire
//! * [`catalogue`]: the resources and actions that permissions are chosen from
//! * [`tokens`]: the heart: secret, permissions, networks, status, operations, pages
//! * [`api`]: the REST API's kit: proofs by token, bodies, problems
//! * [`gate`]: the decision about a request, and its entrances
//! * [`usage`]: counts of what the gate decided
//! * [`support`]: the support desk: the tokens in a pasted text, and shutting them
//! * [`reminders`]: mails about tokens that are about to expire
//! * [`mail`]: handing a mail over
//! * [`metrics`]: what is measured, as Prometheus reads it
//! * [`audit`]: what was done, recorded with the doing
//! * [`web`]: the HTML and HTTP kit, which knows no other room
//!
//! Around them: [`routes`] is the table of every address, [`app`] the server made of it, [`config`] what can be set,
//! [`commands`] what the binary does, [`demo`] its contents to try; [`db`], [`coherence`], [`base62`], [`clock`], [`chance`], [`id`],
//! [`error`], [`language`], [`nodes`] and [`telemetry`] are the ground they stand on.
//!
//! What the portal is for, task by task, is in the [`guide`].
//!
//! # Who may attack what
//!
//! What is protected: the API behind the gate; that a token does what its administrators say, from the moment they said it;
//! its secret; and the record of who did what.
//!
//! * **Whoever reaches the proxy, without a token.** Learns nothing but that no valid token was presented, in a time that does
//!   not depend on the database ([`gate`]). Guessing is hopeless: 190 random bits. A flood of invented secrets costs no
//!   query and fills no table. What the proxy passes on is its configuration's business: a path in two readings, a doubled
//!   header, a forged identity header is refused or overwritten, and `tests/proxies` shows it with five proxies.
//! * **Whoever has a token.** Gets what it admits, from where it admits it, until it is switched off. They can end it
//!   ([`tokens::pages::found`], `DELETE /api/me`), which is meant. They can't learn why a request was refused, what else
//!   there is, or the names of people. A token that creates tokens hands on no more than it has; how many, nothing limits.
//! * **A member, or whoever has their browser.** Sees the list and usage. Each operation takes a proof of its privilege
//!   ([`access`]), looked at again in the transaction that changes something. A foreign page can't send a form; there are no
//!   inline scripts; a pasted secret is in no address.
//! * **Support.** Shuts tokens of organizations they were given, with a reason, and opens none.
//! * **An administrator.** Is trusted with their organization, and with no other: every query has its tenant. What they do
//!   is in the audit log, which nobody can edit without breaking its chain; whoever keeps its end elsewhere can tell.
//! * **Whoever reads the database or a backup.** Finds digests of secrets, Argon2id of passwords, names and addresses; no
//!   secret of a token, session or invitation. **Whoever writes to it** can make tokens valid: nothing here holds against
//!   that, except that the log's chain shows what was changed in it.
//! * **Another node** of the same installation is trusted as this one is. One that hangs, is stopped or is cut off keeps
//!   nothing in force ([`nodes`]).
//! * **The operator's machine and configuration** are trusted: the secret key, the proxy's configuration, the clock to a few
//!   seconds, TLS in front of the portal and between the nodes and their database.
//!
//! Not held against: a proxy that doesn't ask; an API that can be reached past it; someone who knows a password (there is
//! no second factor); denial of service by more connections than the machine has; and whoever can run code as Latchkey.

// First: its macros are for all that come after it.
#[macro_use]
pub mod language;

pub mod access;
pub mod api;
pub mod app;
pub mod applications;
pub mod audit;
pub mod backups;
pub mod base62;
pub mod calendar;
pub mod catalogue;
pub mod chance;
pub mod clock;
pub mod coherence;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod gate;
#[doc = include_str!("guide.md")]
pub mod guide {}
pub mod id;
pub mod invitations;
pub mod mail;
pub mod members;
pub mod metrics;
pub mod nodes;
pub mod organizations;
pub mod reminders;
pub mod routes;
pub mod scanning;
pub mod sessions;
mod signals;
pub mod support;
pub mod telemetry;
pub mod tokens;
pub mod usage;
pub mod users;
pub mod web;
