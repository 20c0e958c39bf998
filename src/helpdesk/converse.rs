//! The conversation as a state machine: (case, what happened, now) to (case, effects).

use std::time::SystemTime;

use crate::classify::{Addressed, Certainty, Classification, Diagnosis};
use crate::paste::holds_secret;
use crate::rules::{AppId, CauseId, HowToId, Rule, RuleId, Text};

use super::answer::{causes_in_question, times_tried};
use super::app::{self, app_for};
use super::follow_up::Topic;
use super::topic::{ESCALATE, RESOLVED, Sure, button_words};
use super::{
    Case, Diagnosed, Effect, Happened, Knowledge, LEFT_ALONE, Outcome, Press, Reply, Stage, handoff, narrowing, words,
};

/// Candidates offered in *Did you mean* at most.
const MOST_CANDIDATES: usize = 3;

/// How-tos offered when a question cannot be matched.
const NEAREST_OFFERED: usize = 2;

/// How something that happened is shown: a press changes the answer it belongs to, words get an answer of their own.
#[derive(Clone, Copy)]
pub(super) enum By {
    Press,
    Words,
}

impl By {
    fn show(self, reply: Reply) -> Effect {
        match self {
            Self::Press => Effect::Change(reply),
            Self::Words => Effect::Say(reply),
        }
    }

    pub(super) fn note(self, sentence: &str) -> Effect {
        self.aside(Reply::Note(Text::plain(sentence)))
    }

    /// What leaves the answer as it is.
    pub(super) fn aside(self, reply: Reply) -> Effect {
        match self {
            Self::Press => Effect::SayPrivately(reply),
            Self::Words => Effect::Say(reply),
        }
    }
}

impl Knowledge {
    /// One turn: what `happened` to `case` at `now` makes of it, and what is to be done, in order. Pure, and total: a
    /// rule, cause or how-to that no longer exists is answered with a note.
    pub fn converse(&self, mut case: Case, happened: Happened, now: SystemTime) -> (Case, Vec<Effect>) {
        let alone = case.touched.and_then(|touched| now.duration_since(touched).ok()).unwrap_or_default() > LEFT_ALONE;
        if alone && case.stage != Stage::HandedOver && matches!(happened, Happened::Typed { directly: false, .. }) {
            case.stage = Stage::Quiet;
        }
        case.touched = Some(now);
        let leaked = match &happened {
            Happened::Pasted { text, .. } | Happened::Typed { text, .. } => holds_secret(text),
            _ => false,
        };
        let mut effects = match happened {
            Happened::Pasted { text, addressed } => self.pasted(&mut case, &text, addressed),
            Happened::Typed { text, directly } => self.typed(&mut case, &text, directly),
            Happened::Chose(rule) => self.chose(&mut case, rule, By::Words),
            Happened::ChoseHowTo(howto) => vec![self.show_how_to(&case, &howto, By::Words)],
            Happened::Pressed(press) => {
                case.with_staff = false;
                self.pressed(&mut case, press, By::Press)
            }
            Happened::StaffWrote => {
                case.with_staff = true;
                Vec::new()
            }
            Happened::Claimed(by) => handoff::claimed(&mut case, by),
        };
        if leaked {
            // Overheard or not: whoever can read the channel can use the token.
            effects.push(By::Words.note(words::REVOKE));
        }
        (case, effects)
    }

    fn pasted(&self, case: &mut Case, text: &str, addressed: Addressed) -> Vec<Effect> {
        let asked = addressed == Addressed::Asked;
        if asked && let Some(effects) = self.named(case, text) {
            return effects;
        }
        let found = self.classifier().classify(text, addressed);
        if found.certainty == Certainty::Known {
            return self.explain(case, text, &found);
        }
        if !asked {
            return Vec::new();
        }
        if let Some(app) = &found.app {
            case.app = Some(app.id.clone());
        }
        // A question about clicks is near some rule more often than not; the how-to says more.
        if let Some(howto) = self.how_to_question(text) {
            return vec![self.show_how_to(case, &howto, By::Words)];
        }
        let reply = match found.certainty {
            Certainty::Likely if self.is_about_something_else(text, &found) => Reply::NothingFound,
            Certainty::Likely => self.did_you_mean(&found).unwrap_or(Reply::NotCovered),
            Certainty::Unknown => Reply::NotCovered,
            Certainty::Known | Certainty::None => Reply::NothingFound,
        };
        vec![Effect::Say(reply)]
    }

