//! Any text is a payload with messages, or none.

#![no_main]

use crosscheck::paste::payload;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|paste: &str| {
    let Some(payload) = payload::read(paste) else { return };
    let mut before = 0;
    for message in payload.messages {
        assert!(paste.get(message.clone()).is_some_and(|text| !text.trim().is_empty()));
        assert!(message.start >= before, "messages overlap");
        before = message.end;
    }
});
