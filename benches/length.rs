//! Time against the length of a paste: chatter, one error, and the worst inputs we could think of.
//!
//! `cargo bench --bench length`; a name as an argument measures only the inputs that contain it. Each paste is classified
//! overheard and asked. *Growth* is the time for 1 MiB over that for 64 KiB: 16 is linear. The last column is the time to
//! redact 1 MiB.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use crosscheck::classify::{Addressed, Classifier};
use crosscheck::paste::redact::redact;
use crosscheck::rules::{Piece, RuleSet};
use rustix::time::{ClockId, clock_gettime};

const LENGTHS: [usize; 3] = [1 << 10, 64 << 10, 1 << 20];

/// Most time spent on repeating one measurement.
const REPEATING: Duration = Duration::from_millis(300);

fn main() -> io::Result<()> {
    let rules = Arc::new(RuleSet::built_in().map_err(io::Error::other)?);
    let classifier = Classifier::new(Arc::clone(&rules));
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut out = io::stdout().lock();
    // The search for described problems is made ready at the first question.
    classifier.classify("it does not publish", Addressed::Asked);
    let [short, middle, long, growth, redacted] = ["1 KiB", "64 KiB", "1 MiB", "growth", "redacted"];
    writeln!(
        out,
        "{:<36} {short:>12} {middle:>12} {long:>12} {growth:>8} {redacted:>12}",
        "overheard and asked together"
    )?;
    for (name, text) in inputs(&rules) {
        if !wanted.is_empty() && !wanted.iter().any(|part| name.contains(part.as_str())) {
            continue;
        }
        let times = LENGTHS.map(|length| {
            let paste = grown(&text, length);
            time(|| {
                std::hint::black_box(classifier.classify(&paste, Addressed::Overheard));
                std::hint::black_box(classifier.classify(&paste, Addressed::Asked));
            })
        });
        write!(out, "{name:<36}")?;
        for time in times {
            write!(out, " {:>9.3} ms", time.as_secs_f64() * 1_000.0)?;
        }
        let [_, middle, long] = times;
        let longest = grown(&text, LENGTHS[2]);
        let redacted = time(|| drop(std::hint::black_box(redact(&longest))));
        let growth = long.as_secs_f64() / middle.as_secs_f64();
        writeln!(out, " {growth:>8.1} {:>9.3} ms", redacted.as_secs_f64() * 1_000.0)?;
    }
    Ok(())
}

/// The time this program had a processor: what else the machine does is not counted.
fn now() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

/// The shortest time `work` takes.
fn time(work: impl Fn()) -> Duration {
    let mut best = Duration::MAX;
    let begun = now();
    while best == Duration::MAX || now() - begun < REPEATING {
        let start = now();
        work();
        best = best.min(now() - start);
    }
    best
}

/// How an input of any length is made.
enum Text {
    /// One part over and over.
    Repeat(String),
    /// The parts in turn.
    Cycle(Vec<String>),
    /// A first part, filled up with a second, closed with a third.
    Around(String, String, String),
}

fn grown(text: &Text, length: usize) -> String {
    match text {
        Text::Repeat(part) => part.repeat(length / part.len() + 1),
        Text::Cycle(parts) => {
            let mut grown = String::with_capacity(length + 200);
            for part in parts.iter().cycle() {
                if grown.len() >= length {
                    break;
                }
                grown.push_str(part);
            }
            grown
        }
        Text::Around(head, middle, tail) => {
            let room = length.saturating_sub(head.len() + tail.len());
            format!("{head}{}{tail}", middle.repeat(room / middle.len() + 1))
        }
    }
}

