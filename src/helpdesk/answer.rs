//! From a rule to the answer that is shown: values filled in, the app's steps chosen, causes ruled out left away.

use std::collections::BTreeMap;

use crate::rules::{App, AppId, Cause, CauseId, Fix, HowTo, HowToId, Rule, RuleId, Step, Text, Way, Wording};

use super::app::{self, app_for};
use super::reply::{
    Answer, AskShown, Candidate, CauseShown, FixShown, HowToReply, PromptShown, StepShown, Value, WayShown,
};
use super::{Case, Diagnosed, Knowledge};

/// Prompts shown with an answer at most: a row of Discord's buttons.
const MOST_PROMPTS: usize = 5;

/// What fills a sentence: the app's name and the captured values.
struct Filling<'a> {
    app: Option<&'a str>,
    values: &'a BTreeMap<String, String>,
}

impl Filling<'_> {
    fn fill(&self, wording: &Wording) -> Text {
        wording.fill(self.app, |slot| self.values.get(slot).map(String::as_str))
    }
}

impl Knowledge {
    /// The answer to one error of `case`. The cause settled on, what was ruled out and what was tried count for the
    /// error in hand alone. `None` when the rule no longer exists.
    pub fn answer(&self, case: &Case, error: &Diagnosed) -> Option<Answer> {
        let rule = self.rules().rule(error.rule.as_str())?;
        let fresh = Case { app: case.app.clone(), ..Case::default() };
        let case = if case.in_hand.as_ref() == Some(&error.rule) { case } else { &fresh };
        let app = app_for(rule, case.app.as_ref());
        let known = app.as_ref().and_then(|app| self.rules().app(app.as_str()));
        let filling = Filling { app: known.map(|app| app.name.as_str()), values: &error.values };

        let causes = self.causes_in_question(rule, case);
        let ask = match (&rule.ask, causes.len(), case.unsure) {
            (Some(question), 2.., false) => Some(AskShown {
                question: question.clone(),
                answers: causes.iter().filter_map(|cause| Some((cause.id.clone(), cause.answer.clone()?))).collect(),
            }),
            _ => None,
        };
        let shown: Vec<CauseShown> =
            causes.iter().map(|cause| cause_shown(cause, app.as_ref(), case, &filling)).collect();
        let has_steps = shown.iter().any(|cause| cause.fix.is_some());
        let note = |note: fn(&App) -> Option<&crate::rules::Note>| {
            known.filter(|_| has_steps && !rule.fine).and_then(note).map(|note| filling.fill(&note.text))
        };
        Some(Answer {
            rule: rule.id.clone(),
            app_name: known.map(|app| app.name.clone()),
            apps: if app.is_none() { app::choices(self.rules(), rule) } else { Vec::new() },
            title: filling.fill(&rule.title),
            recognised: error.recognised.clone(),
            values: values_shown(rule, &error.values),
            count: error.count,
            before: note(|app| app.before.as_ref()),
            ask,
            after: note(|app| app.after.as_ref()),
            prompts: self.prompts_of(rule),
            source: rule.sources.first().cloned(),
            fine: rule.fine,
            ruled_out: case.ruled_out.iter().filter_map(|cause| rule.cause(cause.as_str())?.answer.clone()).collect(),
            another_way: causes.first().is_some_and(|only| causes.len() == 1 && times_tried(case, &only.id) > 0),
            causes: shown,
            app,
        })
    }

