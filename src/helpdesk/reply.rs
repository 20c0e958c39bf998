//! What the desk says, free of any platform: the edges render it.

use crate::rules::{AppId, CauseId, Danger, HowToId, RuleId, Source, Text};

use super::Person;

/// One thing the desk says.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Recognised errors in the order of the paste, at least one. Two or three are shown whole; of more, each gets a
    /// line and the one in hand is shown whole.
    Answers {
        /// One for each error.
        answers: Vec<Answer>,
        /// The one the buttons and the thread mean: the first until chosen otherwise.
        in_hand: RuleId,
    },
    /// Asked, and only near errors found: three at most, best first; *None of these* is offered beside them.
    DidYouMean(Vec<Candidate>),
    /// A how-to.
    HowTo(HowToReply),
    /// Asked; reads like an error of these apps, but no rule covers it.
    NotCovered,
    /// Asked; nothing to explain was found.
    NothingFound,
    /// A sentence of the desk's own ("Glad it worked.").
    Note(Text),
    /// A question could not be matched: the nearest how-tos are offered, and a person.
    Nearest(Vec<PromptShown>),
    /// What a person needs to take over.
    Handover(Handover),
    /// Who has taken the case over already.
    Claimed(Person),
}

/// The explanation of one recognised error or state.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The rule explained.
    pub rule: RuleId,
    /// The app its steps are for; `None` while unknown.
    pub app: Option<AppId>,
    /// The name of that app as people know it.
    pub app_name: Option<String>,
    /// Apps whose answer differs, to choose from while the app is unknown: id and name. The last is `any`, *Somewhere
    /// else*.
    pub apps: Vec<(AppId, String)>,
    /// Headline.
    pub title: Text,
    /// The part of the paste that was recognised, in its original spelling; `None` in a lookup.
    pub recognised: Option<String>,
    /// Captured values in the order of the phrase.
    pub values: Vec<Value>,
    /// How often the error stands in the paste; at least 1.
    pub count: u32,
    /// Said before the steps ("Read-only? It is in approval: …").
    pub before: Option<Text>,
    /// The causes still in question, in order; at least one.
    pub causes: Vec<CauseShown>,
    /// The question that tells them apart; only while there are several.
    pub ask: Option<AskShown>,
    /// Said after the steps ("The message stays until a publish succeeds").
    pub after: Option<Text>,
    /// Offered next questions; five at most.
    pub prompts: Vec<PromptShown>,
    /// Where the knowledge comes from: the first source of the rule.
    pub source: Option<Source>,
    /// Nothing is wrong: no *Still stuck*.
    pub fine: bool,
    /// What is no longer in question, in order: the answers ("An archived account") of causes ruled out.
    pub ruled_out: Vec<String>,
    /// The steps shown are another way, after the first one did not help.
    pub another_way: bool,
}

impl Answer {
    /// Whether the app has to be chosen before any steps can be shown.
    pub fn app_needed(&self) -> bool {
        self.app.is_none() && !self.apps.is_empty() && self.causes.iter().all(|cause| cause.fix.is_none())
    }
}

/// A captured value with its name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// "Account code".
    pub name: String,
    /// As it was pasted: a stranger's text.
    pub value: String,
}

/// One cause as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseShown {
    /// Its id.
    pub id: CauseId,
    /// Why it happens.
    pub because: Text,
    /// What to do for the app at hand; `None` when there is nothing to do.
    pub fix: Option<FixShown>,
}

/// The steps of one fix.
#[derive(Clone, Debug, PartialEq)]
pub struct FixShown {
    /// In no source: said as general advice.
    pub general: bool,
    /// The steps in order; at least one.
    pub steps: Vec<StepShown>,
    /// Another way exists for the same cause and app, offered by *Still stuck*.
    pub another: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct StepShown {
    /// What to do.
    pub text: Text,
    /// Who may do it.
    pub needs: Option<String>,
    /// What cannot be taken back about it: [`Danger::sentence`] is shown beside it.
    pub danger: Option<Danger>,
}

/// The question that tells the causes apart. *Not sure* is always offered beside the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskShown {
    /// The question.
    pub question: String,
    /// The answers in order of the causes, with the cause each stands for.
    pub answers: Vec<(CauseId, String)>,
}

/// An offered next question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptShown {
    /// Where it leads.
    pub howto: HowToId,
    /// Words on its button; 38 characters at most.
    pub button: String,
}

/// A near error, offered in *Did you mean*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The rule.
    pub rule: RuleId,
    /// Its headline, without values.
    pub title: String,
}

/// A how-to as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct HowToReply {
    /// Its id.
    pub howto: HowToId,
    /// Headline.
    pub title: String,
    /// The direct answer, in the light of the rule at hand where that has its own.
    pub short: Text,
    /// The clicks, those for the app at hand first.
    pub ways: Vec<WayShown>,
    /// Where it comes from.
    pub source: Option<Source>,
    /// The further questions of the error at hand, without this one; empty without an error.
    pub prompts: Vec<PromptShown>,
}

/// What a person needs to take over: nothing of the paste but what was recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Handover {
    /// The errors in the order of the paste, the one in hand first; empty when none was recognised.
    pub errors: Vec<HandedError>,
    /// The app they work in, as people know it; `None` while unknown.
    pub app_name: Option<String>,
    /// What was tried without success, in order, in one line each.
    pub tried: Vec<String>,
    /// Causes ruled out, in order, in the words of their answers.
    pub ruled_out: Vec<String>,
}

/// One error of a [`Handover`].
#[derive(Clone, Debug, PartialEq)]
pub struct HandedError {
    /// The rule.
    pub rule: RuleId,
    /// Its headline.
    pub title: Text,
    /// The part of the paste that was recognised: a stranger's text.
    pub recognised: Option<String>,
    /// Captured values.
    pub values: Vec<Value>,
}

/// One way to do it.
#[derive(Clone, Debug, PartialEq)]
pub struct WayShown {
    /// "In Dext", "Older screens"; `None` when it needs no heading.
    pub heading: Option<String>,
    /// In no source: said as general advice.
    pub general: bool,
    /// The steps in order.
    pub steps: Vec<StepShown>,
}

impl Danger {
    /// The warning shown beside a step of this kind.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Void => "Voiding cannot be undone in Xero.",
            Self::Delete => "Deleting cannot be undone in Xero.",
            Self::Clear => "First void or delete the copy in Xero, or it will be there twice.",
            Self::Unlock => "Somebody locked it on purpose: ask first, and lock it again afterwards.",
        }
    }
}
