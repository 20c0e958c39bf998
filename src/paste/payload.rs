//! The messages inside what Xero sends to programs: JSON, XML and form bodies, whole, escaped, embedded or cut off.
//!
//! A scan, not a parser: it needs no whole document, follows no nesting and expands no entity, so half a payload gives
//! its messages and no payload costs more than one pass. Shapes: Xero's validation errors (`Message` or `Description`
//! under `ValidationErrors`), problem documents (`Detail`), OAuth answers (`error`, `error_description`) and OAuth 1 form
//! bodies (`oauth_problem_advice`).

use std::ops::Range;

/// What a payload says about itself and its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payload {
    /// Where its messages stand, in bytes of the paste, in order; the generic sentence around others is not one.
    pub messages: Vec<Range<usize>>,
    /// It says that something failed: an error number, validation errors, a problem, `HasErrors`.
    pub failed: bool,
}

/// Messages that are looked at in one paste; a payload with more says nothing new.
const MESSAGES_MAX: usize = 1_000;

/// Keys whose text is a message wherever it stands in a payload that failed.
const MESSAGE_KEYS: &[&str] = &["message", "detail", "error_description", "localisedmessage", "oauth_problem_advice"];

/// Keys whose text is a message only where validation errors are listed; elsewhere it is a line of the document.
const LISTED_KEYS: &[&str] = &["description"];

/// Keys that list validation errors.
const LIST_KEYS: &[&str] =
    &["validationerrors", "validationerror", "warnings", "warning", "errors", "error", "details"];

/// Keys that say that something failed.
const FAILURE_KEYS: &[&str] =
    &["errornumber", "validationerrors", "validationerror", "apiexception", "oauth_problem", "problem"];

/// The sentence around Xero's validation messages, which says nothing alone.
const WRAPPER: &str = "a validation exception occurred";

/// Reads the payload in `paste`; `None` when there is none.
pub fn read(paste: &str) -> Option<Payload> {
    let mut payload = Payload::default();
    let mut found = false;
    let mut listed = false;
    let mut key: Option<String> = None;
    for token in tokens(paste) {
        match token {
            Token::Key(name) => {
                let name = name.to_ascii_lowercase();
                found = true;
                payload.failed |= FAILURE_KEYS.contains(&name.as_str());
                if LIST_KEYS.contains(&name.as_str()) {
                    listed = true;
                } else if !MESSAGE_KEYS.contains(&name.as_str()) && !LISTED_KEYS.contains(&name.as_str()) {
                    listed = false;
                }
                key = Some(name);
            }
            Token::Text(span) => {
                let Some(text) = paste.get(span.clone()) else { continue };
                let name = key.as_deref().unwrap_or_default();
                payload.failed |= (name == "statusattributestring" && text.eq_ignore_ascii_case("error"))
                    || (name == "type" && text.ends_with("Exception"));
                let message = MESSAGE_KEYS.contains(&name)
                    || ((listed || name == "details") && (LISTED_KEYS.contains(&name) || LIST_KEYS.contains(&name)));
                if message && text.split_whitespace().count() > 1 && !text.trim().eq_ignore_ascii_case(WRAPPER) {
                    payload.messages.push(span);
                    if payload.messages.len() >= MESSAGES_MAX {
                        break;
                    }
                }
            }
        }
    }
    (found && (payload.failed || !payload.messages.is_empty())).then_some(payload)
}

enum Token<'p> {
    /// A key of JSON, the name of an XML element, or the name of a form field.
    Key(&'p str),
    /// A text; it belongs to the key before it.
    Text(Range<usize>),
}

/// Keys and texts in order.
fn tokens(paste: &str) -> Tokens<'_> {
    let (opening, quote) = (Next::new(b'<'), Next::new(b'"'));
    Tokens { paste, at: 0, pending: None, opening, quote }
}

