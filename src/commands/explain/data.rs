//! A reply as data, for `--json`.

use serde_json::{Map, Value, json};

use crate::helpdesk::{Answer, CauseShown, HowToReply, PromptShown, Reply, StepShown};
use crate::rules::{Danger, Source, Text};

/// What is said, as an object whose `reply` names its kind.
pub(super) fn reply(said: &Reply) -> Map<String, Value> {
    let data = match said {
        Reply::Answers { answers, in_hand } => json!({
            "reply": "answers", "in_hand": in_hand, "answers": answers.iter().map(answer).collect::<Vec<_>>(),
        }),
        Reply::DidYouMean(candidates) => json!({
            "reply": "did-you-mean",
            "candidates": candidates
                .iter()
                .map(|candidate| json!({ "id": candidate.rule, "title": candidate.title }))
                .collect::<Vec<_>>(),
        }),
        Reply::HowTo(howto) => how_to(howto),
        Reply::NotCovered => json!({ "reply": "not-covered" }),
        Reply::NothingFound => json!({ "reply": "nothing-found" }),
        Reply::Note(text) => json!({ "reply": "note", "text": text.to_plain() }),
        Reply::Nearest(near) => json!({ "reply": "nearest", "prompts": prompts(near) }),
        Reply::Handover(_) | Reply::Claimed(_) => json!({ "reply": "handover" }),
    };
    match data {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn answer(shown: &Answer) -> Value {
    json!({
        "id": shown.rule,
        "title": shown.title.to_plain(),
        "recognised": shown.recognised,
        "values": shown.values.iter().map(|value| json!({ "name": value.name, "value": value.value })).collect::<Vec<_>>(),
        "count": shown.count,
        "app": shown.app,
        "apps": shown.apps.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "before": shown.before.as_ref().map(Text::to_plain),
        "causes": shown.causes.iter().map(cause).collect::<Vec<_>>(),
        "ask": shown.ask.as_ref().map(|ask| json!({
            "question": ask.question,
            "answers": ask.answers.iter().map(|(cause, words)| json!({ "cause": cause, "answer": words })).collect::<Vec<_>>(),
        })),
        "after": shown.after.as_ref().map(Text::to_plain),
        "prompts": prompts(&shown.prompts),
        "source": source(shown.source.as_ref()),
        "fine": shown.fine,
    })
}

fn cause(shown: &CauseShown) -> Value {
    json!({
        "id": shown.id,
        "because": shown.because.to_plain(),
        "fix": shown.fix.as_ref().map(|fix| json!({
            "general": fix.general, "steps": steps(&fix.steps), "another": fix.another,
        })),
    })
}

fn how_to(howto: &HowToReply) -> Value {
    json!({
        "reply": "how-to",
        "id": howto.howto,
        "title": howto.title,
        "short": howto.short.to_plain(),
        "ways": howto.ways.iter().map(|way| json!({
            "heading": way.heading, "general": way.general, "steps": steps(&way.steps),
        })).collect::<Vec<_>>(),
        "prompts": prompts(&howto.prompts),
        "source": source(howto.source.as_ref()),
    })
}

fn steps(steps: &[StepShown]) -> Value {
    let data = steps.iter().map(|step| {
        json!({
            "text": step.text.to_plain(), "needs": step.needs, "warning": step.danger.map(Danger::sentence),
        })
    });
    Value::Array(data.collect())
}

fn prompts(prompts: &[PromptShown]) -> Value {
    Value::Array(prompts.iter().map(|prompt| json!({ "howto": prompt.howto, "button": prompt.button })).collect())
}

fn source(source: Option<&Source>) -> Value {
    source.map_or(Value::Null, |source| json!({ "title": source.title, "url": source.url, "checked": source.checked }))
}
