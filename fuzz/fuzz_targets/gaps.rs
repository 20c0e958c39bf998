//! Any lines, as messages that no rule covers, fill an inbox soundly.

#![no_main]

use std::time::{Duration, SystemTime};

use crosscheck::helpdesk::Inbox;
use crosscheck::helpdesk::gap::{MOST_EXAMPLES, MOST_GAPS};
use crosscheck::rules::is_an_id;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut inbox = Inbox::default();
    let mut counted = 0;
    for (seconds, line) in (0..).zip(text.lines()) {
        if let Some(noted) = inbox.add(line, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)) {
            counted += 1;
            assert!(inbox.gap(noted.gap).is_some());
        }
    }
    assert!(inbox.len() <= MOST_GAPS);
    if inbox.len() < MOST_GAPS {
        assert_eq!(inbox.all().map(|gap| gap.count).sum::<u64>(), counted);
    }
    for gap in inbox.all() {
        assert!(gap.first <= gap.last && (1..=MOST_EXAMPLES).contains(&gap.examples.len()));
        let _ = (gap.wording(), gap.draft());
        assert!(is_an_id(&gap.rule_id(|_| false)));
    }
});
