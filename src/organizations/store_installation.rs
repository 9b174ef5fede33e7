//! SQL of facts about the installation.

use crate::db::{self, Db, Tx};

const OFFER_NONCE: &str =
    "INSERT INTO installation (name, value) VALUES ('set_up_nonce', $1) ON CONFLICT (name) DO NOTHING";
const NONCE: &str = "SELECT value FROM installation WHERE name = 'set_up_nonce'";
const END: &str = "DELETE FROM installation WHERE name = 'set_up_nonce'";

pub async fn set_up_nonce(tx: &mut Tx, offered: &str) -> Result<String, db::Error> {
    db::run!(&mut *tx, OFFER_NONCE, offered)?;
    Ok(db::one!(tx, (String,), NONCE)?.ok_or(sqlx::Error::RowNotFound)?.0)
}

pub async fn existing_nonce(db: &Db) -> Result<Option<String>, db::Error> {
    Ok(db::one!(db, (String,), NONCE)?.map(|row| row.0))
}

pub async fn end_set_up(tx: &mut Tx) -> Result<bool, db::Error> {
    Ok(db::run!(tx, END)? == 1)
}
