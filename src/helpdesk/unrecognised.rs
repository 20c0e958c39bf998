//! What no rule covers: noted, so that somebody can write the rule.

use crate::classify::{Addressed, Certainty};
use crate::paste::redact::Kind;

use super::gap::messages;
use super::{Case, Effect, Knowledge};

impl Knowledge {
    /// The messages in `text`, which reads like an error, that no rule covers: redacted, to be put in the inbox.
    pub(super) fn unrecognised(&self, text: &str) -> Vec<Effect> {
        let effects = self.not_covered(text).into_iter().map(|text| Effect::Unrecognised { text });
        effects.collect()
    }

    /// Candidates were offered for `text`: what no rule covers if it is none of them. People also tell their problem in
    /// their own words; there is no message in that.
    pub(super) fn offered(&self, case: &mut Case, text: &str) {
        case.unrecognised = if self.reads_like_an_error(text) { self.not_covered(text) } else { Vec::new() };
    }

    /// Whether `text` would count as an error if nobody had asked.
    pub(super) fn reads_like_an_error(&self, text: &str) -> bool {
        self.classifier().classify(text, Addressed::Overheard).certainty != Certainty::None
    }

    /// Whether `message`, redacted, is one that somebody who asks gets an answer to.
    pub fn covers(&self, message: &str) -> bool {
        // The words of a placeholder are no words of the message.
        let message =
            Kind::ALL.iter().fold(message.to_owned(), |message, kind| message.replace(kind.placeholder(), "…"));
        self.classifier().classify(&message, Addressed::Asked).certainty == Certainty::Known
    }

    fn not_covered(&self, text: &str) -> Vec<String> {
        messages(text).into_iter().filter(|message| !self.covers(message)).collect()
    }
}
