//! Sets of rules of any size, as our engine and as its peers want them.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crosscheck::rules::{RuleSet, SourceFile, built_in_files};

use crate::wordings::{LONG_ENOUGH, letters, shipped, wordings};

/// How many rules: made up, or those the bot comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Size {
    /// The shipped set.
    Shipped,
    /// Thirty shipped wordings and made-up ones, so many in all.
    Made(usize),
}

/// A set of rules and what its rules look for.
pub(crate) struct Set {
    /// What our engine compiles.
    pub(crate) rules: Arc<RuleSet>,
    /// Rule and wording, `{}` for a value; a shipped rule has many.
    pub(crate) forms: Vec<(usize, String)>,
    numbers: HashMap<String, usize>,
}

impl Set {
    /// The set of this size.
    pub(crate) fn new(size: Size, built_in: &Arc<RuleSet>) -> io::Result<Self> {
        let Size::Made(count) = size else {
            let numbers =
                built_in.rules().iter().enumerate().map(|(number, rule)| (rule.id.to_string(), number)).collect();
            return Ok(Self { rules: Arc::clone(built_in), forms: shipped(built_in), numbers });
        };
        let forms: Vec<(usize, String)> = wordings(built_in, count).into_iter().enumerate().collect();
        let apps = built_in_files().filter(|file| file.path.starts_with("apps/")).map(without_links);
        let files = forms
            .iter()
            .map(|(number, wording)| SourceFile::added(format!("xero/{}.toml", id(*number)), rule(wording)));
        let rules = RuleSet::from_files(apps.chain(files)).map_err(|faults| io::Error::other(faults.shortened(10)))?;
        let numbers = forms.iter().map(|(number, _)| (id(*number), *number)).collect();
        Ok(Self { rules: Arc::new(rules), forms, numbers })
    }

    /// The forms that are long enough to be told from talk with three slips in them.
    pub(crate) fn quotable(&self) -> Vec<(usize, String)> {
        self.forms.iter().filter(|(_, wording)| letters(wording).len() >= LONG_ENOUGH).cloned().collect()
    }

    /// The number of the rule with this id.
    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// How many rules.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }
}

fn id(number: usize) -> String {
    format!("rule-{number:05}")
}

/// A rule file with this wording and no more than a rule needs.
fn rule(wording: &str) -> String {
    let mut parts = wording.split("{}");
    let mut phrase = parts.next().unwrap_or_default().to_owned();
    for (slot, part) in parts.enumerate() {
        phrase.push_str(&format!("{{value_{slot}}}{part}"));
    }
    let phrase = phrase.replace(['[', ']', '(', ')', '|', '\\'], " ").replace('\'', "’");
    format!(
        "title = 'One of many'\nphrases = ['{phrase}']\n[[causes]]\nbecause = 'It is so.'\n[[causes.fixes]]\napp = ['any']\n\
         steps = ['Change it.']\n[[examples]]\npaste = 'x'\n"
    )
}

/// An app's file without its links into how-to pages and rules, which these sets do not have.
fn without_links(mut file: SourceFile) -> SourceFile {
    let mut kept = String::new();
    let mut skipping = false;
    for line in file.text.lines() {
        let links = line.starts_with("[[") || ["prompts", "status"].iter().any(|key| line.starts_with(key));
        if links || line.contains("howto") {
            skipping = true;
        } else if line.contains(" = ") && !line.starts_with(' ') {
            skipping = false;
        }
        if !skipping {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    file.text = kept;
    SourceFile::added(file.path, file.text)
}
