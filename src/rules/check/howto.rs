//! One file of `rules/howto`, `rules/apps` or `rules/intents` made into what it describes.

use super::super::document::Node;
use super::super::file::Origin;
use super::super::keys::{MESSAGE, SHORT_ID};
use super::super::report::{Mentioned, Report};
use super::super::{App, AppId, HowTo, HowToExample, HowToId, Intent, IntentId, Note, RuleId, Way, Wording};
use super::entry::{File, longest, sources, steps};
use super::rule::wording;

/// The intents there are; the conversation knows what to do about each.
const INTENTS: [&str; 3] = ["resolved", "escalate", "unrelated"];

/// Reads a how-to whose shape has been checked.
pub(super) fn read_howto(file: &File<'_>, node: &Node<'_>, report: &mut Report) -> HowTo {
    let ways: Vec<Way> = node.tables("ways").iter().map(|table| way(table, report)).collect();
    let howto = HowTo {
        id: HowToId::new(file.id),
        file: file.shown.to_owned(),
        title: node.owned("title").unwrap_or_default(),
        button: node.owned("button").unwrap_or_default(),
        asked: node.owned_texts("asked"),
        short: wording(node, "short").unwrap_or_else(Wording::empty),
        ways,
        sources: sources(node),
        examples: examples(node, "examples", report),
        counterexamples: examples(node, "counterexamples", report),
    };
    if let Some(title) = node.text("title")
        && title.text.contains(['{', '[', '*'])
    {
        report.fault(title.line, "the title of a how-to has brackets or asterisks in it", "plain words");
    }
    no_slots(node, "short", report);
    let length = longest(&howto.short, howto.ways.iter().flat_map(|way| &way.steps));
    if length > MESSAGE {
        let wrong = format!("this how-to is too long: {length} characters in all its ways");
        report.fault(node.line_of("ways"), wrong, format!("{MESSAGE} characters at most, so that it fits one message"));
    }
    // General advice needs no source; clicks do.
    let general = !howto.ways.is_empty() && howto.ways.iter().all(|way| way.general);
    if howto.sources.is_empty() && !general && file.origin == Origin::BuiltIn && !node.has("sources") {
        let expected =
            "sources = [{ title = \"…\", url = \"https://…\", checked = 2026-11-21 }], or general = true in each way";
        report.fault(0, "no source is given", expected);
    }
    enough(file, node, report);
    howto
}

fn way(table: &Node<'_>, report: &mut Report) -> Way {
    for app in table.texts("app").iter().filter(|app| app.text != AppId::any().as_str()) {
        report.mention(Mentioned::App, *app);
    }
    // "any" says nothing that no app at all would not say.
    let apps = table.texts("app").iter().map(|app| AppId::new(app.text)).filter(|app| !app.is_any()).collect();
    let steps = steps(table, report);
    for (slot, _) in steps.iter().flat_map(|step| step.text.slots()) {
        let wrong = format!("a step of a how-to has the slot {{{slot}}}");
        report.fault(table.line_of("steps"), wrong, "no slots there but {app}: a how-to knows no paste");
    }
    Way { apps, when: table.owned("when"), general: table.flag("general"), steps }
}

fn no_slots(node: &Node<'_>, key: &str, report: &mut Report) {
    for (slot, _) in wording(node, key).iter().flat_map(Wording::slots) {
        let wrong = format!("`{key}` has the slot {{{slot}}}");
        report.fault(node.line_of(key), wrong, "no slots there but {app}");
    }
}

fn examples(node: &Node<'_>, key: &str, report: &mut Report) -> Vec<HowToExample> {
    let mut examples = Vec::new();
    for table in node.tables(key) {
        let Some(asked) = table.text("asked") else { continue };
        let after = table.text("after");
        if let Some(after) = after {
            report.mention(Mentioned::Rule, after);
        }
        if let Some(because) = table.text("because") {
            report.mention(Mentioned::Topic, because);
        }
        examples.push(HowToExample {
            asked: asked.text.to_owned(),
            after: after.map(|after| RuleId::new(after.text)),
            because: table.owned("because"),
            line: asked.line,
        });
    }
    examples
}

/// The project's own how-tos and intents bring an example and a counterexample each.
fn enough(file: &File<'_>, node: &Node<'_>, report: &mut Report) {
    let needed: &[&str] = match file.origin {
        Origin::BuiltIn => &["examples", "counterexamples"],
        Origin::Added => &["examples"],
    };
    for key in needed.iter().filter(|key| !node.has(key)) {
        report.fault(0, format!("no {key}"), format!("at least one table [[{key}]] with asked = \"…\""));
    }
}

/// Reads an app whose shape has been checked.
pub(super) fn read_app(file: &File<'_>, node: &Node<'_>, report: &mut Report) -> App {
    if file.id.len() > SHORT_ID || file.id == AppId::any().as_str() {
        let expected = format!("{SHORT_ID} characters at most, and not “any”, which stands for every app");
        report.fault(0, format!("`{}` cannot be the id of an app", file.id), expected);
    }
    let status = node.text("status");
    if let Some(howto) = status {
        report.mention(Mentioned::HowTo, howto);
    }
    App {
        id: AppId::new(file.id),
        name: node.owned("name").unwrap_or_default(),
        known_by: node.owned_texts("known_by"),
        status: status.map(|howto| HowToId::new(howto.text)),
        before: note(node, "before", report),
        after: note(node, "after", report),
    }
}

fn note(node: &Node<'_>, key: &str, report: &mut Report) -> Option<Note> {
    let table = node.table(key)?;
    no_slots(&table, "text", report);
    let howto = table.text("howto");
    if let Some(howto) = howto {
        report.mention(Mentioned::HowTo, howto);
    }
    Some(Note { text: wording(&table, "text")?, howto: howto.map(|howto| HowToId::new(howto.text)) })
}

/// Reads an intent whose shape has been checked.
pub(super) fn read_intent(file: &File<'_>, node: &Node<'_>, report: &mut Report) -> Intent {
    if !INTENTS.contains(&file.id) {
        report.fault(0, format!("there is no intent `{}`", file.id), format!("one of {}", INTENTS.join(", ")));
    }
    enough(file, node, report);
    Intent {
        id: IntentId::new(file.id),
        file: file.shown.to_owned(),
        title: node.owned("title").unwrap_or_default(),
        said: node.owned_texts("said"),
        examples: examples(node, "examples", report),
        counterexamples: examples(node, "counterexamples", report),
    }
}