    /// A rule or how-to called by its id.
    fn named(&self, case: &mut Case, text: &str) -> Option<Vec<Effect>> {
        let id = text.trim().to_lowercase();
        if self.rules().rule(&id).is_some() {
            return Some(self.chose(case, RuleId::new(id), By::Words));
        }
        let howto = self.rules().howto(&id)?;
        Some(vec![self.show_how_to(case, &howto.id, By::Words)])
    }

    /// The answer to errors that a text quotes; the case is about them from now on.
    fn explain(&self, case: &mut Case, text: &str, found: &Classification) -> Vec<Effect> {
        let errors = Diagnosed::all(text, &found.diagnoses);
        let Some(first) = errors.first().map(|error| error.rule.clone()) else {
            return Vec::new();
        };
        let app = found.app.as_ref().map(|app| app.id.clone()).or_else(|| case.app.take());
        *case = Case { errors, app, touched: case.touched, ..Case::default() };
        case.take_in_hand(first);
        self.answers(case, By::Words)
    }

    fn did_you_mean(&self, found: &Classification) -> Option<Reply> {
        let near = found.diagnoses.iter().filter_map(|diagnosis| self.candidate(&diagnosis.rule));
        let near: Vec<_> = near.take(MOST_CANDIDATES).collect();
        (!near.is_empty()).then_some(Reply::DidYouMean(near))
    }

    fn chose(&self, case: &mut Case, rule: RuleId, by: By) -> Vec<Effect> {
        if self.rules().rule(rule.as_str()).is_none() {
            return vec![by.note(words::OUT_OF_DATE)];
        }
        if !case.errors.iter().any(|error| error.rule == rule) {
            case.errors = Case::of(rule.clone(), None, None).errors;
        }
        if matches!(by, By::Words) {
            // Asked for anew: what was settled before may be what sent them back.
            case.in_hand = None;
        }
        case.take_in_hand(rule);
        self.answers(case, by)
    }

    /// The answers to the errors of the case as it stands now.
    fn answers(&self, case: &mut Case, by: By) -> Vec<Effect> {
        let Some(in_hand) = case.in_hand.clone() else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        let answers: Vec<_> = case.errors.iter().filter_map(|error| self.answer(case, error)).collect();
        let Some(answer) = answers.iter().find(|answer| answer.rule == in_hand) else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        case.stage = match (&answer.ask, case.tried.is_empty()) {
            (Some(_), _) => Stage::Narrowing,
            (None, false) => Stage::Tried,
            (None, true) => Stage::Open,
        };
        vec![by.show(Reply::Answers { answers, in_hand })]
    }

    fn show_how_to(&self, case: &Case, howto: &HowToId, by: By) -> Effect {
        match self.how_to(howto, case) {
            Some(reply) => Effect::Say(Reply::HowTo(reply)),
            None => by.note(words::OUT_OF_DATE),
        }
    }

    /// The rule in hand, while it exists.
    fn rule_in_hand(&self, case: &Case) -> Option<&Rule> {
        self.rules().rule(case.in_hand.as_ref()?.as_str())
    }

    fn pressed(&self, case: &mut Case, press: Press, by: By) -> Vec<Effect> {
        match press {
            Press::Prompt(howto) => vec![self.show_how_to(case, &howto, by)],
            Press::Worked => solved(case, by),
            Press::StillStuck => self.still_stuck(case, by),
            Press::NotThisOne => {
                *case = Case { app: case.app.take(), touched: case.touched, ..Case::default() };
                let mut effects = vec![Effect::TakeAway, Effect::Remember(Outcome::Dismissed)];
                if matches!(by, By::Words) {
                    effects.push(by.note(words::DISMISSED));
                }
                effects
            }
            Press::Cause(cause) => self.settle(case, cause, by),
            Press::NotSure => {
                case.unsure = true;
                case.cause = None;
                self.answers(case, by)
            }
            Press::App(app) => self.seen_in(case, app, by),
            Press::GoOnWith(rule) => self.chose(case, rule, by),
            Press::NoneOfThese => vec![by.show(Reply::NotCovered)],
            Press::Person => self.call_person(case, by),
        }
    }

    /// The answer for `app`, or for whichever app has none of its own (*Somewhere else*).
    fn seen_in(&self, case: &mut Case, app: AppId, by: By) -> Vec<Effect> {
        if case.app.as_ref() != Some(&app) {
            // Another app has other fixes: what was tried says nothing about them.
            case.tried.clear();
        }
        let elsewhere = app.is_any();
        case.app = Some(app);
        let mut effects = self.answers(case, by);
        if elsewhere && self.rule_in_hand(case).is_some_and(|rule| !app::has_steps_for_any(rule)) {
            effects.push(by.note(words::NO_STEPS_FOR_OTHERS));
        }
        effects
    }