fn inputs(rules: &RuleSet) -> Vec<(&'static str, Text)> {
    let phrases = phrases(rules);
    let repeat = |part: &str| Text::Repeat(part.to_owned());
    let each = |change: &dyn Fn(&String) -> String| Text::Cycle(phrases.iter().map(change).collect());
    let error = "Account code '429' has been archived or deleted. ";
    vec![
        ("chatter", repeat(CHATTER)),
        ("one error in chatter", Text::Around(CHATTER.to_owned(), CHATTER.to_owned(), format!("\n{error}"))),
        ("one error, many times", repeat(error)),
        ("one error, many times, a line each", repeat(&error.replace(". ", ".\n"))),
        ("every known error", each(&|phrase| format!("{phrase}. "))),
        ("every known error, no blanks", each(&|phrase| phrase.replace(' ', ""))),
        ("every 12th letter changed", each(&|phrase| format!("{} ", slips(phrase)))),
        ("words of errors shuffled", Text::Cycle(shuffled(&phrases))),
        ("first words of errors", each(&|phrase| format!("{} ", phrase.split(' ').next().unwrap_or_default()))),
        ("halves of errors", each(&|phrase| format!("{} ", half_of(phrase)))),
        ("opening braces", repeat("{")),
        ("quotes", repeat("\"")),
        ("backslashes", repeat("\\")),
        ("backslashes and quotes", repeat("\\\"")),
        ("rising backslashes", Text::Cycle((0..1_000).rev().map(|n| "\\".repeat(n) + "\" ").collect())),
        ("tags opening", repeat("<")),
        ("tags closing", repeat(">")),
        ("tags without a name", repeat("<>")),
        ("closing tags before a quote", repeat(&(">".repeat(1_900) + "\"<"))),
        ("equals signs", repeat("=")),
        ("form fields", repeat("oauth_problem=")),
        ("escaped ampersands", repeat("&amp;")),
        ("ampersands escaped again", Text::Around("&".to_owned(), "amp;".to_owned(), "quot;".to_owned())),
        ("percent signs", repeat("%25")),
        ("nested JSON", repeat("{\"Elements\":[")),
        ("XML entities", repeat("<!ENTITY b \"&a;&a;&a;&a;&a;\">")),
        ("validation errors", repeat(r#"{"ValidationErrors":[{"Message":"Email address must be valid"}]},"#)),
        ("zero-width between letters", Text::Repeat(error.chars().flat_map(|c| [c, '\u{200b}']).collect())),
        ("one letter", repeat("a")),
        ("one word", repeat("invoice")),
        ("the start of an app's name", repeat("s ")),
        ("names of apps", repeat("Xero Dext Lentune ")),
        ("colons", repeat(":")),
        ("blanks", repeat(" ")),
        ("lines", repeat("\n")),
        ("mixed scripts", repeat("Аccоunt ｃｏｄｅ 𝓱as कोड ")),
        ("emoji", repeat("😩🧾")),
        ("braces before errors on a line", Text::Around(error.to_owned(), "{ ".to_owned(), error.to_owned())),
    ]
}

const CHATTER: &str = "The bank rec for the nursery is done, nothing outstanding. I moved the lock date to 30 June and \
    told the client that the invoice number has to be on the PO. Can somebody look at the VAT return before lunch?\n\
    Payroll is in, the journals are posted, and the credit note for the van hire still has to be matched.\n";

/// The wordings of all rules, each in its longest form, with a value in every slot.
fn phrases(rules: &RuleSet) -> Vec<String> {
    let written = |pieces: &[Piece]| {
        let pieces = pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Slot(_) => "'4120'",
        });
        pieces.collect::<Vec<_>>().join(" ")
    };
    let phrases = rules.rules().iter().flat_map(|rule| rule.phrases.iter().chain(&rule.only_when_asked));
    phrases
        .filter_map(|phrase| phrase.variants.iter().map(|variant| written(&variant.pieces)).max_by_key(String::len))
        .collect()
}

fn slips(phrase: &str) -> String {
    phrase.chars().enumerate().map(|(at, c)| if at % 12 == 11 { 'x' } else { c }).collect()
}

fn half_of(phrase: &str) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    words.iter().take(words.len() / 2 + 1).copied().collect::<Vec<_>>().join(" ")
}

/// All words of all wordings in an order that mixes them.
fn shuffled(phrases: &[String]) -> Vec<String> {
    let words: Vec<&str> = phrases.iter().flat_map(|phrase| phrase.split(' ')).collect();
    (0..words.len()).filter_map(|at| words.get(at * 7_919 % words.len())).map(|word| format!("{word} ")).collect()
}
