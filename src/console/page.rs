//! Lines of a given width, with styles; whatever a stranger wrote is made harmless on its way in.

use anstyle::{AnsiColor, Style};

use crate::rules::Text;

/// Headlines and menu words.
const BOLD: Style = Style::new().bold();
/// What frames an answer: quotations, sources, hints.
const DIM: Style = Style::new().dimmed();
/// Warnings.
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A page that is filled from top to bottom.
#[derive(Debug)]
pub(super) struct Page {
    width: usize,
    out: String,
}

impl Page {
    /// An empty page of `width` columns.
    pub(super) fn new(width: usize) -> Self {
        Self { width, out: String::new() }
    }

    /// What was written, each line ended.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// An empty line, unless there is one already or nothing stands above.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// An address on a line of its own, never broken: a terminal that folds it still knows it as one.
    pub(super) fn address(&mut self, url: &str) {
        self.out.push_str(&Line::dim(url).0);
        self.out.push('\n');
    }

    /// A paragraph: `first` before its first line, as many blanks before the others.
    pub(super) fn paragraph(&mut self, first: &str, line: &Line) {
        let rest = " ".repeat(textwrap::core::display_width(first));
        // A hyphen is no place to break a code, a date or an address.
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(&rest)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for wrapped in textwrap::wrap(&line.0, options) {
            self.out.push_str(wrapped.trim_end());
            self.out.push('\n');
        }
    }
}

/// One run of text with styles, not broken into lines yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(String);

impl Line {
    /// Our own words.
    pub(super) fn plain(words: &str) -> Self {
        Self::default().then(words)
    }

    /// A headline.
    pub(super) fn bold(words: &str) -> Self {
        Self::default().styled(words, BOLD)
    }

    /// What frames an answer.
    pub(super) fn dim(words: &str) -> Self {
        Self::default().styled(words, DIM)
    }

    /// A warning.
    pub(super) fn warning(words: &str) -> Self {
        Self::default().styled(words, WARNING)
    }

    /// A sentence with its menu words in bold.
    pub(super) fn text(text: &Text) -> Self {
        Self::default().then_text(text)
    }

    /// A headline, all of it bold.
    pub(super) fn headline(text: &Text) -> Self {
        Self::bold(&text.to_plain())
    }

    /// Goes on in plain words.
    #[must_use]
    pub(super) fn then(mut self, words: &str) -> Self {
        self.0.push_str(&printable(words));
        self
    }

    /// Goes on with a sentence.
    #[must_use]
    pub(super) fn then_text(self, text: &Text) -> Self {
        text.spans().iter().fold(
            self,
            |line, span| {
                if span.bold { line.styled(&span.text, BOLD) } else { line.then(&span.text) }
            },
        )
    }

    /// Goes on dimmed.
    #[must_use]
    pub(super) fn then_dim(self, words: &str) -> Self {
        self.styled(words, DIM)
    }

    /// Each word carries its own style, so that no style runs on over the end of a line.
    fn styled(mut self, words: &str, style: Style) -> Self {
        for (at, word) in printable(words).split(' ').enumerate() {
            if at > 0 {
                self.0.push(' ');
            }
            if !word.is_empty() {
                self.0.push_str(&format!("{style}{word}{style:#}"));
            }
        }
        self
    }
}

/// Without anything that could steer a terminal or turn the direction of reading; line ends become blanks.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push(' '),
            c if c.is_control() || invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Marks of direction, joiners and tags: they have no width and change how their neighbours are read.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_stranger_steers_the_terminal() {
        let line = Line::plain("a\u{1b}[31mb\u{202e}c\nd\u{7}e\u{9b}f\0");
        assert_eq!(line.0, "a[31mbc def");
    }

    #[test]
    fn a_style_never_runs_over_the_end_of_a_line() {
        let mut page = Page::new(20);
        page.paragraph("  ", &Line::bold("Open the bank account and reconcile"));
        for line in page.finish().lines() {
            assert_eq!(line.matches("\u{1b}[1m").count(), line.matches("\u{1b}[0m").count(), "{line:?}");
        }
    }

    #[test]
    fn lines_are_indented_below_their_mark_and_keep_to_the_width() {
        let mut page = Page::new(24);
        page.paragraph("1. ", &Line::plain("Choose the right, active bank account on the item."));
        let page = page.finish();
        assert!(page.lines().all(|line| line.chars().count() <= 24), "{page}");
        assert!(page.lines().skip(1).all(|line| line.starts_with("   ")), "{page}");
    }
}
