//! `rules preview`: what people would read, for each app the rule speaks of, in the terminal and on Discord.

use std::io::{self, Write};
use std::time::SystemTime;

use crate::classify::Addressed;
use crate::console::{Look, render};
use crate::helpdesk::{Case, Diagnosed, Effect, Knowledge, Reply};
use crate::rules::{AppId, HowToId, Rule};

/// How a platform shows a reply, in plain text.
pub type Shown<'s> = &'s dyn Fn(&Reply) -> String;

/// Writes the answer of rule `id` for every app it knows and for an unknown one, with the values of its first example,
/// or the how-to `id`, as the terminal shows it with `look` and as `discord` does; without `discord` it says that this
/// build has none. False when there is neither rule nor how-to.
pub fn preview(
    knowledge: &Knowledge,
    id: &str,
    (look, discord): (Look, Option<Shown<'_>>),
    now: SystemTime,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let mut replies: Vec<(String, Reply)> = Vec::new();
    if let Some(rule) = knowledge.rules().rule(id) {
        let apps = rule.apps().into_iter().map(Some).chain([None]);
        for app in apps {
            let heading = app.as_ref().map_or("any app", AppId::as_str).to_owned();
            replies.push((heading, answer(knowledge, rule, app, now)));
        }
    } else if let Some(reply) = knowledge.how_to(&HowToId::new(id), &Case::default()) {
        replies.push(("any app".to_owned(), Reply::HowTo(reply)));
    } else {
        return Ok(false);
    }
    for (heading, reply) in &replies {
        writeln!(out, "--- {heading}, in the terminal\n\n{}", render(reply, look))?;
        if let Some(shown) = discord {
            writeln!(out, "--- {heading}, on Discord\n\n{}", shown(reply))?;
        }
    }
    if discord.is_none() {
        writeln!(out, "How Discord shows it: this build has no Discord (it is built without the feature `discord`).")?;
    }
    Ok(true)
}

fn answer(knowledge: &Knowledge, rule: &Rule, app: Option<AppId>, now: SystemTime) -> Reply {
    let mut case = Case::of(rule.id.clone(), None, app);
    let example = rule.examples.first().map(|example| example.paste.as_str()).unwrap_or_default();
    let found = knowledge.classifier().classify(example, Addressed::Asked);
    if let Some(diagnosis) = found.diagnoses.iter().find(|diagnosis| diagnosis.rule == rule.id) {
        case.errors = Diagnosed::all(example, std::slice::from_ref(diagnosis));
    }
    let chosen = crate::helpdesk::Happened::Chose(rule.id.clone());
    let (_, effects) = knowledge.converse(case, chosen, now);
    let said = effects.into_iter().find_map(|effect| match effect {
        Effect::Say(reply) => Some(reply),
        _ => None,
    });
    said.unwrap_or(Reply::NothingFound)
}
