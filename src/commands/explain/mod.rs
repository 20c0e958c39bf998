//! `explain`: one answer for one text, as asked.

mod data;
mod why;

use std::io::{self, Write};
use std::time::SystemTime;

use crate::classify::Addressed;
use crate::console::{Look, render};
use crate::helpdesk::{Case, Effect, Happened, Knowledge, Reply};
use crate::rules::AppId;

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
        let mut object = replies.first().map(data::reply).unwrap_or_default();
        if let Some(evidence) = &evidence {
            object.insert("why".to_owned(), why::data(text, evidence));
        }
        serde_json::to_writer_pretty(&mut *out, &object)?;
        return writeln!(out);
    }
    for (at, reply) in replies.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write!(out, "{}", render(reply, how.look))?;
    }
    if let Some(evidence) = &evidence {
        write!(out, "\n{}", evidence.tell(text))?;
    }
    Ok(())
}
