//! What the TOML parser finds wrong, in the words of somebody who has never heard of TOML.

/// A place where the parser stumbled.
pub(super) struct Slip<'a> {
    message: &'a str,
    /// The text the parser points at.
    pointed_at: &'a str,
    /// The text from the beginning of the line up to there.
    before: &'a str,
    /// Where the slip is, in bytes.
    pub(super) at: usize,
}

/// A slip in the words of an author.
pub(super) struct Told {
    /// What is wrong.
    pub(super) wrong: String,
    /// What was expected.
    pub(super) expected: String,
    /// What follows in the file is misread because of it: no use in reporting that too.
    pub(super) derails: bool,
}

impl<'a> Slip<'a> {
    /// Takes an error of the parser about `text`.
    pub(super) fn new(error: &'a toml::de::Error, text: &'a str) -> Self {
        let message = error.message();
        let span = error.span().unwrap_or(0..0);
        // A text in three quotes that does not end is noticed at the end of the file; it begins at the last such quotes.
        let opening = match message {
            _ if !message.starts_with("invalid multi-line") => None,
            _ if message.contains("`'`") => text.rfind("'''"),
            _ => text.rfind("\"\"\""),
        };
        let before = text.get(..span.start).and_then(|before| before.rsplit('\n').next()).unwrap_or("");
        Self { message, before, at: opening.unwrap_or(span.start), pointed_at: text.get(span).unwrap_or("").trim() }
    }

    /// Whether it is about the inside of a text in quotes.
    pub(super) fn is_in_a_text(&self) -> bool {
        ["invalid multi-line", "invalid basic", "invalid literal", "missing escaped"]
            .iter()
            .any(|says| self.message.starts_with(says))
    }

    /// Says what is wrong with `line`, on which the slip is.
    pub(super) fn in_plain_words(&self, line: &str) -> Told {
        let list =
            self.message.starts_with("missing comma between array") || self.message.starts_with("unclosed array, ");
        if list && !self.before.contains('=') && (line.starts_with("[[") || key_and_sign(line, '=').is_some()) {
            return Told {
                wrong: "the list above this line is not closed".to_owned(),
                expected: "] at the end of the list that began with [".to_owned(),
                derails: true,
            };
        }
        let (wrong, expected) = wrong_and_expected(self.message, line, self.pointed_at);
        Told { wrong, expected, derails: self.message.starts_with("invalid multi-line") }
    }
}

/// The key at the beginning of a line of the form `key = …`, with `sign` for the equals sign.
fn key_and_sign(line: &str, sign: char) -> Option<&str> {
    let (key, _) = line.split_once(sign)?;
    let key = key.trim();
    (!key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')).then_some(key)
}

/// What the parser says (the beginning, and there are many ways to say it), what is wrong, what was expected. `{at}` is
/// the text it points at.
const WORDS: &[(&[&str], &str, &str)] = &[
    (
        &["duplicate key"],
        "`{at}` stands here for the second time",
        "`{at}` once; where several belong together, a list [\"…\", \"…\"] or a heading [[…]] for each",
    ),
    (
        &["missing escaped value", "too few unicode", "invalid unicode"],
        "a backslash (\\) inside a text in double quotes",
        "single quotes around a text with a backslash: 'C:\\bills', or two backslashes for one",
    ),
    (
        &["invalid multi-line"],
        "a text in three quotes is not closed",
        "the same three quotes (''' or \"\"\") at its end as at its beginning",
    ),
    (
        &["invalid basic string", "invalid literal string"],
        "a text is not closed: its last quote is missing",
        "a quote before and after each text: title = \"…\"; a text over several lines needs three: '''…'''",
    ),
    (
        &["string values must be quoted", "invalid float"],
        "`{at}` stands without quotes",
        "quotes around a text: title = \"…\"",
    ),
    (&["missing value", "invalid value"], "nothing stands after the =", "a value after the =: title = \"…\""),
    (&["missing opening quote"], "a text without its first quote", "a quote before and after each text: \"…\""),
    (&["invalid boolean"], "`{at}` is not understood", "true or false, in small letters"),
    (&["missing comma"], "a comma is missing", "a comma between two entries: [\"…\", \"…\"]"),
    (&["extra comma"], "a comma too many", "one comma between two entries"),
    (
        &[
            "extra assignment",
            "missing assignment",
            "extra `=`",
            "unexpected `=`",
            "invalid key-value",
            "missing key",
            "invalid inline table element",
        ],
        "an equals sign is missing or too many",
        "one equals sign between a key and its value, and a comma before the next key",
    ),
    (
        &["unclosed array table", "unclosed table"],
        "the brackets of a heading are not closed",
        "as many brackets behind it as before: [[causes]]",
    ),
    (&["unclosed array"], "a list is not closed", "] at the end of the list that began with ["),
    (&["unclosed inline table"], "a curly bracket is not closed", "} at the end of what began with {"),
    (
        &["missing inline table opening", "missing array opening", "missing table open", "unexpected content"],
        "a closing bracket without its opening one",
        "brackets in pairs: [\"…\", { howto = \"…\" }]",
    ),
    (
        &["unexpected key or value"],
        "something stands behind the end of the value",
        "nothing after the closing quote or bracket; a text with quotes in it goes between three: '''He said \"no\"'''",
    ),
    (
        &["invalid unquoted key", "keys cannot", "unquoted keys"],
        "this is no key",
        "keys of small letters: title = \"…\"",
    ),
    (&["invalid date", "invalid time", "invalid datetime"], "`{at}` is no day", "a day as year-month-day: 2026-11-21"),
    (
        &["cannot extend", "cannot recurse", "recursion limit", "dotted key"],
        "tables inside tables that no rule file has",
        "keys and headings as rules/README.md has them",
    ),
    (
        &["`_` may", "integers", "radix", "redundant", "unexpected leading", "unexpected sign", "invalid integer"],
        "`{at}` is no number, and rule files hold none",
        "quotes around a text: title = \"…\"",
    ),
    (
        &["invalid comment", "carriage return", "unexpected content between"],
        "a character that cannot be seen",
        "plain text; delete the line and type it again",
    ),
];

const LINES: &str = "lines of the form key = value, a heading such as [[causes]], or # before a remark";

fn wrong_and_expected(message: &str, line: &str, at: &str) -> (String, String) {
    let (at, line) = (shortened(at), line.trim());
    let told = |wrong: &str, expected: &str| (wrong.replace("{at}", &at), expected.replace("{at}", &at));
    if at.contains(['“', '”', '„']) {
        return told(
            "curly quotes (“ ”) where straight ones belong",
            "straight quotes around a text: title = \"…\"; curly ones may stand inside a text",
        );
    }
    if message.starts_with("string values must be quoted") && at.is_empty() {
        return told("nothing stands after the =", "a value after the =: title = \"…\"");
    }
    if message.starts_with("key with no value") {
        return match key_and_sign(line, ':') {
            Some(key) => (format!("`{key}` is followed by a colon"), format!("an equals sign: {key} = …")),
            None => (format!("`{}` is no key with a value", shortened(line)), LINES.to_owned()),
        };
    }
    match WORDS.iter().find(|(says, ..)| says.iter().any(|says| message.starts_with(says))) {
        Some((_, wrong, expected)) => told(wrong, expected),
        None => (format!("this line cannot be read ({message})"), LINES.to_owned()),
    }
}

/// The first words of a text, for quoting it in a report.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut chars = text.chars();
    let short: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() { format!("{}…", short.trim_end()) } else { short }
}
