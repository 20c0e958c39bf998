//! Two messages side by side, when they say the same: what both have, and where they differ.
//!
//! Drain (He and others, 2017) compares position by position, and only messages of the same length. Here values have
//! several words and people make slips, so the two are aligned: with the fewest and lightest words left out.

use super::token::{Compared, Kind};

/// What both must have at least, in weight: two words that say what happened, or one among a few small ones.
const LEAST_IN_COMMON: u32 = 14;

/// How much heavier what both have must be than what only one has.
const TIMES_HEAVIER: u32 = 5;

/// What it costs that a value swallows a word which is no word of the trade.
const SWALLOWED: u32 = 3;

/// One step through both messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Both have this token; `slip` when it is written otherwise.
    Both {
        /// With a slip of the fingers.
        slip: bool,
    },
    /// Two words of the first are one in the second.
    Fused,
    /// One word of the first is two in the second.
    Split,
    /// Only the first has it.
    First,
    /// Only the second has it.
    Second,
}

/// How alike two messages are that say the same.
#[derive(Clone, Debug)]
pub(super) struct Alignment {
    /// From the first tokens to the last.
    pub(super) steps: Vec<Step>,
    /// The weight of what both have.
    pub(super) common: u32,
    /// The cost of what only one has.
    pub(super) cost: u32,
    /// They differ in nothing but values.
    pub(super) clean: bool,
}

/// Aligns a template with a message; `cut` when the message was cut off at its end. None when they say different things.
pub(super) fn align(first: &[Compared], second: &[Compared], cut: bool) -> Option<Alignment> {
    let table = Table::new(first, second, cut);
    let steps = table.steps();
    let (mut at, mut to) = (0, 0);
    let (mut common, mut apart_from) = (0, (0, 0));
    for step in &steps {
        if !matches!(step, Step::First | Step::Second) {
            if !may_differ(first.get(apart_from.0..at)?, second.get(apart_from.1..to)?, cut && to == second.len()) {
                return None;
            }
            common += first.get(at).map_or(0, Compared::worth);
        }
        let (a, b) = moves(*step);
        at += a;
        to += b;
        if !matches!(step, Step::First | Step::Second) {
            apart_from = (at, to);
        }
    }
    if !may_differ(first.get(apart_from.0..)?, second.get(apart_from.1..)?, cut) {
        return None;
    }
    let clean = is_clean(&steps, first, second);
    let cost = table.cost(first.len(), second.len());
    (common >= LEAST_IN_COMMON && common >= cost * TIMES_HEAVIER).then_some(Alignment { steps, common, cost, clean })
}

fn is_clean(steps: &[Step], first: &[Compared], second: &[Compared]) -> bool {
    let (mut first, mut second) = (first.iter(), second.iter());
    steps.iter().all(|step| {
        let (a, b) = moves(*step);
        let mut left_out = first.by_ref().take(a).chain(second.by_ref().take(b));
        match step {
            Step::Both { slip } => left_out.count() > 0 && !slip,
            Step::First | Step::Second => left_out.all(Compared::is_loose),
            Step::Fused | Step::Split => false,
        }
    })
}

/// How many tokens of each a step takes.
pub(super) fn moves(step: Step) -> (usize, usize) {
    match step {
        Step::Both { .. } => (1, 1),
        Step::Fused => (2, 1),
        Step::Split => (1, 2),
        Step::First => (1, 0),
        Step::Second => (0, 1),
    }
}

/// Whether the two may say the same although one has `a` where the other has `b`.
fn may_differ(a: &[Compared], b: &[Compared], cut: bool) -> bool {
    if cut && b.is_empty() {
        return true;
    }
    let content = |tokens: &[Compared]| tokens.iter().any(Compared::is_content);
    let loose = |tokens: &[Compared]| tokens.iter().any(Compared::is_loose);
    let fixed = |tokens: &[Compared]| tokens.iter().any(|token| token.is_content() && token.fixed);
    if a.iter().chain(b).any(Compared::must_stay) {
        return false;
    }
    match (content(a), content(b)) {
        (true, true) => false,
        (true, false) => !loose(b) || !fixed(a),
        (false, true) => !loose(a) || !fixed(b),
        (false, false) => true,
    }
}

