//! One file of `rules/xero`, `rules/dext` or `rules/lentune` made into a rule.

use super::super::document::{Entry, Node, Said};
use super::super::file::Origin;
use super::super::keys::{MAX_CAUSES, MAX_PROMPTS, MESSAGE, SHORT_ID};
use super::super::nearest::nearest;
use super::super::report::{Mentioned, Report};
use super::super::{AppId, Cause, CauseId, Example, Fix, Group, HowToId, Phrase, Prompt, Rule, RuleId, State, Wording};
use super::entry::{File, is_kebab, longest, sources, steps};

/// Examples a rule needs: the project's own, and one of `RULES_DIR`.
const EXAMPLES: [(Origin, usize, usize); 2] = [(Origin::BuiltIn, 3, 2), (Origin::Added, 1, 0)];

/// The id of a rule's only cause, when it gives none.
const ONLY: &str = "only";

/// Reads a rule whose shape has been checked.
pub(super) fn read(file: &File<'_>, group: Group, node: &Node<'_>, report: &mut Report) -> Rule {
    let phrases = |key: &str| -> Vec<Phrase> {
        node.texts(key).iter().filter_map(|said| Phrase::parse(said.text, said.line).ok()).collect()
    };
    let rule = Rule {
        id: RuleId::new(file.id),
        group,
        file: file.shown.to_owned(),
        title: wording(node, "title").unwrap_or_else(Wording::empty),
        phrases: phrases("phrases"),
        only_when_asked: phrases("only_when_asked"),
        patterns: std::mem::take(&mut report.patterns),
        last_resort: node.flag("last_resort"),
        outage: outage(node, report),
        described: node.owned_texts("described"),
        prompts: prompts(node, report),
        ask: node.owned("ask"),
        causes: causes(node, report),
        in_order: node.flag("in_order"),
        state: state(node, report),
        fine: node.flag("fine"),
        notes: node.owned("notes"),
        sources: sources(node),
        examples: examples(node, "examples"),
        counterexamples: examples(node, "counterexamples"),
    };
    check_recognisable(&rule, node, report);
    check_causes(&rule, node, report);
    check_fixes(&rule, node, report);
    check_slots(&rule, node, report);
    if rule.sources.is_empty() && file.origin == Origin::BuiltIn && !node.has("sources") {
        let expected = "sources = [{ title = \"…\", url = \"https://…\", checked = 2026-11-21 }]";
        report.fault(0, "no source is given", expected);
    }
    for (origin, examples, counterexamples) in EXAMPLES {
        if origin == file.origin {
            enough(&rule.examples, examples, node, "examples", report);
            enough(&rule.counterexamples, counterexamples, node, "counterexamples", report);
        }
    }
    rule
}

fn enough(found: &[Example], needed: usize, node: &Node<'_>, key: &str, report: &mut Report) {
    if found.len() < needed {
        let wrong = format!("{} of the {needed} {key} it needs", found.len());
        let about = if key == "examples" { "pastes as people send them" } else { "pastes that come close" };
        report.fault(node.line_of(key), wrong, format!("at least {needed} tables [[{key}]]: {about}"));
    }
}

/// The sentence of a key; its faults are reported with the file's shape.
pub(super) fn wording(node: &Node<'_>, key: &str) -> Option<Wording> {
    Wording::parse(node.text(key)?.text.trim()).ok()
}

fn examples(node: &Node<'_>, key: &str) -> Vec<Example> {
    let example = |table: &Node<'_>| {
        let paste = table.text("paste")?;
        Some(Example { paste: paste.text.to_owned(), because: table.owned("because"), line: paste.line })
    };
    node.tables(key).iter().filter_map(example).collect()
}

fn prompts(node: &Node<'_>, report: &mut Report) -> Vec<Prompt> {
    let mut prompts: Vec<Prompt> = Vec::new();
    for entry in node.texts_or_tables("prompts") {
        let (howto, table) = match &entry {
            Entry::Text(said) => (*said, None),
            Entry::Table(table) => match table.text("howto") {
                Some(said) => (said, Some(table)),
                None => continue,
            },
        };
        report.mention(Mentioned::HowTo, howto);
        if prompts.iter().any(|prompt| prompt.howto == *howto.text) {
            report.fault(howto.line, format!("the prompt `{}` is offered twice", howto.text), "each how-to once");
        }
        prompts.push(Prompt {
            howto: HowToId::new(howto.text),
            button: table.and_then(|table| table.owned("button")),
            asked: table.map(|table| table.owned_texts("asked")).unwrap_or_default(),
            short: table.and_then(|table| table.owned("short")),
        });
        if let Some(short) = table.and_then(|table| wording(table, "short")) {
            for (slot, _) in short.slots() {
                let wrong = format!("the `short` of a prompt has the slot {{{slot}}}");
                report.fault(howto.line, wrong, "no slots there but {app}");
            }
        }
    }
    if prompts.len() > MAX_PROMPTS {
        let wrong = format!("{} prompts", prompts.len());
        report.fault(
            node.line_of("prompts"),
            wrong,
            format!("{MAX_PROMPTS} at most: an answer shows one row of buttons"),
        );
    }
    prompts
}

