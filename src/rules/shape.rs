//! Whether a file holds the keys of its kind and nothing else, each with what may stand in it.

use toml::de::DeValue;

use super::document::{Document, Entry, Node, Said, Value, day};
use super::keys::{Key, Keys, LABEL, Shape};
use super::nearest::nearest;
use super::report::Report;
use super::syntax::shortened;
use super::{Phrase, Piece, Wording};

/// Characters a slot is reckoned with where a filled sentence has a limit: most codes, dates and names are shorter.
const SLOT: usize = 20;
/// Bytes a compiled regular expression may take.
const PATTERN_SIZE: usize = 1 << 20;

/// A table on the way from the whole file to the one at hand.
#[derive(Clone, Copy)]
struct Outer<'o> {
    keys: &'static Keys,
    outer: Option<&'o Outer<'o>>,
}

/// Checks the file against `keys` and reports every key that does not fit.
pub(super) fn check(document: &Document<'_>, keys: &'static Keys, report: &mut Report) {
    let mut shapes = Shapes { report, slipped: Vec::new() };
    shapes.table(&document.root(), Outer { keys, outer: None });
}

struct Shapes<'r> {
    report: &'r mut Report,
    /// Keys of outer tables found below a heading: they are reported there, not as missing as well.
    slipped: Vec<&'static str>,
}

