//! An error looked for by name: by words, by its id, by product, or by the message itself.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::classify::{Addressed, Certainty};
use crate::rules::{AppId, Group, Phrase, Piece, Rule, RuleId};

use super::Knowledge;

/// How well a rule fits what was typed, best first. Of those that fit alike the commonest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its id or title.
    Name,
    /// A message that quotes it; the first in the text first.
    Quoted(usize),
    /// The start of its title.
    Start,
    /// Words of its title or id.
    Title,
    /// Words of its title, its id or the product that says it.
    Product,
    /// Words of all that, of its wordings, of how people tell it, or the names of apps it has steps for.
    Anywhere,
    /// None of its words, but the problem in others; the nearest first.
    Described(usize),
}

impl Knowledge {
    /// What the error of `rule` is called where none of its values is known; its id when there is no such rule any more.
    pub fn title_of(&self, rule: &RuleId) -> String {
        self.rules().rule(rule.as_str()).map_or_else(|| rule.to_string(), |rule| rule.title.bare(None).to_plain())
    }

    /// What `app` is called; its id when there is no such app any more.
    pub fn app_name(&self, app: &AppId) -> String {
        self.rules().app(app.as_str()).map_or_else(|| app.to_string(), |app| app.name.clone())
    }

    /// The rules that fit what somebody `typed`, best first; all of them when nothing is typed. Of rules that fit alike
    /// those come first that were needed more often, as `times` counts it; then those that more sources report, for
    /// what many pages speak of is met by many people; then by title.
    pub fn search(&self, typed: &str, times: impl Fn(&RuleId) -> u32) -> Vec<&Rule> {
        let typed = typed.trim();
        let lower = typed.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let classified = self.classified(typed);
        let mut found: Vec<_> = self
            .rules()
            .rules()
            .iter()
            .filter_map(|rule| {
                let title = rule.title.bare(None).to_plain().to_lowercase();
                let by_words = self.fit(rule, &title, &lower, &words);
                let fit = by_words.into_iter().chain(classified.get(&rule.id).copied()).min()?;
                Some((fit, Reverse(times(&rule.id)), Reverse(rule.sources.len()), title, rule))
            })
            .collect();
        found.sort_by(|one, other| (&one.0, &one.1, &one.2, &one.3).cmp(&(&other.0, &other.1, &other.2, &other.3)));
        found.into_iter().map(|(.., rule)| rule).collect()
    }

    /// The rules that the text quotes or comes near.
    fn classified(&self, typed: &str) -> HashMap<RuleId, Fit> {
        let found = self.classifier().classify(typed, Addressed::Asked);
        let fit = match found.certainty {
            Certainty::Known => Fit::Quoted,
            // One word is near far too much.
            _ if typed.split_whitespace().nth(1).is_none() => return HashMap::new(),
            _ => Fit::Described,
        };
        found.diagnoses.into_iter().enumerate().map(|(at, diagnosis)| (diagnosis.rule, fit(at))).collect()
    }

    fn fit(&self, rule: &Rule, title: &str, typed: &str, words: &[&str]) -> Option<Fit> {
        if rule.id == *typed || title == typed {
            return Some(Fit::Name);
        }
        if title.starts_with(typed) {
            return Some(Fit::Start);
        }
        let mut searched = format!("{title} {0} {1}", rule.id, rule.id.as_str().replace('-', " "));
        let all_in = |searched: &str| words.iter().all(|word| searched.contains(word));
        if all_in(&searched) {
            return Some(Fit::Title);
        }
        searched.push(' ');
        searched.push_str(match rule.group {
            Group::Xero => "xero",
            Group::Dext => "dext",
            Group::Lentune => "lentune",
        });
        if all_in(&searched) {
            return Some(Fit::Product);
        }
        for app in rule.apps() {
            let name = self.rules().app(app.as_str()).map(|app| app.name.to_lowercase());
            searched.extend([" ", app.as_str(), " ", name.as_deref().unwrap_or_default()]);
        }
        for told in &rule.described {
            searched.extend([" ", &told.to_lowercase()]);
        }
        for phrase in rule.phrases.iter().chain(&rule.only_when_asked) {
            say(phrase, &mut searched);
        }
        all_in(&searched).then_some(Fit::Anywhere)
    }
}

/// Adds the words of a phrase in all its variants.
fn say(phrase: &Phrase, searched: &mut String) {
    for piece in phrase.variants.iter().flat_map(|variant| &variant.pieces) {
        if let Piece::Words(words) = piece {
            searched.extend([" ", words]);
        }
    }
}
