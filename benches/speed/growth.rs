//! How the cost of a line grows: with the number of rules, and with its length.

use std::alloc::System;
use std::io::{self, Write};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};

use crate::chatter::chatter;
use crate::engines::{Engine, Kind};
use crate::markdown::{Table, grouped};
use crate::measure::{Cost, rounds};
use crate::sets::Size;
use crate::tables::{Sets, YARDSTICK, build, lines};

const RULES: [usize; 6] = [30, 100, 300, 1_000, 3_000, 10_000];
const BYTES: [usize; 7] = [80, 160, 320, 640, 1_280, 2_560, 4_096];

/// Texts of each length.
const TEXTS: usize = 400;

/// A row for each number of rules: our engine, and talk through the yardstick.
pub(crate) fn by_rules(out: &mut dyn Write, sets: &mut Sets) -> io::Result<()> {
    let mut table = Table::new("Growth with the number of rules", "rules");
    for rules in RULES {
        let set = sets.get(Size::Made(rules))?;
        let (mut ours, mut yardstick) = (build(Kind::Ours, &set), build(YARDSTICK, &set));
        let row = grouped(rules);
        let mut cost = |of: &str| {
            let lines = lines(of, &set);
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            rounds(&mut [&mut *ours.engine, &mut *yardstick.engine], &lines)
        };
        let talk = cost("chatter");
        let nanoseconds = |cost: &Cost| grouped(cost.nanoseconds.round() as usize);
        table.put(&row, "talk, ns", nanoseconds(&talk[0]));
        table.put(&row, "Aho-Corasick, ns", nanoseconds(&talk[1]));
        table.put(&row, "ratio", format!("{:.2}", talk[0].nanoseconds / talk[1].nanoseconds));
        table.put(&row, "exact paste, ns", nanoseconds(&cost("exact")[0]));
        table.put(&row, "noisy paste, ns", nanoseconds(&cost("noisy")[0]));
        table.put(&row, "payload, ns", nanoseconds(&cost("json")[0]));
        table.put(&row, "built in, ms", format!("{:.1}", ours.milliseconds));
        table.put(&row, "holds, MiB", format!("{:.2}", ours.kept as f64 / f64::from(1 << 20)));
        table.put(&row, "lines of talk that allocate", allocating(&mut *ours.engine));
    }
    table.print(out)
}

/// In how many lines of talk, once warm, something is allocated.
fn allocating(engine: &mut dyn Engine) -> String {
    let talk = chatter(10_000);
    let mut allocating = 0;
    for line in &talk {
        let region = Region::<System>::new(&INSTRUMENTED_SYSTEM);
        let found = engine.find(line);
        let change = region.change();
        if found.is_empty() && change.allocations + change.reallocations > 0 {
            allocating += 1;
        }
    }
    format!("{allocating} of {}", grouped(talk.len()))
}

/// A row for each length of a text without an error.
pub(crate) fn by_length(out: &mut dyn Write, sets: &mut Sets) -> io::Result<()> {
    let mut table = Table::new("Growth with the length of a text without an error, nanoseconds (a byte)", "bytes");
    for size in [Size::Shipped, Size::Made(1_000), Size::Made(10_000)] {
        let set = sets.get(size)?;
        let (mut ours, mut yardstick) = (build(Kind::Ours, &set), build(YARDSTICK, &set));
        let rules = grouped(set.len());
        for bytes in BYTES {
            let texts = texts(bytes);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let costs = rounds(&mut [&mut *ours.engine, &mut *yardstick.engine], &texts);
            for (cost, engine) in costs.iter().zip(["Crosscheck", "Aho-Corasick"]) {
                let each = cost.nanoseconds / bytes as f64;
                let cell = format!("{} ({each:.1})", grouped(cost.nanoseconds.round() as usize));
                table.put(&grouped(bytes), &format!("{engine}, {rules} rules"), cell);
            }
        }
    }
    table.print(out)
}

/// Talk in texts of as many bytes, or a character less.
fn texts(bytes: usize) -> Vec<String> {
    let talk = chatter(20_000);
    let mut lines = talk.iter().cycle();
    let texts = (0..TEXTS).map(|_| {
        let mut text = String::new();
        while text.len() < bytes {
            text.extend(lines.next().map(String::as_str).into_iter().chain(["\n"]));
        }
        while text.len() > bytes {
            text.pop();
        }
        text
    });
    texts.collect()
}
