//! The sentences that scripts say: a page carries them. A place that a script fills stands in braces.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::{Html, Language, current, said_in};

/// The sentences in the language of the task, as JSON for a data block of the page.
pub fn words() -> Html {
    static ALL: LazyLock<[(Language, Html); 2]> =
        LazyLock::new(|| Language::ALL.map(|language| (language, said_in(language, || data_block(&sentences())))));
    let said = ALL.iter().find(|(language, _)| *language == current());
    said.map_or_else(|| data_block(&Value::Null), |(_, html)| html.clone())
}

/// JSON that can't end the element around it.
fn data_block(value: &Value) -> Html {
    Html::of_escaped(value.to_string().replace('<', "\\u003c"))
}

fn sentences() -> Value {
    let say = |message: super::Message| message.to_string();
    json!({
        "justNow": say(t!("time-just-now")),
        "underAMinute": say(t!("time-under-a-minute")),
        "copied": say(t!("script-copied")),
        "copiedButton": say(t!("script-copied-button")),
        "notCopied": say(t!("script-not-copied", keys = "{keys}")),
        "controlKey": say(t!("script-control-key")),
        "discard": say(t!("script-discard")),
        "showTyped": say(t!("script-show-typed")),
        "never": say(t!("script-never-ends")),
        "passed": say(t!("script-has-passed", moment = "{moment}")),
        "ends": say(t!("script-ends", moment = "{moment}", distance = "{distance}")),
        "endsAlsoUtc": say(t!("script-ends-also-utc", moment = "{moment}", distance = "{distance}", utc = "{utc}")),
        "noneChosen": say(t!("script-none-chosen")),
        "someChosen": say(t!("script-some-chosen", chosen = "{chosen}", all = "{all}")),
        "oneTokenChosen": say(t!("script-one-token-chosen")),
        "tokensChosen": say(t!("script-tokens-chosen", count = "{count}")),
        "actionsChosen": say(t!(
            "token-form-summary-actions",
            count = "{count}",
            all = "{all}",
            resources = "{resources}",
        )),
        "actionsChosenMore": say(t!(
            "token-form-summary-actions-more",
            count = "{count}",
            all = "{all}",
            resources = "{resources}",
            more = "{more}",
        )),
        "notSaved": say(t!("script-not-saved")),
        "notReached": say(t!("script-not-reached")),
        "signInTab": say(t!("script-sign-in-tab")),
        "signedInAgain": say(t!("script-signed-in-again")),
        "notSent": say(t!("script-not-sent")),
        "notSentSwitched": say(t!("script-not-sent-switched")),
        "switchBack": say(t!("script-switch-back")),
        "switchedBack": say(t!("script-switched-back")),
        "notSentSignedOut": say(t!("script-not-sent-signed-out")),
        "notSentYet": say(t!("script-not-sent-yet")),
        "notAnswered": say(t!("script-not-answered")),
        "notAnsweredYet": say(t!("script-not-answered-yet")),
        "activating": say(t!("script-activating")),
        "deactivating": say(t!("script-deactivating")),
        "activatingToken": say(t!("script-activating-token", name = "{name}")),
        "deactivatingToken": say(t!("script-deactivating-token", name = "{name}")),
        "switchNotAnswered": say(t!("script-switch-not-answered", name = "{name}")),
        "switchNotReached": say(t!("script-switch-not-reached", name = "{name}")),
        "switchSignedOut": say(t!("script-switch-signed-out", name = "{name}")),
        "switchedNothing": say(t!("script-switched-nothing", name = "{name}")),
        "isActive": say(t!("script-is-active", name = "{name}")),
        "isInactive": say(t!("script-is-inactive", name = "{name}")),
        "isGone": say(t!("script-is-gone", name = "{name}")),
    })
}
