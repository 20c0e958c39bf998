//! What the figures of a report mean, on counts made by hand.

use proptest::prelude::*;

use super::*;

fn counted(outcome: Outcome, rule: &str) -> Counted {
    Counted::of(outcome, Some(RuleId::new(rule)))
}

fn fix(outcome: Outcome, rule: &str, way: u8) -> Counted {
    Counted {
        cause: Some(CauseId::new("only")),
        app: Some(AppId::new("dext")),
        way: Some(way),
        ..counted(outcome, rule)
    }
}

fn worked_after(seconds: u64) -> Counted {
    Counted { after: Some(Duration::from_secs(seconds)), ..counted(Outcome::Worked, "lock-date") }
}

fn period() -> Period {
    Period { last: Day(20_000), days: 7 }
}

#[test]
fn a_period_ends_where_the_next_begins() {
    let before = period().before();
    assert_eq!((period().first(), before.first(), before.last), (Day(19_994), Day(19_987), Day(19_993)));
}

#[test]
fn answered_are_those_brought_that_got_an_answer_nobody_called_wrong() {
    let tallies = vec![
        (counted(Outcome::Answered, "lock-date"), 6),
        (counted(Outcome::AnsweredLater, "lock-date"), 1),
        (counted(Outcome::Beside, "image-not-published"), 4),
        (Counted::of(Outcome::Offered, None), 2),
        (Counted::of(Outcome::Unrecognised, None), 2),
        (counted(Outcome::Dismissed, "lock-date"), 2),
        (counted(Outcome::Worked, "lock-date"), 2),
        (counted(Outcome::AlsoWorked, "lock-date"), 9),
        (counted(Outcome::HandedOver, "lock-date"), 1),
    ];
    let figures = Figures::of(&tallies);
    let expected = Figures { brought: 10, answered: 5, solved: 2, unrecognised: 3, handed_over: 1, to_solved: None };
    assert_eq!(figures, expected);
    assert_eq!((figures.share_answered(), figures.share_solved()), (Some(0.5), Some(0.4)));
    assert_eq!((Figures::of(&[]).share_answered(), Figures::of(&[]).share_solved()), (None, None));
}

#[test]
fn the_median_is_the_time_in_the_middle() {
    let median = |tallies: &[(u64, u32)]| {
        let tallies: Vec<_> = tallies.iter().map(|(seconds, times)| (worked_after(*seconds), *times)).collect();
        Figures::of(&tallies).to_solved.map(|after| after.as_secs())
    };
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[(60, 1)]), Some(60));
    assert_eq!(median(&[(900, 1), (60, 1)]), Some(480));
    assert_eq!(median(&[(3_600, 1), (60, 2)]), Some(60));
    assert_eq!(median(&[(3_600, 2), (60, 1)]), Some(3_600));
    assert_eq!(median(&[(60, 0)]), None);
    assert_eq!(median(&[(u64::MAX, u32::MAX), (u64::MAX - 2, u32::MAX)]), Some(u64::MAX - 1));
}

#[test]
fn the_commonest_errors_stand_with_how_often_they_were_met_before() {
    let now = vec![
        (counted(Outcome::Answered, "lock-date"), 8),
        (counted(Outcome::Answered, "unknown-bank-account"), 12),
        (counted(Outcome::Beside, "lock-date"), 1),
    ];
    let before = vec![(counted(Outcome::Answered, "unknown-bank-account"), 8)];
    let report = Report::new(period(), &now, &before);
    let met: Vec<_> = report.met.iter().map(|met| (met.rule.as_str(), met.times, met.before)).collect();
    assert_eq!(met, [("unknown-bank-account", 12, 8), ("lock-date", 9, 0)]);
    assert_eq!(report.before.map(|figures| figures.brought), Some(8));
    assert_eq!(Report::new(period(), &now, &[]).before, None, "nothing to compare with");
}

#[test]
fn a_fix_does_not_work_when_more_are_stuck_after_it_than_helped() {
    let tallies = vec![
        (fix(Outcome::StillStuck, "lock-date", 0), 2),
        (fix(Outcome::Worked, "lock-date", 0), 1),
        (fix(Outcome::StillStuck, "lock-date", 1), 2),
        (fix(Outcome::StillStuck, "unknown-bank-account", 0), 5),
        (fix(Outcome::Worked, "unknown-bank-account", 0), 4),
        (fix(Outcome::AlsoWorked, "unknown-bank-account", 0), 1),
        (fix(Outcome::StillStuck, "image-not-published", 0), 3),
        (fix(Outcome::Worked, "image-not-published", 0), 4),
        // Nobody knows which cause it was.
        (counted(Outcome::StillStuck, "not-authorised"), 50),
    ];
    let report = Report::new(period(), &tallies, &[]);
    let failing: Vec<_> =
        report.failing().map(|fix| (fix.rule.as_str(), fix.way, fix.stuck, fix.share_worked())).collect();
    assert_eq!(failing, [("unknown-bank-account", 0, 5, 0.5), ("lock-date", 0, 2, 1.0 / 3.0)]);
}

#[test]
fn a_report_is_quiet_when_nothing_was_brought() {
    assert!(Report::new(period(), &[], &[]).is_quiet());
    assert!(!Report::new(period(), &[(Counted::of(Outcome::Unrecognised, None), 1)], &[]).is_quiet());
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Answered),
        Just(Outcome::AnsweredLater),
        Just(Outcome::Beside),
        Just(Outcome::Offered),
        Just(Outcome::Unrecognised),
        Just(Outcome::Worked),
        Just(Outcome::AlsoWorked),
        Just(Outcome::StillStuck),
        Just(Outcome::HandedOver),
        Just(Outcome::Dismissed),
    ]
}

fn any_counted() -> impl Strategy<Value = (Counted, u32)> {
    let rule = proptest::option::of("[a-c]");
    let cause = proptest::option::of("[a-b]");
    let after = proptest::option::of(any::<u64>());
    let times = prop_oneof![0..5_u32, any::<u32>()];
    (any_outcome(), rule, cause, proptest::option::of(0..3_u8), after, times).prop_map(
        |(outcome, rule, cause, way, after, times)| {
            let counted = Counted {
                outcome,
                rule: rule.map(RuleId::new),
                cause: cause.map(CauseId::new),
                app: None,
                way,
                after: after.map(Duration::from_secs),
            };
            (counted, times)
        },
    )
}

proptest! {
    #[test]
    fn whatever_was_counted_a_part_is_never_greater_than_the_whole(
        now in proptest::collection::vec(any_counted(), 0..30),
        before in proptest::collection::vec(any_counted(), 0..30),
        days in any::<u16>(),
        last in any::<u32>(),
    ) {
        let report = Report::new(Period { last: Day(last), days }, &now, &before);
        for figures in [Some(report.now), report.before].into_iter().flatten() {
            for share in [figures.share_answered(), figures.share_solved()].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&share));
            }
            prop_assert!(figures.solved <= figures.answered && figures.answered <= figures.brought);
        }
        for fix in &report.fixes {
            prop_assert!((0.0..=1.0).contains(&fix.share_worked()));
            prop_assert!(fix.stuck.saturating_add(fix.worked) >= ENOUGH_FOR_A_FIX);
        }
        prop_assert!(report.period.first() <= report.period.last);
        prop_assert!(report.period.before().last <= report.period.last);
    }
}
