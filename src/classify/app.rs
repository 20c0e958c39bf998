//! Which app a paste comes from, and whether it is about another program altogether.

use std::ops::Range;

use crate::paste::Cleaned;
use crate::rules::{AppId, RuleSet};

use super::AppGuess;

/// The wordings that reveal each app, compiled.
#[derive(Debug)]
pub(super) struct Apps {
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct Mark {
    app: AppId,
    plain: Vec<u8>,
}

/// An app no person works in: a developer's own client. It yields to any app that is named.
const API: &str = "api";

/// Mentions that are looked at; more say nothing more.
const MENTIONS_MAX: usize = 64;

/// Xero stands behind all the others: named beside another app it says nothing.
const XERO: &str = "xero";

/// Programs whose errors look like ours. A short or damaged wording beside such a name is theirs.
const OTHER_PROGRAMS: &[&str] = &[
    "quickbooks",
    "qbo",
    "sage",
    "odoo",
    "shopify",
    "square",
    "hmrc",
    "outlook",
    "excel",
    "wordpress",
    "sql server",
    "mysql",
    "postgres",
    "postgresql",
    "oracle",
    "docker",
    "kubernetes",
    "github",
    "gitlab",
    "salesforce",
    "hubspot",
    "netsuite",
    "freeagent",
    "freshbooks",
    "kashflow",
    "crater",
    "zoho",
    "google",
    "gmail",
    "windows",
    "sharepoint",
    "slack",
    "discord",
    "bot",
    "jira",
    "clearbooks",
    "quickfile",
    "dynamics",
    "business central",
    "canva",
    "dropbox",
    "onedrive",
    "adobe",
    "etsy",
    "ebay",
    "woocommerce",
    "magento",
    "invoice ninja",
];

impl Apps {
    /// Compiles the `known_by` wordings and names of the apps of `rules`.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut marks: Vec<Mark> = Vec::new();
        for app in rules.apps() {
            for wording in std::iter::once(&app.name).chain(&app.known_by) {
                let plain = Cleaned::new(wording).plain().to_vec();
                if plain.len() >= 3 {
                    marks.push(Mark { app: app.id.clone(), plain });
                }
            }
        }
        // The longest wording is the best evidence.
        marks.sort_by(|a, b| b.plain.len().cmp(&a.plain.len()).then(a.app.cmp(&b.app)));
        Self { marks }
    }

    /// The app `paste` comes from. Dext, Lentune and their like before a developer's client, that before Xero.
    pub(super) fn guess(&self, paste: &str, cleaned: &Cleaned) -> Option<AppGuess> {
        let rank = |app: &AppId| match app.as_str() {
            XERO => 2,
            API => 1,
            _ => 0,
        };
        let mut best: Option<(u8, &Mark, usize)> = None;
        for mark in &self.marks {
            if best.as_ref().is_some_and(|(known, _, _)| *known <= rank(&mark.app)) {
                continue;
            }
            if let Some(at) = find_words(cleaned, &mark.plain) {
                best = Some((rank(&mark.app), mark, at));
            }
        }
        let (_, mark, at) = best?;
        let because = paste.get(cleaned.span(at..at + mark.plain.len()))?.to_owned();
        Some(AppGuess { id: mark.app.clone(), because })
    }

    /// The letters of the paste that name one of our apps.
    pub(super) fn mentions(&self, cleaned: &Cleaned) -> Vec<Range<usize>> {
        let mut mentions = Vec::new();
        for mark in &self.marks {
            let mut from = 0;
            while let Some(at) = find_words_from(cleaned, &mark.plain, from) {
                mentions.push(at..at + mark.plain.len());
                from = at + 1;
                if mentions.len() >= MENTIONS_MAX {
                    return mentions;
                }
            }
        }
        mentions
    }

    /// The letters of the paste that name another program.
    pub(super) fn other_programs(cleaned: &Cleaned) -> Vec<Range<usize>> {
        OTHER_PROGRAMS
            .iter()
            .filter_map(|name| {
                let plain = Cleaned::new(name);
                let at = find_words(cleaned, plain.plain())?;
                Some(at..at + plain.len())
            })
            .collect()
    }
}

/// Where `wanted` stands as whole words.
fn find_words(cleaned: &Cleaned, wanted: &[u8]) -> Option<usize> {
    find_words_from(cleaned, wanted, 0)
}

fn find_words_from(cleaned: &Cleaned, wanted: &[u8], mut from: usize) -> Option<usize> {
    let text = cleaned.plain();
    let first = *wanted.first()?;
    while let Some(offset) = text.get(from..)?.iter().position(|letter| *letter == first) {
        let at = from + offset;
        let end = at + wanted.len();
        if text.get(at..end).is_some_and(|here| here == wanted)
            && cleaned.is_word_start(at)
            && cleaned.is_word_start(end)
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
