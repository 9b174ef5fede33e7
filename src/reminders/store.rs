//! SQL of reminders: claiming what is due, reading what was claimed, noting what was sent.

use super::{ATTEMPTS, CALM, Due, NEWS, OVER, Occasion, RETRIED_AFTER, Recipient};
use crate::clock::{DAY, Timestamp};
use crate::db::{self, Db, Tx};
use crate::id::Id;
use crate::organizations::Organization;

/// The stage of a token that is compromised.
const COMPROMISED: i64 = -1;
/// Not sent so far, and worth another attempt: `$6` at the most, and the last of them before `$5`.
macro_rules! retried {
    ($row:literal) => {
        concat!($row, ".sent_at IS NULL AND ", $row, ".attempts < $6 AND ", $row, ".claimed_at <= $5")
    };
}
/// What happens to the row of a token that is told of now.
macro_rules! taken {
    () => {
        concat!(
            "ON CONFLICT (token_id) DO UPDATE SET
                attempts = CASE WHEN reminders.stage = excluded.stage THEN reminders.attempts + 1 ELSE 1 END,
                stage = excluded.stage, claim = excluded.claim, claimed_at = excluded.claimed_at, sent_at = NULL
                WHERE reminders.stage > excluded.stage OR (reminders.stage = excluded.stage AND ",
            retried!("reminders"),
            ")"
        )
    };
}
/// Every token's latest stage, if it is one that no run has taken; what was taken in vain is taken again. A stage whose
/// time was before the token's first hour was over is none: who makes a token for a week knows that it lasts a week.
/// The range is that of an index, organization by organization: CROSS keeps SQLite to that order. The stage is cast, because 30 days of milliseconds don't fit into one database's INTEGER.
const CLAIM: &str = concat!(
    "INSERT INTO reminders (token_id, stage, claim, claimed_at, attempts)
    SELECT d.id, d.stage, CAST($1 AS TEXT), CAST($2 AS BIGINT), 1 FROM (
        SELECT t.id, t.created_at, t.expires_at,
            CAST(CASE WHEN t.expires_at <= $2 THEN 0 WHEN t.expires_at <= $2 + 86400000 THEN 1
                WHEN t.expires_at <= $2 + 604800000 THEN 7 WHEN t.expires_at <= $2 + 1209600000 THEN 14
                ELSE 30 END AS BIGINT) AS stage
        FROM organizations o CROSS JOIN tokens t JOIN applications a ON a.id = t.application_id
        WHERE t.organization_id = o.id AND t.kind = 'application' AND t.deleted_at IS NULL AND t.compromised_at IS NULL
            AND t.superseded_at IS NULL AND o.suspended_at IS NULL AND a.archived_at IS NULL AND a.deleted_at IS NULL
            AND COALESCE(t.expires_at, 9223372036854775807) > $3 AND COALESCE(t.expires_at, 9223372036854775807) <= $4
        ) d LEFT JOIN reminders r ON r.token_id = d.id
    WHERE d.expires_at - d.stage * 86400000 > d.created_at + 3600000
        AND (r.token_id IS NULL OR r.stage > d.stage OR (r.stage = d.stage AND ",
    retried!("r"),
    "))
    ",
    taken!()
);
/// What was marked compromised since $3; no stage comes after that. Nobody asks whether it is still of use, deleted since, or
/// whether its application is archived: whoever had it may have used it. An organization that was told after $7 is told of
/// the rest later, all at once.
const CLAIM_COMPROMISED: &str = concat!(
    "INSERT INTO reminders (token_id, stage, claim, claimed_at, attempts)
    SELECT t.id, CAST($4 AS BIGINT), CAST($1 AS TEXT), CAST($2 AS BIGINT), 1
    FROM organizations o CROSS JOIN tokens t LEFT JOIN reminders r ON r.token_id = t.id
    WHERE t.organization_id = o.id AND t.compromised_at > $3 AND o.suspended_at IS NULL
        AND o.id NOT IN (SELECT st.organization_id FROM tokens st JOIN reminders s ON s.token_id = st.id
            WHERE st.compromised_at > $3 AND s.stage = $4 AND s.sent_at > $7)
        AND (r.token_id IS NULL OR r.stage > $4 OR (r.stage = $4 AND ",
    retried!("r"),
    "))
    ",
    taken!()
);
/// The first `$2` of each organization, and how many there are of it.
const CLAIMED: &str = "
    SELECT c.organization_id, c.organization_name, c.id, c.name, c.user_id, c.owner, c.expires_at, c.active,
        c.compromised_at, c.compromised_by_kind, c.compromised_by_name, c.compromised_reason, c.count
    FROM (
        SELECT t.organization_id, o.name AS organization_name, t.id, t.name, t.user_id, COALESCE(a.name, u.name) AS owner,
            t.expires_at, t.active, t.compromised_at, t.compromised_by_kind, t.compromised_by_name, t.compromised_reason,
            COUNT(*) OVER (PARTITION BY t.organization_id) AS count,
            ROW_NUMBER() OVER (PARTITION BY t.organization_id
                ORDER BY COALESCE(t.compromised_at, t.expires_at), t.id) AS place
        FROM reminders r JOIN tokens t ON t.id = r.token_id JOIN organizations o ON o.id = t.organization_id
            LEFT JOIN applications a ON a.id = t.application_id LEFT JOIN users u ON u.id = t.user_id
        WHERE r.claim = $1) c
    WHERE c.place <= $2 ORDER BY c.organization_id, COALESCE(c.compromised_at, c.expires_at), c.id";
/// Administrators are told of everything, others of their own tokens.
const RECIPIENTS: &str = "
    SELECT m.organization_id, m.user_id, u.email, u.language, m.role = 'administrator' AS of_all
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.removed_at IS NULL AND m.organization_id IN (
            SELECT t.organization_id FROM reminders r JOIN tokens t ON t.id = r.token_id WHERE r.claim = $1)
        AND (m.role = 'administrator' OR m.user_id IN (
            SELECT t.user_id FROM reminders r JOIN tokens t ON t.id = r.token_id
            WHERE r.claim = $1 AND t.organization_id = m.organization_id))
    ORDER BY m.organization_id, u.email_key";
const SENT: &str = "
    UPDATE reminders SET sent_at = $3 WHERE claim = $1 AND token_id IN (
        SELECT r.token_id FROM reminders r JOIN tokens t ON t.id = r.token_id
        WHERE r.claim = $1 AND t.organization_id = $2)";

/// Takes what is due at `now`, as the run `claim`; gives how many tokens.
pub async fn claim(tx: &mut Tx, occasion: Occasion, claim: &str, now: Timestamp) -> Result<u64, db::Error> {
    let again = now.plus(-RETRIED_AFTER);
    match occasion {
        Occasion::Expiry => {
            db::run!(tx, CLAIM, claim, now, now.plus(-OVER), now.plus(30 * DAY), again, ATTEMPTS)
        }
        Occasion::Compromise => {
            let calm = now.plus(-CALM);
            db::run!(tx, CLAIM_COMPROMISED, claim, now, now.plus(-NEWS), COMPROMISED, again, ATTEMPTS, calm)
        }
    }
}

pub async fn claimed(db: &Db, claim: &str, limit: i64) -> Result<Vec<Due>, db::Error> {
    db::all!(db, Due, CLAIMED, claim, limit)
}

pub async fn recipients(db: &Db, claim: &str) -> Result<Vec<Recipient>, db::Error> {
    db::all!(db, Recipient, RECIPIENTS, claim)
}

pub async fn sent(tx: &mut Tx, claim: &str, organization: Id<Organization>, now: Timestamp) -> Result<(), db::Error> {
    db::run!(tx, SENT, claim, organization, now).map(|_| ())
}
