//! What is measured, and the tables it goes into.

use std::alloc::System;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{self, Write};
use std::sync::Arc;

use crosscheck::rules::RuleSet;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region};

use crate::chatter::chatter;
use crate::engines::{Engine, Kind};
use crate::found::found;
use crate::growth::{by_length, by_rules};
use crate::markdown::{Table, grouped};
use crate::measure::{FEWEST, now, rounds};
use crate::pastes::{Damage, pastes};
use crate::sets::{Set, Size};
use crate::wanted::{Narrowed, Work};

/// Lines of talk, and pastes of each kind.
const LINES: usize = 10_000;
const PASTES: usize = 1_000;

/// What everything is measured against: how others would look for many wordings, if they look for all of them at once.
pub(crate) const YARDSTICK: Kind = Kind::Literals;

/// The kinds of lines, and what stands above their table.
const KINDS: [(&str, &str); 4] = [
    ("chatter", "Talk without an error, nanoseconds a line"),
    ("exact", "Pastes of an error as it is, nanoseconds a paste"),
    ("noisy", "Pastes of an error with 1 to 3 slips, or read off a picture, nanoseconds a paste"),
    ("json", "Payloads of Xero's API, nanoseconds a payload"),
];

/// The sets that have been made; those of ten thousand rules take seconds.
pub(crate) struct Sets {
    built_in: Arc<RuleSet>,
    made: BTreeMap<Size, Arc<Set>>,
}

impl Sets {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { built_in: Arc::new(RuleSet::built_in().map_err(io::Error::other)?), made: BTreeMap::new() })
    }

    pub(crate) fn get(&mut self, size: Size) -> io::Result<Arc<Set>> {
        if let Some(set) = self.made.get(&size) {
            return Ok(Arc::clone(set));
        }
        writeln!(io::stderr(), "making the set of {size:?} …")?;
        let set = Arc::new(Set::new(size, &self.built_in)?);
        self.made.insert(size, Arc::clone(&set));
        Ok(set)
    }
}

/// An engine and what it took to build.
pub(crate) struct Built {
    pub(crate) kind: Kind,
    pub(crate) engine: Box<dyn Engine>,
    pub(crate) milliseconds: f64,
    /// Allocated and kept, in bytes.
    pub(crate) kept: usize,
    /// Pastes it was tried on, and those in which it saw only other errors.
    pub(crate) read: usize,
    pub(crate) wrong: usize,
}

/// Builds an engine; a quick one three times, for the shortest time.
pub(crate) fn build(kind: Kind, set: &Arc<Set>) -> Built {
    let mut shortest = f64::MAX;
    loop {
        let region = Region::<System>::new(&INSTRUMENTED_SYSTEM);
        let start = now();
        let engine = kind.build(set);
        let took = (now() - start).as_secs_f64() * 1e3;
        let change = region.change();
        let again = shortest == f64::MAX && took < 1_000.0;
        shortest = shortest.min(took);
        if !again {
            let kept = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
            return Built { kind, engine, milliseconds: shortest, kept, read: 0, wrong: 0 };
        }
    }
}

/// The lines of a kind, for the rules of `set`.
pub(crate) fn lines(of: &str, set: &Set) -> Vec<String> {
    let quoted = |damage, count| pastes(&set.quotable(), damage, count).into_iter().map(|paste| paste.text);
    match of {
        "exact" => quoted(Damage::Exact, PASTES).collect(),
        "json" => quoted(Damage::Json, PASTES).collect(),
        "noisy" => {
            // In turn, so that an engine which reads a few reads some of each.
            let damages = [Damage::Edits(1), Damage::Edits(2), Damage::Edits(3), Damage::Noise];
            let all = damages.map(|damage| quoted(damage, PASTES / damages.len()).collect::<Vec<_>>());
            (0..PASTES / damages.len()).flat_map(|at| all.each_ref().map(|some| some[at].clone())).collect()
        }
        _ => chatter(LINES),
    }
}

