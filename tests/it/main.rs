//! The integration suite: the real server, asked as browsers and proxies ask it, on both databases.
//!
//! `LATCHKEY_TEST_DATABASE` is `sqlite` (a file per test) or `postgres` (a schema per test on `LATCHKEY_TEST_POSTGRES`).
#![expect(clippy::unwrap_used, reason = "a test that can't go on stops where it is")]

mod access;
mod account;
mod api;
mod applications;
mod architecture;
mod audit;
mod calendar;
mod commands;
mod create;
mod database;
mod faults;
mod found;
mod gate;
mod harness;
mod hostile;
mod impact;
mod invitations;
mod language;
mod leaks;
mod life;
mod list;
mod log;
mod members;
mod metrics;
mod migrations;
mod nodes;
mod origin;
mod pause;
mod plans;
mod raw;
mod reminders;
mod rotation;
mod rules;
mod scanning;
mod set_up;
mod settings;
mod sign_in;
mod spread;
mod support;
mod templates;
mod usage;