/// The cheapest cost up to each pair of tokens.
struct Table<'t> {
    first: &'t [Compared],
    second: &'t [Compared],
    cut: bool,
    costs: Vec<(u32, Step)>,
}

impl<'t> Table<'t> {
    fn new(first: &'t [Compared], second: &'t [Compared], cut: bool) -> Self {
        let size = (first.len() + 1) * (second.len() + 1);
        let mut table = Self { first, second, cut, costs: Vec::with_capacity(size) };
        for at in 0..=first.len() {
            for to in 0..=second.len() {
                let cheapest = table.cheapest(at, to);
                table.costs.push(cheapest);
            }
        }
        table
    }

    fn cost(&self, at: usize, to: usize) -> u32 {
        self.costs.get(at * (self.second.len() + 1) + to).map_or(u32::MAX / 2, |(cost, _)| *cost)
    }

    fn cheapest(&self, at: usize, to: usize) -> (u32, Step) {
        if at == 0 && to == 0 {
            return (0, Step::First);
        }
        let mut cheapest = (u32::MAX / 2, Step::First);
        let mut offer = |cost: u32, step: Step| {
            if cost < cheapest.0 {
                cheapest = (cost, step);
            }
        };
        let before = |slice: &'t [Compared], at: usize| at.checked_sub(1).and_then(|at| slice.get(at));
        let (a, b) = (before(self.first, at), before(self.second, to));
        if let (Some(a), Some(b)) = (a, b) {
            if let Some(slip) = a.same(b) {
                offer(self.cost(at - 1, to - 1) + slip, Step::Both { slip: slip > 0 });
            }
            if let Some(earlier) = before(self.first, at - 1).filter(|earlier| joined(earlier, a, b)) {
                offer(self.cost(at - 2, to - 1) + u32::from(earlier.weight > 0), Step::Fused);
            }
            if let Some(earlier) = before(self.second, to - 1).filter(|earlier| joined(earlier, b, a)) {
                offer(self.cost(at - 1, to - 2) + u32::from(earlier.weight > 0), Step::Split);
            }
        }
        if let Some(a) = a {
            let free = self.cut && to == self.second.len();
            let near = [before(self.second, to), self.second.get(to)];
            let end = to == 0 || to == self.second.len();
            offer(self.cost(at - 1, to) + if free { 0 } else { left_out(a, near, end) }, Step::First);
        }
        if let Some(b) = b {
            let near = [before(self.first, at), self.first.get(at)];
            let end = at == 0 || at == self.first.len();
            offer(self.cost(at, to - 1) + left_out(b, near, end), Step::Second);
        }
        cheapest
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let (mut at, mut to) = (self.first.len(), self.second.len());
        while at > 0 || to > 0 {
            let Some((_, step)) = self.costs.get(at * (self.second.len() + 1) + to) else { break };
            let (a, b) = moves(*step);
            steps.push(*step);
            at = at.saturating_sub(a);
            to = to.saturating_sub(b);
        }
        steps.reverse();
        steps
    }
}

/// What it costs that the other message, which has `near` where this one has `token`, is without it.
fn left_out(token: &Compared, near: [Option<&Compared>; 2], end: bool) -> u32 {
    let in_a_value = near.iter().flatten().any(|near| near.kind == Kind::Varies);
    if in_a_value && token.is_content() && !token.fixed {
        return SWALLOWED.min(token.weight);
    }
    // What stands before and after the message is often somebody's own.
    if end && !token.must_stay() { token.weight / 2 } else { token.weight }
}

/// Whether two words written as one are this one.
fn joined(one: &Compared, two: &Compared, whole: &Compared) -> bool {
    let words = [one, two, whole].iter().all(|token| token.kind == Kind::Word);
    words && whole.key.strip_prefix(one.key.as_str()) == Some(two.key.as_str()) && !two.key.is_empty()
}
