//! What `rules check` says about sound rules that could be better, and about folders in every state.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crosscheck::commands::rules::check;
use crosscheck::rules::{RuleSet, SourceFile};

use super::command_line::{Ran, Shell};

/// 22 November 2026.
const NOW: Duration = Duration::from_secs(1_795_305_600);

/// A sound rule of `RULES_DIR` with these phrases and this example.
fn rule(phrases: &str, example: &str) -> String {
    format!(
        "title = \"A house rule\"\nphrases = [{phrases}]\n[[causes]]\nbecause = \"So it is.\"\n[[causes.fixes]]\n\
         app = [\"any\"]\nsteps = [\"Ask.\"]\n[[examples]]\npaste = \"{example}\"\n"
    )
}

/// What `rules check` says with these files in `RULES_DIR`.
fn checked(files: &[(&str, &str)]) -> Ran {
    let shell = Shell::new();
    for (file, text) in files {
        shell.write(&format!("mine/{file}"), text);
    }
    shell.with("RULES_DIR", "mine").run(&["rules", "check"], "")
}

fn built_in_at(now: SystemTime) -> String {
    let mut out = Vec::new();
    assert!(check(None, None, now, &mut out).unwrap());
    String::from_utf8(out).unwrap()
}

#[test]
fn the_shipped_rules_leave_nothing_to_be_said() {
    let told = built_in_at(UNIX_EPOCH + NOW);
    assert_eq!(told.lines().count(), 1, "{told}");
    for counted in ["rules with", "phrases", "how-tos", "examples and counterexamples", "no faults\n"] {
        assert!(told.contains(counted), "{told}");
    }
}

#[test]
fn sources_that_nobody_read_for_long_are_named_with_their_lines() {
    let told = built_in_at(UNIX_EPOCH + NOW + Duration::from_secs(600 * 86_400));
    let lock_date = told.lines().find(|line| line.starts_with("xero/lock-date.toml:")).unwrap();
    assert!(
        lock_date.contains("warning: nobody has read the source “Dext: Xero publishing error messages” for 19 months")
    );
    let line: usize = lock_date.split(':').nth(1).unwrap().parse().unwrap();
    let file = crosscheck::rules::built_in_files().find(|file| file.path == "xero/lock-date.toml").unwrap();
    assert!(file.text.lines().nth(line - 1).unwrap().contains("Xero publishing error messages"));
}

