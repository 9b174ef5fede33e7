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
pub mod support;
pub mod telemetry;
pub mod tokens;
pub mod usage;
pub mod users;
pub mod web;
