//! A team's report as a message: under `/crosscheck report` with its buttons, and as the weekly digest.

use std::time::Duration;

use serenity::all::ButtonStyle;
use serenity::builder::CreateActionRow;
use serenity::model::id::UserId;

use crate::helpdesk::Knowledge;
use crate::helpdesk::report::{FixTried, MOST_FIXES, MOST_LISTED, Period, Report};

use super::super::custom_id::{About, Desk, Span, What};
use super::controls::button;
use super::text::foreign;
use super::{Embed, Post, limits};

/// What the figures mean, in the report itself: whoever reads them must not have to guess.
const MEANING: &str = "-# **Brought:** pasted, described or looked up; a paste counts once. **Answered:** brought, and \
     the answer was not called wrong (*Not this one*). **Solved:** answered, and ended with *It worked*; the time is the \
     one in the middle. **Not recognised:** no rule covers it, or it was none of those offered. **Fixes that do not \
     work:** it was said at least three times how it went, and half of the time or more *still stuck*. An error counts under the day it was brought on (UTC). Nobody is counted by name.";

/// The report for whoever asked for it, with buttons for other periods and for the file.
pub(in crate::discord) fn report(report: &Report, knowledge: &Knowledge, kept: Option<u16>, caller: UserId) -> Post {
    let mut lines = lines(report, knowledge);
    if let Some(days) = kept.filter(|days| *days < report.period.days) {
        lines.push(format!("-# Cases are kept for {days} days in this server: what is older is not counted any more."));
    }
    let title = format!("The last {} days, {}", report.period.days, dates(report.period));
    let about = About { rule: None, cause: None, app: None, asker: caller };
    let mut buttons: Vec<_> = Span::ALL
        .into_iter()
        .map(|(span, _)| {
            let words = format!("{} days", span.days());
            button(What::Desk(Desk::Report(span)), &words, ButtonStyle::Secondary, &about)
                .disabled(span.days() == report.period.days)
        })
        .collect();
    if let Some(span) = Span::of(report.period.days) {
        buttons.push(button(What::Desk(Desk::ReportFile(span)), "CSV", ButtonStyle::Primary, &about));
    }
    Post::listing(&title, &lines).with_rows(vec![CreateActionRow::Buttons(buttons)])
}

/// The weekly digest: the same for everybody in the channel, without buttons.
pub(in crate::discord) fn digest(report: &Report, knowledge: &Knowledge) -> Post {
    let title = format!("Crosscheck: the week from {}", dates(report.period));
    let lines = if report.is_quiet() {
        vec!["A quiet week: nobody brought an error.".to_owned()]
    } else {
        lines(report, knowledge)
    };
    let embed = Embed { title, description: lines.join("\n"), ..Embed::default() };
    limits::within(Post { embeds: vec![embed], ..Post::default() })
}

/// "16 to 22 November", "28 October to 3 November".
fn dates(period: Period) -> String {
    let (first, last) = (period.first().named(), period.last.named());
    match (first.split_once(' '), last.split_once(' ')) {
        (Some((day, month)), Some((_, same))) if month == same => format!("{day} to {last}"),
        _ => format!("{first} to {last}"),
    }
}

fn lines(report: &Report, knowledge: &Knowledge) -> Vec<String> {
    if report.is_quiet() {
        return vec!["Nobody brought an error in these days.".to_owned()];
    }
    let (now, before) = (&report.now, report.before.as_ref());
    let than = match report.period.days {
        7 => "the week before".to_owned(),
        days => format!("the {days} days before"),
    };
    let compared = before.map_or_else(String::new, |before| compared(now.brought, before.brought, &than));
    let mut lines = vec![format!("**Brought:** {}{compared}", errors(now.brought))];
    let share = |part: u32, whole: u32, share: Option<f64>, then: Option<f64>| {
        let then = then.map_or_else(String::new, |then| format!(", before {}", percent(then)));
        share.map(|share| format!("{part} of {whole} ({}{then})", percent(share)))
    };
    let answered = before.and_then(|before| before.share_answered());
    if let Some(answered) = share(now.answered, now.brought, now.share_answered(), answered) {
        lines.push(format!("**Answered:** {answered}"));
    }
    let solved = before.and_then(|before| before.share_solved());
    if let Some(solved) = share(now.solved, now.answered, now.share_solved(), solved) {
        lines.push(format!("**Solved:** {solved}"));
    }
    if let Some(after) = now.to_solved {
        let then = before.and_then(|before| before.to_solved);
        let then = then.map_or_else(String::new, |then| format!(" (before {})", roughly(then)));
        lines.push(format!("**Time to solved:** {}{then}", roughly(after)));
    }
    if now.handed_over > 0 {
        let compared =
            before.map_or_else(String::new, |before| self::compared(now.handed_over, before.handed_over, &than));
        lines.push(format!("**Handed to a person:** {}{compared}", now.handed_over));
    }
    if let Some(gaps) = gaps(report) {
        lines.push(gaps);
    }
    if !report.met.is_empty() {
        lines.push("\n**The commonest errors**".to_owned());
    }
    for (at, met) in report.met.iter().take(MOST_LISTED).enumerate() {
        let compared = before.map_or_else(String::new, |_| self::compared(met.times, met.before, &than));
        let title = foreign(&knowledge.title_of(&met.rule));
        lines.push(format!("{}. {title}: {}{compared}", at + 1, met.times));
    }
    let failing: Vec<&FixTried> = report.failing().take(MOST_FIXES).collect();
    if !failing.is_empty() {
        lines.push("\n**Fixes that do not work**".to_owned());
    }
    lines.extend(failing.into_iter().map(|fix| fix_line(fix, knowledge)));
    lines.push(format!("\n{MEANING}"));
    lines
}

