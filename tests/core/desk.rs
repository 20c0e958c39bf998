//! The built-in rules, compiled once for all tests, and pastes put to them.

use std::sync::LazyLock;

use crosscheck::classify::{Addressed, Certainty, Classification, Classifier};
use crosscheck::helpdesk::Knowledge;
use crosscheck::rules::RuleSet;

/// The rules the binary brings along.
pub(crate) static BUILT_IN: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::new(RuleSet::built_in().unwrap_or_else(|faults| panic!("{faults}"))));

pub(crate) fn classifier() -> &'static Classifier {
    BUILT_IN.classifier()
}

/// What a paste is taken for that nobody addressed to the bot.
pub(crate) fn overheard(paste: &str) -> Classification {
    classifier().classify(paste, Addressed::Overheard)
}

/// What a paste is taken for when somebody asks about it.
pub(crate) fn asked(paste: &str) -> Classification {
    classifier().classify(paste, Addressed::Asked)
}

/// The rules of a classification, in order.
pub(crate) fn ids(found: &Classification) -> Vec<&str> {
    found.diagnoses.iter().map(|diagnosis| diagnosis.rule.as_str()).collect()
}

/// The errors that would be answered unasked.
pub(crate) fn known(paste: &str) -> Vec<String> {
    let found = overheard(paste);
    if found.certainty == Certainty::Known { ids(&found).into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// What an error's slot holds; the error must be known.
pub(crate) fn value(paste: &str, rule: &str, slot: &str) -> Option<String> {
    let found = overheard(paste);
    assert_eq!(found.certainty, Certainty::Known, "{paste}");
    let diagnosis = found.diagnoses.iter().find(|diagnosis| diagnosis.rule.as_str() == rule);
    let diagnosis = diagnosis.unwrap_or_else(|| panic!("{paste} gave {:?}", ids(&found)));
    diagnosis.captures.get(slot).cloned()
}
