//! One rule on the page: its wordings, its causes, the steps by app, what to ask next.

use crate::rules::{Cause, Fix, Phrase, Prompt, Rule, RuleSet};

use super::entry::{Entry, GENERAL, sources, steps, words};
use super::html::{capital, escape, sentence};

/// The entry of a rule.
pub(super) fn entry(rule: &Rule, rules: &RuleSet) -> Entry {
    let mut body = wordings(rule);
    if let Some(ask) = &rule.ask {
        body.push_str(&format!("<p class=\"ask\">{}</p>\n", escape(ask)));
    }
    for cause in &rule.causes {
        body.push_str(&cause_shown(cause, rule.fine, rules));
    }
    body.push_str(&prompts(&rule.prompts, rules));
    body.push_str(&sources(&rule.sources));
    body.push_str(&format!("<p class=\"id\"><code>{}</code></p>\n", escape(rule.id.as_str())));
    let state = rule.state.iter().flat_map(|state| state.also.iter().chain([&state.shows]));
    let said = rule.causes.iter().flat_map(|cause| &cause.said);
    let asked = rule.prompts.iter().flat_map(|prompt| &prompt.asked);
    Entry {
        id: rule.id.as_str().to_owned(),
        title: rule.title.bare(None).to_plain(),
        body,
        words: words(rule.described.iter().chain(state).chain(said).chain(asked).map(String::as_str)),
    }
}

/// How the message reads, or the mark that stands for it.
fn wordings(rule: &Rule) -> String {
    if let Some(state) = &rule.state {
        let app = escape(state.app.as_str());
        return format!(
            "<p class=\"state\">No message: <b>{}</b> shows a {}.</p>\n",
            capital(&app),
            escape(&state.shows)
        );
    }
    let mut shown: Vec<String> = Vec::new();
    // Wordings that count only when asked are often but a part of the message.
    let phrases = if rule.phrases.is_empty() { &rule.only_when_asked } else { &rule.phrases };
    for phrase in phrases {
        let wording = readable(phrase);
        let contained = shown.iter().any(|other| other.to_lowercase().contains(&wording.to_lowercase()));
        if !contained {
            shown.push(wording);
        }
    }
    let items: String = shown.iter().map(|wording| format!("<li><q>{}</q></li>\n", escape(wording))).collect();
    if items.is_empty() { items } else { format!("<ul class=\"wordings\">\n{items}</ul>\n") }
}

/// A phrase as the message reads: with what may be there, the first of its alternatives, and … for each slot.
fn readable(phrase: &Phrase) -> String {
    let mut out = String::new();
    let mut chars = phrase.written.chars();
    // Inside round brackets only what stands before the first bar is kept.
    let mut skipping = false;
    while let Some(c) = chars.next() {
        match c {
            '[' | ']' | '(' => {}
            ')' => skipping = false,
            '|' => skipping = true,
            '{' => {
                if !skipping {
                    out.push('…');
                }
                chars.by_ref().find(|c| *c == '}');
            }
            c if !skipping => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cause_shown(cause: &Cause, fine: bool, rules: &RuleSet) -> String {
    let mut out = String::from("<div class=\"cause\">\n");
    if let Some(answer) = &cause.answer {
        out.push_str(&format!("<h4>{}</h4>\n", escape(answer)));
    }
    out.push_str(&format!("<p>{}</p>\n", sentence(&cause.because.bare(None))));
    if cause.fixes.is_empty() && !fine {
        out.push_str("<p class=\"step\">Nothing to do about it.</p>\n");
    }
    for (at, fix) in cause.fixes.iter().enumerate() {
        let again = cause.fixes.iter().take(at).any(|earlier| earlier.apps == fix.apps);
        let alone = cause.fixes.iter().all(|other| other.apps == fix.apps);
        out.push_str(&fix_shown(fix, alone, again, rules));
    }
    out.push_str("</div>\n");
    out
}

/// `alone`: no other app has steps of its own; `again`: the same apps had steps before.
fn fix_shown(fix: &Fix, alone: bool, again: bool, rules: &RuleSet) -> String {
    let name = |id: &str| rules.app(id).map_or_else(|| id.to_owned(), |app| app.name.clone());
    let named: Vec<String> =
        fix.apps.iter().filter(|app| !app.is_any()).map(|app| escape(&name(app.as_str()))).collect();
    let any = fix.apps.iter().any(|app| app.is_any());
    let heading = match (named.is_empty(), any) {
        (true, _) if alone => "What to do".to_owned(),
        (true, _) => "In any other app".to_owned(),
        (false, true) => format!("In {} and any other app", named.join(", ")),
        (false, false) => format!("In {}", named.join(", ")),
    };
    let heading = if again { format!("{heading}, another way") } else { heading };
    // With one app its name can stand in the steps; with several it cannot.
    let app = match fix.apps.as_slice() {
        [one] if !one.is_any() => Some(name(one.as_str())),
        _ => None,
    };
    let general = if fix.general { GENERAL } else { "" };
    format!("<h5>{heading}{general}</h5>\n{}", steps(&fix.steps, app.as_deref(), rules))
}

fn prompts(prompts: &[Prompt], rules: &RuleSet) -> String {
    let item = |prompt: &Prompt| {
        let howto = rules.howto(prompt.howto.as_str())?;
        let button = prompt.button.as_deref().unwrap_or(&howto.button);
        let short = prompt.short.as_deref().map(|short| match crate::rules::Wording::parse(short) {
            Ok(wording) => sentence(&wording.bare(None)),
            Err(_) => escape(short),
        });
        let short = short.map(|short| format!(": {short}")).unwrap_or_default();
        Some(format!("<li><a href=\"#{}\">{}</a>{short}</li>\n", escape(howto.id.as_str()), escape(button)))
    };
    let items: String = prompts.iter().filter_map(item).collect();
    if items.is_empty() { items } else { format!("<h4 class=\"next\">Next questions</h4>\n<ul>\n{items}</ul>\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_reads_as_the_message() {
        for (written, read) in [
            (
                "Account code {code} has been archived or [has been] deleted",
                "Account code … has been archived or has been deleted",
            ),
            ("[The] date (cannot|can not|can't) be before {date}", "The date cannot be before …"),
            ("({a} is|{b} was) not <here>", "… is not <here>"),
        ] {
            assert_eq!(readable(&Phrase::parse(written, 0).unwrap()), read);
        }
    }
}