/// What no rule covers, and where it is looked through; nothing to say where there is none.
fn gaps(report: &Report) -> Option<String> {
    let see = "See /crosscheck gaps.";
    match (report.now.unrecognised, report.gaps) {
        (0, None | Some(0)) => None,
        (times, None | Some(0)) => Some(format!("**Not recognised:** {times}. {see}")),
        (times, Some(1)) => Some(format!("**Not recognised:** {times}. One kind waits for a rule. {see}")),
        (times, Some(kinds)) => Some(format!("**Not recognised:** {times}. {kinds} kinds wait for a rule. {see}")),
    }
}

/// "- Bank account not recognised, An archived account, in Dext, second way: still stuck 4 times, worked 1 of 5 (20 %)"
fn fix_line(fix: &FixTried, knowledge: &Knowledge) -> String {
    let rule = knowledge.rules().rule(fix.rule.as_str());
    let cause = rule.and_then(|rule| rule.cause(fix.cause.as_str()));
    let mut which = vec![foreign(&knowledge.title_of(&fix.rule))];
    which.extend(cause.and_then(|cause| cause.answer.as_deref()).map(foreign));
    which.extend(
        fix.app.as_ref().filter(|app| !app.is_any()).map(|app| format!("in {}", foreign(&knowledge.app_name(app)))),
    );
    match fix.way {
        0 => {}
        1 => which.push("second way".to_owned()),
        way => which.push(format!("way {}", u32::from(way) + 1)),
    }
    let all = fix.worked.saturating_add(fix.stuck);
    format!(
        "- {}: still stuck {}, worked {} of {all} ({})",
        which.join(", "),
        times(fix.stuck),
        fix.worked,
        percent(fix.share_worked())
    )
}

/// ", 4 more than the week before".
fn compared(now: u32, before: u32, than: &str) -> String {
    match (now.checked_sub(before), before.saturating_sub(now)) {
        (Some(0), _) => format!(", as many as {than}"),
        (Some(more), _) => format!(", {more} more than {than}"),
        (None, fewer) => format!(", {fewer} fewer than {than}"),
    }
}

fn errors(number: u32) -> String {
    if number == 1 { "1 error".to_owned() } else { format!("{number} errors") }
}

fn times(number: u32) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}

/// A share between 0 and 1, in whole per cent.
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A time as people say it.
fn roughly(after: Duration) -> String {
    let minutes = after.as_secs() / 60;
    let (number, unit) = match minutes {
        0 => return "less than a minute".to_owned(),
        1..120 => (minutes, "minute"),
        120..2_880 => (minutes / 60, "hour"),
        _ => (minutes / 1_440, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use crate::helpdesk::Day;

    use super::*;

    #[test]
    fn times_and_days_read_as_people_say_them() {
        for (seconds, said) in [
            (59, "less than a minute"),
            (60, "1 minute"),
            (7_199, "119 minutes"),
            (7_200, "2 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(roughly(Duration::from_secs(seconds)), said);
        }
        assert_eq!(dates(Period { last: Day(20_779), days: 7 }), "16 to 22 November");
        assert_eq!(dates(Period { last: Day(20_760), days: 7 }), "28 October to 3 November");
        assert_eq!(compared(12, 8, "the week before"), ", 4 more than the week before");
        assert_eq!(compared(8, 12, "the week before"), ", 4 fewer than the week before");
        assert_eq!(compared(8, 8, "the week before"), ", as many as the week before");
    }
}
