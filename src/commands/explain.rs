//! `explain`: one answer for one text, as asked.

use std::io::{self, Write};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::classify::{Addressed, Why};
use crate::console::{Look, render};
use crate::helpdesk::{
    Answer, Case, CauseShown, Effect, Happened, HowToReply, Knowledge, PromptShown, Reply, StepShown,
};
use crate::rules::{AppId, Source};

/// How `explain` answers.
#[derive(Clone, Debug)]
pub struct Explain {
    /// The app people work in, unless the text shows another.
    pub app: Option<AppId>,
    /// The reply as data.
    pub json: bool,
    /// The evidence beside it.
    pub why: bool,
    /// How the reply is laid out.
    pub look: Look,
}

/// Answers `text` to `out`.
pub fn explain(
    knowledge: &Knowledge,
    how: &Explain,
    text: &str,
    now: SystemTime,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pasted = Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked };
    let (_, effects) = knowledge.converse(Case::with_default_app(how.app.clone()), pasted, now);
    let replies: Vec<Reply> = effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Say(reply) | Effect::SayPrivately(reply) | Effect::Change(reply) => Some(reply),
            _ => None,
        })
        .collect();
    let evidence = how.why.then(|| knowledge.classifier().why(text, Addressed::Asked));
    if how.json {
        return as_json(&replies, text, evidence.as_ref(), out);
    }
    for (at, reply) in replies.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", render(reply, how.look))?;
    }
    if let Some(evidence) = evidence {
        write!(out, "\n{}", evidence.tell(text))?;
    }
    Ok(())
}

fn as_json(replies: &[Reply], text: &str, evidence: Option<&Why>, out: &mut dyn Write) -> io::Result<()> {
    let mut object = replies.first().map(reply_data).unwrap_or_default();
    if let Some(why) = evidence {
        let found = &why.classification;
        let diagnoses: Vec<Value> = found
            .diagnoses
            .iter()
            .map(|diagnosis| {
                json!({
                    "id": diagnosis.rule, "score": super::classify::rounded(diagnosis.score), "how": diagnosis.how,
                    "matched": text.get(diagnosis.span.clone()), "captures": diagnosis.captures,
                })
            })
            .collect();
        object.insert(
            "why".to_owned(),
            json!({ "certainty": found.certainty, "diagnoses": diagnoses, "cleaned": why.cleaned, "told": why.tell(text) }),
        );
    }
    serde_json::to_writer_pretty(&mut *out, &object)?;
    writeln!(out)
}

fn reply_data(reply: &Reply) -> Map<String, Value> {
    let data = match reply {
        Reply::Answers { answers, in_hand } => json!({
            "reply": "answers", "in_hand": in_hand, "answers": answers.iter().map(answer_data).collect::<Vec<_>>(),
        }),
        Reply::DidYouMean(candidates) => json!({
            "reply": "did-you-mean",
            "candidates": candidates
                .iter()
                .map(|candidate| json!({ "id": candidate.rule, "title": candidate.title }))
                .collect::<Vec<_>>(),
        }),
        Reply::HowTo(howto) => how_to_data(howto),
        Reply::NotCovered => json!({ "reply": "not-covered" }),
        Reply::NothingFound => json!({ "reply": "nothing-found" }),
        Reply::Note(text) => json!({ "reply": "note", "text": text.to_plain() }),
        Reply::Nearest(near) => json!({ "reply": "nearest", "prompts": prompts(near) }),
        Reply::Handover(_) => json!({ "reply": "handover" }),
    };
    match data {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn answer_data(answer: &Answer) -> Value {
    json!({
        "id": answer.rule,
        "title": answer.title.to_plain(),
        "recognised": answer.recognised,
        "values": answer.values.iter().map(|value| json!({ "name": value.name, "value": value.value })).collect::<Vec<_>>(),
        "count": answer.count,
        "app": answer.app,
        "apps": answer.apps.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "before": answer.before.as_ref().map(crate::rules::Text::to_plain),
        "causes": answer.causes.iter().map(cause_data).collect::<Vec<_>>(),
        "ask": answer.ask.as_ref().map(|ask| json!({
            "question": ask.question,
            "answers": ask.answers.iter().map(|(cause, words)| json!({ "cause": cause, "answer": words })).collect::<Vec<_>>(),
        })),
        "after": answer.after.as_ref().map(crate::rules::Text::to_plain),
        "prompts": prompts(&answer.prompts),
        "source": source(answer.source.as_ref()),
        "fine": answer.fine,
    })
}

fn cause_data(cause: &CauseShown) -> Value {
    json!({
        "id": cause.id,
        "because": cause.because.to_plain(),
        "fix": cause.fix.as_ref().map(|fix| json!({
            "general": fix.general, "steps": steps(&fix.steps), "another": fix.another,
        })),
    })
}

fn how_to_data(howto: &HowToReply) -> Value {
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
            "text": step.text.to_plain(), "needs": step.needs, "warning": step.danger.map(crate::rules::Danger::sentence),
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