    fn settle(&self, case: &mut Case, cause: CauseId, by: By) -> Vec<Effect> {
        if self.rule_in_hand(case).and_then(|rule| rule.cause(cause.as_str())).is_none() {
            return vec![by.note(words::OUT_OF_DATE)];
        }
        case.ruled_out.retain(|ruled_out| *ruled_out != cause);
        case.cause = Some(cause);
        self.answers(case, by)
    }

    /// On to what was not tried yet: the causes one at a time, of each every way; after the last one a person.
    fn still_stuck(&self, case: &mut Case, by: By) -> Vec<Effect> {
        let Some(rule) = self.rule_in_hand(case) else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        let app = app_for(rule, case.app.as_ref());
        let ways = |cause: &CauseId| rule.cause(cause.as_str()).map_or(0, |cause| cause.fixes_for(app.as_ref()).len());
        let shown: Vec<CauseId> = causes_in_question(rule, case).iter().map(|cause| cause.id.clone()).collect();
        let several = shown.len() > 1;
        let question_open = several && !case.unsure;
        if !question_open {
            for cause in &shown {
                case.tried.push(cause.clone());
                if times_tried(case, cause) >= ways(cause) && !case.ruled_out.contains(cause) {
                    case.ruled_out.push(cause.clone());
                }
            }
        }
        let untried = |cause: &CauseId| times_tried(case, cause) < ways(cause) && !case.ruled_out.contains(cause);
        let same = shown.first().filter(|only| !several && untried(only));
        let next = same.or_else(|| rule.causes.iter().map(|cause| &cause.id).find(|cause| untried(cause))).cloned();
        let mut effects = vec![Effect::Remember(Outcome::StillStuck)];
        match next {
            Some(next) => {
                case.cause = Some(next);
                effects.extend(self.answers(case, by));
                case.stage = Stage::Tried;
            }
            None => effects.extend(self.call_person(case, by)),
        }
        effects
    }

    fn typed(&self, case: &mut Case, text: &str, directly: bool) -> Vec<Effect> {
        if case.with_staff && !directly {
            return Vec::new();
        }
        case.with_staff = false;
        if let Some(press) = button_words(text) {
            let needs_case = !matches!(press, Press::Person | Press::NoneOfThese);
            if case.in_hand.is_some() || !needs_case {
                return self.pressed(case, press, By::Words);
            }
        }
        let Some(in_hand) = case.in_hand.clone() else {
            return self.pasted(case, text, Addressed::Asked);
        };
        let found = self.classifier().classify(text, Addressed::Asked);
        let another = |found: &Classification| found.diagnoses.iter().any(|diagnosis| diagnosis.rule != in_hand);
        if found.certainty == Certainty::Known {
            if another(&found) || found.diagnoses.iter().any(|diagnosis| has_other_values(case, diagnosis)) {
                return self.explain(case, text, &found);
            }
            if found.diagnoses.iter().any(|diagnosis| is_most_of(diagnosis, text)) {
                return self.answers(case, By::Words);
            }
        }
        // Silent until addressed: people are talking among themselves, or somebody has taken over.
        if !directly && matches!(case.stage, Stage::Quiet | Stage::HandedOver) {
            return Vec::new();
        }
        let asked_already = case.stage == Stage::Confirming;
        if asked_already {
            case.stage = Stage::Open;
            match narrowing::yes(text) {
                Some(true) => return solved(case, By::Words),
                Some(false) => return self.still_stuck(case, By::Words),
                None => {}
            }
        }
        if let Some(app) = self.app_typed(case, text) {
            return self.seen_in(case, app, By::Words);
        }
        if let Some(effects) = self.narrowed(case, text) {
            return effects;
        }
        if directly && let Some(effects) = self.named(case, text) {
            return effects;
        }
        let near_another = found.certainty == Certainty::Likely
            && found.diagnoses.first().is_some_and(|best| best.rule != in_hand)
            && narrowing::speaks_of_another_error(text);
        if near_another && let Some(reply) = self.did_you_mean(&found) {
            return vec![Effect::Say(reply)];
        }
        // An error of these apps that no rule covers is no question about the one in hand.
        if found.certainty == Certainty::Unknown {
            return vec![Effect::Say(Reply::NotCovered)];
        }
        match self.topic(&in_hand, text) {
            Some((Topic::HowTo(howto), _)) => {
                if case.stage != Stage::Narrowing {
                    case.stage = Stage::Open;
                }
                vec![self.show_how_to(case, &howto, By::Words)]
            }
            Some((Topic::Intent(intent), sure)) => match (intent.as_str(), sure) {
                (RESOLVED, Sure::Fairly) if case.stage != Stage::Solved && !asked_already => {
                    case.stage = Stage::Confirming;
                    vec![By::Words.note(words::DID_IT_WORK)]
                }
                (RESOLVED, _) => solved(case, By::Words),
                (ESCALATE, Sure::Yes) => self.call_person(case, By::Words),
                (ESCALATE, Sure::Fairly) => self.offer_nearest(case, &in_hand, text),
                _ if !directly => Vec::new(),
                _ => match self.did_you_mean(&found) {
                    Some(reply) if another(&found) && !self.is_about_something_else(text, &found) => {
                        vec![Effect::Say(reply)]
                    }
                    _ => vec![By::Words.note(words::UNRELATED)],
                },
            },
            None => self.offer_nearest(case, &in_hand, text),
        }
    }