#[test]
fn a_wording_inside_another_is_told_with_who_wins_until_an_example_holds_it() {
    let inner = rule(r#""please choose a cost centre first""#, "please choose a cost centre first");
    let long = "please choose a cost centre first, for the region on this line has none of its own";
    let phrases = format!(r#""{long}", "the region on line {{line}} is shut for posting""#);
    let ran = checked(&[
        ("xero/house-rule.toml", &rule(&phrases, "the region on line 7 is shut for posting")),
        ("xero/inner.toml", &inner),
    ]);
    assert_eq!(ran.code, 0, "a warning is no fault: {}", ran.out);
    assert!(ran.out.contains("house-rule.toml:2: warning: this wording has one of `inner`"), "{}", ran.out);
    assert!(ran.out.contains("`house-rule` wins") && ran.out.contains("no faults, 1 warning"), "{}", ran.out);

    let ran = checked(&[("xero/house-rule.toml", &rule(&phrases, long)), ("xero/inner.toml", &inner)]);
    assert!(!ran.out.contains("warning"), "{}", ran.out);
}

#[test]
fn a_wording_that_another_rule_always_takes_is_told() {
    let greedy =
        rule(r#""choose a cost centre before you go on today""#, "choose a cost centre before you go on today")
            .replace("[[causes]]", "patterns = ['(our|the) period .{0,40} posting by anybody']\n[[causes]]");
    let ran = checked(&[
        ("xero/greedy.toml", &greedy),
        (
            "xero/house-rule.toml",
            &rule(
                r#""period is shut for posting", "the period {p} is shut for posting by anybody""#,
                "period is shut for posting",
            ),
        ),
    ]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(
        ran.out.contains("house-rule.toml:2: warning: a paste of this wording is taken for `greedy`"),
        "{}",
        ran.out
    );
}

#[test]
fn a_wording_that_everyday_talk_has_is_told_with_the_talk() {
    let ran =
        checked(&[("xero/house-rule.toml", &rule(r#""sales ledger control agrees""#, "sales ledger control agrees"))]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("house-rule.toml:2: warning: too general"), "{}", ran.out);
    assert!(ran.out.contains("“sales ledger control agrees now”"), "{}", ran.out);
}

#[test]
fn a_bar_in_square_brackets_is_told() {
    let ran = checked(&[(
        "xero/house-rule.toml",
        &rule(r#""the period [is|was] shut for posting""#, "the period is was shut for posting"),
    )]);
    assert!(ran.out.contains("house-rule.toml:2: warning: in this phrase a bar"), "{}", ran.out);
}

#[test]
fn a_phrase_that_is_only_a_slot_is_a_fault() {
    let ran = checked(&[("xero/house-rule.toml", &rule(r#""{everything}""#, "a"))]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("house-rule.toml:2: a phrase cannot be read, the phrase has no words of its own"),
        "{}",
        ran.out
    );
}

#[test]
fn slips_of_typing_get_the_nearest_name() {
    let text = rule(r#""the period is shut for posting""#, "the period is shut for posting")
        .replace("phrases", "prases")
        .replace("[[causes]]\n", "prompts = [\"void-a-bil\"]\n[[causes]]\n");
    let ran = checked(&[("xero/house-rule.toml", &text)]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("unknown key `prases`") && ran.out.contains("phrases = ["), "{}", ran.out);
    assert!(
        ran.out.contains("there is no how-to `void-a-bil`") && ran.out.contains("expected: `void-a-bill`?"),
        "{}",
        ran.out
    );
}

/// A how-to leads to another one when somebody picks it, one at a time: going round is no harm.
#[test]
fn how_tos_may_lead_to_each_other() {
    let howto = |id: &str, other: &str| {
        let text = format!(
            "title = \"About {id}\"\nbutton = \"About {id}\"\nasked = [\"what about {id}\"]\nshort = \"See there.\"\n\
             [[ways]]\ngeneral = true\nsteps = [{{ text = \"Look there.\", howto = \"{other}\" }}]\n\
             [[examples]]\nasked = \"what about {id} now\"\n"
        );
        SourceFile::added(format!("howto/{id}.toml"), text)
    };
    let built_in = crosscheck::rules::built_in_files();
    let files = built_in.chain([howto("apples", "pears"), howto("pears", "apples"), howto("plums", "plums")]);
    let set = RuleSet::from_files(files).unwrap_or_else(|faults| panic!("{faults}"));
    assert!(set.howto("apples").is_some() && set.howto("plums").is_some());
}

#[test]
fn a_folder_in_any_state_gets_a_report() {
    let sound = rule(r#""the period is shut for posting""#, "the period is shut for posting");
    for (files, told) in [
        (vec![("xero/a-rule.toml", sound.as_str()), ("dext/a-rule.toml", sound.as_str())], "the id `a-rule` is taken"),
        (vec![("xero/a-rule.toml", &sound[..60])], "a text is not closed"),
        (vec![("xero/a-rule.toml", "")], "`title` is missing"),
        (vec![("xero/a-rule.toml", &"#".repeat(10_000_000))], "larger than 1 MiB"),
        (vec![("elsewhere/a-rule.toml", sound.as_str())], "no rule file belongs here"),
        (vec![("xero/a-rule.toml", &sound.replace("title", "\u{0}title"))], "a-rule.toml:1"),
    ] {
        let ran = checked(&files);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{told}");
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    let gone = Shell::new().with("RULES_DIR", "gone").run(&["rules", "check"], "");
    assert_eq!((gone.code, gone.out.as_str()), (1, ""));
    assert!(gone.err.contains("the rules folder gone cannot be read") && gone.err.lines().count() == 1, "{}", gone.err);
}
