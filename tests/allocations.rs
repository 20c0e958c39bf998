//! What is overheard and comes near no wording costs no allocation: an allocator that counts sees all of this process, so
//! this test has it to itself.

use std::alloc::System;
use std::sync::Arc;

use crosscheck::classify::{Addressed, Certainty, Classifier};
use crosscheck::rules::RuleSet;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A line of talk that allocates, if there is one. The test's own threads allocate too, so a line has a few tries.
fn allocating<'t>(classifier: &Classifier, talk: &[&'t str]) -> Option<&'t str> {
    let allocates = |line: &str| {
        let region = Region::<System>::new(&INSTRUMENTED_SYSTEM);
        let certainty = classifier.classify(line, Addressed::Overheard).certainty;
        let change = region.change();
        certainty != Certainty::Known && change.allocations + change.reallocations > 0
    };
    talk.iter().copied().find(|line| (0..3).all(|_| allocates(line)))
}

#[test]
fn talk_that_comes_near_no_wording_is_read_without_an_allocation() {
    let classifier = Classifier::new(Arc::new(RuleSet::built_in().unwrap()));
    let chatter = include_str!("pastes/chatter.jsonl");
    let lines: Vec<serde_json::Value> = chatter.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // Lines in the errors' own words are compared and judged, and errors of other programs are read as errors.
    let of_no_error = |line: &&serde_json::Value| line["kind"] != "other-software-error";
    let near_none = |text: &&str| classifier.why(text, Addressed::Overheard).readings.is_empty();
    let short = |text: &&str| text.len() <= 400;
    let texts = lines.iter().filter(of_no_error).filter_map(|line| line["text"].as_str());
    let talk: Vec<&str> = texts.filter(short).filter(near_none).collect();
    assert!(talk.len() > 250);
    // Buffers grow on the first lines of a thread.
    for line in &talk {
        classifier.classify(line, Addressed::Overheard);
    }
    assert_eq!(allocating(&classifier, &talk), None);
}
