//! The conversation, free of any platform: what to say to a paste, a question or a press.
//!
//! No I/O and no clock of its own: [`Knowledge::converse`] takes a case, what happened and the time, and gives the case
//! and the effects. The edges translate effects into Discord messages or terminal lines.

mod answer;
mod app;
mod case;
mod converse;
mod counted;
mod day;
mod experience;
pub mod follow_up;
pub mod gap;
mod handoff;
pub mod incident;
mod lookup;
mod narrowing;
mod pace;
mod repeats;
mod reply;
pub mod report;
mod team;
mod tone;
mod topic;
mod typed;
mod unrecognised;
mod who;
pub mod words;

pub use case::{Case, Diagnosed, Effect, Happened, LEFT_ALONE, Outcome, Press, Stage};
pub use counted::{Counted, Tally};
pub use day::Day;
pub use experience::Experience;
pub use gap::{Gap, GapId, Inbox, Noted, Template};
pub use pace::{Allowed, Pace};
pub use repeats::Repeats;
pub use reply::{
    Answer, AskShown, Candidate, CauseShown, FixShown, HandedError, Handover, HowToReply, PromptShown, Reply,
    StepShown, Value, WayShown,
};
pub use team::{Days, Mode, Notices, QuietHours, TeamSettings, USUAL_RETENTION, Weekday, Zone};
pub use who::{Person, Place, Post, Role, Team, Whose};

use std::sync::Arc;
use std::time::SystemTime;

use crate::classify::{Addressed, Classifier};
use crate::rules::RuleSet;

use follow_up::Topics;

/// A rule set in force, with everything compiled from it and what has helped so far; shared and swapped as one. Cheap to
/// clone: all that weighs anything is shared.
#[derive(Clone, Debug)]
pub struct Knowledge {
    rules: Arc<RuleSet>,
    classifier: Arc<Classifier>,
    topics: Arc<Topics>,
    experience: Arc<Experience>,
}

impl Knowledge {
    /// Compiles `rules`; cheap enough to repeat on every reload.
    pub fn new(rules: RuleSet) -> Self {
        let rules = Arc::new(rules);
        let classifier = Arc::new(Classifier::new(Arc::clone(&rules)));
        let topics = Arc::new(Topics::new(&rules));
        Self { rules, classifier, topics, experience: Arc::default() }
    }

    /// The same with other `experience`.
    #[must_use]
    pub fn with_experience(self, experience: Arc<Experience>) -> Self {
        Self { experience, ..self }
    }

    /// What has helped so far.
    pub fn experience(&self) -> &Arc<Experience> {
        &self.experience
    }

    /// Asks itself something nobody hears: what is compiled at the first question takes a moment that the first person
    /// who asks should not have to wait for.
    pub fn warm_up(&self, now: SystemTime) {
        let Some(rule) = self.rules.rules().first() else { return };
        let case = Case::of(rule.id.clone(), None, None);
        let asked = Happened::Typed { text: "how do I do that?".to_owned(), directly: true };
        let described =
            Happened::Pasted { text: "it says the account is archived".to_owned(), addressed: Addressed::Asked };
        let _nobody_hears = self.converse(case.clone(), asked, now);
        let _nobody_hears = self.converse(case, described, now);
        // A wording with a slip, and words and values of every kind that is compiled when first met.
        let damaged = rule.phrases.first().map(|phrase| phrase.written.replacen(' ', " nof ", 2)).unwrap_or_default();
        let _nobody_hears = self.classifier.classify(&damaged, Addressed::Overheard);
        let _nobody_hears = self.classifier.classify("teh acount wsa archvied", Addressed::Asked);
        let _nobody_reads = self.unrecognised(
            "Xero error: the posting run 12 is not valid. Contact: Ann Lee, ann@lee.example, +64 21 555 0123, \
             token=0123456789abcdef0123456789abcdef, IBAN GB29 NWBK 6016 1331 9268 19, VAT GB123456789, Bill to Ann Lee",
        );
    }

    /// The rules themselves.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The compiled classifier.
    pub fn classifier(&self) -> &Classifier {
        &self.classifier
    }
}
