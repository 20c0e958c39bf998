//! What holds for every paste, whatever is in it.

use std::sync::{Arc, LazyLock};

use crosscheck::classify::{Addressed, Certainty, Classification, Classifier};
use crosscheck::paste::glance::Glance;
use crosscheck::paste::{Cleaned, payload};
use crosscheck::rules::{Piece, RuleSet, Variant, built_in_files};
use proptest::prelude::*;
use proptest::sample::select;

use crate::desk::{BUILT_IN, asked, classifier, ids, overheard};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A form of a wording, and where it comes from.
#[derive(Debug)]
struct Form {
    rule: String,
    variant: Variant,
    only_when_asked: bool,
}

/// Every form of every wording of the built-in rules.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mut forms = Vec::new();
    for rule in BUILT_IN.rules().rules() {
        for (phrases, only_when_asked) in [(&rule.phrases, false), (&rule.only_when_asked, true)] {
            for variant in phrases.iter().flat_map(|phrase| phrase.variants.clone()) {
                forms.push(Form { rule: rule.id.as_str().to_owned(), variant, only_when_asked });
            }
        }
    }
    forms
});

impl Form {
    /// The wording with what `value` gives for each slot.
    fn written(&self, mut value: impl FnMut(&str) -> String) -> String {
        let pieces = self.variant.pieces.iter().map(|piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Slot(name) => value(name),
        });
        pieces.collect::<Vec<_>>().join(" ")
    }
}

/// What any classification of `paste` keeps to.
fn assert_sound(paste: &str, found: &Classification) {
    match found.certainty {
        Certainty::Known => assert!(!found.diagnoses.is_empty(), "{paste:?}"),
        Certainty::Likely => assert!((1..=5).contains(&found.diagnoses.len()), "{paste:?}: {found:?}"),
        Certainty::Unknown | Certainty::None => assert_eq!(found.diagnoses, [], "{paste:?}"),
    }
    let mut rules = ids(found);
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(rules.len(), found.diagnoses.len(), "each rule once: {paste:?}");
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for diagnosis in &found.diagnoses {
        assert!(paste.get(diagnosis.span.clone()).is_some(), "{paste:?}: {diagnosis:?}");
        assert!((0.0..=1.0).contains(&diagnosis.score) && diagnosis.count >= 1, "{paste:?}: {diagnosis:?}");
        for value in diagnosis.captures.values() {
            assert!(single(paste).contains(value), "{paste:?}: {value:?} is not in it");
            assert!((1..=60).contains(&value.chars().count()), "{paste:?}: {value:?}");
        }
    }
    if let Some(app) = &found.app {
        assert!(paste.contains(&app.because), "{paste:?}: {app:?}");
    }
}

fn assert_all_sound(paste: &str) {
    let (unasked, when_asked) = (overheard(paste), asked(paste));
    assert_sound(paste, &unasked);
    assert_sound(paste, &when_asked);
    if unasked.certainty == Certainty::Known {
        assert_eq!(when_asked.certainty, Certainty::Known, "{paste:?}: what is known stays known when asked");
    }
    let why = classifier().why(paste, Addressed::Overheard);
    assert_eq!(why.classification, unasked, "{paste:?}");
    assert!(why.readings.iter().all(|reading| paste.get(reading.span.clone()).is_some()), "{paste:?}");
    let messages = payload::read(paste).unwrap_or_default().messages;
    assert!(messages.into_iter().all(|message| paste.get(message).is_some()), "{paste:?}");
    let cleaned = Cleaned::new(paste);
    for letter in 0..=cleaned.len() {
        assert!(paste.get(cleaned.span(letter..letter + 1)).is_some(), "{paste:?} at {letter}");
    }
}

