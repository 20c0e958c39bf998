//! Reload under load: pastes classified at a fixed pace while the rules are read, compiled and swapped again and again.
//!
//! `cargo bench --no-default-features --bench reload`. Each reload finds a changed file, so all of the set is compiled
//! anew. *After it was due* counts every wait, for a turn and for a processor that others use; *processor time* is what the
//! classification itself took.

use std::fs;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crosscheck::classify::Addressed;
use crosscheck::helpdesk::{Effect, Happened, Knowledge, Reply};
use crosscheck::service::{RuleSource, Service};
use rustix::time::{ClockId, clock_gettime};

/// Pastes in a second.
const PACE: u32 = 1_000;

/// Reloads while they are classified.
const RELOADS: u32 = 100;

/// What every fourth paste says; the other three are talk and errors that are built in.
const OURS: &str = "please choose a cost centre first\nplease choose a tracking label first";
const OTHERS: [&str; 3] = [
    "The bank rec for the nursery is done, nothing outstanding. Can somebody look at the VAT return before lunch?",
    "Dext says: Account code '429' has been archived or deleted. What now?",
    "{\"Message\": \"A validation exception occurred\", \"Elements\": [{\"ValidationErrors\": [{\"Message\": \
     \"Email address must be valid.\"}]}]}",
];

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    write(folder.path(), 0)?;
    let (source, rules) = RuleSource::load(Some(folder.path())).map_err(io::Error::other)?;
    let service = Service::new(Knowledge::new(rules)).reloading(source);
    service.knowledge().warm_up(SystemTime::now());

    let done = AtomicBool::new(false);
    let torn = AtomicUsize::new(0);
    let (mut took, mut reloads) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    thread::scope(|scope| -> io::Result<()> {
        let pasting = scope.spawn(|| paste(&service, &done, &torn));
        let reloading = (1..=RELOADS).try_for_each(|number| {
            write(folder.path(), number)?;
            let start = Instant::now();
            service.reload(SystemTime::now()).map_err(io::Error::other)?;
            reloads.push(start.elapsed());
            Ok(())
        });
        done.store(true, Ordering::Release);
        took = pasting.join().map_err(|_| io::Error::other("a paste could not be classified"))?;
        reloading
    })?;
    let ran = begun.elapsed();

    let (mut took, mut worked): (Vec<Duration>, Vec<Duration>) = took.into_iter().unzip();
    took.sort();
    worked.sort();
    reloads.sort();
    let ms = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1_000.0);
    let at = |times: &[Duration], share: f64| {
        ms(times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1))))
    };
    let mut out = io::stdout().lock();
    writeln!(out, "rules in force         {}", service.knowledge().rules().rules().len())?;
    writeln!(
        out,
        "pastes                 {} in {:.1} s: {:.0} a second",
        took.len(),
        ran.as_secs_f64(),
        took.len() as f64 / ran.as_secs_f64()
    )?;
    writeln!(
        out,
        "reloads                {RELOADS}, the middle one {:.1} ms, the longest {:.1} ms",
        ms(reloads.get(reloads.len() / 2)),
        ms(reloads.last())
    )?;
    for (what, times) in [("after it was due", &took), ("processor time", &worked)] {
        let [half, most, nearly_all, all] = [0.5, 0.99, 0.999, 1.0].map(|share| at(times, share));
        writeln!(out, "{what:<22} half {half:.3} ms, 99 % {most:.3} ms, 99.9 % {nearly_all:.3} ms, all {all:.3} ms")?;
    }
    writeln!(out, "answers of two sets    {}", torn.load(Ordering::Acquire))
}

/// Classifies a paste every 1/[`PACE`] second until it is `done`; gives how long after it was due each was answered, and
/// its processor time.
fn paste(service: &Service, done: &AtomicBool, torn: &AtomicUsize) -> Vec<(Duration, Duration)> {
    let mut took = Vec::new();
    let pastes = OTHERS.into_iter().chain([OURS]).cycle();
    let begun = Instant::now();
    for (number, text) in (0_u32..).zip(pastes) {
        if done.load(Ordering::Acquire) {
            break;
        }
        let due = begun + Duration::from_secs(1) / PACE * number;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let pasted = Happened::Pasted { text: text.to_owned(), addressed: Addressed::Overheard };
        let start = processor_time();
        let (_, effects) = service.consider(None, pasted, SystemTime::now());
        took.push((due.elapsed(), processor_time().saturating_sub(start)));
        if text == OURS && !is_whole(&effects) {
            torn.fetch_add(1, Ordering::AcqRel);
        }
    }
    took
}

/// The time this thread had a processor.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Whether both errors were answered from the same set: their titles carry its number.
fn is_whole(effects: &[Effect]) -> bool {
    let Some(Effect::Say(Reply::Answers { answers, .. })) = effects.first() else { return false };
    let mut numbers = answers.iter().map(|answer| answer.title.to_plain().rsplit(' ').next().map(str::to_owned));
    let first = numbers.next();
    answers.len() == 2 && numbers.all(|number| first == Some(number))
}

/// Writes the two rules of set `number`.
fn write(folder: &std::path::Path, number: u32) -> io::Result<()> {
    fs::create_dir_all(folder.join("xero"))?;
    for what in ["cost centre", "tracking label"] {
        let rule = format!(
            "title = \"The {what} is missing in {number}\"\nphrases = [\"Please choose a {what} first\"]\n\
             [[causes]]\nbecause = \"It is asked for.\"\n\
             [[causes.fixes]]\napp = [\"any\"]\nsteps = [\"Choose one and send it again.\"]\n\
             [[examples]]\npaste = \"please choose a {what} first!\"\n"
        );
        fs::write(folder.join("xero").join(what.replace(' ', "-")).with_extension("toml"), rule)?;
    }
    Ok(())
}
