//! A rule: one known error or state, checked and ready.

use regex::Regex;

use super::{AppId, CauseId, HowToId, Phrase, RuleId, Wording};

/// By whose words the message is: the folder a rule lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// `rules/xero`: Xero's text, whoever passes it on. Such a rule has an `any` fix.
    Xero,
    /// `rules/dext`: Dext's own words.
    Dext,
    /// `rules/lentune`: Lentune's own states and words.
    Lentune,
}

/// A known error or state.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its file name.
    pub id: RuleId,
    /// The folder it lies in.
    pub group: Group,
    /// The file it was read from, relative to the rules folder, for reports.
    pub file: String,
    /// Headline of the answer.
    pub title: Wording,
    /// Wordings that are recognised wherever they stand.
    pub phrases: Vec<Phrase>,
    /// Wordings too general to speak up for; they count when the bot was asked.
    pub only_when_asked: Vec<Phrase>,
    /// The way out where a phrase cannot say it: regular expressions over the pasted text.
    pub patterns: Vec<Regex>,
    /// Kept only when nothing else is found: a wrapper around other messages.
    pub last_resort: bool,
    /// The app that is down when several people meet this error at once: theirs is then no fault to mend.
    pub outage: Option<AppId>,
    /// How people tell the problem without quoting the text.
    pub described: Vec<String>,
    /// Offered next questions, in order; five at most.
    pub prompts: Vec<Prompt>,
    /// The question that tells the causes apart; present exactly when there are several.
    pub ask: Option<String>,
    /// Why it happens, likeliest first; at least one.
    pub causes: Vec<Cause>,
    /// Set when the rule is a mark in a column instead of a text.
    pub state: Option<State>,
    /// The causes stay in the order they are written in, whatever has helped more often.
    pub in_order: bool,
    /// Nothing is wrong: no fix and no Still stuck.
    pub fine: bool,
    /// For authors: what the sources doubt. Never shown.
    pub notes: Option<String>,
    /// Where the knowledge comes from.
    pub sources: Vec<Source>,
    /// Pastes that must give this rule and no other.
    pub examples: Vec<Example>,
    /// Pastes that come close and must not.
    pub counterexamples: Vec<Example>,
}

impl Rule {
    /// The cause with this id.
    pub fn cause(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id == *id)
    }

    /// The apps that have a fix of their own here, in order of appearance, without `any`.
    pub fn apps(&self) -> Vec<AppId> {
        let mut apps: Vec<AppId> = Vec::new();
        for app in self.causes.iter().flat_map(|cause| &cause.fixes).flat_map(|fix| &fix.apps) {
            if !app.is_any() && !apps.contains(app) {
                apps.push(app.clone());
            }
        }
        apps
    }
}

/// One reason for the error.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Unique within the rule, permanent.
    pub id: CauseId,
    /// What stands on its button and may be typed; 38 characters at most. Present when the rule asks.
    pub answer: Option<String>,
    /// Further ways to say the answer.
    pub said: Vec<String>,
    /// Why it happens.
    pub because: Wording,
    /// Fixes, the preferred one of an app first; empty when there is nothing to do.
    pub fixes: Vec<Fix>,
}

impl Cause {
    /// The fixes for `app` in order, the preferred one first: its own, else those for any app.
    pub fn fixes_for(&self, app: Option<&AppId>) -> Vec<&Fix> {
        let own: Vec<&Fix> = self.fixes.iter().filter(|fix| app.is_some_and(|app| fix.apps.contains(app))).collect();
        if own.is_empty() { self.fixes.iter().filter(|fix| fix.apps.iter().any(AppId::is_any)).collect() } else { own }
    }
}

/// Steps that mend one cause in some apps.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The apps it is for; `any` stands for the rest.
    pub apps: Vec<AppId>,
    /// In no source: shown as general advice.
    pub general: bool,
    /// What to do, in order; at least one.
    pub steps: Vec<Step>,
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Step {
    /// What to do.
    pub text: Wording,
    /// Who may do it ("Adviser role in Xero").
    pub needs: Option<String>,
    /// What cannot be taken back about it.
    pub danger: Option<Danger>,
    /// The how-to that shows the clicks.
    pub howto: Option<HowToId>,
}

/// Why a step deserves a warning; each has its own sentence in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Danger {
    /// Voiding cannot be undone in Xero.
    Void,
    /// Deleting cannot be undone in Xero.
    Delete,
    /// Clearing publishing data before the copy in Xero is gone leaves it there twice.
    Clear,
    /// Somebody locked the period on purpose.
    Unlock,
}

/// A next question that is offered, leading to a how-to.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Where it leads.
    pub howto: HowToId,
    /// Words on the button, where the how-to's own do not fit this rule.
    pub button: Option<String>,
    /// What people ask for it after this rule, beside the how-to's own lines.
    pub asked: Vec<String>,
    /// The direct answer in the light of this rule, said before the how-to's steps.
    pub short: Option<String>,
}

/// A mark in a column of an app.
#[derive(Clone, Debug)]
pub struct State {
    /// The app that shows it.
    pub app: AppId,
    /// The mark: `cross`, `tick`, `dash`, `blank`.
    pub shows: String,
    /// Other words and characters for the mark.
    pub also: Vec<String>,
}

/// Where knowledge comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Title of the page.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day it was read, as `YYYY-MM-DD`.
    pub checked: String,
    /// The line it stands on in its file, from 1.
    pub line: usize,
}

/// A paste with what it must give, or must not.
#[derive(Clone, Debug)]
pub struct Example {
    /// The text as people paste it.
    pub paste: String,
    /// Why it does not count; given with counterexamples.
    pub because: Option<String>,
    /// The line it stands on in the rule's file, from 1.
    pub line: usize,
}
