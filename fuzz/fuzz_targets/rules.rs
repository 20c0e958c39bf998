//! Any rule file loads or has faults; what loads can be compiled and asked.

#![no_main]

use std::sync::Arc;

use crosscheck::classify::{Addressed, Classifier, examples};
use crosscheck::rules::{RuleSet, SourceFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (folder, text) = input;
    let folder = ["xero", "dext", "lentune", "howto", "apps", "intents"][usize::from(folder) % 6];
    let dext = SourceFile::added("apps/dext.toml", "name = \"Dext\"\nknown_by = [\"Receipt Bank\"]\n");
    match RuleSet::from_files([dext, SourceFile::added(format!("{folder}/any-entry.toml"), text)]) {
        Ok(rules) => {
            let rules = Arc::new(rules);
            let classifier = Classifier::new(Arc::clone(&rules));
            examples::check(&rules, &classifier);
            classifier.why(text, Addressed::Asked);
        }
        Err(faults) => assert!(!faults.to_string().is_empty()),
    }
});
