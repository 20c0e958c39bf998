//! Any text becomes letters that lead back to it.

#![no_main]

use crosscheck::paste::Cleaned;
use crosscheck::paste::glance::Glance;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &str| {
    let cleaned = Cleaned::new(paste);
    assert_eq!(cleaned.folded().len(), cleaned.plain().len());
    let mut before = 0;
    for letter in 0..=cleaned.len() {
        let span = cleaned.span(letter..letter + 1);
        assert!(paste.get(span.clone()).is_some(), "letter {letter} is cut");
        assert!(span.start >= before, "letter {letter} goes back");
        before = span.start;
    }
    let mut glance = Glance::default();
    if glance.read(paste).is_some() {
        assert_eq!(glance.letters(), cleaned.folded());
    }
    let words = cleaned.words();
    assert_eq!(Cleaned::new(&words).words(), words);
});
