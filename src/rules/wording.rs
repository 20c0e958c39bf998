//! A sentence of a rule: own words, menu words in bold, slots, and parts left out when a slot is empty.

use thiserror::Error;

/// A run of characters of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The characters, unescaped.
    pub text: String,
    /// Set in bold: the menu words of an app, or a value that deserves it.
    pub bold: bool,
    /// A captured value: a stranger's text, escaped by whoever renders it.
    pub value: bool,
}

/// What is shown to a person, free of any platform's markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<Span>);

impl Text {
    /// Our own words, without markup.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Span { text: text.into(), bold: false, value: false }])
    }

    /// Our own words in bold.
    pub fn bold(text: impl Into<String>) -> Self {
        Self(vec![Span { text: text.into(), bold: true, value: false }])
    }

    /// A stranger's text.
    pub fn value(text: impl Into<String>) -> Self {
        Self(vec![Span { text: text.into(), bold: false, value: true }])
    }

    /// The spans in order.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// The characters alone.
    pub fn to_plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }

    /// Adds `more` at the end.
    pub fn push(&mut self, more: Text) {
        self.0.extend(more.0);
    }
}

/// A sentence as its author wrote it, parsed: `**bold**`, `{slot}`, `[left out when a slot in it has no value]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    written: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words { text: String, bold: bool },
    Slot { name: String, bold: bool },
    Optional(Vec<Part>),
}

/// Why a sentence of a rule cannot be read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum WordingError {
    /// `{` without `}`, or the other way round.
    #[error("a curly bracket is not closed")]
    Curly,
    /// `[` without `]`, or the other way round.
    #[error("a square bracket is not closed")]
    Square,
    /// `[` inside `[`.
    #[error("square brackets stand inside square brackets")]
    Nested,
    /// `**` without its partner.
    #[error("bold is not closed: ** stands an odd number of times")]
    Bold,
    /// `{}` or a name with other characters than a-z, 0-9 and `_`.
    #[error("a slot's name is not made of small letters, digits and _")]
    SlotName,
}

/// The slot that stands for the name of the app at hand; always has a value.
const APP_SLOT: &str = "app";

impl Wording {
    /// Parses a sentence of a rule file.
    pub fn parse(written: &str) -> Result<Self, WordingError> {
        let mut outer: Vec<Part> = Vec::new();
        let mut optional: Option<Vec<Part>> = None;
        let mut words = String::new();
        let mut bold = false;
        let mut rest = written;
        loop {
            let marked = |byte: u8| matches!(byte, b'*' | b'{' | b'}' | b'[' | b']');
            let (before, at) = rest.split_at(rest.bytes().position(marked).unwrap_or(rest.len()));
            words.push_str(before);
            let mut chars = at.chars();
            let Some(mark) = chars.next() else { break };
            rest = chars.as_str();
            if mark == '*' && !rest.starts_with('*') {
                words.push(mark);
                continue;
            }
            let parts = optional.as_mut().unwrap_or(&mut outer);
            flush(parts, &mut words, bold);
            match mark {
                '*' => {
                    rest = rest.strip_prefix('*').unwrap_or(rest);
                    bold = !bold;
                }
                '{' => {
                    let in_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                    let behind = rest.trim_start_matches(in_a_name);
                    let name = rest.strip_suffix(behind).unwrap_or_default();
                    rest = match behind.strip_prefix('}') {
                        Some(rest) if !name.is_empty() => rest,
                        None if behind.is_empty() => return Err(WordingError::Curly),
                        _ => return Err(WordingError::SlotName),
                    };
                    parts.push(Part::Slot { name: name.to_owned(), bold });
                }
                '[' => {
                    if optional.replace(Vec::new()).is_some() {
                        return Err(WordingError::Nested);
                    }
                }
                ']' => {
                    let Some(inner) = optional.take() else {
                        return Err(WordingError::Square);
                    };
                    outer.push(Part::Optional(inner));
                }
                _ => return Err(WordingError::Curly),
            }
        }
        if optional.is_some() {
            return Err(WordingError::Square);
        }
        if bold {
            return Err(WordingError::Bold);
        }
        flush(&mut outer, &mut words, bold);
        Ok(Self { written: written.to_owned(), parts: outer })
    }

    /// No words: what stands in for a sentence that is missing, until its report is out.
    pub(super) fn empty() -> Self {
        Self { written: String::new(), parts: Vec::new() }
    }

