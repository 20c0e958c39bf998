//! What rules, how-tos and apps have in common: ids, steps with their dangers, sources.

use super::super::document::{Entry, Node, Said};
use super::super::file::Origin;
use super::super::keys::MAX_STEPS;
use super::super::report::{Mentioned, Report};
use super::super::{Danger, HowToId, Source, Step, Wording};
use super::danger::{danger_named, dangers_ordered, word};

/// The file an entry is read from.
pub(super) struct File<'f> {
    /// The file as reports name it.
    pub(super) shown: &'f str,
    /// Its name without `.toml`.
    pub(super) id: &'f str,
    /// Who wrote it.
    pub(super) origin: Origin,
}

/// Whether a text is small letters and digits in groups, single hyphens between them.
pub(super) fn is_kebab(text: &str) -> bool {
    let group = |group: &str| !group.is_empty() && group.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.split('-').all(group)
}

/// The sources of an entry, as far as they are complete.
pub(super) fn sources(node: &Node<'_>) -> Vec<Source> {
    let source = |table: &Node<'_>| {
        Some(Source {
            title: table.owned("title")?,
            url: table.owned("url")?,
            checked: table.day("checked")?,
            line: table.line,
        })
    };
    node.tables("sources").iter().filter_map(source).collect()
}

/// The steps of a fix or a way, each checked for an order that cannot be taken back.
pub(super) fn steps(table: &Node<'_>, report: &mut Report) -> Vec<Step> {
    let mut steps = Vec::new();
    for entry in table.texts_or_tables("steps") {
        let (text, step) = match &entry {
            Entry::Text(said) => (*said, None),
            Entry::Table(step) => match step.text("text") {
                Some(said) => (said, Some(step)),
                None => continue,
            },
        };
        let howto = step.and_then(|step| step.text("howto"));
        if let Some(howto) = howto {
            report.mention(Mentioned::HowTo, howto);
        }
        let danger = step.and_then(|step| step.text("danger"));
        check_danger(text, danger, report);
        let Ok(wording) = Wording::parse(text.text.trim()) else { continue };
        steps.push(Step {
            text: wording,
            needs: step.and_then(|step| step.owned("needs")),
            danger: danger.and_then(|danger| danger_named(danger.text)),
            howto: howto.map(|said| HowToId::new(said.text)),
        });
    }
    if steps.len() > MAX_STEPS {
        let wrong = format!("{} steps in one list", steps.len());
        report.fault(
            table.line_of("steps"),
            wrong,
            format!("{MAX_STEPS} at most, so that the answer fits one message"),
        );
    }
    steps
}

/// Characters a slot may take at most.
const LONGEST_VALUE: usize = 60;
/// Characters beside a step for its number and, where it has one, its warning.
const AROUND_A_STEP: (usize, usize) = (8, 80);

/// Characters of `sentence` and `steps` when every slot holds its longest value.
pub(super) fn longest<'s>(sentence: &Wording, steps: impl IntoIterator<Item = &'s Step>) -> usize {
    let (number, warning) = AROUND_A_STEP;
    let step = |step: &Step| {
        let needs = step.needs.as_ref().map_or(0, |needs| needs.chars().count());
        let warning = if step.danger.is_some() { warning } else { 0 };
        number + step.text.filled_length(LONGEST_VALUE) + needs + warning
    };
    sentence.filled_length(LONGEST_VALUE) + steps.into_iter().map(step).sum::<usize>()
}

/// A step that orders what cannot be taken back says so, or says that it is harmless.
fn check_danger(text: Said<'_>, danger: Option<Said<'_>>, report: &mut Report) {
    let ordered = dangers_ordered(text.text);
    let Some(first) = ordered.first().copied() else { return };
    match danger {
        None => report.fault(
            text.line,
            format!("a step orders to {} and does not say so", meaning(first)),
            format!("{{ text = \"…\", danger = \"{}\" }}, or danger = \"none\" where nothing can be lost", word(first)),
        ),
        Some(said) => {
            if let Some(named) = danger_named(said.text)
                && !ordered.contains(&named)
            {
                report.fault(
                    said.line,
                    format!("danger = \"{}\", but the step orders to {}", said.text, meaning(first)),
                    format!("danger = \"{}\"", word(first)),
                );
            }
        }
    }
}

fn meaning(danger: Danger) -> &'static str {
    match danger {
        Danger::Void => "void something",
        Danger::Delete => "delete something",
        Danger::Clear => "clear publishing data",
        Danger::Unlock => "unlock a period or move a lock date",
    }
}
