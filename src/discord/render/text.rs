//! Words as Discord's markdown: our own in bold where they are, a stranger's escaped so that nothing in them acts.

use crate::rules::Text;

/// The most characters of a stranger's text in one place, before escaping.
const MOST_OF_A_VALUE: usize = 200;

/// How long Discord takes a text to be. It counts in code points; UTF-16 is never shorter, so limits hold either way.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A stranger's text on one line: control, bidirectional and invisible characters gone, at most 200 characters,
/// everything that could format, mention or link escaped.
pub(in crate::discord) fn foreign(text: &str) -> String {
    escaped(&shortened(&one_line(text), MOST_OF_A_VALUE))
}

/// A sentence with its bold parts.
pub(super) fn markdown(text: &Text) -> String {
    let mut out = String::new();
    for span in text.spans() {
        let words = if span.value { foreign(&span.text) } else { escaped(&one_line_keeping_ends(&span.text)) };
        let bare = words.trim();
        if span.bold && !bare.is_empty() {
            // Discord wants the marks to touch the words.
            let (before, after) = words.split_once(bare).unwrap_or_default();
            out.push_str(&format!("{before}**{bare}**{after}"));
        } else {
            out.push_str(&words);
        }
    }
    // Two bold runs that touch would read as one mark of four.
    out.replace("****", "").trim().to_owned()
}

/// A headline on one line: Discord reads marks there too.
pub(super) fn heading(text: &str) -> String {
    escaped(&one_line(text))
}

/// A sentence without markup, for places that know none: titles, labels, footers.
pub(super) fn plain(text: &Text, most: usize) -> String {
    shortened(&one_line(&text.to_plain()), most)
}

/// Our own or a stranger's words on one line, cut to `most` UTF-16 units with an ellipsis.
pub(in crate::discord) fn label(text: &str, most: usize) -> String {
    shortened(&one_line(text), most)
}

fn shortened(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = most.saturating_sub(1);
    for c in text.chars() {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

fn one_line(text: &str) -> String {
    one_line_keeping_ends(text).split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn one_line_keeping_ends(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c })
        .collect()
}

/// Characters that are not seen but act: they turn text round, hide it, or tear words apart.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Backslashes before everything Discord's markdown knows: formatting, headings, quotes, lists, code, links (also bare
/// ones, by their colon), mentions, emoji and timestamps.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let acts = match c {
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '@' | '[' | ']' => true,
            // A colon acts in links and emoji only: "http:" and ":name:".
            ':' => text.get(at + 1..).is_some_and(|rest| rest.starts_with(|next: char| !next.is_whitespace())),
            // At the start of a line: headings, lists and quotes.
            '#' | '-' | '+' | '>' => at == 0,
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Markdown cut to `most` UTF-16 units without leaving half an escape or an open mark behind.
pub(super) fn clipped(markdown: &str, most: usize) -> String {
    if length(markdown) <= most {
        return markdown.to_owned();
    }
    let mut kept = String::new();
    // Room for the ellipsis and a closing mark.
    let mut room = most.saturating_sub(3);
    for c in markdown.chars() {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        kept.push(c);
    }
    let backslashes = kept.chars().rev().take_while(|c| *c == '\\').count();
    if backslashes % 2 == 1 {
        kept.pop();
    }
    // Half a mark: one star of two.
    let (marks, half) = bold_marks(&kept);
    if half {
        kept.pop();
    }
    let open = marks % 2 == 1;
    format!("{}…{}", kept.trim_end(), if open { "**" } else { "" })
}

/// How many `**` stand in `markdown`, and whether a single star stands at its end. Escaped stars do not count.
fn bold_marks(markdown: &str) -> (usize, bool) {
    let (mut marks, mut star, mut escape) = (0, false, false);
    for c in markdown.chars() {
        match (escape, c) {
            (true, _) => (escape, star) = (false, false),
            (false, '\\') => (escape, star) = (true, false),
            (false, '*') if star => (marks, star) = (marks + 1, false),
            (false, '*') => star = true,
            (false, _) => star = false,
        }
    }
    (marks, star)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_cannot_act() {
        for (text, shown) in [
            ("@everyone", "\\@everyone"),
            ("<@123> <#4> <t:1:R>", "\\<\\@123> \\<#4> \\<t\\:1\\:R>"),
            ("**b** __u__ ~~s~~ ||x||", "\\*\\*b\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\|"),
            ("`code`", "\\`code\\`"),
            ("https://evil.example/a", "https\\://evil.example/a"),
            ("[a](http://b)", "\\[a\\](http\\://b)"),
            (":smile: at 10:30", "\\:smile: at 10\\:30"),
            ("# big", "\\# big"),
            ("- item", "\\- item"),
            ("> quote", "\\> quote"),
            ("Settings > General", "Settings > General"),
            ("two\nlines\r\n\tand tabs", "two lines and tabs"),
            ("ri\u{202e}ght\u{200b} to left", "right to left"),
            ("\u{0}\u{7}", ""),
        ] {
            assert_eq!(foreign(text), shown);
        }
    }

    #[test]
    fn a_long_value_is_cut_with_an_ellipsis() {
        let shown = foreign(&"a".repeat(5_000));
        assert_eq!(length(&shown), MOST_OF_A_VALUE);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn markdown_is_never_cut_inside_an_escape_or_a_mark() {
        assert_eq!(clipped("abc\\*def", 7), "abc…");
        assert_eq!(clipped("a **bold text**", 9), "a **bo…**");
        assert_eq!(clipped("a **bold** text", 8), "a **b…**");
        assert_eq!(clipped("a **bold** text", 6), "a…");
        assert_eq!(clipped("short", 5), "short");
    }
}
