//! `rules docs`: everything that is known as one page for a browser: searchable, printable, without a server.

mod entry;
mod howto;
mod html;
mod rule;

use std::io::{self, Write};
use std::time::SystemTime;

use crate::helpdesk::Day;
use crate::rules::{App, Group, RuleSet};

use entry::Entry;
use html::{escape, long_day, sentence};

/// The look of the page.
const STYLE: &str = include_str!("page.css");

/// Searching, for browsers that run scripts; everything else works without.
const SCRIPT: &str = include_str!("search.js");

/// What a browser may load for this page: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    entries: Vec<Entry>,
}

/// Writes the catalogue of `rules` to `out` as HTML. Values that a paste would fill in are left out of the sentences, as
/// in a lookup. `now` is the day it is made.
pub fn docs(rules: &RuleSet, now: SystemTime, out: &mut dyn Write) -> io::Result<()> {
    let sections = sections(rules);
    let count = |wanted: &dyn Fn(&Section) -> bool| -> usize {
        sections.iter().filter(|section| wanted(section)).map(|section| section.entries.len()).sum()
    };
    let (errors, howtos) = (count(&|section| section.id != HOW_TOS), count(&|section| section.id == HOW_TOS));
    write!(
        out,
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>Crosscheck: errors of Xero, Dext and Lentune</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#entries\">Skip to the entries</a>\n\
         <header>\n<h1>Errors of Xero, Dext and Lentune</h1>\n\
         <p>What each message means, why it comes up and what to do: {errors} errors, {howtos} how-tos.</p>\n\
         <form role=\"search\" class=\"scripted\">\n<label for=\"search\">Search, or paste the message</label>\n\
         <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\n\
         <p id=\"found\" role=\"status\"></p>\n</form>\n</header>\n"
    )?;
    writeln!(out, "<div class=\"columns\">")?;
    contents(&sections, out)?;
    writeln!(out, "<main id=\"entries\" tabindex=\"-1\">")?;
    for section in &sections {
        section_shown(section, out)?;
    }
    apps(rules.apps(), rules, out)?;
    let today = Day::of(now).to_string();
    writeln!(
        out,
        "</main>\n</div>\n<footer>\n<p>Made on <time datetime=\"{today}\">{}</time> by Crosscheck {}. \
         Advice without a source says so. Xero, Dext and Lentune are trade marks of their owners.</p>\n</footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>",
        long_day(&today),
        env!("CARGO_PKG_VERSION"),
    )
}

/// The id of the section of how-tos.
const HOW_TOS: &str = "section-how-tos";

fn sections(rules: &RuleSet) -> Vec<Section> {
    let of = |group: Group| {
        let mut entries: Vec<Entry> =
            rules.rules().iter().filter(|rule| rule.group == group).map(|rule| rule::entry(rule, rules)).collect();
        entries.sort_by_key(Entry::order);
        entries
    };
    let mut howtos: Vec<Entry> = rules.howtos().iter().map(|howto| howto::entry(howto, rules)).collect();
    howtos.sort_by_key(Entry::order);
    let section = |id, title, about, entries| Section { id, title, about, entries };
    let mut sections = vec![
        section(
            "section-xero",
            "In Xero’s words",
            "Xero’s own messages, whatever app passes them on.",
            of(Group::Xero),
        ),
        section("section-dext", "In Dext’s words", "Messages that Dext itself writes.", of(Group::Dext)),
        section("section-lentune", "In Lentune", "Lentune’s marks and messages.", of(Group::Lentune)),
        section(HOW_TOS, "How-tos", "Where to click.", howtos),
    ];
    sections.retain(|section| !section.entries.is_empty());
    sections
}

fn contents(sections: &[Section], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<nav aria-label=\"Contents\">")?;
    for Section { title, entries, .. } in sections {
        writeln!(out, "<details>\n<summary>{title} <span class=\"count\">{}</span></summary>\n<ul>", entries.len())?;
        for entry in entries {
            writeln!(out, "<li><a href=\"#{}\">{}</a></li>", escape(&entry.id), escape(&entry.title))?;
        }
        writeln!(out, "</ul>\n</details>")?;
    }
    writeln!(out, "</nav>")
}

fn section_shown(section: &Section, out: &mut dyn Write) -> io::Result<()> {
    let Section { id, title, about, entries } = section;
    writeln!(out, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n<p class=\"about\">{about}</p>")?;
    for entry in entries {
        entry.write(out)?;
    }
    writeln!(out, "</section>")
}

/// What is true of an app, whatever the error.
fn apps(apps: &[App], rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let noted: Vec<&App> = apps.iter().filter(|app| app.before.is_some() || app.after.is_some()).collect();
    if noted.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<section aria-labelledby=\"section-apps\">\n<h2 id=\"section-apps\">True of every error in an app</h2>\n<dl>"
    )?;
    for app in noted {
        writeln!(out, "<dt>{}</dt>", escape(&app.name))?;
        for (when, note) in [("Before you start", &app.before), ("Afterwards", &app.after)] {
            let Some(note) = note else { continue };
            let link = entry::link(note.howto.as_ref(), rules);
            writeln!(out, "<dd>{when}: {}{link}</dd>", sentence(&note.text.bare(Some(&app.name))))?;
        }
    }
    writeln!(out, "</dl>\n</section>")
}
