//! How-tos, apps and intents: what a prompt leads to, what is true of an app, what people say.

use super::{AppId, HowToId, IntentId, RuleId, Source, Step, Wording};

/// What an offered next question leads to.
#[derive(Clone, Debug)]
pub struct HowTo {
    /// Its file name.
    pub id: HowToId,
    /// The file it was read from, relative to the rules folder.
    pub file: String,
    /// Headline.
    pub title: String,
    /// Words on its button; 38 characters at most.
    pub button: String,
    /// How people ask for it.
    pub asked: Vec<String>,
    /// The answer in one sentence.
    pub short: Wording,
    /// The clicks, by app or by screen; may be empty when `short` says it all.
    pub ways: Vec<Way>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Questions that must lead here.
    pub examples: Vec<HowToExample>,
    /// Questions that come close and lead elsewhere (`because` names the topic).
    pub counterexamples: Vec<HowToExample>,
}

/// One way to do it.
#[derive(Clone, Debug)]
pub struct Way {
    /// The apps this way is for; empty: everywhere.
    pub apps: Vec<AppId>,
    /// The screens this way is for ("Older screens").
    pub when: Option<String>,
    /// In no source: shown as general advice.
    pub general: bool,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// A question with where it must lead.
#[derive(Clone, Debug)]
pub struct HowToExample {
    /// What is asked.
    pub asked: String,
    /// The rule that was explained before, when it matters.
    pub after: Option<RuleId>,
    /// For counterexamples: the topic it belongs to instead.
    pub because: Option<String>,
    /// The line it stands on in the file, from 1.
    pub line: usize,
}

/// An app people work in.
#[derive(Clone, Debug)]
pub struct App {
    /// Its file name.
    pub id: AppId,
    /// Its name as people know it.
    pub name: String,
    /// Wordings that reveal it in a paste.
    pub known_by: Vec<String>,
    /// The how-to that tells whether it is down: shown first while several people meet its connection errors.
    pub status: Option<HowToId>,
    /// Said before every fix in this app.
    pub before: Option<Note>,
    /// Said after every fix in this app.
    pub after: Option<Note>,
}

/// A sentence that goes with an app's fixes.
#[derive(Clone, Debug)]
pub struct Note {
    /// The sentence.
    pub text: Wording,
    /// The how-to that says more.
    pub howto: Option<HowToId>,
}

/// Something people say that is no question about an error.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Its file name.
    pub id: IntentId,
    /// The file it was read from, relative to the rules folder.
    pub file: String,
    /// What it stands for, for authors.
    pub title: String,
    /// How people say it.
    pub said: Vec<String>,
    /// Sayings that must be understood as this.
    pub examples: Vec<HowToExample>,
    /// Sayings that come close (`because` names the topic).
    pub counterexamples: Vec<HowToExample>,
}
