//! What stands around a match: quoted error or part of somebody's sentence, whole or cut off.

use crate::paste::clean::{cut, cut_front};

/// What of a line is looked at on either side of a match, in bytes.
const LINE_MAX: usize = 400;

/// How one side of a match looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// The match is set apart here: end of a line, a quote, a colon, "it says".
    pub(super) framed: bool,
    /// The text breaks off here: an ellipsis, or nothing more on the line.
    pub(super) cut: bool,
    /// The text breaks off with an ellipsis or a mark to that effect.
    pub(super) ellipsis: bool,
    /// Only a comma sets it apart here, and nobody closes a message behind it: talk may go on.
    pub(super) goes_on: bool,
    /// The sentence explains an error instead of showing it: a help page's words.
    pub(super) told: bool,
}

/// How explanations of errors begin.
const TOLD: &[&str] = &[
    "error occurs",
    "error means",
    "error appears",
    "error happens",
    "error is shown",
    "error is displayed",
    "message means",
    "message appears",
    "message is shown",
    "message is displayed",
    "indicates that",
];

/// Words after which people quote an error.
const CUES: &[&str] = &[
    "says",
    "say",
    "said",
    "saying",
    "error",
    "err",
    "message",
    "msg",
    "got",
    "get",
    "gets",
    "getting",
    "shows",
    "showing",
    "reads",
    "reading",
    "states",
    "returned",
    "returns",
    "with",
    "having",
    "had",
    "seeing",
    "see",
    "failed",
    "fail",
    "issue",
    "problem",
    "exception",
    "mean",
    "means",
    "because",
    "detail",
    "result",
    "reason",
    "warning",
];

/// What people go on with after an error they pasted; the first words of it.
const CLOSINGS: &[&str] = &[
    "pls help",
    "please help",
    "plz help",
    "please advise",
    "pls advise",
    "thanks in advance",
    "thx in advance",
    "many thanks",
    "any idea",
    "any ideas",
    "any thoughts",
    "any advice",
    "any suggestions",
    "any help",
    "anyone know",
    "anyone seen",
    "what does",
    "what should",
    "what do",
    "what is",
    "what now",
    "whats this",
    "how do",
    "how to",
    "how should",
    "how can",
    "why is",
    "why does",
    "can someone",
    "can anyone",
    "can you",
    "help please",
    "help pls",
];

/// How the text before a match looks; `matched` is the text from the match on. A capital in the middle of a sentence
/// shows that something was pasted there ("what's behind This invoice …").
pub(super) fn before(text: &str, matched: &str) -> Side {
    let text = cut_front(text, LINE_MAX);
    let line = text.rsplit('\n').next().unwrap_or(text);
    let bare = line.trim_end_matches(|c: char| c.is_whitespace() || is_markup(c) || is_quote(c));
    let ellipsis = ends_with_ellipsis(bare);
    let nothing = bare.chars().all(|c| !c.is_alphanumeric());
    let quoted = line.trim_end().ends_with(is_quote) || line.trim_end().ends_with(is_markup);
    let set_apart = bare.ends_with([
        '(', '[', '{', ':', ';', '=', '.', '!', '?', ',', '–', '—', '→', '>', '/', '•', '·', '-', '<', '}', ']', ')',
        '^',
    ]) || bare.chars().next_back().is_some_and(|c| !c.is_alphanumeric() && !c.is_ascii());
    let cue = bare
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .is_some_and(|word| CUES.contains(&word.to_ascii_lowercase().as_str()));
    let called = bare.rsplit(char::is_whitespace).next().is_some_and(|word| word.starts_with('@'));
    let mut letters = matched.chars().filter(|c| c.is_alphabetic());
    let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let framed = nothing || quoted || set_apart || cue || called || ellipsis || capital;
    let lower = bare.to_ascii_lowercase();
    let told = TOLD.iter().any(|told| lower.contains(told));
    Side { framed, cut: nothing || ellipsis, ellipsis, goes_on: false, told }
}

/// How the text after a match looks.
pub(super) fn after(text: &str) -> Side {
    let text = cut(text, LINE_MAX);
    let line = text.split('\n').next().unwrap_or(text);
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || is_markup(c) || is_quote(c));
    let ellipsis = starts_with_ellipsis(bare);
    let nothing = bare.chars().all(|c| !c.is_alphanumeric());
    let quoted = line.trim_start().starts_with(is_quote) || line.trim_start().starts_with(is_markup);
    let set_apart = bare.starts_with([
        ')', ']', '}', '.', '!', '?', ',', ';', ':', '<', '&', '–', '—', '→', '/', '•', '·', '-', '\\', '(', '[', '^',
    ]) || bare.chars().next().is_some_and(|c| !c.is_alphanumeric() && !c.is_ascii());
    let framed = nothing || quoted || set_apart || ellipsis || closes(bare);
    let goes_on = bare.starts_with(',') && !nothing && !quoted && !closes(bare);
    Side { framed, cut: nothing || ellipsis, ellipsis, goes_on, told: false }
}

/// Whether `text` begins as people close a message with an error in it.
fn closes(text: &str) -> bool {
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty());
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    CLOSINGS.iter().any(|closing| {
        let mut parts = closing.split(' ');
        let same = |part: Option<&str>, word: &str| part.is_some_and(|part| part.eq_ignore_ascii_case(word));
        same(parts.next(), first) && same(parts.next(), second)
    })
}

/// Whether the text between two matched words says that something was left out.
pub(super) fn holds_ellipsis(text: &str) -> bool {
    text.contains('…') || text.contains("..") || text.contains("[...]")
}

fn ends_with_ellipsis(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("..") || text.ends_with(". .")
}

fn starts_with_ellipsis(text: &str) -> bool {
    let lower: String = text.chars().take(12).flat_map(char::to_lowercase).collect();
    lower.starts_with('…')
        || lower.starts_with("..")
        || lower.starts_with("(truncated")
        || lower.starts_with("[truncat")
}

fn is_markup(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`' | '|' | '#')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '’' | '“' | '”' | '«' | '»' | '„' | '‚' | '‹' | '›' | '「' | '」')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_set_apart_from_the_talk_around_it() {
        for text in ["", "hi\n", "it says ", "error: ", "got \"", "- ", "Fail  Bill  SI-20107 | ", "[400] ", "😩 "] {
            assert!(before(text, "this").framed, "{text}");
        }
        for text in ["", "\nthanks", "\" any ideas", ". Item returned", "</Message>", " 😩"] {
            assert!(after(text).framed, "{text}");
        }
        assert!(before("what's behind ", "This invoice").framed);
        assert!(!before("remember that ", "this").framed);
        assert!(!after(" for every order").framed);
    }

    #[test]
    fn dots_and_ends_of_lines_cut_a_text() {
        assert!(before("...", "this").cut);
        assert!(before("… ", "this").ellipsis);
        assert!(after("...").cut);
        assert!(after("\nnext line").cut);
        assert!(!after(" and so on").cut);
        assert!(!before("and so ", "This").cut);
    }
}
