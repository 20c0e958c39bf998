//! What could be better about sound rules, as far as the files themselves show it.

use super::{Phrase, RuleSet, Source, Warning};

/// Months after which a source should be read again: vendors move their menus about once a year.
const STALE: u32 = 18;

/// Sources that nobody has read for a long time, and phrases in which a bar is no alternative. `today` is the day as
/// `YYYY-MM-DD`.
pub fn advice(rules: &RuleSet, today: &str) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for rule in rules.rules() {
        warnings
            .extend(rule.phrases.iter().chain(&rule.only_when_asked).filter_map(|phrase| idle_bar(&rule.file, phrase)));
        warnings.extend(rule.sources.iter().filter_map(|source| stale(&rule.file, source, today)));
    }
    for howto in rules.howtos() {
        warnings.extend(howto.sources.iter().filter_map(|source| stale(&howto.file, source, today)));
    }
    warnings
}

/// A bar counts between round brackets alone; anywhere else it is punctuation, which never matters.
fn idle_bar(file: &str, phrase: &Phrase) -> Option<Warning> {
    let mut round = false;
    let idle = phrase.written.chars().any(|c| {
        round = (round || c == '(') && c != ')';
        c == '|' && !round
    });
    idle.then(|| Warning {
        file: file.to_owned(),
        line: phrase.line,
        seen: format!(
            "in this phrase a bar | stands outside round brackets, where it means nothing: {}",
            phrase.written
        ),
        better: "(this|that) for one of the two; brackets do not stand inside brackets".to_owned(),
    })
}

fn stale(file: &str, source: &Source, today: &str) -> Option<Warning> {
    let Source { title, checked, line, .. } = source;
    let (read, now) = (months(checked)?, months(today)?);
    let (seen, better) = if now < read {
        (format!("the source “{title}” was read on {checked}, a day that is still to come"), "the day it was read")
    } else {
        let whole = (now.0 - read.0).saturating_sub(u32::from(now.1 < read.1));
        if whole < STALE {
            return None;
        }
        (
            format!("nobody has read the source “{title}” for {whole} months, since {checked}"),
            "read the page again, mend what changed, and write the day into `checked`",
        )
    };
    Some(Warning { file: file.to_owned(), line: *line, seen, better: better.to_owned() })
}

/// The months since the year 0, and the day of the month.
fn months(day: &str) -> Option<(u32, u32)> {
    let mut parts = day.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    Some((year.checked_mul(12)?.checked_add(month)?, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_outside_round_brackets_is_noticed() {
        for (written, idle) in [
            ("the date [is|was] locked", true),
            ("date | locked for good", true),
            ("the date (is|was) locked", false),
            ("the (a|b) date [c|d] (e|f)", true),
        ] {
            let phrase = Phrase::parse(written, 7).unwrap();
            assert_eq!(idle_bar("xero/a.toml", &phrase).is_some(), idle, "{written}");
        }
    }

    #[test]
    fn a_source_grows_stale_after_eighteen_months() {
        for (checked, today, told) in [
            ("2025-05-21", "2026-11-20", None),
            ("2025-05-21", "2026-11-21", Some("for 18 months, since 2025-05-21")),
            ("2019-12-31", "2026-11-21", Some("for 82 months")),
            ("2026-11-21", "2026-11-21", None),
            ("2026-11-22", "2026-11-21", Some("still to come")),
        ] {
            let source =
                Source { title: "A page".into(), url: "https://x.org".into(), checked: checked.into(), line: 3 };
            let warning = stale("xero/a.toml", &source, today);
            match (warning, told) {
                (None, None) => {}
                (Some(warning), Some(told)) => assert!(warning.to_string().contains(told), "{warning}"),
                other => panic!("{checked} on {today}: {other:?}"),
            }
        }
    }
}