fn state(node: &Node<'_>, report: &mut Report) -> Option<State> {
    let table = node.table("state")?;
    let app = table.text("app")?;
    report.mention(Mentioned::App, app);
    Some(State { app: AppId::new(app.text), shows: table.owned("shows")?, also: table.owned_texts("also") })
}

/// The app that is down when several people meet the error at once.
fn outage(node: &Node<'_>, report: &mut Report) -> Option<AppId> {
    let app = node.text("outage")?;
    report.mention(Mentioned::App, app);
    for key in ["fine", "state"].into_iter().filter(|key| node.has(key)) {
        let wrong = format!("`outage` beside `{key}`: that is no sign of a service being down");
        report.fault(app.line, wrong, "`outage` on the text of an error alone");
    }
    Some(AppId::new(app.text))
}

fn causes(node: &Node<'_>, report: &mut Report) -> Vec<Cause> {
    let tables = node.tables("causes");
    let several = tables.len() > 1;
    if tables.len() > MAX_CAUSES {
        let wrong = format!("{} causes", tables.len());
        report.fault(node.line_of("causes"), wrong, format!("{MAX_CAUSES} at most: each is a button"));
    }
    let mut causes: Vec<Cause> = Vec::new();
    for table in &tables {
        let id = table.text("id");
        if let Some(id) = id {
            check_cause_id(id, &causes, report);
        } else if several && !table.has("id") {
            report.fault(table.line, "`id` is missing in [[causes]]", "id = \"…\": each of several causes has its own");
        }
        causes.push(Cause {
            id: CauseId::new(id.map_or(ONLY, |id| id.text)),
            answer: table.owned("answer"),
            said: table.owned_texts("said"),
            because: wording(table, "because").unwrap_or_else(Wording::empty),
            fixes: fixes(table, report),
        });
    }
    causes
}

fn check_cause_id(id: Said<'_>, before: &[Cause], report: &mut Report) {
    if !is_kebab(id.text) || id.text.len() > SHORT_ID {
        let expected =
            format!("small letters, digits and single hyphens, {SHORT_ID} characters at most: archived-account");
        report.fault(id.line, format!("“{}” cannot be the id of a cause", id.text), expected);
    }
    if before.iter().any(|cause| cause.id == *id.text) {
        report.fault(id.line, format!("two causes have the id `{}`", id.text), "an id of its own for each cause");
    }
}

fn fixes(cause: &Node<'_>, report: &mut Report) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for table in cause.tables("fixes") {
        let apps = apps(&table, report);
        fixes.push(Fix { apps, general: table.flag("general"), steps: steps(&table, report) });
    }
    fixes
}

/// The apps of a fix, as far as they can be ids.
fn apps(table: &Node<'_>, report: &mut Report) -> Vec<AppId> {
    let said = table.texts("app");
    for app in said.iter().filter(|app| app.text != AppId::any().as_str()) {
        report.mention(Mentioned::App, *app);
    }
    said.iter().map(|app| AppId::new(app.text)).collect()
}

fn check_recognisable(rule: &Rule, node: &Node<'_>, report: &mut Report) {
    let ways = ["phrases", "only_when_asked", "patterns", "state", "described"];
    if !ways.iter().any(|key| node.has(key)) {
        report.fault(0, "nothing says how the error is recognised", format!("at least one of {}", ways.join(", ")));
    }
    if rule.fine && rule.causes.iter().any(|cause| !cause.fixes.is_empty()) {
        report.fault(node.line_of("fine"), "fine = true, and yet there are fixes", "fixes, or fine = true, not both");
    }
}

/// `ask` and the answers stand together, and only where there is something to tell apart.
fn check_causes(rule: &Rule, node: &Node<'_>, report: &mut Report) {
    let several = rule.causes.len() > 1;
    if several && !node.has("ask") {
        report.fault(
            node.line_of("causes"),
            "several causes, and no question that tells them apart",
            "ask = \"…\" among the plain keys, and an answer = \"…\" for each cause",
        );
    }
    if !several && node.has("ask") && !rule.causes.is_empty() {
        report.fault(node.line_of("ask"), "`ask` with one cause alone", "several causes, or no `ask`");
    }
    let mut answers: Vec<String> = Vec::new();
    for (cause, table) in rule.causes.iter().zip(node.tables("causes")) {
        if several && !table.has("answer") {
            let expected = "answer = \"…\": the answer to `ask` that stands for this cause";
            report.fault(table.line, "`answer` is missing in [[causes]]", expected);
        }
        if !several && table.has("answer") {
            report.fault(table.line_of("answer"), "`answer` with one cause alone", "no `answer`: nothing is asked");
        }
        if let Some(answer) = cause.answer.as_ref().map(|answer| answer.to_lowercase()) {
            if answer == "not sure" {
                let expected = "another answer: “Not sure” is always offered beside them";
                report.fault(table.line_of("answer"), "an answer is “Not sure”", expected);
            }
            if answers.contains(&answer) {
                report.fault(table.line_of("answer"), "two causes have the same answer", "answers that differ");
            }
            answers.push(answer);
        }
    }
}

