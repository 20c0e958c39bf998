//! Runs every rule's examples and counterexamples against the whole set.

use crate::rules::{Example, Fault, Rule, RuleSet};

use super::{Addressed, Certainty, Classifier};

/// What is wrong with the examples of `rules`, which `classifier` was compiled from: each example must give its own rule
/// and no other when the bot is asked, and a counterexample must not give it unasked.
pub fn check(rules: &RuleSet, classifier: &Classifier) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in rules.rules() {
        faults.extend(rule.examples.iter().filter_map(|example| example_fault(rule, example, classifier)));
        faults
            .extend(rule.counterexamples.iter().filter_map(|example| counterexample_fault(rule, example, classifier)));
    }
    faults
}

fn example_fault(rule: &Rule, example: &Example, classifier: &Classifier) -> Option<Fault> {
    let classification = classifier.classify(&example.paste, Addressed::Asked);
    let found: Vec<&str> = classification.diagnoses.iter().map(|diagnosis| diagnosis.rule.as_str()).collect();
    let wrong = match classification.certainty {
        Certainty::Known if found == [rule.id.as_str()] => return None,
        // A state is a mark, not a text: it is told in people's own words, so the first candidate counts.
        Certainty::Likely if rule.phrases.is_empty() && found.first() == Some(&rule.id.as_str()) => return None,
        Certainty::Known => format!("this example gives {}", found.join(" and ")),
        Certainty::Likely => format!("this example is not recognised for sure; near are {}", found.join(", ")),
        Certainty::Unknown | Certainty::None => "this example is not recognised".to_owned(),
    };
    Some(Fault {
        file: rule.file.clone(),
        line: example.line,
        wrong,
        expected: format!(
            "{} and no other: add its wording to `phrases`, or make the example the error's own words",
            rule.id
        ),
    })
}

fn counterexample_fault(rule: &Rule, example: &Example, classifier: &Classifier) -> Option<Fault> {
    let classification = classifier.classify(&example.paste, Addressed::Overheard);
    let found = classification.certainty == Certainty::Known
        && classification.diagnoses.iter().any(|diagnosis| diagnosis.rule == rule.id);
    found.then(|| Fault {
        file: rule.file.clone(),
        line: example.line,
        wrong: "this counterexample is recognised as the rule".to_owned(),
        expected: "silence: make the wording in `phrases` longer, or move it to `only_when_asked`".to_owned(),
    })
}
