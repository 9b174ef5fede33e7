//! Every statement that the program runs, as each database would run it: by an index, and never through the whole of a
//! table that grows. What the program runs is what the driver says that it ran, while each route is asked for.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use latchkey::clock::DAY;
use latchkey::db::Pools;
use latchkey::routes::ROUTES;
use latchkey::tokens::indexing::index_some;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::access::ask;
use crate::gate::introspection::introspect;
use crate::harness::TestApp;
use crate::harness::database::is_postgres;

/// Tables that have a row per token, person, request or event, or a row for each of them and more.
const GROWING: [&str; 20] = [
    "applications",
    "audit_events",
    "audit_heads",
    "invitations",
    "memberships",
    "organizations",
    "refusals",
    "reminders",
    "sessions",
    "sign_in_throttle",
    "submissions",
    "token_grams",
    "token_numbers",
    "token_submissions",
    "tokens",
    "tokens_to_index",
    "usage_callers",
    "usage_days",
    "usage_recent",
    "users",
];

/// The statements that the driver has told of.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl Statements {
    fn begin() -> Self {
        let statements = Self::default();
        let targets = Targets::new().with_target("sqlx::query", Level::DEBUG);
        tracing_subscriber::registry().with(targets).with(statements.clone()).init();
        statements
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().cloned().collect()
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Reader(self));
    }
}

struct Reader<'a>(&'a Statements);

