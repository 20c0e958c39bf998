//! Which app a paste comes from, and whether it is about another program altogether.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::paste::Cleaned;
use crate::rules::{AppId, RuleSet};

use super::AppGuess;
use super::marks::{Marks, Starts};

/// The wordings that reveal each app, compiled.
#[derive(Debug)]
pub(super) struct Apps {
    /// The app each mark reveals.
    apps: Vec<AppId>,
    marks: Names,
    /// The same wordings, for texts that are only glanced at.
    in_passing: Marks,
}

/// An app no person works in: a developer's own client. It yields to any app that is named.
const API: &str = "api";

/// Mentions that are looked at; more say nothing more.
const MENTIONS_MAX: usize = 4_096;

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
    "stripe",
    "paypal",
    "gocardless",
    "sap",
    "myob",
    "nginx",
    "apache",
    "mongodb",
    "redis",
    "docusign",
    "mailchimp",
    "barclays",
    "revolut",
    "amazon",
    "companies house",
    "microsoft",
];

static OTHER_NAMES: LazyLock<Names> =
    LazyLock::new(|| Names::new(OTHER_PROGRAMS.iter().map(|name| Cleaned::new(name))));

impl Apps {
    /// Compiles the `known_by` wordings and names of the apps of `rules`.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut marks: Vec<(AppId, Cleaned)> = Vec::new();
        for app in rules.apps() {
            for wording in std::iter::once(&app.name).chain(&app.known_by) {
                marks.push((app.id.clone(), Cleaned::new(wording)));
            }
        }
        marks.retain(|(_, wording)| wording.len() >= 3);
        // The longest wording is the best evidence.
        marks.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
        let (apps, wordings): (Vec<AppId>, Vec<Cleaned>) = marks.into_iter().unzip();
        let in_passing = Marks::new(wordings.iter().map(|wording| wording.folded().to_vec()));
        Self { apps, in_passing, marks: Names::new(wordings) }
    }

    /// The app `paste` comes from. Dext, Lentune and their like before a developer's client, that before Xero.
    pub(super) fn guess(&self, paste: &str, cleaned: &Cleaned) -> Option<AppGuess> {
        let rank = |app: &AppId| match app.as_str() {
            XERO => 2,
            API => 1,
            _ => 0,
        };
        let mut best: Option<(u8, usize, &AppId, Range<usize>)> = None;
        for (mark, letters) in self.marks.found_in(cleaned) {
            let Some(app) = self.apps.get(mark) else { continue };
            if best.as_ref().is_none_or(|(best_rank, best_mark, ..)| (rank(app), mark) < (*best_rank, *best_mark)) {
                best = Some((rank(app), mark, app, letters));
            }
        }
        let (_, _, app, letters) = best?;
        Some(AppGuess { id: app.clone(), because: paste.get(cleaned.span(letters))?.to_owned() })
    }

    /// Whether these folded letters may name one of our apps: they do wherever [`Apps::mentions`] finds one.
    pub(super) fn named_in(&self, letters: &[u8]) -> bool {
        self.in_passing.stand_in(letters)
    }

    /// The letters of the paste that name one of our apps, in order.
    pub(super) fn mentions(&self, cleaned: &Cleaned) -> Vec<Range<usize>> {
        self.marks.found_in(cleaned).map(|(_, letters)| letters).take(MENTIONS_MAX).collect()
    }

    /// The letters of the paste that name another program, in order.
    pub(super) fn other_programs(cleaned: &Cleaned) -> Vec<Range<usize>> {
        OTHER_NAMES.found_in(cleaned).map(|(_, letters)| letters).take(MENTIONS_MAX).collect()
    }
}

/// Names to be found as whole words in one pass over a text.
#[derive(Debug)]
struct Names {
    plain: Vec<Vec<u8>>,
    /// Names by their first two letters.
    by_start: HashMap<[u8; 2], Vec<usize>>,
    /// For each first letter: a bit for each second one. Hardly any word gets further.
    starts: Starts,
}

impl Names {
    /// Takes the names; one of fewer than two letters is never found.
    fn new(names: impl IntoIterator<Item = Cleaned>) -> Self {
        let plain: Vec<Vec<u8>> =
            names.into_iter().filter(|name| !name.is_empty()).map(|name| name.plain().to_vec()).collect();
        let mut by_start: HashMap<[u8; 2], Vec<usize>> = HashMap::new();
        for (number, name) in plain.iter().enumerate() {
            if let Some(start) = name.first_chunk() {
                by_start.entry(*start).or_default().push(number);
            }
        }
        let starts = Starts::new(plain.iter().map(Vec::as_slice));
        Self { plain, by_start, starts }
    }

    /// Every place of every name: its number and its letters, in the order of the text.
    fn found_in<'t>(&'t self, cleaned: &'t Cleaned) -> impl Iterator<Item = (usize, Range<usize>)> + 't {
        let text = cleaned.plain();
        let starts = text.windows(2).enumerate().filter(|(_, pair)| self.starts.begin(pair)).map(|(at, _)| at);
        starts.filter(|at| cleaned.is_word_start(*at)).flat_map(move |at| {
            let start = text.get(at..).and_then(<[u8]>::first_chunk);
            let names = start.and_then(|start| self.by_start.get(start)).into_iter().flatten();
            names.filter_map(move |number| {
                let name = self.plain.get(*number)?;
                let end = at + name.len();
                (text.get(at..end) == Some(name) && cleaned.is_word_start(end)).then_some((*number, at..end))
            })
        })
    }
}
