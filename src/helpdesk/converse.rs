//! The conversation as a state machine: (case, what happened, now) to (case, effects).

use std::time::SystemTime;

use crate::classify::{Addressed, Certainty, Classification};
use crate::paste::holds_secret;
use crate::rules::{AppId, CauseId, HowToId, Rule, RuleId, Text};

use super::answer::times_tried;
use super::app::{self, app_for};
use super::{Case, Diagnosed, Effect, Happened, Knowledge, LEFT_ALONE, Outcome, Press, Reply, Stage, handoff, words};

/// Candidates offered in *Did you mean* at most.
const MOST_CANDIDATES: usize = 3;

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
        // Heard late: what happened since counts for more.
        let late = case.touched.is_some_and(|touched| now < touched);
        if !late {
            case.touched = Some(now);
        }
        let before = case.clone();
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
                case.with_staff |= !late;
                Vec::new()
            }
            Happened::Claimed(by) => handoff::claimed(&mut case, by),
        };
        if before.stage == Stage::HandedOver && case.stage != Stage::Solved && case.errors == before.errors {
            // Whatever is asked on the way, the person who was called has the case until it is solved or another one.
            case.stage = Stage::HandedOver;
        }
        if leaked {
            // Overheard or not: whoever can read the channel can use the token.
            effects.push(By::Words.note(words::REVOKE));
        }
        case.tally(&mut effects, now);
        (case, effects)
    }

    /// A text that nothing went before.
    pub(super) fn pasted(&self, case: &mut Case, text: &str, addressed: Addressed) -> Vec<Effect> {
        let asked = addressed == Addressed::Asked;
        if asked && let Some(effects) = self.named(case, text) {
            return effects;
        }
        let found = self.classifier().classify(text, addressed);
        if found.certainty == Certainty::Known {
            return self.explain(case, text, &found);
        }
        if !asked {
            if found.certainty != Certainty::Unknown {
                return Vec::new();
            }
            let mut effects = vec![Effect::Remember(Outcome::Unrecognised)];
            effects.extend(self.unrecognised(text));
            return effects;
        }
        if let Some(app) = found.diagnoses.first().and_then(|best| self.sending_app(&found, &best.rule)) {
            case.app = Some(app);
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
        let mut effects = Vec::new();
        match reply {
            Reply::DidYouMean(_) => self.offered(case, text),
            Reply::NotCovered if self.reads_like_an_error(text) => effects = self.unrecognised(text),
            _ => {}
        }
        effects.insert(0, Effect::Say(reply));
        effects
    }

    /// A rule or how-to called by its id.
    pub(super) fn named(&self, case: &mut Case, text: &str) -> Option<Vec<Effect>> {
        let id = text.trim().to_lowercase();
        if self.rules().rule(&id).is_some() {
            return Some(self.chose(case, RuleId::new(id), By::Words));
        }
        let howto = self.rules().howto(&id)?;
        Some(vec![self.show_how_to(case, &howto.id, By::Words)])
    }

    /// The answer to errors that a text quotes; the case is about them from now on.
    pub(super) fn explain(&self, case: &mut Case, text: &str, found: &Classification) -> Vec<Effect> {
        let errors = Diagnosed::all(text, &found.diagnoses);
        let Some(first) = errors.first().map(|error| error.rule.clone()) else {
            return Vec::new();
        };
        let app = self.sending_app(found, &first).or_else(|| case.app.take());
        case.begin();
        *case = Case { errors, app, touched: case.touched, opened: case.opened, tally: case.tally, ..Case::default() };
        case.take_in_hand(first);
        self.answers(case, By::Words)
    }

    /// The app that sent the error of `rule`, when the paste shows it. Everybody writes "Xero says": its bare name shows
    /// nothing. What a program got back matters to a rule only if it has steps for programmers.
    fn sending_app(&self, found: &Classification, rule: &RuleId) -> Option<AppId> {
        let guess = found.app.as_ref()?;
        let named = guess.because.eq_ignore_ascii_case(guess.id.as_str());
        let has_own = |app: &AppId| self.rules().rule(rule.as_str()).is_some_and(|rule| rule.apps().contains(app));
        match guess.id.as_str() {
            "xero" if named => None,
            "api" if !has_own(&guess.id) => None,
            _ => Some(guess.id.clone()),
        }
    }

    /// The errors near enough to be offered, if any.
    pub(super) fn did_you_mean(&self, found: &Classification) -> Option<Reply> {
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
        case.unrecognised.clear();
        if matches!(by, By::Words) {
            if case.in_hand.as_ref() != Some(&rule) {
                case.begin();
            }
            // Asked for anew: what was settled before may be what sent them back.
            case.in_hand = None;
        }
        case.take_in_hand(rule);
        self.answers(case, by)
    }

    /// The answers to the errors of the case as it stands now.
    pub(super) fn answers(&self, case: &mut Case, by: By) -> Vec<Effect> {
        let Some(in_hand) = case.in_hand.clone() else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        let Some(reply) = self.standing(case) else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        let Reply::Answers { answers, .. } = &reply else { return Vec::new() };
        let Some(answer) = answers.iter().find(|answer| answer.rule == in_hand) else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        case.stage = match (&answer.ask, case.tried.is_empty()) {
            (Some(_), _) => Stage::Narrowing,
            (None, false) => Stage::Tried,
            (None, true) => Stage::Open,
        };
        vec![by.show(reply)]
    }

    /// What is said about the case as it stands; none without an error, or when its rule is gone.
    pub fn standing(&self, case: &Case) -> Option<Reply> {
        let in_hand = case.in_hand.clone()?;
        let answers: Vec<_> = case.errors.iter().filter_map(|error| self.answer(case, error)).collect();
        answers.iter().any(|answer| answer.rule == in_hand).then_some(Reply::Answers { answers, in_hand })
    }

    /// A how-to in the light of the case.
    pub(super) fn show_how_to(&self, case: &Case, howto: &HowToId, by: By) -> Effect {
        match self.how_to(howto, case) {
            Some(reply) => Effect::Say(Reply::HowTo(reply)),
            None => by.note(words::OUT_OF_DATE),
        }
    }

    /// The rule in hand, while it exists.
    pub(super) fn rule_in_hand(&self, case: &Case) -> Option<&Rule> {
        self.rules().rule(case.in_hand.as_ref()?.as_str())
    }

    /// A button, or its words.
    pub(super) fn pressed(&self, case: &mut Case, press: Press, by: By) -> Vec<Effect> {
        match press {
            Press::Prompt(howto) => vec![self.show_how_to(case, &howto, by)],
            Press::Worked => solved(case, by),
            Press::StillStuck => self.still_stuck(case, by),
            Press::NotThisOne => {
                *case = Case {
                    app: case.app.take(),
                    touched: case.touched,
                    opened: case.opened,
                    tally: case.tally,
                    ..Case::default()
                };
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
            Press::NoneOfThese => {
                let unrecognised = std::mem::take(&mut case.unrecognised);
                let noted = unrecognised.into_iter().map(|text| Effect::Unrecognised { text });
                [by.show(Reply::NotCovered)].into_iter().chain(noted).collect()
            }
            Press::Person => self.call_person(case, by),
        }
    }

    /// The answer for `app`, or for whichever app has none of its own (*Somewhere else*).
    pub(super) fn seen_in(&self, case: &mut Case, app: AppId, by: By) -> Vec<Effect> {
        if case.app.as_ref() != Some(&app) {
            // Another app has other fixes: what was tried, and ruled out by that, says nothing about them.
            case.ruled_out.retain(|cause| !case.tried.contains(cause));
            case.tried.clear();
            if case.stage == Stage::Tried {
                case.cause = None;
            }
        }
        let elsewhere = app.is_any();
        case.app = Some(app);
        let mut effects = self.answers(case, by);
        if elsewhere && self.rule_in_hand(case).is_some_and(|rule| !app::has_steps_for_any(rule)) {
            effects.push(by.note(words::NO_STEPS_FOR_OTHERS));
        }
        effects
    }

    /// The cause is known.
    pub(super) fn settle(&self, case: &mut Case, cause: CauseId, by: By) -> Vec<Effect> {
        if self.rule_in_hand(case).and_then(|rule| rule.cause(cause.as_str())).is_none() {
            return vec![by.note(words::OUT_OF_DATE)];
        }
        case.ruled_out.retain(|ruled_out| *ruled_out != cause);
        case.cause = Some(cause);
        self.answers(case, by)
    }

    /// On to what was not tried yet: the causes one at a time, of each every way; after the last one a person.
    pub(super) fn still_stuck(&self, case: &mut Case, by: By) -> Vec<Effect> {
        let Some(rule) = self.rule_in_hand(case) else {
            return vec![by.note(words::OUT_OF_DATE)];
        };
        let app = app_for(rule, case.app.as_ref());
        let ways = |cause: &CauseId| rule.cause(cause.as_str()).map_or(0, |cause| cause.fixes_for(app.as_ref()).len());
        let shown: Vec<CauseId> = self.causes_in_question(rule, case).iter().map(|cause| cause.id.clone()).collect();
        let several = shown.len() > 1;
        let question_open = several && !case.unsure;
        if !question_open {
            for cause in &shown {
                if case.stage == Stage::HandedOver && times_tried(case, cause) >= ways(cause) {
                    continue;
                }
                case.tried.push(cause.clone());
                if times_tried(case, cause) >= ways(cause) && !case.ruled_out.contains(cause) {
                    case.ruled_out.push(cause.clone());
                }
            }
        }
        let untried = |cause: &CauseId| times_tried(case, cause) < ways(cause) && !case.ruled_out.contains(cause);
        let same = shown.first().filter(|only| !several && untried(only));
        // Whatever was open is put aside: from here on one cause is tried after the other.
        let in_turn = self.experience().order(rule, app.as_ref());
        let next = same.or_else(|| in_turn.iter().map(|cause| &cause.id).find(|cause| untried(cause))).cloned();
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
}

/// It worked: the case is closed, once.
pub(super) fn solved(case: &mut Case, by: By) -> Vec<Effect> {
    if case.stage == Stage::Solved {
        return match by {
            By::Press => Vec::new(),
            By::Words => vec![by.note(words::WELCOME)],
        };
    }
    case.stage = Stage::Solved;
    vec![Effect::Close, Effect::Remember(Outcome::Worked), by.note(words::GLAD)]
}
