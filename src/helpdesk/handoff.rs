//! What a person needs to take over: the errors, their values, and what was tried.

use crate::paste::redact::{Kind, redact};
use crate::rules::Rule;

use super::app::app_for;
use super::converse::By;
use super::reply::{HandedError, Handover, Value};
use super::{Case, Diagnosed, Effect, Knowledge, Outcome, Person, Reply, Stage, words};

impl Knowledge {
    /// A person is needed: called once a case.
    pub(super) fn call_person(&self, case: &mut Case, by: By) -> Vec<Effect> {
        if case.stage == Stage::HandedOver {
            let said = match &case.claimed_by {
                Some(person) => by.aside(Reply::Claimed(person.clone())),
                None => by.note(words::CALLED_ALREADY),
            };
            return vec![said];
        }
        case.stage = Stage::HandedOver;
        vec![
            Effect::Remember(Outcome::HandedOver),
            Effect::CallPerson { summary: Reply::Handover(self.handover(case)) },
        ]
    }

    /// The summary of `case` for whoever takes over; the error in hand comes first. Rules that no longer exist are
    /// left out.
    pub fn handover(&self, case: &Case) -> Handover {
        let mut errors: Vec<&Diagnosed> = case.errors.iter().collect();
        // Stable: the others keep the order of the paste.
        errors.sort_by_key(|error| case.in_hand.as_ref() != Some(&error.rule));
        let rule = case.in_hand.as_ref().and_then(|rule| self.rules().rule(rule.as_str()));
        let app = match rule {
            Some(rule) => app_for(rule, case.app.as_ref()),
            None => case.app.clone(),
        };
        Handover {
            errors: errors.into_iter().filter_map(|error| self.handed(case, error)).collect(),
            app_name: app.and_then(|app| self.rules().app(app.as_str())).map(|app| app.name.clone()),
            tried: rule.map(|rule| self.tried(case, rule)).unwrap_or_default(),
            ruled_out: rule
                .map(|rule| {
                    case.ruled_out.iter().filter_map(|cause| rule.cause(cause.as_str())?.answer.clone()).collect()
                })
                .unwrap_or_default(),
        }
    }

    fn handed(&self, case: &Case, error: &Diagnosed) -> Option<HandedError> {
        let answer = self.answer(case, error)?;
        // The error text says which of its values is a name or a number of somebody; the values alone do not.
        let recognised = answer.recognised.as_deref().unwrap_or_default();
        let redacted = redact(recognised);
        // The whole paste said more about them: what stood around them is not at hand here.
        let private = error.private.iter().filter_map(|slot| error.values.get(slot)).filter(|value| value.len() > 2);
        let private: Vec<&String> = private.collect();
        let hidden = |text: String| {
            private.iter().fold(text, |text, value| text.replace(value.as_str(), Kind::Name.placeholder()))
        };
        let kept = |value: &str| {
            let removed = redacted.removed.iter().find(|(_, range)| {
                recognised.get(range.clone()).is_some_and(|part| part.contains(value) || value.contains(part))
            });
            removed.map_or_else(|| redact(value).text, |(kind, _)| kind.placeholder().to_owned())
        };
        let title = self.rules().rule(answer.rule.as_str()).map(|rule| rule.title.bare(answer.app_name.as_deref()));
        Some(HandedError {
            title: if redacted.removed.is_empty() && private.is_empty() {
                answer.title
            } else {
                title.unwrap_or(answer.title)
            },
            values: answer
                .values
                .into_iter()
                .map(|value| Value { value: hidden(kept(&value.value)), ..value })
                .collect(),
            rule: answer.rule,
            recognised: answer.recognised.is_some().then(|| hidden(redacted.text.clone())),
        })
    }

    /// A line for each way that did not help: its steps, run together.
    fn tried(&self, case: &Case, rule: &Rule) -> Vec<String> {
        let app = app_for(rule, case.app.as_ref());
        let name = app.as_ref().and_then(|app| self.rules().app(app.as_str())).map(|app| app.name.as_str());
        let mut lines = Vec::new();
        for (at, id) in case.tried.iter().enumerate() {
            let before = case.tried.iter().take(at).filter(|earlier| *earlier == id).count();
            let Some(cause) = rule.cause(id.as_str()) else { continue };
            let line = match cause.fixes_for(app.as_ref()).get(before) {
                Some(fix) => fix.steps.iter().map(|step| step.text.bare(name).to_plain()).collect::<Vec<_>>().join(" "),
                None => cause.because.bare(name).to_plain(),
            };
            lines.push(line);
        }
        lines
    }
}

/// Somebody takes the case over; whoever comes second hears who was first.
pub(super) fn claimed(case: &mut Case, by: Person) -> Vec<Effect> {
    if let Some(first) = &case.claimed_by {
        return vec![Effect::SayPrivately(Reply::Claimed(first.clone()))];
    }
    case.stage = Stage::HandedOver;
    case.claimed_by = Some(by.clone());
    vec![Effect::Claimed { by }]
}
