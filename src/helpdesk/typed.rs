//! What somebody types, in the light of the case: a button's words, another error, an answer, a question, small talk.

use crate::classify::{Addressed, Certainty, Classification, Diagnosis};
use crate::rules::{AppId, RuleId};

use super::app::{self, app_for};
use super::converse::{By, solved};
use super::follow_up::{ESCALATE, RESOLVED, STILL_SHOWS, Topic};
use super::topic::{Sure, button_words};
use super::{Case, Effect, Knowledge, Press, PromptShown, Reply, Stage, narrowing, words};

/// How-tos offered when a question cannot be matched.
const NEAREST_OFFERED: usize = 2;

impl Knowledge {
    /// What somebody typed while a case is at hand; `directly`: to the bot and to nobody else.
    pub(super) fn typed(&self, case: &mut Case, text: &str, directly: bool) -> Vec<Effect> {
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
            self.offered(case, text);
            return vec![Effect::Say(reply)];
        }
        // An error of these apps that no rule covers is no question about the one in hand.
        if found.certainty == Certainty::Unknown {
            let mut effects = self.unrecognised(text);
            effects.insert(0, Effect::Say(Reply::NotCovered));
            return effects;
        }
        match self.topic(&in_hand, text) {
            Some((Topic::HowTo(howto), _)) => {
                if howto.as_str() == STILL_SHOWS {
                    if case.stage == Stage::Tried {
                        // Said for the second time: the same advice again helps nobody.
                        return self.still_stuck(case, By::Words);
                    }
                    if case.stage == Stage::Open {
                        case.stage = Stage::Tried;
                        return vec![self.show_how_to(case, &howto, By::Words)];
                    }
                }
                if case.stage != Stage::Narrowing {
                    case.stage = Stage::Open;
                }
                vec![self.show_how_to(case, &howto, By::Words)]
            }
            Some((Topic::Intent(intent), sure)) => match (intent.as_str(), sure) {
                (RESOLVED, Sure::Fairly)
                    if !matches!(case.stage, Stage::Solved | Stage::HandedOver) && !asked_already =>
                {
                    case.stage = Stage::Confirming;
                    vec![By::Words.note(words::DID_IT_WORK)]
                }
                (RESOLVED, _) => solved(case, By::Words),
                (ESCALATE, Sure::Yes) => self.call_person(case, By::Words),
                (ESCALATE, Sure::Fairly) => self.offer_nearest(case, &in_hand, text),
                _ if !directly => Vec::new(),
                _ => match self.did_you_mean(&found) {
                    Some(reply) if another(&found) && !self.is_about_something_else(text, &found) => {
                        self.offered(case, text);
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
        match narrowing::read(rule, &self.causes_in_order(rule, case), text, settled)? {
            narrowing::Given::Cause(cause) => Some(self.settle(case, cause, By::Words)),
            narrowing::Given::NotSure => Some(self.pressed(case, Press::NotSure, By::Words)),
        }
    }

    /// The how-tos to offer for a question that could not be matched: the nearest ones, else the rule's own prompts.
    fn nearest(&self, in_hand: &RuleId, text: &str) -> Vec<PromptShown> {
        let rule = self.rules().rule(in_hand.as_str());
        let own = rule.map(|rule| self.prompts_of(rule)).unwrap_or_default();
        let near = self.nearest_how_tos(in_hand, text);
        let mut offered: Vec<PromptShown> = near
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

/// Whether the paste holds the error at hand with other values than before: another document, most likely.
fn has_other_values(case: &Case, diagnosis: &Diagnosis) -> bool {
    case.error_in_hand().is_some_and(|error| {
        error.rule == diagnosis.rule
            && diagnosis.captures.iter().any(|(slot, value)| {
                // What may not be kept is not known any more after a restart: it tells nothing.
                !error.private.contains(slot) && error.values.get(slot).is_some_and(|known| known != value)
            })
    })
}

/// Whether a text is hardly more than the error it quotes.
fn is_most_of(diagnosis: &Diagnosis, text: &str) -> bool {
    diagnosis.span.len() * 3 >= text.trim().len() * 2
}
