//! `rules preview`: what people would read, for each app the rule speaks of.

use std::io::{self, Write};
use std::time::SystemTime;

use crate::classify::Addressed;
use crate::console::{Look, render};
use crate::helpdesk::{Case, Diagnosed, Effect, Knowledge, Reply};
use crate::rules::{AppId, HowToId, Rule};

/// Writes the answer of rule `id` for every app it knows and for an unknown one, with the values of its first example,
/// or the how-to `id`; false when there is neither.
pub fn preview(knowledge: &Knowledge, id: &str, look: Look, now: SystemTime, out: &mut dyn Write) -> io::Result<bool> {
    if let Some(rule) = knowledge.rules().rule(id) {
        let apps = rule.apps().into_iter().map(Some).chain([None]);
        for app in apps {
            let heading = app.as_ref().map_or("any app", AppId::as_str).to_owned();
            writeln!(out, "--- {heading}\n")?;
            writeln!(out, "{}", render(&answer(knowledge, rule, app, now), look))?;
        }
        return Ok(true);
    }
    let Some(reply) = knowledge.how_to(&HowToId::new(id), &Case::default()) else {
        return Ok(false);
    };
    write!(out, "{}", render(&Reply::HowTo(reply), look))?;
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
