//! A labelled line: what is expected of its text.

use serde::Deserialize;

/// Label of texts that hold no error.
const NONE: &str = "none";

/// Start of labels for errors whose rule may or may not exist; a guess at its id follows.
const OTHER: &str = "other-xero-error";

/// One line of a labelled file.
#[derive(Debug, Deserialize)]
pub(super) struct Labelled {
    /// The text.
    pub(super) text: String,
    label: Option<OneOrMany>,
    topic: Option<String>,
    #[serde(alias = "context")]
    about: Option<String>,
    /// What kind of text it is, for figures of its own.
    pub(super) kind: Option<String>,
    /// Ids or topics that count as right too.
    #[serde(default)]
    pub(super) also_ok: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// What is expected.
#[derive(Debug)]
pub(super) enum Expected<'l> {
    /// A follow-up: its topic, and the rule it is about.
    Topic { topic: &'l str, about: Option<&'l str> },
    /// A paste.
    Rules(Rules<'l>),
}

/// What is expected of a paste.
#[derive(Debug)]
pub(super) struct Rules<'l> {
    /// The rules it holds; none for chatter and for errors of other labels.
    pub(super) ids: Vec<&'l str>,
    /// An error beyond the contract's own ids: silence is right, and so is any id that is not one of those.
    pub(super) other: bool,
}

impl Labelled {
    /// The line itself, if it has a label or a topic.
    pub(super) fn check(self) -> Result<Self, String> {
        if self.label.is_none() && self.topic.is_none() {
            return Err("the line has neither a label nor a topic".to_owned());
        }
        Ok(self)
    }

    /// What is expected of the text.
    pub(super) fn expected(&self) -> Expected<'_> {
        if let Some(topic) = &self.topic {
            return Expected::Topic { topic, about: self.about.as_deref() };
        }
        let labels: Vec<&str> = match &self.label {
            Some(OneOrMany::One(label)) => vec![label],
            Some(OneOrMany::Many(labels)) => labels.iter().map(String::as_str).collect(),
            None => Vec::new(),
        };
        let is_other = |label: &&str| label.split(':').next() == Some(OTHER);
        Expected::Rules(Rules {
            other: labels.iter().any(is_other),
            ids: labels.into_iter().filter(|label| *label != NONE && !is_other(label)).collect(),
        })
    }
}