    /// A question that cannot be matched is met with what comes nearest and the way to a person; after that the case is
    /// quiet.
    fn offer_nearest(&self, case: &mut Case, in_hand: &RuleId, text: &str) -> Vec<Effect> {
        case.stage = Stage::Quiet;
        vec![Effect::Say(Reply::Nearest(self.nearest(in_hand, text)))]
    }

    /// The app that `text` names and nothing else, where it can change the answer.
    fn app_typed(&self, case: &Case, text: &str) -> Option<AppId> {
        let rule = self.rule_in_hand(case)?;
        let open = app_for(rule, case.app.as_ref()).is_none();
        let named = app::named(self.rules(), text, open)?;
        (app_for(rule, Some(&named)).as_ref() == Some(&named)).then_some(named)
    }

    /// The answer to the rule's question when `text` gives one.
    fn narrowed(&self, case: &mut Case, text: &str) -> Option<Vec<Effect>> {
        let rule = self.rule_in_hand(case)?;
        rule.ask.as_ref()?;
        let settled = match case.stage {
            Stage::Narrowing => narrowing::Settled::Open,
            _ => narrowing::Settled::Closed(case.cause.as_ref()),
        };
        match narrowing::read(rule, text, settled)? {
            narrowing::Given::Cause(cause) => Some(self.settle(case, cause, By::Words)),
            narrowing::Given::NotSure => Some(self.pressed(case, Press::NotSure, By::Words)),
        }
    }

    /// The how-tos to offer for a question that could not be matched: the nearest ones, else the rule's own prompts.
    fn nearest(&self, in_hand: &RuleId, text: &str) -> Vec<super::PromptShown> {
        let rule = self.rules().rule(in_hand.as_str());
        let own = rule.map(|rule| self.prompts_of(rule)).unwrap_or_default();
        let near = self.nearest_how_tos(in_hand, text);
        let mut offered: Vec<super::PromptShown> = near
            .iter()
            .filter_map(|howto| {
                own.iter().find(|prompt| prompt.howto == *howto).cloned().or_else(|| self.prompt(howto))
            })
            .collect();
        for prompt in own {
            if !offered.iter().any(|shown| shown.howto == prompt.howto) {
                offered.push(prompt);
            }
        }
        offered.truncate(NEAREST_OFFERED);
        offered
    }
}

fn solved(case: &mut Case, by: By) -> Vec<Effect> {
    if case.stage == Stage::Solved {
        return match by {
            By::Press => Vec::new(),
            By::Words => vec![by.note(words::WELCOME)],
        };
    }
    case.stage = Stage::Solved;
    vec![Effect::Close, Effect::Remember(Outcome::Worked), by.note(words::GLAD)]
}

/// Whether the paste holds the error at hand with other values than before: another document, most likely.
fn has_other_values(case: &Case, diagnosis: &Diagnosis) -> bool {
    case.error_in_hand().is_some_and(|error| error.rule == diagnosis.rule && error.values != diagnosis.captures)
}

/// Whether a text is hardly more than the error it quotes.
fn is_most_of(diagnosis: &Diagnosis, text: &str) -> bool {
    diagnosis.span.len() * 3 >= text.trim().len() * 2
}