/// Whoever meets one of Xero's texts gets steps, whatever app passed it on; and each answer fits one message.
fn check_fixes(rule: &Rule, node: &Node<'_>, report: &mut Report) {
    for (cause, table) in rule.causes.iter().zip(node.tables("causes")) {
        // A fix without apps is reported as such.
        let for_any = cause.fixes.iter().any(|fix| fix.apps.is_empty() || fix.apps.iter().any(AppId::is_any));
        if rule.group == Group::Xero && !cause.fixes.is_empty() && !for_any {
            report.fault(
                table.line,
                format!("the cause `{}` has no fix for app = [\"any\"]", cause.id),
                "one fix with app = [\"any\"]: a text of Xero's reaches people through any app",
            );
        }
        for (fix, table) in cause.fixes.iter().zip(table.tables("fixes")) {
            let length = longest(&cause.because, &fix.steps);
            if length > MESSAGE {
                let wrong = format!("this cause with these steps is too long: {length} characters");
                report.fault(table.line, wrong, format!("{MESSAGE} characters at most, so that it fits one message"));
            }
        }
    }
    // "Not sure" shows all causes in one message.
    let all: usize = rule.causes.iter().map(longest_fix).sum();
    if rule.causes.len() > 1 && all > MESSAGE && !rule.causes.iter().any(|cause| longest_fix(cause) > MESSAGE) {
        let wrong = format!("the causes with their longest fixes are too long together: {all} characters");
        let expected = format!("{MESSAGE} characters at most, for “Not sure” shows them in one message");
        report.fault(node.line_of("causes"), wrong, expected);
    }
}

/// Characters of a cause with the longest of its fixes.
fn longest_fix(cause: &Cause) -> usize {
    let fixes = cause.fixes.iter().map(|fix| longest(&cause.because, &fix.steps));
    fixes.max().unwrap_or_else(|| longest(&cause.because, []))
}

/// A value can be missing (a lookup, an older answer), so every slot stands in brackets; and something captures it.
fn check_slots(rule: &Rule, node: &Node<'_>, report: &mut Report) {
    let mut captured: Vec<&str> = rule.phrases.iter().chain(&rule.only_when_asked).flat_map(Phrase::slots).collect();
    captured.extend(rule.patterns.iter().flat_map(|pattern| pattern.capture_names().flatten()));
    // With a phrase that cannot be read, nobody knows which slots there are.
    let readable = rule.phrases.len() == node.texts("phrases").len()
        && rule.only_when_asked.len() == node.texts("only_when_asked").len()
        && rule.patterns.len() == node.texts("patterns").len();
    let complete = readable && (!captured.is_empty() || !node.has("phrases") || !rule.phrases.is_empty());
    let mut check = |said: Option<Said<'_>>| {
        let Some((said, wording)) = said.and_then(|said| Some((said, Wording::parse(said.text).ok()?))) else { return };
        for (slot, in_brackets) in wording.slots() {
            if !captured.contains(&slot) && !complete {
                continue;
            }
            if !captured.contains(&slot) {
                let expected = match nearest(slot, captured.iter().copied()) {
                    Some(near) => format!("{{{near}}}"),
                    None if captured.is_empty() => "a phrase with this slot; none of the phrases has one".to_owned(),
                    None => format!("one of the slots of the phrases: {{{}}}", captured.join("}, {")),
                };
                report.fault(said.line, format!("no phrase has the slot {{{slot}}}"), expected);
            } else if !in_brackets {
                report.fault(
                    said.line,
                    format!("the slot {{{slot}}} stands outside square brackets"),
                    "square brackets round what is left out when there is no value: the account[ {account_code}] is …",
                );
            }
        }
    };
    check(node.text("title"));
    for cause in node.tables("causes") {
        check(cause.text("because"));
        for fix in cause.tables("fixes") {
            for step in fix.texts_or_tables("steps") {
                check(match step {
                    Entry::Text(said) => Some(said),
                    Entry::Table(table) => table.text("text"),
                });
            }
        }
    }
}