/// Words, quotes, escapes, markup and letters of every kind, in any order.
fn soup() -> impl Strategy<Value = String> {
    let marks = select(vec![
        " ",
        "\n",
        "\r\n",
        "\t",
        "\"",
        "'",
        "‘",
        "’",
        "“",
        "”",
        "«",
        "»",
        "`",
        "**",
        "__",
        "||",
        "~~",
        "> ",
        "- ",
        "1. ",
        "```",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "</",
        "<b>",
        "<Message>",
        "</Message>",
        "&",
        ";",
        "&quot;",
        "&amp;",
        "&amp;quot;",
        "&#39;",
        "&#x27;",
        "&#",
        "%20",
        "%",
        "%2",
        "\\",
        "\\n",
        "\\\"",
        "\\\\\"",
        "\\u0027",
        "\\ud83d",
        "\\ud83d\\ude00",
        "\\u",
        ":",
        ":+1:",
        ":sob:",
        "…",
        "...",
        "#",
        "=",
        "|",
        "~",
        "\u{200b}",
        "\u{ad}",
        "\u{feff}",
        "\u{301}",
        "\u{202e}",
        "é",
        "ß",
        "İ",
        "ﬁ",
        "ㅎ",
        "票",
        "😩",
        "👩‍👩‍👧",
        "Ａ",
        "𝓪",
        "о",
        "{\"Message\":\"",
        "\"ValidationErrors\":[",
        "oauth_problem_advice=",
        "rn",
        "vv",
    ]);
    let words: Vec<String> = FORMS
        .iter()
        .step_by(7)
        .flat_map(|form| form.written(|_| "429".to_owned()).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let phrases: Vec<String> = FORMS.iter().step_by(5).map(|form| form.written(|_| "'4-120'".to_owned())).collect();
    let part = prop_oneof![
        4 => marks.prop_map(str::to_owned),
        4 => select(words),
        1 => select(phrases),
        1 => any::<String>(),
    ];
    proptest::collection::vec((part, select(vec!["", " ", " ", "\n"])), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap.to_owned()]).collect())
}

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn a_soup_of_words_and_marks_is_read_soundly(paste in soup()) {
        assert_all_sound(&paste);
    }

    #[test]
    fn any_text_is_read_soundly(paste in any::<String>(), times in 1..4_usize) {
        assert_all_sound(&paste.repeat(times));
    }

    #[test]
    fn one_part_over_and_over_is_read_soundly(part in soup(), times in 1..40_usize) {
        let paste = part.repeat(times);
        assert_sound(&paste, &overheard(&paste));
    }

    #[test]
    fn cleaning_cleaned_words_changes_nothing(paste in prop_oneof![soup(), any::<String>()]) {
        let words = Cleaned::new(&paste).words();
        prop_assert_eq!(Cleaned::new(&words).words(), words);
    }

    #[test]
    fn a_glance_sees_the_letters_that_cleaning_gives(paste in prop_oneof![soup(), any::<String>(), "[rnv'`:;&#%<@a-c0-9>!£… ’😩\n]{0,24}"]) {
        let mut glance = Glance::default();
        if glance.read(&paste).is_some() {
            let cleaned = Cleaned::new(&paste);
            prop_assert_eq!(glance.letters(), cleaned.folded(), "{:?}", paste);
        }
    }

    #[test]
    fn an_error_stays_known_whatever_is_said_around_it(
        form in select(FORMS.iter().filter(|form| !form.only_when_asked).collect::<Vec<_>>()),
        before in proptest::collection::vec(select(chatter()), 0..4),
        after in proptest::collection::vec(select(chatter()), 0..4),
    ) {
        let error = form.written(|_| "'4120'".to_owned());
        let alone = overheard(&error);
        prop_assert_eq!(alone.certainty, Certainty::Known, "{}", error);
        let paste = [before, vec![error], after].concat().join("\n");
        let found = overheard(&paste);
        for rule in ids(&alone).into_iter().filter(|rule| !is_last_resort(rule)) {
            prop_assert!(ids(&found).contains(&rule), "{} is lost in {:?}: {:?}", rule, paste, found);
        }
    }

    #[test]
    fn a_value_comes_back_as_it_was_pasted(
        form in select(FORMS.iter().filter(|form| !form.only_when_asked && has_inner_slot(form)).collect::<Vec<_>>()),
        value in "[A-Z0-9][A-Za-z0-9]{0,3}([ .&/-][A-Z0-9][A-Za-z0-9éü]{0,6}){0,2}",
        (open, close) in select(vec![("'", "'"), ("\"", "\""), ("‘", "’"), ("“", "”"), ("«", "»"), ("&quot;", "&quot;"), ("\\\"", "\\\"")]),
    ) {
        let paste = form.written(|_| format!("{open}{value}{close}"));
        let found = overheard(&paste);
        prop_assert_eq!(found.certainty, Certainty::Known, "{}", paste);
        for (slot, captured) in found.diagnoses.iter().flat_map(|diagnosis| &diagnosis.captures) {
            prop_assert_eq!(captured, &value, "{} of {}", slot, paste);
        }
        prop_assert!(found.diagnoses.iter().any(|diagnosis| !diagnosis.captures.is_empty()), "{}", paste);
    }
}