impl Shapes<'_> {
    fn table(&mut self, node: &Node<'_>, here: Outer<'_>) {
        // What a misspelt key was meant to be is not missing.
        let mut meant: Vec<&str> = Vec::new();
        for (name, value) in node.entries() {
            match here.keys.get(name.text) {
                Some(key) => self.value(key, name, &value, here),
                None => meant.extend(self.unknown(name, node, here)),
            }
        }
        for key in here.keys.keys.iter().filter(|key| key.needed && !node.has(key.name)) {
            if !meant.contains(&key.name) && !self.slipped.contains(&key.name) {
                let place = here.outer.map(|_| format!(" in {}", here.keys.called)).unwrap_or_default();
                self.report.fault(node.line, format!("`{}` is missing{place}", key.name), in_words(key));
            }
        }
    }

    /// Reports a key that has no place here. Gives the key it was probably meant to be.
    fn unknown(&mut self, name: Said<'_>, node: &Node<'_>, here: Outer<'_>) -> Option<&'static str> {
        if node.has_heading() && self.slip(name, here) {
            return None;
        }
        let wrong = format!("unknown key `{}` in {}", name.text, here.keys.called);
        let nested = here.keys.keys.iter().find_map(|key| {
            let Shape::Tables(inner) = key.shape else { return None };
            let found = inner.get(name.text)?;
            matches!(found.shape, Shape::Tables(_)).then(|| format!("[[{}.{}]]", key.name, name.text))
        });
        let missing = here.keys.names().filter(|key| !node.has(key));
        let near = nearest(name.text, missing).and_then(|near| here.keys.get(near));
        let expected = match (nested, near) {
            (Some(nested), _) => nested,
            (None, Some(near)) => in_words(near),
            (None, None) => format!("one of its keys: {}", here.keys.names().collect::<Vec<_>>().join(", ")),
        };
        self.report.fault(name.line, wrong, expected);
        near.map(|key| key.name)
    }

    /// A key of an outer table, written below a heading, belongs to the heading's table: TOML's commonest surprise.
    fn slip(&mut self, name: Said<'_>, here: Outer<'_>) -> bool {
        let mut outer = here.outer;
        while let Some(table) = outer {
            if let Some(key) = table.keys.get(name.text) {
                let heading = here.keys.called;
                let wrong = format!("`{}` stands below {heading}, so TOML takes it for a part of {heading}", key.name);
                let expected = match table.outer {
                    None => format!("`{}` further up, above the first [[…]] of the file", key.name),
                    Some(_) => {
                        format!("`{}` further up, above {heading} and below its {}", key.name, table.keys.called)
                    }
                };
                self.report.fault(name.line, wrong, expected);
                self.slipped.push(key.name);
                return true;
            }
            outer = table.outer;
        }
        false
    }

    fn value(&mut self, key: &'static Key, name: Said<'_>, value: &Value<'_>, here: Outer<'_>) {
        let inside = |keys| Outer { keys, outer: Some(&here) };
        let fits = match key.shape {
            Shape::Text | Shape::Label | Shape::Line(_) | Shape::Wording(_) | Shape::Address | Shape::OneOf(_) => {
                value.text().map(|said| self.text(key, said)).is_some()
            }
            Shape::Texts | Shape::Phrases(_) | Shape::Patterns => self.texts(key, value),
            Shape::Flag => matches!(value.value.get_ref(), DeValue::Boolean(_)),
            Shape::Date => day(value).is_some_and(|day| is_a_day(&day)),
            Shape::Table(keys) => value.table().map(|node| self.table(&node, inside(keys))).is_some(),
            Shape::Tables(keys) => match value.list() {
                Some(list) if !list.is_empty() && list.iter().all(|item| item.table().is_some()) => {
                    list.iter().filter_map(Value::table).for_each(|node| self.table(&node, inside(keys)));
                    true
                }
                _ => false,
            },
            Shape::TextsOrTables(keys) => self.texts_or_tables(value, inside(keys)),
        };
        if !fits {
            let heading_of_one =
                matches!(key.shape, Shape::Tables(_)) && value.table().is_some_and(|t| t.has_heading());
            let wrong = if heading_of_one {
                format!("[{}] stands in single brackets", key.name)
            } else {
                format!("`{}` holds {}", key.name, held(value))
            };
            let slipped = self.root_key_of_other_shape(key, here);
            let expected = if heading_of_one { format!("double brackets: [[{}]]", key.name) } else { in_words(key) };
            self.report.fault(name.line, wrong, expected + &slipped);
        }
    }

    /// A hint for a key that the whole file has too, with another shape: `asked` below `[[examples]]`.
    fn root_key_of_other_shape(&self, key: &Key, here: Outer<'_>) -> String {
        let Some(outer) = here.outer else { return String::new() };
        if outer.keys.get(key.name).is_some() {
            format!("; the `{}` of {} itself stands above the first [[…]] of the file", key.name, outer.keys.called)
        } else {
            String::new()
        }
    }

    fn texts(&mut self, key: &'static Key, value: &Value<'_>) -> bool {
        let Some(list) = value.list() else { return false };
        let texts: Vec<Said<'_>> = list.iter().filter_map(Value::text).collect();
        let mut seen: Vec<String> = Vec::new();
        for said in &texts {
            self.text(key, *said);
            let folded = said.text.trim().to_lowercase();
            if seen.contains(&folded) {
                let wrong = format!("“{}” stands twice in `{}`", shortened(said.text), key.name);
                self.report.fault(said.line, wrong, "each entry once");
            }
            seen.push(folded);
        }
        texts.len() == list.len() && !list.is_empty()
    }

    fn texts_or_tables(&mut self, value: &Value<'_>, inside: Outer<'_>) -> bool {
        let Some(list) = value.list() else { return false };
        let entry = |value: &Value<'_>| value.text().is_some() || value.table().is_some();
        for item in &list {
            let text = item.text().map(Entry::Text).or_else(|| item.table().map(Entry::Table));
            match (text, inside.keys.keys.first()) {
                (Some(Entry::Text(said)), Some(first)) => self.text(first, said),
                (Some(Entry::Table(node)), _) => self.table(&node, inside),
                _ => {}
            }
        }
        !list.is_empty() && list.iter().all(entry)
    }

    /// One text, in a key of its own or in a list.
    fn text(&mut self, key: &Key, said: Said<'_>) {
        if said.text.trim().is_empty() {
            self.report.fault(said.line, format!("`{}` holds an empty text", key.name), in_words(key));
            return;
        }
        match key.shape {
            Shape::Label => self.length(key, said, said.text.trim().chars().count(), LABEL),
            Shape::Line(most) => self.length(key, said, said.text.trim().chars().count(), most),
            Shape::Wording(most) => self.wording(key, said, most),
            Shape::Phrases(words) => self.phrase(key, said, words),
            Shape::Patterns => self.pattern(said),
            Shape::Address if !is_an_address(said.text) => {
                let wrong = format!("`{}` is no web address: {}", key.name, shortened(said.text));
                self.report.fault(said.line, wrong, "an address that begins with https:// or http://");
            }
            Shape::OneOf(words) if !words.contains(&said.text) => {
                let wrong = format!("`{}` does not know the word “{}”", key.name, shortened(said.text));
                self.report.fault(said.line, wrong, in_words(key));
            }
            _ => {}
        }
    }

    fn length(&mut self, key: &Key, said: Said<'_>, length: usize, most: usize) {
        if length > most {
            let wrong = format!("`{}` is too long: {length} characters", key.name);
            self.report.fault(said.line, wrong, format!("{most} characters at most"));
        }
    }

    fn wording(&mut self, key: &Key, said: Said<'_>, most: usize) {
        match Wording::parse(said.text.trim()) {
            Ok(wording) => {
                self.length(key, said, wording.filled_length(SLOT), most);
                if wording.has_idle_brackets() {
                    let wrong = format!("in `{}`, square brackets hold no slot: {}", key.name, shortened(said.text));
                    self.report.fault(
                        said.line,
                        wrong,
                        "a {slot} inside them, or no brackets: they are for what can be left out",
                    );
                }
            }
            Err(error) => self.report.fault(
                said.line,
                format!("in `{}`, {error}: {}", key.name, shortened(said.text)),
                "pairs: **bold**, {slot}, [left out when a slot in it has no value]",
            ),
        }
    }

    fn phrase(&mut self, key: &Key, said: Said<'_>, words: usize) {
        let written = shortened(said.text);
        let phrase = match Phrase::parse(said.text, said.line) {
            Ok(phrase) => phrase,
            Err(error) => {
                let expected = "words as in the error text, with {slot}, [may be there] and (this|that)";
                self.report.fault(said.line, format!("a phrase cannot be read, {error}: {written}"), expected);
                return;
            }
        };
        if phrase.slots().contains(&"app") {
            let wrong = "a slot of a phrase is called {app}, which stands for the app at hand";
            self.report.fault(said.line, wrong, "another name, for instance {app_name}");
        }
        let fewest = phrase.variants.iter().map(|variant| own_words(&variant.pieces)).min().unwrap_or(0);
        if fewest < words {
            let optional =
                if phrase.variants.len() > 1 { ", what stands in [square brackets] not counted" } else { "" };
            let elsewhere = if words > 2 { "; wordings that are too general go into `only_when_asked`" } else { "" };
            self.report.fault(
                said.line,
                format!("a phrase in `{}` has too few words of its own ({fewest}): {written}", key.name),
                format!("at least {words} words beside the slots{optional}{elsewhere}"),
            );
        }
    }

    fn pattern(&mut self, said: Said<'_>) {
        let expected = "a regular expression that compiles; most errors need none, a phrase says it";
        match pattern(said.text) {
            Ok(pattern) => {
                if pattern.is_match("") {
                    let wrong = format!("a pattern fits every text: {}", shortened(said.text));
                    self.report.fault(said.line, wrong, "a pattern with words of the error in it");
                }
                self.report.patterns.push(pattern);
            }
            Err(regex::Error::CompiledTooBig(_)) => {
                self.report.fault(said.line, format!("a pattern is too large: {}", shortened(said.text)), expected);
            }
            Err(error) => {
                // The last line of the library's report names the reason; the ones before draw a picture of it.
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
                self.report.fault(said.line, format!("a pattern cannot be read: {reason}"), expected);
            }
        }
    }
}

