//! What only the whole set shows: names of entries that do not exist, and one wording in two rules.

use std::collections::{HashMap, HashSet};

use super::super::file::Kind;
use super::super::nearest::nearest;
use super::super::report::{Mention, Mentioned};
use super::super::syntax::shortened;
use super::super::{App, Fault, HowTo, HowToExample, HowToId, Intent, Phrase, Piece, Rule, Step};

/// Names suggested in one load; looking for the nearest of thousands takes time, and nobody reads more.
const MOST_SUGGESTIONS: usize = 50;

/// The ids there are.
#[derive(Default)]
pub(super) struct Known {
    rules: HashSet<String>,
    howtos: HashSet<String>,
    apps: HashSet<String>,
    intents: HashSet<String>,
    off: HashSet<String>,
}

impl Known {
    /// Adds the id of a file, whether or not the file is sound: one fault is enough for it.
    pub(super) fn add(&mut self, kind: Kind, id: &str, off: bool) {
        if off {
            self.off.insert(id.to_owned());
        }
        let ids = match kind {
            Kind::Rule(_) => &mut self.rules,
            Kind::HowTo => &mut self.howtos,
            Kind::App => &mut self.apps,
            Kind::Intent => &mut self.intents,
        };
        ids.insert(id.to_owned());
    }

    fn ids(&self, of: Mentioned) -> Vec<&HashSet<String>> {
        match of {
            Mentioned::Rule => vec![&self.rules],
            Mentioned::HowTo => vec![&self.howtos],
            Mentioned::App => vec![&self.apps],
            Mentioned::Topic => vec![&self.howtos, &self.intents],
        }
    }

    fn is_off(&self, id: &str) -> bool {
        self.off.contains(id)
    }
}

/// Faults between files.
pub(super) fn check(rules: &[Rule], mentions: &[Mention], known: &Known) -> Vec<Fault> {
    let mut faults = unknown_names(mentions, known);
    faults.extend(shared_phrases(rules));
    faults.extend(shared_states(rules));
    faults
}

fn unknown_names(mentions: &[Mention], known: &Known) -> Vec<Fault> {
    let mut faults = Vec::new();
    for Mention { of, id, file, line } in mentions {
        let ids = known.ids(*of);
        if ids.iter().any(|ids| ids.contains(id)) {
            continue;
        }
        let (noun, folder) = match of {
            Mentioned::Rule => ("rule", "the file name of a rule, without .toml"),
            Mentioned::HowTo => ("how-to", "the file name of a how-to in howto/, without .toml"),
            Mentioned::App => ("app", "the file name of an app in apps/, without .toml"),
            Mentioned::Topic => ("how-to or intent", "the file name of a how-to or an intent, without .toml"),
        };
        let all = || ids.iter().flat_map(|ids| ids.iter()).map(String::as_str);
        let near = (faults.len() < MOST_SUGGESTIONS).then(|| nearest(id, all())).flatten();
        let expected = match (near, of) {
            (Some(near), _) => format!("`{near}`?"),
            (None, Mentioned::App) => format!("{folder}: {}", sorted(all())),
            (None, _) => folder.to_owned(),
        };
        faults.push(Fault { file: file.clone(), line: *line, wrong: format!("there is no {noun} `{id}`"), expected });
    }
    faults
}

fn sorted<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.join(", ")
}

/// A wording that two rules claim would be decided by chance; one that a rule gives twice says nothing new.
fn shared_phrases(rules: &[Rule]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut claimed: HashMap<String, (&Rule, &Phrase)> = HashMap::new();
    for rule in rules {
        for phrase in rule.phrases.iter().chain(&rule.only_when_asked) {
            let forms: Vec<String> = phrase.variants.iter().map(|variant| comparable(&variant.pieces)).collect();
            let owners: Vec<(&Rule, &Phrase)> = forms.iter().filter_map(|form| claimed.get(form).copied()).collect();
            let stranger = owners.iter().find(|(owner, _)| owner.id != rule.id);
            let nothing_new = owners.len() == forms.len();
            if let Some((owner, first)) = stranger.or(owners.first().filter(|_| nothing_new)) {
                faults.push(Fault {
                    file: rule.file.clone(),
                    line: phrase.line,
                    wrong: format!("this wording is claimed twice: {}", shortened(&phrase.written)),
                    expected: format!(
                        "another wording; {}:{} has the same: {}",
                        owner.file,
                        first.line,
                        shortened(&first.written)
                    ),
                });
            }
            for form in forms {
                claimed.entry(form).or_insert((rule, phrase));
            }
        }
    }
    faults
}

/// A form of a phrase with nameless slots, for comparing.
fn comparable(pieces: &[Piece]) -> String {
    let words = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Slot(_) => "{}".to_owned(),
    };
    pieces.iter().map(words).collect::<Vec<_>>().join(" ")
}

fn shared_states(rules: &[Rule]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut claimed: HashMap<(&str, &str), &Rule> = HashMap::new();
    for rule in rules {
        let Some(state) = &rule.state else { continue };
        if let Some(owner) = claimed.insert((state.app.as_str(), &state.shows), rule) {
            faults.push(Fault {
                file: rule.file.clone(),
                line: 0,
                wrong: format!("the mark `{}` of {} is claimed twice", state.shows, state.app),
                expected: format!("another mark; {} has the same", owner.file),
            });
        }
    }
    faults
}

/// Takes out what points to an entry that is switched off, so that every id that is left exists.
pub(super) fn forget_switched_off(
    rules: &mut [Rule],
    howtos: &mut [HowTo],
    apps: &mut [App],
    intents: &mut [Intent],
    known: &Known,
) {
    if known.off.is_empty() {
        return;
    }
    let forget = |howto: &mut Option<HowToId>| {
        if howto.as_ref().is_some_and(|howto| known.is_off(howto.as_str())) {
            *howto = None;
        }
    };
    let forget_in = |steps: &mut [Step]| steps.iter_mut().for_each(|step| forget(&mut step.howto));
    let speaks_of_what_is_there = |example: &HowToExample| {
        let after = example.after.as_ref().map(|rule| rule.as_str());
        !after.into_iter().chain(example.because.as_deref()).any(|id| known.is_off(id))
    };
    for rule in rules {
        rule.outage = rule.outage.take().filter(|app| !known.is_off(app.as_str()));
        rule.prompts.retain(|prompt| !known.is_off(prompt.howto.as_str()));
        rule.causes.iter_mut().flat_map(|cause| &mut cause.fixes).for_each(|fix| forget_in(&mut fix.steps));
    }
    for howto in howtos {
        howto.ways.iter_mut().for_each(|way| forget_in(&mut way.steps));
        howto.examples.retain(speaks_of_what_is_there);
        howto.counterexamples.retain(speaks_of_what_is_there);
    }
    for app in apps {
        forget(&mut app.status);
        app.before.iter_mut().chain(&mut app.after).for_each(|note| forget(&mut note.howto));
    }
    for intent in intents {
        intent.examples.retain(speaks_of_what_is_there);
        intent.counterexamples.retain(speaks_of_what_is_there);
    }
}
