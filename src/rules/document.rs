//! A parsed TOML file that knows on which line everything stands.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::syntax::Slip;

/// A TOML file.
pub(super) struct Document<'a> {
    root: Spanned<DeTable<'a>>,
    places: Places<'a>,
}

/// The text of a file with the start of each of its lines.
struct Places<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Document<'a> {
    /// Parses `text`; the faults name `file`, one for each line at most.
    pub(super) fn parse(file: &str, text: &'a str) -> Result<Self, Vec<Fault>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let places = Places { text, line_starts };
        let mut slips: Vec<Slip<'_>> = errors.iter().map(|error| Slip::new(error, text)).collect();
        // One slip makes the parser stumble several times; the cause of the others is a text that does not end.
        slips.sort_by_key(|slip| (places.line(slip.at), !slip.is_in_a_text()));
        let mut faults: Vec<Fault> = Vec::new();
        for slip in &slips {
            let line = places.line(slip.at);
            if faults.iter().all(|fault| fault.line != line) {
                let told = slip.in_plain_words(places.line_text(line));
                faults.push(Fault { file: file.to_owned(), line, wrong: told.wrong, expected: told.expected });
                if told.derails {
                    break;
                }
            }
        }
        if faults.is_empty() { Ok(Self { root, places }) } else { Err(faults) }
    }

    /// The whole file as a table.
    pub(super) fn root(&self) -> Node<'_> {
        Node { places: &self.places, table: self.root.get_ref(), span: 0..0, line: 0 }
    }
}

impl Places<'_> {
    /// The line a byte stands on, from 1.
    fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// The text of a line, from 1.
    fn line_text(&self, line: usize) -> &str {
        self.text.lines().nth(line.saturating_sub(1)).unwrap_or("")
    }
}

/// A text with its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'d> {
    /// The text.
    pub(super) text: &'d str,
    /// The line it starts on, from 1.
    pub(super) line: usize,
}

/// A table of the file. What is not there, or not of the kind asked for, is given as nothing: the check of shapes has
/// reported it.
#[derive(Clone)]
pub(super) struct Node<'d> {
    places: &'d Places<'d>,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    /// The line the table starts on, from 1; 0 for the whole file.
    pub(super) line: usize,
}

/// An entry of a list that takes texts and tables.
pub(super) enum Entry<'d> {
    /// A text alone.
    Text(Said<'d>),
    /// A table.
    Table(Node<'d>),
}

/// A value of the file.
pub(super) struct Value<'d> {
    places: &'d Places<'d>,
    /// The value as parsed.
    pub(super) value: &'d Spanned<DeValue<'d>>,
    /// The line it starts on, from 1.
    pub(super) line: usize,
}

impl<'d> Value<'d> {
    fn new(places: &'d Places<'d>, value: &'d Spanned<DeValue<'d>>) -> Self {
        Self { places, value, line: places.line(value.span().start) }
    }

    /// The value as a text.
    pub(super) fn text(&self) -> Option<Said<'d>> {
        Some(Said { text: self.value.get_ref().as_str()?, line: self.line })
    }

    /// The value as a table.
    pub(super) fn table(&self) -> Option<Node<'d>> {
        let table = self.value.get_ref().as_table()?;
        Some(Node { places: self.places, table, span: self.value.span(), line: self.line })
    }

    /// The entries of a list.
    pub(super) fn list(&self) -> Option<Vec<Value<'d>>> {
        let list = self.value.get_ref().as_array()?;
        Some(list.iter().map(|item| Value::new(self.places, item)).collect())
    }
}

impl<'d> Node<'d> {
    /// Every key with its line and its value.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Said<'d>, Value<'d>)> {
        let places = self.places;
        self.table.iter().map(move |(key, value)| {
            let line = places.line(key.span().start);
            (Said { text: key.get_ref(), line }, Value::new(places, value))
        })
    }

    /// Whether it was written below a `[heading]` of its own instead of in curly brackets.
    pub(super) fn has_heading(&self) -> bool {
        self.places.text.get(self.span.clone()).is_some_and(|text| text.starts_with('['))
    }

    fn entry(&self, key: &str) -> Option<(Said<'d>, Value<'d>)> {
        let (name, value) = self.table.get_key_value(key)?;
        let line = self.places.line(name.span().start);
        Some((Said { text: name.get_ref(), line }, Value::new(self.places, value)))
    }

    /// Whether the key is there, whatever it holds.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// The line of the key, or of the table when it is not there.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.entry(key).map_or(self.line, |(name, _)| name.line)
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<Said<'d>> {
        self.entry(key)?.1.text()
    }

    /// A text as it will be kept.
    pub(super) fn owned(&self, key: &str) -> Option<String> {
        Some(self.text(key)?.text.trim().to_owned())
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &str) -> Vec<Said<'d>> {
        self.list(key).iter().filter_map(Value::text).collect()
    }

    /// A list of texts as they will be kept.
    pub(super) fn owned_texts(&self, key: &str) -> Vec<String> {
        self.texts(key).iter().map(|said| said.text.trim().to_owned()).collect()
    }

    /// Whether `key = true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.entry(key).is_some_and(|(_, value)| value.value.get_ref().as_bool() == Some(true))
    }

    /// A table in curly brackets.
    pub(super) fn table(&self, key: &str) -> Option<Node<'d>> {
        self.entry(key)?.1.table()
    }

    /// A list of tables.
    pub(super) fn tables(&self, key: &str) -> Vec<Node<'d>> {
        self.list(key).iter().filter_map(Value::table).collect()
    }

    /// A list of texts and tables.
    pub(super) fn texts_or_tables(&self, key: &str) -> Vec<Entry<'d>> {
        let entry = |value: &Value<'d>| value.text().map(Entry::Text).or_else(|| value.table().map(Entry::Table));
        self.list(key).iter().filter_map(entry).collect()
    }

    /// A day, as `YYYY-MM-DD`, whether it was written in quotes or not.
    pub(super) fn day(&self, key: &str) -> Option<String> {
        day(&self.entry(key)?.1)
    }

    fn list(&self, key: &str) -> Vec<Value<'d>> {
        self.entry(key).and_then(|(_, value)| value.list()).unwrap_or_default()
    }
}

/// The day a value stands for, as `YYYY-MM-DD`; `None` when there is no such day.
pub(super) fn day(value: &Value<'_>) -> Option<String> {
    let date = match value.value.get_ref() {
        DeValue::Datetime(written) if written.time.is_none() => written.date?,
        DeValue::String(written) => {
            written.trim().parse::<toml::value::Datetime>().ok().filter(|d| d.time.is_none())?.date?
        }
        _ => return None,
    };
    Some(date.to_string())
}
