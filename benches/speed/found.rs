//! What each engine finds, and what it takes for an error that is none.

use std::time::Duration;

use crate::chatter::chatter;
use crate::engines::Engine;
use crate::markdown::{Table, grouped};
use crate::measure::now;
use crate::pastes::{Damage, Paste, pastes};
use crate::sets::Set;
use crate::tables::Built;

/// Pastes of each kind, and lines of talk.
const PASTES: usize = 1_000;
const TALK: usize = 10_000;

/// What an engine may take for one cell; a slow one reads fewer pastes.
const PATIENCE: Duration = Duration::from_millis(700);

/// The kinds of damage, and their columns.
const DAMAGES: [(Damage, &str); 6] = [
    (Damage::Exact, "exact"),
    (Damage::Json, "payload"),
    (Damage::Edits(1), "1 slip"),
    (Damage::Edits(2), "2 slips"),
    (Damage::Edits(3), "3 slips"),
    (Damage::Noise, "picture"),
];

/// For every engine the share of pastes whose rule it gives, of those in which it gives only others, and in how many lines
/// of talk it sees an error.
pub(crate) fn found(title: &str, set: &Set, engines: &mut [Built]) -> Table {
    let mut table = Table::new(title, "engine");
    let talk: Vec<Paste> = chatter(TALK).into_iter().map(|text| Paste { rule: usize::MAX, text }).collect();
    for (damage, column) in DAMAGES {
        let pastes = pastes(&set.quotable(), damage, PASTES);
        for built in &mut *engines {
            let tried = tried(&mut *built.engine, &pastes);
            table.put(built.kind.names().1, column, format!("{:.1} %", tried.share(tried.right)));
            built.wrong += tried.wrong;
            built.read += tried.read;
        }
    }
    for built in engines {
        let tried = tried(&mut *built.engine, &talk);
        let name = built.kind.names().1;
        table.put(name, "wrong", format!("{} of {}", built.wrong, grouped(built.read)));
        table.put(name, "talk taken for an error", format!("{} of {}", tried.wrong, grouped(tried.read)));
    }
    table
}

#[derive(Default)]
struct Tried {
    read: usize,
    right: usize,
    wrong: usize,
}

impl Tried {
    fn share(&self, of: usize) -> f64 {
        of as f64 * 100.0 / self.read.max(1) as f64
    }
}

fn tried(engine: &mut dyn Engine, pastes: &[Paste]) -> Tried {
    let mut tried = Tried::default();
    let start = now();
    for paste in pastes {
        let found = engine.find(&paste.text);
        tried.read += 1;
        if found.contains(&paste.rule) {
            tried.right += 1;
        } else if !found.is_empty() {
            tried.wrong += 1;
        }
        if now() - start > PATIENCE {
            break;
        }
    }
    tried
}
