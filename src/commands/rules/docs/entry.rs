//! What rules and how-tos have in common on the page: heading, steps, sources, words to be found by.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::rules::{HowToId, RuleSet, Source, Step};

use super::html::{escape, long_day, sentence};

/// One entry of the catalogue.
pub(super) struct Entry {
    /// Its permanent id: the anchor it is linked by.
    pub(super) id: String,
    /// Its headline, plain.
    pub(super) title: String,
    /// What follows the headline, as HTML.
    pub(super) body: String,
    /// Words it is found by beside those that are shown.
    pub(super) words: String,
}

impl Entry {
    /// What entries are sorted by: the headline without its article.
    pub(super) fn order(&self) -> String {
        let title = self.title.to_lowercase();
        let article = ["a ", "an ", "the "].into_iter().find_map(|article| title.strip_prefix(article));
        article.unwrap_or(&title).to_owned()
    }

    /// Writes the entry as an article.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (id, title) = (escape(&self.id), escape(&self.title));
        writeln!(
            out,
            "<article id=\"{id}\" data-words=\"{}\" aria-labelledby=\"{id}--title\">\n\
             <h3 id=\"{id}--title\"><a href=\"#{id}\">{title}</a></h3>\n{}</article>",
            escape(&self.words),
            self.body,
        )
    }
}

/// The words of `lines`, each once, in small letters.
pub(super) fn words<'l>(lines: impl IntoIterator<Item = &'l str>) -> String {
    let words: BTreeSet<String> = lines
        .into_iter()
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() > 2)
        .map(str::to_lowercase)
        .collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// A link to a how-to, with a blank before it; nothing when there is none.
pub(super) fn link(howto: Option<&HowToId>, rules: &RuleSet) -> String {
    let Some(howto) = howto.and_then(|id| rules.howto(id.as_str())) else { return String::new() };
    format!(
        " <a class=\"howto\" href=\"#{}\">How to: {}</a>",
        escape(howto.id.as_str()),
        escape(&lower_first(&howto.button))
    )
}

/// A button's words in the middle of a line; names and abbreviations keep their capitals.
fn lower_first(button: &str) -> String {
    let first = button.split_whitespace().next().unwrap_or_default();
    let name = ["Xero", "Dext", "Lentune"].iter().any(|name| first.starts_with(name));
    let abbreviation = first.chars().skip(1).any(char::is_uppercase);
    let mut chars = button.chars();
    match chars.next() {
        Some(letter) if !name && !abbreviation => letter.to_lowercase().chain(chars).collect(),
        _ => button.to_owned(),
    }
}

/// Steps as a numbered list; one alone as a paragraph. `app` is the name of the app they are for.
pub(super) fn steps(steps: &[Step], app: Option<&str>, rules: &RuleSet) -> String {
    let mut shown = steps.iter().map(|step| one_step(step, app, rules));
    if let [_] = steps {
        return format!("<p class=\"step\">{}</p>\n", shown.next().unwrap_or_default());
    }
    let items: String = shown.map(|step| format!("<li>{step}</li>\n")).collect();
    format!("<ol>\n{items}</ol>\n")
}

fn one_step(step: &Step, app: Option<&str>, rules: &RuleSet) -> String {
    let mut out = sentence(&step.text.bare(app));
    if let Some(needs) = &step.needs {
        out.push_str(&format!(" <span class=\"needs\">Needs: {}.</span>", escape(needs)));
    }
    out.push_str(&link(step.howto.as_ref(), rules));
    if let Some(danger) = step.danger {
        out.push_str(&format!("<strong class=\"danger\">{}</strong>", escape(danger.sentence())));
    }
    out
}

/// The pages it was taken from, each with the day it was read.
pub(super) fn sources(sources: &[Source]) -> String {
    if sources.is_empty() {
        return String::new();
    }
    let item = |source: &Source| {
        let title = escape(&source.title);
        let day = escape(&source.checked);
        // Rules are checked for it; a page must not depend on that.
        let title = if source.url.starts_with("https://") || source.url.starts_with("http://") {
            format!("<a href=\"{}\" rel=\"noreferrer\">{title}</a>", escape(&source.url))
        } else {
            title
        };
        format!("<li>{title}, read <time datetime=\"{day}\">{}</time></li>\n", long_day(&source.checked))
    };
    let items: String = sources.iter().map(item).collect();
    format!("<details class=\"sources\">\n<summary>Sources</summary>\n<ul>\n{items}</ul>\n</details>\n")
}

/// The mark of steps that stand in no source.
pub(super) const GENERAL: &str = " <span class=\"general\">general advice</span>";
