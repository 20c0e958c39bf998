//! What has helped so far, of everybody: how often each error was met and how each cause's fixes fared. It decides what
//! comes first where several causes or errors are shown.
//!
//! A snapshot: it never changes, a later one takes its place. So a list keeps its order while somebody turns its pages.

use std::collections::HashMap;

use crate::rules::{AppId, Cause, CauseId, Fix, Rule, RuleId};

use super::{Counted, Outcome};

/// Outcomes that each of two causes needs before they change places.
const ENOUGH: u32 = 5;

/// How much greater the share of those it helped must be for a cause to go before another: a fifth more of everybody.
/// With less, chance would shuffle the answers.
const CLEARLY: f64 = 0.2;

/// What has helped so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Experience {
    rules: HashMap<RuleId, OfRule>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct OfRule {
    /// Explained, and not called wrong.
    helped: u32,
    called_wrong: u32,
    causes: HashMap<CauseId, Fared>,
}

/// How the fixes of a cause fared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Fared {
    worked: u32,
    stuck: u32,
}

impl Fared {
    fn outcomes(self) -> u32 {
        self.worked.saturating_add(self.stuck)
    }

    /// The share of those it helped, drawn towards a half while few have tried it (Laplace's rule of succession).
    fn share(self) -> f64 {
        (f64::from(self.worked) + 1.0) / (f64::from(self.outcomes()) + 2.0)
    }
}

impl Experience {
    /// Takes what was counted, and how often each.
    pub fn of(tallies: &[(Counted, u32)]) -> Self {
        let mut rules: HashMap<RuleId, OfRule> = HashMap::new();
        for (counted, times) in tallies {
            let Some(rule) = &counted.rule else { continue };
            let of_rule = rules.entry(rule.clone()).or_default();
            let add = |to: &mut u32| *to = to.saturating_add(*times);
            match (counted.outcome, &counted.cause) {
                (Outcome::Answered | Outcome::AnsweredLater | Outcome::Beside, _) => add(&mut of_rule.helped),
                (Outcome::Dismissed, _) => add(&mut of_rule.called_wrong),
                (Outcome::Worked | Outcome::AlsoWorked, Some(cause)) => {
                    add(&mut of_rule.causes.entry(cause.clone()).or_default().worked);
                }
                (Outcome::StillStuck, Some(cause)) => {
                    add(&mut of_rule.causes.entry(cause.clone()).or_default().stuck);
                }
                _ => {}
            }
        }
        Self { rules }
    }

    /// How often an answer to `rule` was the right one, as far as nobody said otherwise (*Not this one*).
    pub fn times(&self, rule: &RuleId) -> u32 {
        self.rules.get(rule).map_or(0, |of_rule| of_rule.helped.saturating_sub(of_rule.called_wrong))
    }

    /// The causes of `rule` in the order in which they are best tried by whoever uses `app`: the author's, but a cause
    /// goes before its neighbour when both were tried often enough and it helped clearly more often. Never one with a
    /// step that cannot be taken back, in whichever of its ways, before one that begins without; nothing changes in a
    /// rule that is to stay `in_order`.
    pub fn order<'r>(&self, rule: &'r Rule, app: Option<&AppId>) -> Vec<&'r Cause> {
        let mut causes: Vec<&Cause> = rule.causes.iter().collect();
        let Some(of_rule) = self.rules.get(&rule.id).filter(|_| !rule.in_order) else { return causes };
        let fared = |cause: &Cause| of_rule.causes.get(&cause.id).copied().unwrap_or_default();
        let goes_before = |later: &Cause, earlier: &Cause| {
            let (one, other) = (fared(later), fared(earlier));
            one.outcomes() >= ENOUGH
                && other.outcomes() >= ENOUGH
                && one.share() - other.share() >= CLEARLY
                && (later.fixes_for(app).iter().all(is_harmless)
                    || !earlier.fixes_for(app).first().is_none_or(is_harmless))
        };
        // Neighbours change places until none want to. It ends: two that have changed places never change back.
        let mut settled = false;
        while !settled {
            settled = true;
            for at in 1..causes.len() {
                let pair = (causes.get(at - 1).copied(), causes.get(at).copied());
                if let (Some(earlier), Some(later)) = pair
                    && goes_before(later, earlier)
                {
                    causes.swap(at - 1, at);
                    settled = false;
                }
            }
        }
        causes
    }
}

/// Whether every step of `fix` can be taken back.
fn is_harmless(fix: &&Fix) -> bool {
    fix.steps.iter().all(|step| step.danger.is_none())
}