/// Lines of talk that name no other program: an error beside such a name may be that program's.
fn chatter() -> Vec<String> {
    let file = include_str!("../pastes/chatter.jsonl");
    let lines = file.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let lines = lines.filter(|line| line["kind"] != "other-software-error");
    let lines: Vec<String> = lines.map(|line| line["text"].as_str().unwrap().to_owned()).collect();
    lines
        .into_iter()
        .filter(|line| !["excel", "google", "bot"].iter().any(|name| line.to_lowercase().contains(name)))
        .collect()
}

fn is_last_resort(rule: &str) -> bool {
    BUILT_IN.rules().rule(rule).is_some_and(|rule| rule.last_resort)
}

fn has_inner_slot(form: &Form) -> bool {
    let pieces = &form.variant.pieces;
    let inner = pieces.len().saturating_sub(1);
    pieces.iter().take(inner).skip(1).any(|piece| matches!(piece, Piece::Slot(_)))
}

#[test]
fn every_form_of_every_wording_is_known_or_known_when_asked() {
    let values = ["429", "'6-1420'", "\"Repairs & Renewals\"", "‘INPUT2’", "31 March 2026"];
    let mut wrong = Vec::new();
    for (number, form) in FORMS.iter().enumerate() {
        let mut turn = number;
        let paste = form.written(|slot| {
            turn += 1;
            let value = if slot.ends_with("date") { "31 March 2026" } else { values[turn % values.len()] };
            value.to_owned()
        });
        let found = if form.only_when_asked { asked(&paste) } else { overheard(&paste) };
        if found.certainty != Certainty::Known || ids(&found) != [form.rule.as_str()] {
            wrong.push(format!("{}: {paste}: {:?} {:?}", form.rule, found.certainty, ids(&found)));
        }
    }
    assert_eq!(wrong, [] as [String; 0], "of {}", FORMS.len());
}

#[test]
fn the_order_of_the_rule_files_decides_nothing() {
    let mut files: Vec<_> = built_in_files().collect();
    files.reverse();
    let middle = files.len() / 2;
    files.rotate_left(middle);
    let shuffled = Classifier::new(Arc::new(RuleSet::from_files(files).unwrap_or_else(|faults| panic!("{faults}"))));
    for form in FORMS.iter().step_by(9) {
        let paste = form.written(|_| "'77'".to_owned());
        let half = paste.chars().take(paste.chars().count() * 2 / 3).collect::<String>();
        for paste in [paste, half] {
            for addressed in [Addressed::Overheard, Addressed::Asked] {
                let here = classifier().classify(&paste, addressed);
                assert_eq!(shuffled.classify(&paste, addressed), here, "{paste}");
            }
        }
    }
}

#[test]
fn hard_pastes_are_read_soundly() {
    let error = "Account code '429' has been archived or deleted";
    let zero_width: String = error.chars().flat_map(|c| [c, '\u{200b}']).collect();
    assert_eq!(ids(&overheard(&zero_width)), ["account-code-archived"]);
    let nested = format!("{}{{\"Message\":\"{error}\"}}", "{\"Elements\":[".repeat(10_000));
    assert_eq!(ids(&overheard(&nested)), ["account-code-archived"]);
    let bomb =
        format!("<!DOCTYPE x [<!ENTITY a \"{error}\">{}]><x>&b;&b;</x>", "<!ENTITY b \"&a;&a;&a;&a;\">".repeat(500));
    assert_sound(&bomb, &overheard(&bomb));
    for part in
        ["{", "\"", "\\", "&amp;", "&", "<", ">", "%", "=", ":", "a", "\u{200b}", "\\\"", "amp;", "{\"Message\":\""]
    {
        let paste = part.repeat(20_000);
        assert_sound(&paste, &overheard(&paste));
        let before = format!("{paste}\n{error}");
        assert_eq!(ids(&overheard(&before)), ["account-code-archived"], "after many {part}");
    }
}