    /// The sentence as its author wrote it.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The names of all slots but `{app}`, each with whether it stands in square brackets.
    pub fn slots(&self) -> Vec<(&str, bool)> {
        fn collect<'a>(parts: &'a [Part], optional: bool, found: &mut Vec<(&'a str, bool)>) {
            for part in parts {
                match part {
                    Part::Slot { name, .. } if name != APP_SLOT => found.push((name, optional)),
                    Part::Optional(inner) => collect(inner, true, found),
                    Part::Slot { .. } | Part::Words { .. } => {}
                }
            }
        }
        let mut found = Vec::new();
        collect(&self.parts, false, &mut found);
        found
    }

    /// Whether a part in square brackets has no slot and so can never be left out.
    pub(super) fn has_idle_brackets(&self) -> bool {
        let is_slot = |part: &Part| matches!(part, Part::Slot { name, .. } if name != APP_SLOT);
        self.parts.iter().any(|part| matches!(part, Part::Optional(inner) if !inner.iter().any(is_slot)))
    }

    /// The sentence with values in place of its slots. `app` is the name of the app at hand ("Dext"; without one,
    /// "the app you use"); `value` gives a slot's captured value, if there is one.
    pub fn fill<'v>(&self, app: Option<&str>, value: impl Fn(&str) -> Option<&'v str>) -> Text {
        let mut text = Text::default();
        fill_parts(&self.parts, app, &value, &mut text);
        text
    }

    /// Its length in characters when every slot holds a value of `slot` characters.
    pub(super) fn filled_length(&self, slot: usize) -> usize {
        fn length(parts: &[Part], slot: usize) -> usize {
            let part = |part: &Part| match part {
                Part::Words { text, .. } => text.chars().count(),
                Part::Slot { .. } => slot,
                Part::Optional(inner) => length(inner, slot),
            };
            parts.iter().map(part).sum()
        }
        length(&self.parts, slot)
    }

    /// The sentence without any value, as a lookup shows it.
    pub fn bare(&self, app: Option<&str>) -> Text {
        self.fill(app, |_| None)
    }
}

fn flush(parts: &mut Vec<Part>, words: &mut String, bold: bool) {
    if !words.is_empty() {
        parts.push(Part::Words { text: std::mem::take(words), bold });
    }
}

fn fill_parts<'v>(parts: &[Part], app: Option<&str>, value: &impl Fn(&str) -> Option<&'v str>, out: &mut Text) {
    for part in parts {
        match part {
            Part::Words { text, bold } => out.0.push(Span { text: text.clone(), bold: *bold, value: false }),
            Part::Slot { name, bold } if name == APP_SLOT => {
                let name = app.unwrap_or("the app you use");
                out.0.push(Span { text: name.to_owned(), bold: *bold, value: false });
            }
            Part::Slot { name, bold } => {
                if let Some(found) = value(name) {
                    out.0.push(Span { text: found.to_owned(), bold: *bold, value: true });
                }
            }
            Part::Optional(inner) => {
                let complete = inner.iter().all(|part| match part {
                    Part::Slot { name, .. } => name == APP_SLOT || value(name).is_some(),
                    Part::Words { .. } | Part::Optional(_) => true,
                });
                if complete {
                    fill_parts(inner, app, value, out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_brackets_is_left_out_without_its_value() {
        let wording = Wording::parse("The account on the line[, **{account_code}**,] is archived").unwrap();
        assert_eq!(wording.bare(None).to_plain(), "The account on the line is archived");
        let filled = wording.fill(None, |slot| (slot == "account_code").then_some("429"));
        assert_eq!(filled.to_plain(), "The account on the line, 429, is archived");
        let value = filled.spans().iter().find(|span| span.value).unwrap();
        assert!(value.bold);
    }

    #[test]
    fn the_app_always_has_a_name() {
        let wording = Wording::parse("Send it again from {app}.").unwrap();
        assert_eq!(wording.bare(Some("Dext")).to_plain(), "Send it again from Dext.");
        assert_eq!(wording.bare(None).to_plain(), "Send it again from the app you use.");
    }

    #[test]
    fn unclosed_marks_are_named() {
        for (written, error) in [
            ("a {slot", WordingError::Curly),
            ("a slot}", WordingError::Curly),
            ("a [part", WordingError::Square),
            ("a part]", WordingError::Square),
            ("a [b [c]]", WordingError::Nested),
            ("a **b", WordingError::Bold),
            ("a {B}", WordingError::SlotName),
            ("a {}", WordingError::SlotName),
        ] {
            assert_eq!(Wording::parse(written), Err(error), "{written}");
        }
    }
}