struct Tokens<'p> {
    paste: &'p str,
    at: usize,
    /// A text already seen behind the key that was given last.
    pending: Option<Range<usize>>,
    opening: Next,
    quote: Next,
}

/// Longest text of an XML element that is taken for a message, in bytes.
const ELEMENT_MAX: usize = 2_000;

/// Backslashes before a quote that are counted: a string escaped five times has 31. More would only cost time, for every
/// further depth reads the text once more.
const SLASHES_MAX: usize = 31;

/// Where a mark comes next. Remembered, so that asking from every place of a text reads it once.
struct Next {
    mark: u8,
    known: Option<Range<usize>>,
}

impl Next {
    fn new(mark: u8) -> Self {
        Self { mark, known: None }
    }

    /// The first place of the mark from `from` on; the end of `bytes` when it comes no more.
    fn at(&mut self, bytes: &[u8], from: usize) -> usize {
        match &self.known {
            Some(known) if known.contains(&from) || known.end == from => known.end,
            _ => {
                let rest = bytes.get(from..).unwrap_or_default();
                let end = rest.iter().position(|b| *b == self.mark).map_or(bytes.len(), |offset| from + offset);
                self.known = Some(from..end);
                end
            }
        }
    }
}

impl<'p> Iterator for Tokens<'p> {
    type Item = Token<'p>;

    fn next(&mut self) -> Option<Token<'p>> {
        if let Some(text) = self.pending.take() {
            self.at = text.end;
            return Some(Token::Text(text));
        }
        loop {
            let rest = self.paste.get(self.at..)?;
            let skip = rest.bytes().position(|b| matches!(b, b'"' | b'<' | b'>' | b'='))?;
            self.at += skip;
            let token = match self.paste.as_bytes().get(self.at)? {
                b'"' => self.string(),
                b'<' => self.element(),
                b'>' => self.element_text(),
                _ => self.field(),
            };
            if let Some(token) = token {
                return Some(token);
            }
        }
    }
}

impl<'p> Tokens<'p> {
    /// A string in quotes, however often it was escaped: it ends at the next quote with as many backslashes before it, or
    /// with the paste.
    fn string(&mut self) -> Option<Token<'p>> {
        let bytes = self.paste.as_bytes();
        let slashes = |at: usize| {
            let before = bytes.get(..at).unwrap_or_default().iter().rev().take(SLASHES_MAX);
            before.take_while(|b| **b == b'\\').count()
        };
        let depth = slashes(self.at);
        let start = self.at + 1;
        let mut end = bytes.len();
        let mut next = bytes.len();
        let mut at = start;
        while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'"')) {
            at += offset;
            if slashes(at) <= depth {
                end = at - slashes(at).min(at - start);
                next = at + 1;
                break;
            }
            at += 1;
        }
        self.at = next;
        let text = self.paste.get(start..end).unwrap_or_default();
        let after = self.paste.get(next..).unwrap_or_default().trim_start();
        let key = after.starts_with(':') && text.len() <= 60 && !text.contains(char::is_whitespace);
        if key {
            return Some(Token::Key(text));
        }
        if text.contains("\\\"") {
            // A payload within a string: its own strings are read one by one.
            self.at = start;
            return None;
        }
        Some(Token::Text(start..end))
    }

    /// The name of an element, at its `<`.
    fn element(&mut self) -> Option<Token<'p>> {
        self.at += 1;
        let rest = self.paste.get(self.at..)?;
        let length = rest.bytes().take(80).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        self.at += length;
        rest.get(..length).filter(|name| !name.is_empty()).map(Token::Key)
    }

    /// The text of an element, at the `>` before it.
    fn element_text(&mut self) -> Option<Token<'p>> {
        self.at += 1;
        let bytes = self.paste.as_bytes();
        let end = self.opening.at(bytes, self.at);
        // JSON may stand between two brackets of the same kind: its strings are read one by one.
        if end == bytes.len() || end - self.at > ELEMENT_MAX || self.quote.at(bytes, self.at) < end {
            return None;
        }
        let text = self.paste.get(self.at..end)?;
        let start = self.at + text.len() - text.trim_start().len();
        let stop = self.at + text.trim_end().len();
        self.at = end;
        (start < stop).then_some(Token::Text(start..stop))
    }

    /// The name of a form field that tells of a failure, at its `=`; its text follows.
    fn field(&mut self) -> Option<Token<'p>> {
        let before = self.paste.get(..self.at)?;
        self.at += 1;
        let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        let name = before.get(start..).filter(|name| name.starts_with("oauth_problem"))?;
        let rest = self.paste.get(self.at..)?;
        let end = rest.find(|c: char| matches!(c, '&' | '"' | '\'' | '<') || c.is_whitespace()).unwrap_or(rest.len());
        self.pending = Some(self.at..self.at + end);
        Some(Token::Key(name))
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a span off a boundary is a failure")]
mod tests {
    use super::*;

