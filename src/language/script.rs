//! The sentences that scripts say: a page carries them. A place that a script fills stands in braces.

use std::sync::LazyLock;

use serde_json::{Map, Value};

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
    let all = [
        ("justNow", t!("time-just-now")),
        ("underAMinute", t!("time-under-a-minute")),
        ("copied", t!("script-copied")),
        ("copiedButton", t!("script-copied-button")),
        ("notCopied", t!("script-not-copied", keys = "{keys}")),
        ("controlKey", t!("script-control-key")),
        ("discard", t!("script-discard")),
        ("showTyped", t!("script-show-typed")),
        ("applyFilters", t!("script-apply-filters")),
        ("never", t!("script-never-ends")),
        ("passed", t!("script-has-passed", moment = "{moment}")),
        ("ends", t!("script-ends", moment = "{moment}", distance = "{distance}")),
        ("endsAlsoUtc", t!("script-ends-also-utc", moment = "{moment}", distance = "{distance}", utc = "{utc}")),
        ("noneChosen", t!("script-none-chosen")),
        ("someChosen", t!("script-some-chosen", chosen = "{chosen}", all = "{all}")),
        ("oneTokenChosen", t!("script-one-token-chosen")),
        ("tokensChosen", t!("script-tokens-chosen", count = "{count}")),
        (
            "actionsChosen",
            t!("token-form-summary-actions", count = "{count}", all = "{all}", resources = "{resources}",),
        ),
        (
            "actionsChosenMore",
            t!(
                "token-form-summary-actions-more",
                count = "{count}",
                all = "{all}",
                resources = "{resources}",
                more = "{more}",
            ),
        ),
        ("notSaved", t!("script-not-saved")),
        ("notReached", t!("script-not-reached")),
        ("signInTab", t!("script-sign-in-tab")),
        ("signedInAgain", t!("script-signed-in-again")),
        ("notSent", t!("script-not-sent")),
        ("notSentSwitched", t!("script-not-sent-switched")),
        ("switchBack", t!("script-switch-back")),
        ("switchedBack", t!("script-switched-back")),
        ("notSentSignedOut", t!("script-not-sent-signed-out")),
        ("notSentYet", t!("script-not-sent-yet")),
        ("notAnswered", t!("script-not-answered")),
        ("notAnsweredYet", t!("script-not-answered-yet")),
        ("activating", t!("script-activating")),
        ("deactivating", t!("script-deactivating")),
        ("activatingToken", t!("script-activating-token", name = "{name}")),
        ("deactivatingToken", t!("script-deactivating-token", name = "{name}")),
        ("switchNotAnswered", t!("script-switch-not-answered", name = "{name}")),
        ("switchNotReached", t!("script-switch-not-reached", name = "{name}")),
        ("switchSignedOut", t!("script-switch-signed-out", name = "{name}")),
        ("switchedNothing", t!("script-switched-nothing", name = "{name}")),
        ("isActive", t!("script-is-active", name = "{name}")),
        ("isInactive", t!("script-is-inactive", name = "{name}")),
        ("isGone", t!("script-is-gone", name = "{name}")),
    ];
    all.into_iter().map(|(name, said)| (name.to_owned(), Value::from(said.to_string()))).collect::<Map<_, _>>().into()
}
