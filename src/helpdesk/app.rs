//! Which app an answer is for: the one at hand, the ones to choose from, and the one somebody names in words.

use crate::paste::spelling::Spelling;
use crate::rules::{AppId, Rule, RuleSet};

use super::narrowing::comparable;
use super::words;

/// The app an answer to `rule` is for: the one at hand if the rule has steps that fit it, else the one the rule itself
/// speaks of; `None` while it has to be asked for or does not matter yet. `any` is *Somewhere else*: nothing is left to
/// ask, whether or not the rule has steps for it.
pub(super) fn app_for(rule: &Rule, app: Option<&AppId>) -> Option<AppId> {
    let own = rule.apps();
    if let Some(app) = app
        && (has_steps_for_any(rule) || own.contains(app) || (app.is_any() && own.len() > 1))
    {
        return Some(app.clone());
    }
    if let Some(state) = &rule.state {
        return Some(state.app.clone());
    }
    match own.as_slice() {
        [only] if !has_steps_for_any(rule) => Some(only.clone()),
        [] => app.cloned(),
        _ => None,
    }
}

/// Whether `rule` has steps for whoever's app has none of its own.
pub(super) fn has_steps_for_any(rule: &Rule) -> bool {
    rule.causes.iter().flat_map(|cause| &cause.fixes).any(|fix| fix.apps.iter().any(AppId::is_any))
}

/// The apps to choose from while the app is unknown, with their names: those with steps of their own, then those whose
/// own sentences change the answer, then *Somewhere else*. Empty when no app has steps of its own.
pub(super) fn choices(rules: &RuleSet, rule: &Rule) -> Vec<(AppId, String)> {
    let own = rule.apps();
    if own.is_empty() {
        return Vec::new();
    }
    let noted = rules.apps().iter().filter(|app| app.before.is_some() || app.after.is_some());
    let noted = noted.map(|app| app.id.clone()).filter(|app| !own.contains(app) && !rule.fine);
    let others: Vec<AppId> = if has_steps_for_any(rule) { noted.collect() } else { Vec::new() };
    let named = |id: AppId| rules.app(id.as_str()).map(|app| (id, app.name.clone()));
    let mut choices: Vec<(AppId, String)> = own.into_iter().chain(others).filter_map(named).collect();
    choices.push((AppId::any(), words::SOMEWHERE_ELSE.to_owned()));
    choices
}

/// Words around an app's name that add nothing to it: "it was in dext, I think".
const AROUND: &[&str] = &[
    "a", "actually", "again", "am", "an", "and", "app", "are", "at", "but", "came", "client", "comes", "error", "from",
    "got", "have", "hi", "i", "im", "in", "inside", "into", "is", "it", "its", "just", "message", "my", "no", "oh",
    "ok", "on", "one", "our", "own", "please", "program", "saw", "says", "screen", "see", "seen", "showed", "shown",
    "shows", "side", "so", "software", "sorry", "system", "that", "thats", "the", "their", "there", "they", "think",
    "this", "through", "use", "used", "uses", "using", "via", "was", "we", "were", "with", "within", "yeah", "yes",
];

/// Ways to say that it was none of the apps offered.
const ELSEWHERE: &[&str] = &[
    "somewhere else",
    "elsewhere",
    "another app",
    "a different app",
    "other",
    "another one",
    "none of those",
    "none of them",
    "neither",
    "neither of them",
];

/// Words before an app that is not meant.
const NOT: &[&str] = &["not", "isnt", "wasnt", "than", "without"];

/// The app that `text` names if it says nothing else: "dext", "it's lentune", "not dext, in hubdoc". One slip of the
/// finger in the name is read over. `asked`: the app was asked for, so that "somewhere else" is an answer too.
pub(super) fn named(rules: &RuleSet, text: &str, asked: bool) -> Option<AppId> {
    let said = comparable(text);
    if text.contains('?') {
        return None;
    }
    if asked && ELSEWHERE.contains(&said.as_str()) {
        return Some(AppId::any());
    }
    let mut said = format!(" {said} ");
    // Two words and "receipt bank" become the one word they are known by.
    for app in rules.apps() {
        let names = [app.name.as_str()].into_iter().chain(app.known_by.iter().map(String::as_str));
        for name in names.filter(|name| is_a_name(name, &app.name)).map(comparable) {
            said = said.replace(&format!(" {name} "), &format!(" {} ", app.id));
        }
    }
    let words: Vec<&str> = said.split(' ').filter(|word| !word.is_empty()).collect();
    let spelling = Spelling::new(rules.apps().iter().map(|app| app.id.as_str()));
    let mut named: Option<AppId> = None;
    for (at, word) in words.iter().enumerate() {
        let meant = spelling.meant(word).unwrap_or(word);
        if let Some(app) = rules.app(meant).filter(|_| !AROUND.contains(word)) {
            let denied = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| NOT.contains(word));
            match &named {
                _ if denied => {}
                Some(other) if *other != app.id => return None,
                _ => named = Some(app.id.clone()),
            }
        } else if !AROUND.contains(word) && !NOT.contains(word) {
            return None;
        }
    }
    named
}

/// Whether `words`, by which an app is known in a paste, are a name people call it by: its own name and the like, not a
/// sentence or a word of its screens.
fn is_a_name(words: &str, name: &str) -> bool {
    words == name || words.starts_with(name) || NAMES.contains(&words)
}

/// Older and longer names of apps.
const NAMES: &[&str] = &["Receipt Bank", "ReceiptBank", "Approval Max"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_named_by_its_name_and_little_else() {
        let rules = RuleSet::built_in().unwrap();
        for (text, app) in [
            ("dext", Some("dext")),
            ("Dext.", Some("dext")),
            ("it's lentune", Some("lentune")),
            ("in hubdoc", Some("hubdoc")),
            ("I saw it in Lentune, sorry", Some("lentune")),
            ("not dext, it's lentune", Some("lentune")),
            ("we use receipt bank", Some("dext")),
            ("approval max", Some("approvalmax")),
            ("lentne", Some("lentune")),
            ("in xero itself", None),
            ("in xero", Some("xero")),
            ("not dext", None),
            ("dext or lentune", None),
            ("in dext?", None),
            ("where is that in dext", None),
            ("next", None),
            ("somewhere else", Some("any")),
            ("", None),
        ] {
            assert_eq!(named(&rules, text, true).as_ref().map(AppId::as_str), app, "{text}");
        }
        assert_eq!(named(&rules, "somewhere else", false), None);
    }
}