    /// The causes still to be shown: the one settled on, else all that are not ruled out; all of them when none is left.
    pub(super) fn causes_in_question<'r>(&self, rule: &'r Rule, case: &Case) -> Vec<&'r Cause> {
        if let Some(settled) = case.cause.as_ref().and_then(|cause| rule.cause(cause.as_str())) {
            return vec![settled];
        }
        let all = self.causes_in_order(rule, case);
        let left: Vec<&Cause> = all.iter().copied().filter(|cause| !case.ruled_out.contains(&cause.id)).collect();
        if left.is_empty() { all } else { left }
    }

    /// The causes in the order in which they are shown. While the question is open that is the author's: *Yes* and *No*
    /// stay where people look for them. Once it is put aside (*Not sure*), what has helped most comes first.
    pub(super) fn causes_in_order<'r>(&self, rule: &'r Rule, case: &Case) -> Vec<&'r Cause> {
        if case.unsure {
            self.experience().order(rule, app_for(rule, case.app.as_ref()).as_ref())
        } else {
            rule.causes.iter().collect()
        }
    }

    /// The answer to a rule looked up by its id, without values. `None` when there is no such rule.
    pub fn look_up(&self, rule: &RuleId, app: Option<&AppId>) -> Option<Answer> {
        let error = Diagnosed::of(rule.clone());
        self.answer(&Case { app: app.cloned(), ..Case::default() }, &error)
    }

    /// The rule for a mark in a column of `app`: by its name or another word for it ("dash", "minus"), in any case.
    pub fn state(&self, app: &AppId, mark: &str) -> Option<&Rule> {
        let mark = mark.trim().to_lowercase();
        self.rules().rules().iter().find(|rule| {
            rule.state.as_ref().is_some_and(|state| {
                state.app == *app && (state.shows == mark || state.also.iter().any(|word| word.to_lowercase() == mark))
            })
        })
    }

    /// A how-to in the light of the error in hand: the rule's own direct answer where it has one, the clicks for the
    /// app at hand. `None` when there is no such how-to.
    pub fn how_to(&self, howto: &HowToId, case: &Case) -> Option<HowToReply> {
        let howto = self.rules().howto(howto.as_str())?;
        let rule = case.in_hand.as_ref().and_then(|rule| self.rules().rule(rule.as_str()));
        let app = match rule {
            Some(rule) => app_for(rule, case.app.as_ref()),
            None => case.app.clone(),
        };
        let name = app.as_ref().and_then(|app| self.rules().app(app.as_str())).map(|app| app.name.as_str());
        let none = BTreeMap::new();
        let values = case.error_in_hand().map_or(&none, |error| &error.values);
        let filling = Filling { app: name, values };
        let own = rule
            .and_then(|rule| rule.prompts.iter().find(|prompt| prompt.howto == howto.id))
            .and_then(|prompt| prompt.short.as_deref())
            .map(|short| Wording::parse(short).map_or_else(|_| Text::plain(short), |short| filling.fill(&short)));
        let mut prompts = rule.map(|rule| self.prompts_of(rule)).unwrap_or_default();
        prompts.retain(|prompt| prompt.howto != howto.id);
        Some(HowToReply {
            howto: howto.id.clone(),
            title: howto.title.clone(),
            short: own.unwrap_or_else(|| filling.fill(&howto.short)),
            ways: self.ways_shown(howto, app.as_ref(), &filling),
            source: howto.sources.first().cloned(),
            prompts,
        })
    }

    /// The rule as one of *Did you mean*.
    pub(super) fn candidate(&self, rule: &RuleId) -> Option<Candidate> {
        let rule = self.rules().rule(rule.as_str())?;
        Some(Candidate { rule: rule.id.clone(), title: rule.title.bare(None).to_plain() })
    }

    /// A how-to as a next question, with its own words on the button.
    pub(super) fn prompt(&self, howto: &HowToId) -> Option<PromptShown> {
        let howto = self.rules().howto(howto.as_str())?;
        Some(PromptShown { howto: howto.id.clone(), button: howto.button.clone() })
    }

    /// The offered next questions of `rule`, five at most, in its order.
    pub(super) fn prompts_of(&self, rule: &Rule) -> Vec<PromptShown> {
        let shown = rule.prompts.iter().filter_map(|prompt| {
            let own = self.prompt(&prompt.howto)?;
            Some(PromptShown { button: prompt.button.clone().unwrap_or(own.button), ..own })
        });
        shown.take(MOST_PROMPTS).collect()
    }

    fn ways_shown(&self, howto: &HowTo, app: Option<&AppId>, filling: &Filling<'_>) -> Vec<WayShown> {
        let own = |way: &Way| app.is_some_and(|app| way.apps.contains(app));
        let has_own = howto.ways.iter().any(own);
        let by_app = howto.ways.iter().any(|way| !way.apps.is_empty());
        // Clicks for any app stand in for those of the app at hand.
        let stand_in = |way: &Way| by_app && way.apps.is_empty() && way.when.is_none();
        let fits = |way: &&Way| match app {
            Some(_) => own(way) || way.apps.is_empty() && !(has_own && stand_in(way)),
            None => true,
        };
        let mut ways: Vec<&Way> = howto.ways.iter().filter(fits).collect();
        if ways.is_empty() {
            ways = howto.ways.iter().collect();
        }
        // Stable: within each half the author's order stays.
        ways.sort_by_key(|way| !own(way));
        let several = ways.len() > 1;
        let shown = ways.into_iter().map(|way| {
            let place = match (way.apps.is_empty(), own(way)) {
                (true, _) => (several && stand_in(way)).then(|| "other apps".to_owned()),
                (false, true) if !several => None,
                (false, _) => Some(self.app_names(&way.apps)),
            };
            let heading = match (place, &way.when) {
                (Some(place), Some(when)) => Some(format!("{when} (in {place})")),
                (Some(place), None) => Some(format!("In {place}")),
                (None, when) => when.clone(),
            };
            WayShown { heading, general: way.general, steps: steps_shown(&way.steps, filling) }
        });
        shown.collect()
    }

    /// "Dext, Lentune"; apps that are not known are left out.
    fn app_names(&self, apps: &[AppId]) -> String {
        let names = apps.iter().filter_map(|id| self.rules().app(id.as_str())).map(|app| app.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
}

/// How many ways to mend `cause` did not help.
pub(super) fn times_tried(case: &Case, cause: &CauseId) -> usize {
    case.tried.iter().filter(|tried| *tried == cause).count()
}

fn cause_shown(cause: &Cause, app: Option<&AppId>, case: &Case, filling: &Filling<'_>) -> CauseShown {
    let fixes = cause.fixes_for(app);
    let tried = times_tried(case, &cause.id);
    let at = tried.min(fixes.len().saturating_sub(1));
    CauseShown {
        id: cause.id.clone(),
        because: filling.fill(&cause.because),
        fix: fixes.get(at).map(|fix| fix_shown(fix, at + 1 < fixes.len(), filling)),
    }
}

fn fix_shown(fix: &Fix, another: bool, filling: &Filling<'_>) -> FixShown {
    FixShown { general: fix.general, steps: steps_shown(&fix.steps, filling), another }
}

fn steps_shown(steps: &[Step], filling: &Filling<'_>) -> Vec<StepShown> {
    let shown = steps.iter().map(|step| StepShown {
        text: filling.fill(&step.text),
        needs: step.needs.clone(),
        danger: step.danger,
    });
    shown.collect()
}

/// The captured values in the order in which the rule's phrases name them.
fn values_shown(rule: &Rule, values: &BTreeMap<String, String>) -> Vec<Value> {
    let phrases = rule.phrases.iter().chain(&rule.only_when_asked);
    let mut order: Vec<&str> = phrases.flat_map(|phrase| phrase.slots()).collect();
    order.extend(rule.patterns.iter().flat_map(|pattern| pattern.capture_names().flatten()));
    let mut shown: Vec<(usize, &String, &String)> = values
        .iter()
        .map(|(slot, value)| (order.iter().position(|name| name == slot).unwrap_or(usize::MAX), slot, value))
        .collect();
    shown.sort();
    shown.into_iter().map(|(_, slot, value)| Value { name: slot_name(slot), value: value.clone() }).collect()
}

/// A slot's name for people: `account_code` is "Account code", `bill_id` "Bill ID".
fn slot_name(slot: &str) -> String {
    let mut name = String::with_capacity(slot.len());
    for word in slot.split('_').filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        match word {
            "id" | "abn" | "gst" | "vat" | "url" | "po" => name.push_str(&word.to_uppercase()),
            _ if name.is_empty() => {
                let mut letters = word.chars();
                name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                name.push_str(letters.as_str());
            }
            _ => name.push_str(word),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::slot_name;

    #[test]
    fn a_slot_is_named_for_people() {
        assert_eq!(slot_name("account_code"), "Account code");
        assert_eq!(slot_name("invoice_id"), "Invoice ID");
        assert_eq!(slot_name("date"), "Date");
    }
}
