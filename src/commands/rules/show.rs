//! `rules show`: all that is known under one id, as its author wrote it.

use std::io::{self, Write};

use crate::rules::{Cause, Fix, HowTo, Rule, RuleSet, Source, Step, built_in_files};

/// Writes the rule or how-to `id` to `out`; false when there is none.
pub fn show(rules: &RuleSet, id: &str, out: &mut dyn Write) -> io::Result<bool> {
    if let Some(rule) = rules.rule(id) {
        show_rule(rule, out)?;
    } else if let Some(howto) = rules.howto(id) {
        show_how_to(howto, out)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Writes the built-in file of the entry `id` to `out`, as something to copy and change; false when there is none.
pub fn show_toml(id: &str, out: &mut dyn Write) -> io::Result<bool> {
    let named = |path: &str| path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")) == Some(id);
    let Some(file) = built_in_files().find(|file| named(&file.path)) else { return Ok(false) };
    write!(out, "{}", file.text)?;
    Ok(true)
}

fn show_rule(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}  ({})", rule.id, rule.file)?;
    writeln!(out, "{}", rule.title.written())?;
    list(out, "recognised by", rule.phrases.iter().map(|phrase| phrase.written.as_str()))?;
    list(out, "only when asked", rule.only_when_asked.iter().map(|phrase| phrase.written.as_str()))?;
    list(out, "patterns", rule.patterns.iter().map(regex::Regex::as_str))?;
    if let Some(state) = &rule.state {
        writeln!(out, "\nstate: {} in {} (also {})", state.shows, state.app, state.also.join(", "))?;
    }
    if let Some(ask) = &rule.ask {
        writeln!(out, "\nasks: {ask}")?;
    }
    for cause in &rule.causes {
        show_cause(cause, out)?;
    }
    list(out, "prompts", rule.prompts.iter().map(|prompt| prompt.howto.as_str()))?;
    show_sources(&rule.sources, out)?;
    let marks = [
        (rule.fine, "nothing to mend"),
        (rule.last_resort, "last resort"),
        (rule.in_order, "its causes stay in this order"),
    ];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        writeln!(out, "\n{mark}")?;
    }
    writeln!(out, "\n{} examples, {} counterexamples", rule.examples.len(), rule.counterexamples.len())
}

fn show_cause(cause: &Cause, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\ncause {}: {}", cause.id, cause.because.written())?;
    if let Some(answer) = &cause.answer {
        writeln!(out, "  answer: {answer}")?;
    }
    for Fix { apps, general, steps } in &cause.fixes {
        let apps: Vec<&str> = apps.iter().map(|app| app.as_str()).collect();
        let general = if *general { ", general advice" } else { "" };
        writeln!(out, "  fix for {}{general}:", apps.join(", "))?;
        show_steps(steps, out)?;
    }
    Ok(())
}

fn show_steps(steps: &[Step], out: &mut dyn Write) -> io::Result<()> {
    for (at, step) in steps.iter().enumerate() {
        write!(out, "    {}. {}", at + 1, step.text.written())?;
        if let Some(needs) = &step.needs {
            write!(out, " [{needs}]")?;
        }
        if let Some(danger) = step.danger {
            write!(out, " ⚠ {}", danger.sentence())?;
        }
        if let Some(howto) = &step.howto {
            write!(out, " -> {howto}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn show_how_to(howto: &HowTo, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}  ({})", howto.id, howto.file)?;
    writeln!(out, "{}\nbutton: {}\n{}", howto.title, howto.button, howto.short.written())?;
    for way in &howto.ways {
        let apps: Vec<&str> = way.apps.iter().map(|app| app.as_str()).collect();
        let place = if apps.is_empty() { "everywhere".to_owned() } else { apps.join(", ") };
        let when = way.when.as_ref().map(|when| format!(", {when}")).unwrap_or_default();
        let general = if way.general { ", general advice" } else { "" };
        writeln!(out, "\n  {place}{when}{general}:")?;
        show_steps(&way.steps, out)?;
    }
    list(out, "asked as", howto.asked.iter().map(String::as_str))?;
    show_sources(&howto.sources, out)
}

fn show_sources(sources: &[Source], out: &mut dyn Write) -> io::Result<()> {
    list(
        out,
        "sources",
        sources.iter().map(|source| format!("{} <{}>, read {}", source.title, source.url, source.checked)),
    )
}

fn list(out: &mut dyn Write, heading: &str, entries: impl Iterator<Item = impl AsRef<str>>) -> io::Result<()> {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        writeln!(out, "\n{heading}:")?;
    }
    for entry in entries {
        writeln!(out, "  {}", entry.as_ref())?;
    }
    Ok(())
}