impl Visit for Reader<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "db.statement" && !value.is_empty() {
            self.0.0.lock().unwrap().insert(value.trim().to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

#[actix_web::test]
async fn no_statement_goes_through_all_of_a_table_that_grows() {
    let statements = Statements::begin();
    let app = TestApp::start().await;
    everything_is_used(&app).await;
    seem_large(&app).await;
    let mut looked_at = 0;
    let mut bad = Vec::new();
    for sql in statements.all() {
        // What the test writes has its values in it.
        if !sql.contains('$')
            || !["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| sql.starts_with(verb))
        {
            continue;
        }
        looked_at += 1;
        let scans = if is_postgres() { scans_on_postgres(&app, &sql).await } else { scans_on_sqlite(&app, &sql).await };
        if !scans.is_empty() {
            bad.push(format!("{sql}\n    {}", scans.join("\n    ")));
        }
    }
    assert!(bad.is_empty(), "{} of {looked_at} statements:\n\n{}", bad.len(), bad.join("\n\n"));
    assert!(looked_at > 150, "only {looked_at} statements were seen");
}

/// What is rare among many tokens is found by an index that has nothing else in it. The other database plans by the contents
/// of tables, and has few here.
#[actix_web::test]
async fn what_is_rare_has_an_index_of_its_own() {
    if is_postgres() {
        return;
    }
    let statements = Statements::begin();
    let app = TestApp::start().await;
    let client = app.administrator().await;
    for (view, condition, index) in [
        ("status=compromised", "AND t.compromised_at IS NOT NULL", "tokens_compromised_listed"),
        ("only=unreplaced", "IS NOT NULL AND t.superseded_at IS NULL", "tokens_compromised_listed"),
        ("status=inactive", "OR t.paused_until IS NOT NULL", "tokens_off_listed"),
        ("only=unconfirmed", "AND t.confirmed_at IS NULL", "tokens_never_used_listed"),
        ("only=unused", "AND COALESCE(t.last_used_at, 0) < $8", "tokens_by_last_use"),
        ("only=expiring", "AND COALESCE(t.expires_at, 9223372036854775807) <= $7", "tokens_by_expiry"),
    ] {
        client.get(&format!("/integrations?{view}")).await;
        let asked = statements.all().into_iter().find(|sql| sql.contains(condition) && sql.contains("LIMIT 51"));
        let plan = plan_on_sqlite(&app, &asked.expect(view)).await;
        assert!(plan.iter().any(|line| line.contains(&format!("INDEX {index} "))), "{view}: {plan:#?}");
    }
}

/// A text is looked for in the index of grams, and only the tokens that it gives are looked at, each by its id: in any order,
/// with any filter.
#[actix_web::test]
async fn a_search_looks_at_what_the_index_of_texts_gives_and_at_nothing_else() {
    let statements = Statements::begin();
    let app = TestApp::start().await;
    let client = app.administrator().await;
    app.token("Billing export").await;
    while index_some(&app.db).await.unwrap() > 0 {}
    seem_large(&app).await;
    let mut seen = 0;
    for filter in ["", "&status=active", "&status=inactive", "&only=never-used", "&only=any-address", "&application=x"]
    {
        for sort in ["name", "created", "last-used", "expires"] {
            client.get(&format!("/integrations?q=billing{filter}&sort={sort}")).await;
        }
    }
    client.get("/integrations?q=billing&after=0123456789abcdef01234567-7").await;
    for sql in
        statements.all().into_iter().filter(|sql| sql.contains("token_grams") && sql.contains("LIKE (SELECT $2)"))
    {
        seen += 1;
        let plan = if is_postgres() {
            let mut indexes = Vec::new();
            indexes_of(&plan_on_postgres(&app, &sql).await, &mut indexes);
            indexes
        } else {
            plan_on_sqlite(&app, &sql).await
        };
        let by_grams =
            plan.iter().any(|line| line == "token_grams_by_gram" || line.contains("VIRTUAL TABLE INDEX 0:M"));
        let by_id =
            |line: &str| line == "tokens_pkey" || line.starts_with("SEARCH t USING INDEX sqlite_autoindex_tokens_1");
        let other = |line: &str| {
            line.starts_with("tokens_by") || line.ends_with("_listed") || line.starts_with("SEARCH t ") && !by_id(line)
        };
        let only_by_id = plan.iter().any(|line| by_id(line)) && !plan.iter().any(|line| other(line));
        assert!(by_grams && only_by_id, "{sql}\n{plan:#?}");
    }
    assert!(seen >= 21, "only {seen} statements were seen");
}

/// Lets every table that has something in it seem to have a million rows: PostgreSQL plans by that.
async fn seem_large(app: &TestApp) {
    if is_postgres() {
        let large = "UPDATE pg_class SET relpages = 1, reltuples = 1000000 \
                     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i')";
        app.execute(large).await;
    }
}

/// Every route as an administrator, the views of the lists, the gate's entrances, and what is done beside requests.
async fn everything_is_used(app: &TestApp) {
    for route in ROUTES {
        let token = app.token(&format!("For {} {}", route.method, route.path)).await;
        let client = app.administrator().await;
        ask(app, &client, route, &token, token.id.as_str()).await;
    }
    let client = app.administrator().await;
    let token = app.token("Looked at").await;
    while index_some(&app.db).await.unwrap() > 0 {}
    for query in [
        "q=billing",
        "status=compromised",
        "status=active&only=expiring",
        "status=inactive",
        "status=expired",
        "only=unconfirmed",
        "only=any-address",
        "only=unused",
        "only=never-used",
        "only=breaks-rules",
        "only=unreplaced",
        &format!("creator={}", app.people.administrator.id),
        &format!("application={}", app.people.application),
    ] {
        for sort in ["name", "created", "last-used", "expires"] {
            for order in ["up", "down"] {
                for place in [String::new(), format!("&after={}-7", token.id), format!("&before={}-7", token.id)] {
                    client.get(&format!("/integrations?{query}&sort={sort}&order={order}{place}")).await;
                }
            }
        }
    }
    for query in ["actor=user-0123456789abcdef01234567", "action=token.edited", "subject=0123456789abcdef01234567"] {
        for place in ["", "&after=3", "&before=3", "&from=2026-11-01&to=2026-11-30"] {
            client.get(&format!("/audit?{query}{place}")).await;
        }
    }
    let own = app.token_with("Asks", |new| new.permissions = latchkey::tokens::Permissions::All).await;
    let api = app.api(&own.secret);
    for path in ["/me", "/audit", &format!("/applications/{}/tokens", app.people.application)] {
        api.ask("GET", path).await;
    }
    app.gate().get(&app.devices()).bearer(&token.secret).await;
    app.gate().get("/..").bearer(&token.secret).await;
    introspect(app, &own.secret, &[("token", &token.secret)]).await;
    app.state.usage.write(&app.db).await.unwrap();
    app.clock.advance(40 * DAY);
    app.gate().get(&app.devices()).bearer(&token.secret).await;
    app.state.usage.write(&app.db).await.unwrap();
}

/// The lines that say that a whole table is gone through.
async fn scans_on_sqlite(app: &TestApp, sql: &str) -> Vec<String> {
    let growing = |name: &str| {
        let named = GROWING.contains(&name);
        named
            || GROWING
                .iter()
                .any(|table| sql.contains(&format!("{table} {name}")) || sql.contains(&format!("{table} AS {name}")))
    };
    let whole = |line: &String| {
        // What an index of texts is asked for has an M, and a row of its own number the other sign.
        let asked = line.contains("VIRTUAL TABLE INDEX 0:M") || line.contains("VIRTUAL TABLE INDEX 0:=");
        !asked && line.strip_prefix("SCAN ").is_some_and(|rest| growing(rest.split(' ').next().unwrap()))
    };
    plan_on_sqlite(app, sql).await.into_iter().filter(whole).collect()
}

async fn plan_on_sqlite(app: &TestApp, sql: &str) -> Vec<String> {
    let Pools::Sqlite { reader, .. } = app.db.pools() else { unreachable!() };
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let lines: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explain).persistent(false).fetch_all(reader).await.unwrap();
    lines.into_iter().map(|line| line.3).collect()
}

/// The same.
async fn scans_on_postgres(app: &TestApp, sql: &str) -> Vec<String> {
    let mut scans = Vec::new();
    whole_scans(&plan_on_postgres(app, sql).await, "", &mut scans);
    scans
}

async fn plan_on_postgres(app: &TestApp, sql: &str) -> Value {
    let Pools::Postgres(pool) = app.db.pools() else { unreachable!() };
    let mut connection = pool.acquire().await.unwrap();
    let arguments = (1..=u16::MAX).take_while(|n| sql.contains(&format!("${n}"))).map(|_| "NULL").collect::<Vec<_>>();
    sqlx::raw_sql("SET plan_cache_mode = force_generic_plan").execute(&mut *connection).await.unwrap();
    let mut types = vec!["unknown"; arguments.len()];
    let mut last = 0;
    loop {
        let prepare = AssertSqlSafe(format!("PREPARE looked_at ({}) AS {sql}", types.join(", ")));
        let Err(error) = sqlx::raw_sql(prepare).execute(&mut *connection).await else { break };
        // The driver says which type each has; by the statement alone PostgreSQL can't tell one that is only compared
        // with NULL. It is one of the two that arguments have.
        let said = error.to_string();
        if let Some((_, unclear)) = said.split_once("data type of parameter $") {
            last = unclear.split(' ').next().unwrap().parse::<usize>().unwrap() - 1;
        }
        types[last] = match types[last] {
            "unknown" => "text",
            "text" => "bigint",
            _ => panic!("{said}: {sql}"),
        };
    }
    let arguments = arguments.join(", ");
    let explain = AssertSqlSafe(format!("EXPLAIN (FORMAT JSON) EXECUTE looked_at({arguments})"));
    let plan: Value = sqlx::query_scalar(explain).persistent(false).fetch_one(&mut *connection).await.unwrap();
    let back = "DEALLOCATE looked_at; RESET plan_cache_mode";
    sqlx::raw_sql(back).execute(&mut *connection).await.unwrap();
    plan[0]["Plan"].clone()
}

/// The names of the indexes that a plan goes by.
fn indexes_of(node: &Value, indexes: &mut Vec<String>) {
    indexes.extend(node["Index Name"].as_str().map(str::to_owned));
    for child in node["Plans"].as_array().into_iter().flatten() {
        indexes_of(child, indexes);
    }
}

fn whole_scans(node: &Value, above: &str, scans: &mut Vec<String>) {
    let kind = node["Node Type"].as_str().unwrap();
    let table = node["Relation Name"].as_str().unwrap_or(above);
    let by_index = kind.contains("Index");
    let whole = kind == "Seq Scan" || by_index && node["Index Cond"].is_null();
    if whole && GROWING.contains(&table) {
        scans.push(format!("{kind} on {table} {}", node["Filter"].as_str().unwrap_or_default()));
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        whole_scans(child, table, scans);
    }
}
