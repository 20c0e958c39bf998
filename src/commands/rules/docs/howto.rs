//! One how-to on the page: the short answer, then the clicks by app and by screen.

use crate::rules::{HowTo, RuleSet, Way};

use super::entry::{Entry, GENERAL, sources, steps, words};
use super::html::{escape, sentence};

/// The entry of a how-to.
pub(super) fn entry(howto: &HowTo, rules: &RuleSet) -> Entry {
    let mut body = format!("<p>{}</p>\n", sentence(&howto.short.bare(None)));
    for way in &howto.ways {
        body.push_str(&way_shown(way, rules));
    }
    body.push_str(&sources(&howto.sources));
    body.push_str(&format!("<p class=\"id\"><code>{}</code></p>\n", escape(howto.id.as_str())));
    Entry {
        id: howto.id.as_str().to_owned(),
        title: howto.title.clone(),
        body,
        words: words(howto.asked.iter().map(String::as_str)),
    }
}

fn way_shown(way: &Way, rules: &RuleSet) -> String {
    let name = |id: &str| rules.app(id).map_or_else(|| id.to_owned(), |app| app.name.clone());
    let apps: Vec<String> = way.apps.iter().map(|app| name(app.as_str())).collect();
    let place = (!apps.is_empty()).then(|| format!("In {}", apps.join(", ")));
    let parts: Vec<&str> = place.as_deref().into_iter().chain(way.when.as_deref()).collect();
    let general = if way.general { GENERAL } else { "" };
    let heading = match (parts.is_empty(), general.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("<h4>Steps{general}</h4>\n"),
        (false, _) => format!("<h4>{}{general}</h4>\n", escape(&parts.join(": "))),
    };
    let app = match apps.as_slice() {
        [one] => Some(one.as_str()),
        _ => None,
    };
    format!("{heading}{}", steps(&way.steps, app, rules))
}
