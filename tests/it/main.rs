//! The integration suite: the real server, asked as browsers and proxies ask it, on both databases.
//!
//! `LATCHKEY_TEST_DATABASE` is `sqlite` (a file per test) or `postgres` (a schema per test on `LATCHKEY_TEST_POSTGRES`).
#![expect(clippy::unwrap_used, reason = "a test that can't go on stops where it is")]

mod access;
mod architecture;
mod commands;
mod create;
mod database;
mod gate;
mod harness;
mod hostile;
mod invitations;
mod leaks;
mod life;
mod list;
mod members;
mod origin;
mod raw;
mod reminders;
mod set_up;
mod sign_in;
mod templates;
mod usage;
