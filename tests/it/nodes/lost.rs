//! A change whose end isn't known: the connection breaks at its COMMIT, or nobody can say whether every node knows. What the
//! person is told is true, and whatever came of it is in force.

use tokio::sync::oneshot;

use super::sql;
use crate::harness::database::is_postgres;
use crate::harness::way::{Lost, Way};
use crate::harness::{Answer, Client, Fields, Issued, Node, TestApp, eventually};

/// A node that comes to the database by a way on which connections can be lost, and an administrator there.
async fn by_way(app: &TestApp) -> (Way, Node, Client) {
    let way = Way::along(&app.place().url).await;
    let node = app.node_by_way(&way).await;
    for state in [&app.state, &node.state] {
        eventually("a node may remember", async || state.gate.remembers()).await;
    }
    let there = node.client_like(&app.administrator().await);
    (way, node, there)
}

async fn status(app: &TestApp, node: &Node, token: &Issued) -> [u16; 2] {
    let path = app.devices();
    [
        app.gate().get(&path).bearer(&token.secret).await.status,
        node.gate().get(&path).bearer(&token.secret).await.status,
    ]
}

fn is_not_known(answer: &Answer) {
    assert_eq!(answer.status, 500, "{}", answer.body);
    assert_eq!(answer.text("h1"), "Not known whether it was made");
    assert!(answer.text("main").contains("it was made wholly, or not at all"), "{}", answer.body);
    assert_eq!(answer.header("retry-after"), None, "nobody is to try again without a look");
}

#[actix_web::test]
async fn of_a_change_that_was_lost_at_its_commit_it_is_said_that_this_is_not_known() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (way, node, there) = by_way(&app).await;
    for (lost, after) in [(Lost::Before, 200), (Lost::After, 401)] {
        let token = app.token(&format!("Then {after}")).await;
        assert_eq!(status(&app, &node, &token).await, [200, 200]);
        way.lose(lost);
        is_not_known(&there.post(&token.path("/deactivation"), Fields::default()).await);
        assert!(!way.is_to_lose(), "the connection was lost");
        eventually("every node has what came of it", async || status(&app, &node, &token).await == [after, after])
            .await;
        let made = app.number(&format!("SELECT COUNT(*) FROM tokens WHERE NOT active AND id = '{}'", token.id)).await;
        let event = "SELECT COUNT(*) FROM audit_events WHERE action = 'token.deactivated' AND subject_id";
        let events = app.number(&format!("{event} = '{}'", token.id)).await;
        assert_eq!((made, events), if after == 401 { (1, 1) } else { (0, 0) }, "wholly, or not at all");
        // Done again it is done, whatever it was.
        assert_eq!(there.post(&token.path("/deactivation"), Fields::default()).await.status, 303);
        assert_eq!(status(&app, &node, &token).await, [401, 401]);
        assert_eq!(app.number(&format!("{event} = '{}'", token.id)).await, 1);
    }
}

/// The server still has the COMMIT before itself when its connection is gone: meanwhile the token is as it was.
#[actix_web::test]
async fn a_change_that_was_lost_and_comes_later_is_in_force_then_where_it_was_lost_too() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (way, node, there) = by_way(&app).await;
    let token = app.token("Switched").await;
    assert_eq!(status(&app, &node, &token).await, [200, 200]);
    let (go_on, under_way) = oneshot::channel();
    way.lose(Lost::Underway(under_way));
    is_not_known(&there.post(&token.path("/deactivation"), Fields::default()).await);
    assert_eq!(status(&app, &node, &token).await, [200, 200], "as it was");
    assert_eq!(node.state.gate.remembered(), 1, "and remembered so");
    go_on.send(()).unwrap();
    eventually("the change has come", async || status(&app, &node, &token).await == [401, 401]).await;
}

#[actix_web::test]
async fn a_form_whose_token_was_perhaps_made_can_be_sent_again_to_any_node() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (way, node, there) = by_way(&app).await;
    let here = there.at(&app.base());
    for (lost, again) in [(Lost::Before, 201), (Lost::After, 409)] {
        let form = app.new_token(&format!("Then {again}"));
        way.lose(lost);
        is_not_known(&there.post("/integrations/tokens", &form).await);
        let answer = here.post("/integrations/tokens", &form).await;
        assert_eq!(answer.status, again, "{}", answer.body);
        if again == 409 {
            assert_eq!(answer.text("h1"), "This token was created already");
            assert_eq!(answer.count("form[action$='/deletion']"), 1, "it can be deleted and created again");
        }
        let made = app.number(&format!("SELECT COUNT(*) FROM tokens WHERE name = 'Then {again}'")).await;
        assert_eq!(made, 1, "one, however often it was sent");
    }
    drop(node);
}