/// Compiles a pattern of a rule: case never matters, and its size is limited.
fn pattern(written: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(written).case_insensitive(true).size_limit(PATTERN_SIZE).build()
}

/// The words of one form of a phrase, slots not counted.
fn own_words(pieces: &[Piece]) -> usize {
    let words = |piece: &Piece| match piece {
        Piece::Words(words) => words.split_whitespace().count(),
        Piece::Slot(_) => 0,
    };
    pieces.iter().map(words).sum()
}

fn is_an_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.starts_with(['.', '/']) && !rest.contains(char::is_whitespace))
}

/// Whether `YYYY-MM-DD` is a day of the calendar; the parser lets 31 February pass.
fn is_a_day(day: &str) -> bool {
    let mut parts = day.split('-').map(|part| part.parse::<u32>().unwrap_or(0));
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// What a value is, in plain words; of a list, what in it is no text.
fn held(value: &Value<'_>) -> String {
    let what = match value.value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a day or time that does not belong here",
        DeValue::Array(list) if list.is_empty() => "an empty list",
        DeValue::Array(list) if list.iter().all(|item| item.get_ref().is_str()) => "a list of texts",
        DeValue::Array(_) => {
            let odd = value.list().into_iter().flatten().find(|item| item.text().is_none() && item.table().is_none());
            return odd.map_or("a list of tables".to_owned(), |odd| format!("a list with {} in it", held(&odd)));
        }
        DeValue::Table(_) => "a table",
    };
    what.to_owned()
}

/// A key with its shape and purpose, as reports say what they expected.
fn in_words(key: &Key) -> String {
    let Key { name, about, .. } = key;
    let first = |keys: &'static Keys| keys.keys.iter().filter(|key| key.needed).map(|key| format!("{} = …", key.name));
    match key.shape {
        Shape::Text | Shape::Label | Shape::Line(_) | Shape::Wording(_) => format!("{name} = \"…\": {about}"),
        Shape::Address => format!("{name} = \"https://…\": {about}"),
        Shape::Texts | Shape::Phrases(_) | Shape::Patterns => format!("{name} = [\"…\", \"…\"]: {about}"),
        Shape::Flag => format!("{name} = true: {about}"),
        Shape::Date => format!("{name} = 2026-11-21: {about}"),
        Shape::OneOf(words) => format!("{name} = \"{}\": {about}", words.join("\" or \"")),
        Shape::Table(keys) => format!("{name} = {{ {} }}: {about}", first(keys).collect::<Vec<_>>().join(", ")),
        Shape::Tables(keys) if keys.called.starts_with('[') => format!("{}: {about}", keys.called),
        Shape::Tables(keys) => format!("{name} = [{{ {} }}]: {about}", first(keys).collect::<Vec<_>>().join(", ")),
        Shape::TextsOrTables(keys) => {
            format!("{name} = [\"…\", {{ {}, … }}]: {about}", first(keys).collect::<Vec<_>>().join(", "))
        }
    }
}
