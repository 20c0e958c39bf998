//! Time, in rounds: every engine does a stretch of work in turn, and the shortest of its stretches counts.
//!
//! Neither criterion nor divan measures one engine between two stretches of its peers, and that is what makes ratios hold on
//! a machine that others use: what slows one engine slows them all.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::engines::Engine;

/// How long a stretch lasts at most: long enough for the clock, short enough that a shared machine leaves some in peace.
const STRETCH: Duration = Duration::from_millis(30);

/// Stretches of each engine.
const ROUNDS: usize = 15;

/// A stretch has at least so many lines, however slow the engine.
pub(crate) const FEWEST: usize = 16;

/// An engine whose stretches have taken so long has had its turns, if it had two.
const ENOUGH: Duration = Duration::from_millis(600);

/// What a measurement gave for one engine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// For a line, in nanoseconds.
    pub(crate) nanoseconds: f64,
    /// How many lines it was measured on: the first so many of all.
    pub(crate) lines: usize,
}

/// The time this program had a processor: what else the machine does is not counted.
pub(crate) fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// What a line costs each of the engines.
pub(crate) fn rounds(engines: &mut [&mut dyn Engine], lines: &[&str]) -> Vec<Cost> {
    // Which lines an engine gets must not depend on luck, so the slow ones alone get fewer.
    let counts: Vec<usize> = engines.iter_mut().map(|engine| affordable(*engine, lines)).collect();
    let mut best = vec![Duration::MAX; engines.len()];
    let mut spent = vec![Duration::ZERO; engines.len()];
    for round in 0..ROUNDS {
        for (((engine, count), best), spent) in engines.iter_mut().zip(&counts).zip(&mut best).zip(&mut spent) {
            if round >= 2 && *spent > ENOUGH {
                continue;
            }
            let start = now();
            for line in lines.iter().take(*count) {
                black_box(engine.find(black_box(line)));
            }
            let took = now() - start;
            *best = (*best).min(took);
            *spent += took;
        }
    }
    let costs = best.into_iter().zip(counts);
    costs.map(|(best, lines)| Cost { nanoseconds: best.as_secs_f64() * 1e9 / lines as f64, lines }).collect()
}

/// How many of the lines `engine` reads in a stretch; it is warm afterwards.
fn affordable(engine: &mut dyn Engine, lines: &[&str]) -> usize {
    let start = now();
    for (read, line) in lines.iter().enumerate() {
        if read >= FEWEST && now() - start > STRETCH {
            return read;
        }
        black_box(engine.find(line));
    }
    lines.len()
}