/// Does the work and nothing else that depends on its amount.
pub(crate) fn count(work: &Work) -> io::Result<()> {
    let set = Sets::new()?.get(work.size)?;
    let lines = lines(&work.of, &set);
    let mut engine = work.engine.build(&set);
    for line in lines.iter().cycle().take(work.lines) {
        black_box(engine.find(black_box(line)));
    }
    Ok(())
}

/// Measures what is wanted and prints it.
pub(crate) fn print(out: &mut dyn Write, wanted: &Narrowed) -> io::Result<()> {
    let mut sets = Sets::new()?;
    compare(out, wanted, &mut sets)?;
    if wanted.table("rules") {
        by_rules(out, &mut sets)?;
    }
    if wanted.table("length") {
        by_length(out, &mut sets)?;
    }
    Ok(())
}

/// The tables that have a row for each engine and a column for each size.
fn compare(out: &mut dyn Write, wanted: &Narrowed, sets: &mut Sets) -> io::Result<()> {
    let kinds: Vec<_> = KINDS.iter().filter(|(name, _)| wanted.table(name)).collect();
    if kinds.is_empty() && !wanted.table("found") && !wanted.table("built") {
        return Ok(());
    }
    let mut costs: Vec<Table> = kinds.iter().map(|(_, title)| Table::new(*title, "engine")).collect();
    let mut building = Table::new("Building the engine, milliseconds, and what it then holds, MiB", "engine");
    let mut finding = Vec::new();
    for size in wanted.sizes() {
        let set = sets.get(size)?;
        let column = match size {
            Size::Shipped => format!("shipped: {} rules, {} wordings", set.len(), grouped(set.forms.len())),
            Size::Made(count) => format!("{} rules", grouped(count)),
        };
        let mut engines = Vec::new();
        for kind in Kind::ALL.into_iter().filter(|kind| wanted.engine(*kind)) {
            match kind.hopeless(set.forms.len()) {
                Some(reason) => {
                    building.put(kind.names().1, &column, "left out");
                    building.note(format!("Left out at {column}: {}; it {reason}.", kind.names().1));
                }
                None => engines.push(build(kind, &set)),
            }
        }
        for built in &engines {
            let held = built.kept as f64 / f64::from(1 << 20);
            building.put(built.kind.names().1, &column, format!("{:.1} ms, {held:.2} MiB", built.milliseconds));
        }
        for ((name, _), table) in kinds.iter().zip(&mut costs) {
            let lines = lines(name, &set);
            cost(table, &column, &mut engines, &lines);
        }
        if wanted.table("found") {
            finding.push(found(&format!("Found and mistaken, {column}"), &set, &mut engines));
        }
    }
    for table in costs.iter().chain(wanted.table("built").then_some(&building)).chain(&finding) {
        table.print(out)?;
    }
    Ok(())
}

/// Fills a column of a table of costs.
fn cost(table: &mut Table, column: &str, engines: &mut [Built], lines: &[String]) {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut running: Vec<&mut dyn Engine> =
        engines.iter_mut().map(|built| &mut *built.engine as &mut dyn Engine).collect();
    let costs = rounds(&mut running, &lines);
    let yardstick = engines.iter().position(|built| built.kind == YARDSTICK).map(|at| costs[at].nanoseconds);
    for (built, cost) in engines.iter().zip(costs) {
        let mut cell = grouped(cost.nanoseconds.round() as usize);
        if let Some(yardstick) = yardstick {
            let ratio = cost.nanoseconds / yardstick;
            let ratio = if ratio < 10.0 { format!("{ratio:.2}") } else { grouped(ratio.round() as usize) };
            cell.push_str(&format!(" ({ratio})"));
        }
        if cost.lines < lines.len() / 10 {
            cell.push_str(" \\*");
            table.note(format!(
                "\\* Slow, so on less than a tenth of the {} lines, {FEWEST} at least.",
                grouped(lines.len())
            ));
        }
        table.put(built.kind.names().1, column, cell);
    }
}
