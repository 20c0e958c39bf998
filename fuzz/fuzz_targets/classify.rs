//! Any text is classified soundly by the built-in rules.

#![no_main]

use std::sync::{Arc, LazyLock};

use crosscheck::classify::{Addressed, Certainty, Classification, Classifier};
use crosscheck::rules::RuleSet;
use libfuzzer_sys::fuzz_target;

static CLASSIFIER: LazyLock<Classifier> = LazyLock::new(|| {
    let rules = RuleSet::built_in().unwrap_or_else(|faults| panic!("{faults}"));
    Classifier::new(Arc::new(rules))
});

fuzz_target!(|paste: &str| {
    let overheard = CLASSIFIER.classify(paste, Addressed::Overheard);
    sound(paste, &overheard);
    let asked = CLASSIFIER.classify(paste, Addressed::Asked);
    sound(paste, &asked);
    if overheard.certainty == Certainty::Known {
        assert_eq!(asked.certainty, Certainty::Known);
    }
    assert_eq!(CLASSIFIER.why(paste, Addressed::Overheard).classification, overheard);
});

fn sound(paste: &str, found: &Classification) {
    match found.certainty {
        Certainty::Known | Certainty::Likely => assert!(!found.diagnoses.is_empty()),
        Certainty::Unknown | Certainty::None => assert!(found.diagnoses.is_empty()),
    }
    let words: Vec<&str> = paste.split_whitespace().collect();
    let single = words.join(" ");
    for diagnosis in &found.diagnoses {
        assert!(paste.get(diagnosis.span.clone()).is_some());
        assert!((0.0..=1.0).contains(&diagnosis.score) && diagnosis.count > 0);
        for value in diagnosis.captures.values() {
            assert!(single.contains(value.as_str()) && (1..=60).contains(&value.chars().count()));
        }
    }
}