    fn messages(paste: &str) -> Vec<&str> {
        read(paste).map(|payload| payload.messages.into_iter().map(|span| &paste[span]).collect()).unwrap_or_default()
    }

    #[test]
    fn messages_are_found_at_any_depth_without_the_wrapper() {
        let json = r#"{"ErrorNumber": 10, "Message": "A validation exception occurred",
            "Elements": [{"Contact": {"ValidationErrors": [{"Message": "Email address must be valid"}]},
            "ValidationErrors": [{"Description": "Invoice not of valid type for creation"}]}]}"#;
        assert_eq!(messages(json), ["Email address must be valid", "Invoice not of valid type for creation"]);
    }

    #[test]
    fn lines_of_the_rejected_document_are_no_messages() {
        let json = r#"{"LineItems": [{"Description": "Monthly rental", "ValidationErrors": []}],
            "ValidationErrors": [{"Message": "Account code 'x' is wrong"}]}"#;
        assert_eq!(messages(json), ["Account code 'x' is wrong"]);
    }

    #[test]
    fn a_payload_within_a_string_or_cut_off_gives_its_messages() {
        let escaped = r#"{"body":"{\"ValidationErrors\":[{\"Message\":\"Due date is missing\"}]}"}"#;
        assert_eq!(messages(escaped), ["Due date is missing"]);
        assert_eq!(messages(r#"[400] {"ValidationErrors": [{"Message": "Due date is mis"#), ["Due date is mis"]);
    }

    #[test]
    fn a_message_may_be_a_list() {
        assert_eq!(
            messages(r#"{"ValidationErrors":[{"Message":["One thing", "Another thing"]}]}"#),
            ["One thing", "Another thing"]
        );
    }

    #[test]
    fn xml_problem_documents_and_form_bodies_are_read() {
        let xml = "<ApiException><ErrorNumber>10</ErrorNumber><Message>A validation exception occurred</Message>\
            <ValidationErrors><ValidationError>\n <Message>One or more lines</Message></ValidationError></ValidationErrors>";
        assert_eq!(messages(xml), ["One or more lines"]);
        assert_eq!(messages(r#"{"Title":"Unauthorized","Detail":"TokenExpired: token expired at 08/12"}"#).len(), 1);
        let form = "oauth_problem=token_expired&oauth_problem_advice=The%20access%20token%20has%20expired";
        let payload = read(form).unwrap();
        assert!(payload.failed);
    }

    #[test]
    fn ordinary_json_and_talk_are_no_payload() {
        assert_eq!(read(r#"{"Type":"ACCPAY","LineItems":[{"AccountCode":"429"}]}"#), None);
        assert_eq!(read("the total = 5 > 3 \"quoted\""), None);
    }

    #[test]
    fn the_worst_inputs_take_one_pass() {
        for text in ["{", "\"", "<", "=", ">", "\\\"", "<a>", "oauth_problem="] {
            let _ = read(&text.repeat(20_000));
        }
    }
}