#[actix_web::test]
async fn of_several_tokens_each_is_told_what_is_known_of_it() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let (way, node, there) = by_way(&app).await;
    let (one, two) = (app.token("One").await, app.token("Two").await);
    assert_eq!(status(&app, &node, &one).await, [200, 200]);
    let fields = Fields::from([("token", one.id.as_str()), ("token", two.id.as_str())]);
    way.lose(Lost::After);
    assert_eq!(there.post("/integrations/selection/deactivation", &fields).await.status, 303);
    let said = there.get("/integrations").await.text("#flash-text");
    assert!(said.starts_with("Deactivated 1 of 2 tokens. “One”: the database was lost on the way."), "{said}");
    eventually("both are off everywhere", async || {
        status(&app, &node, &one).await == [401, 401] && status(&app, &node, &two).await == [401, 401]
    })
    .await;
    // At the support desk it is said to be done again, which shows what it was.
    let three = app.token("Three").await;
    let found = there.post("/support", [("text", three.secret.as_str())]).await;
    let form = found.fields("form[action='/support/shutting']").with("way", "deactivate").with("reason", "Leaked");
    let form = form.and("token", three.id.as_str());
    way.lose(Lost::After);
    let told = there.post("/support/shutting", &form).await;
    assert_eq!((told.status, told.header("retry-after")), (503, Some("5")));
    assert!(told.text("td.outcome").starts_with("not known whether it was done"), "{}", told.text("td.outcome"));
    assert_eq!(there.post("/support/shutting", &form).await.text("td.outcome"), "was inactive already Rotate Three");
}

/// What a database says at a COMMIT is a no, unless it says that it doesn't know.
#[actix_web::test]
async fn what_the_database_says_at_a_commit_is_believed() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let token = app.token("Switched").await;
    let administrator = app.administrator().await;
    for (code, known) in [("P0001", true), ("23514", true), ("40003", false), ("57P01", false), ("08006", false)] {
        let body = format!("AS 'BEGIN RAISE EXCEPTION ''said by a test'' USING ERRCODE = ''{code}''; END'");
        sql(&app, &format!("CREATE FUNCTION speak() RETURNS trigger LANGUAGE plpgsql {body}")).await;
        sql(
            &app,
            "CREATE CONSTRAINT TRIGGER speak AFTER UPDATE ON tokens DEFERRABLE INITIALLY DEFERRED FOR EACH ROW \
                   EXECUTE FUNCTION speak()",
        )
        .await;
        let answer = administrator.post(&token.path("/deactivation"), Fields::default()).await;
        if known {
            assert_eq!((answer.status, answer.text("h1").as_str()), (503, "Not available right now"), "{code}");
            assert!(answer.text("main").contains("Nothing was changed"), "{code}");
        } else {
            is_not_known(&answer);
        }
        sql(&app, "DROP FUNCTION speak CASCADE").await;
    }
}

/// The database is lost to this node after the change was made: it is in force, and that is what is said.
#[actix_web::test]
async fn a_change_of_which_not_every_node_may_know_is_told_as_made() {
    if !is_postgres() {
        return;
    }
    let app = TestApp::start().await;
    let other = app.another_node().await;
    eventually("a node may remember", async || other.state.gate.remembers()).await;
    let administrator = app.administrator().await;
    let tokens = [app.token("One").await, app.token("Two").await, app.token("Three").await];
    let found = administrator.post("/support", [("text", tokens[2].secret.as_str())]).await;
    let form = found.fields("form[action='/support/shutting']").with("way", "compromise").with("reason", "Leaked");
    let shut = form.and("token", tokens[2].id.as_str());
    sql(&app, "ALTER TABLE nodes RENAME TO nodes_away").await;
    let several = Fields::from([("token", tokens[1].id.as_str())]);
    let path = tokens[0].path("/deactivation");
    let (alone, of_several, at_the_desk) = tokio::join!(
        administrator.post(&path, Fields::default()),
        administrator.post("/integrations/selection/deactivation", &several),
        administrator.post("/support/shutting", &shut),
    );
    assert_eq!((alone.status, alone.text("h1").as_str()), (500, "Made, and not known everywhere"));
    assert_eq!(of_several.status, 303);
    let said = administrator.get("/integrations").await.text("#flash-text");
    assert!(said.starts_with("Deactivated 1 token. “Two”: this was done."), "{said}");
    assert_eq!(at_the_desk.status, 200, "there is nothing to do again");
    let outcome = at_the_desk.text("td.outcome");
    assert!(outcome.starts_with("marked compromised") && outcome.contains("takes a few seconds"), "{outcome}");
    assert!(at_the_desk.text("#ticket").contains("marked compromised"), "{}", at_the_desk.text("#ticket"));
    for token in &tokens {
        assert_eq!(app.gate().get(&app.devices()).bearer(&token.secret).await.status, 401);
        assert_eq!(
            other.gate().get(&app.devices()).bearer(&token.secret).await.status,
            401,
            "where nobody has a lease"
        );
    }
    sql(&app, "ALTER TABLE nodes_away RENAME TO nodes").await;
}
