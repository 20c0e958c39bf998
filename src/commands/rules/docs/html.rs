//! Words as HTML: nothing in a rule can become markup.

use crate::rules::Text;

/// `text` so that a browser shows it as it is, in an element or in a quoted attribute. Control characters and those that
/// turn the direction of writing are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A sentence with its bold parts; it begins with a capital, even where a stand-in comes first ("the app you use").
pub(super) fn sentence(text: &Text) -> String {
    let mut out = String::new();
    for span in text.spans() {
        let words = escape(&if out.is_empty() { capital(&span.text) } else { span.text.clone() });
        if span.bold { out.push_str(&format!("<b>{words}</b>")) } else { out.push_str(&words) }
    }
    out
}

/// `words` with a capital at the start.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A day as people write it: `2026-11-21` is 21 November 2026. What is no such day stays as it is.
pub(super) fn long_day(day: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = day.split('-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|month| month.parse::<usize>().ok()).and_then(|month| month.checked_sub(1));
    let date = parts.next().and_then(|date| date.parse::<u8>().ok());
    match (month.and_then(|month| MONTHS.get(month)), date) {
        (Some(month), Some(date)) => format!("{date} {month} {}", escape(year)),
        _ => escape(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Wording;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(
            escape("<b>\"a\" & 'b'</b>\n\u{202e}x\u{7}"),
            "&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt; x"
        );
        let wording = Wording::parse("Open **<Bills>** [in {a}] & go").unwrap();
        assert_eq!(sentence(&Wording::parse("{app} is closed").unwrap().bare(None)), "The app you use is closed");
        assert_eq!(sentence(&wording.bare(None)), "Open <b>&lt;Bills&gt;</b>  &amp; go");
    }

    #[test]
    fn days_are_written_out() {
        assert_eq!(long_day("2026-11-01"), "1 November 2026");
        assert_eq!(long_day("2026-13-01"), "2026-13-01");
        assert_eq!(long_day("<"), "&lt;");
    }
}
