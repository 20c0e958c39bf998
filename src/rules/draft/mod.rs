//! A first draft of a rule from a pasted error: the author fills in what only a person knows.

mod message;
mod value;

use super::{Phrase, Piece};
use message::messages;
use value::{name, name_of, unused};

pub(crate) use message::{in_payload, telling_line, within_quotes, without_lead};
pub(crate) use value::values;

/// Characters of a paste that are worth keeping as an example; of a longer one the message alone is.
const LONGEST_EXAMPLE: usize = 2_000;

/// A rule file to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text of the file, with remarks that say what to fill in; `rules check` reports the texts left empty.
    pub file: String,
    /// The wording it guessed, with {slots} in place of what varies; empty when the paste has no words.
    pub phrase: String,
    /// Whether the wording is too general to speak up for, so that it stands in `only_when_asked`.
    pub general: bool,
    /// Further messages in the same paste, which the draft leaves aside.
    pub further: Vec<String>,
}

/// A draft of the rule for `paste`, which should be redacted: it is written down as an example.
pub fn draft(paste: &str) -> Draft {
    let paste = paste.trim();
    let mut messages = messages(paste);
    let message = if messages.is_empty() { String::new() } else { messages.remove(0) };
    let (phrase, general) = checked(with_slots(&message), &message);
    let example = if paste.chars().count() > LONGEST_EXAMPLE { &message } else { paste };
    let file = file(&phrase, general, &[example]);
    Draft { file, phrase, general, further: messages }
}

/// A part of a wording that several pastes have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'w> {
    /// What all of them say.
    Words(&'w str),
    /// What differs from one to the next, as one of them has it.
    Varies(&'w str),
}

/// A draft of the rule for a wording of which several pastes are known: slots stand where they differ, and all of
/// `examples`, which should be redacted, are written down. Nothing side by side may vary.
pub fn draft_wording(wording: &[Part<'_>], examples: &[&str]) -> Draft {
    let mut out = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut before = "";
    for part in wording {
        match part {
            Part::Words(words) => {
                out.push_str(&without_marks(words));
                before = words;
            }
            Part::Varies(shown) => {
                let name = unused(&name_of(shown, before), &names);
                out.push_str(&format!(" {{{name}}} "));
                names.push(name);
                before = "";
            }
        }
    }
    let phrase = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let (phrase, general) = checked(phrase, examples.first().copied().unwrap_or_default());
    Draft { file: file(&phrase, general, examples), phrase, general, further: Vec::new() }
}

fn file(phrase: &str, general: bool, examples: &[&str]) -> String {
    let key = if general { "only_when_asked" } else { "phrases" };
    let phrase = quoted(phrase);
    let examples: Vec<String> =
        examples.iter().map(|example| format!("[[examples]]\npaste = {}\n", quoted(example))).collect();
    let examples = examples.join("\n");
    format!(
        r#"# Fill in the empty texts "", save, and run: crosscheck rules check
# A line that begins with # is a remark. What each key means stands in rules/README.md.

# What is wrong, in a few words: the headline of the answer.
title = ""

# The words of the message. {{slots}} hold what differs from one paste to the next, [words in brackets] may be missing,
# (one|another) are alternatives. Cut away what stands around the message.
{key} = [{phrase}]

# How people tell the problem without quoting the message. A few such lines help much.
# described = ["the bill won't go over because …"]

# The next questions, by the ids of how-tos; crosscheck rules list shows them.
# prompts = ["refresh-accounting-data"]

# The page the steps come from, and the day you read it. Rules of the project need one.
# sources = [{{ title = "…", url = "https://…", checked = 2026-11-21 }}]

[[causes]]
# Why it happens, in your own words.
because = ""

[[causes.fixes]]
# The app these steps are for; "any" stands for every app.
app = ["any"]
# true: no page of the vendor says so. Take this line away when one of the sources does.
general = true
# What to do: one text for each step, with commas between them.
steps = [
  "",
]

# Pastes that must find this rule. Change names and numbers of real people.
{examples}
# A text that comes close and is something else.
# [[counterexamples]]
# paste = ""
# because = ""
"#
    )
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// `phrase`, which should find `message`, if it can be one; and whether it is too general for `phrases`.
fn checked(phrase: String, message: &str) -> (String, bool) {
    let words = |piece: &Piece| match piece {
        Piece::Words(words) => words.split_whitespace().count(),
        Piece::Slot(_) => 0,
    };
    match Phrase::parse(&phrase, 0) {
        Ok(parsed) => {
            let own = parsed.variants.iter().flat_map(|variant| &variant.pieces).map(words).sum::<usize>();
            (phrase, own < 3)
        }
        // Nothing but values: the words as they came are at least something to start from.
        Err(_) => (without_marks(message), false),
    }
}

/// The message with slots for its values, and without the marks that mean something in a phrase.
fn with_slots(message: &str) -> String {
    let mut out = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut from = 0;
    for value in values(message) {
        let before = message.get(from..value.range.start).unwrap_or("");
        let between = without_marks(before);
        out.push_str(&between);
        // Two values side by side are one: nothing would tell where the first ends.
        if names.is_empty() || between.contains(char::is_alphanumeric) {
            let name = unused(&name(&value, before), &names);
            out.push_str(&format!("{{{name}}}"));
            names.push(name);
        }
        from = value.range.end;
    }
    out.push_str(&without_marks(message.get(from..).unwrap_or("")));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_marks(text: &str) -> String {
    text.replace(['[', ']', '(', ')', '{', '}', '|'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_slots_named_after_what_they_are() {
        for (paste, phrase) in [
            (
                "Account code '429' has been archived or deleted",
                "Account code {account_code} has been archived or deleted",
            ),
            (
                "The document date cannot be before the lock date, currently set at 31-Dec-2025.",
                "The document date cannot be before the lock date, currently set at {date}.",
            ),
            ("The TaxType code “INPUT2” cannot be used", "The TaxType code {taxtype_code} cannot be used"),
            ("You can't pay £1,250.00 on an invoice of £900.00", "You can't pay {amount} on an invoice of {amount_2}"),
            ("Invoice # INV-0042 must be unique (it is not)", "Invoice # {invoice} must be unique it is not"),
            (
                "Stopped: supplier 'A B' has no account (row 12)",
                "Stopped: supplier {supplier} has no account row {row}",
            ),
            ("Account code: '429' is not open", "Account code: {account_code} is not open"),
            ("Item 12 '34' is not known", "Item {item} is not known"),
            ("hi all, any idea?\n  Contact name is already taken  \nthanks", "Contact name is already taken"),
            (
                r#"{"Message":"A validation exception occurred","Elements":[{"Message":"Email 'a' is not valid"}]}"#,
                "Email {email} is not valid",
            ),
            (
                r#"POST failed: {"ErrorNumber":10,"ValidationErrors":[{"Message":"The \"Sales\" code isn\u0027t open"}]} (2 s)"#,
                "The {value} code isn't open",
            ),
            (
                r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"Item \u0022A1\u0022 isn\u0027t op"#,
                "Item {item} isn't op",
            ),
            (
                "<Response><ErrorNumber>10</ErrorNumber><Message>Item &quot;A1&quot; isn&apos;t open</Message></Response>",
                "Item {item} isn't open",
            ),
            (
                "every bill says “The period for these bills is not open yet” today",
                "The period for these bills is not open yet",
            ),
            ("- Xero returned: Error: Contact [name] is not open", "Contact {name} is not open"),
            ("Mail could not be sent to [email] today", "Mail could not be sent to {email} today"),
            ("", ""),
        ] {
            assert_eq!(draft(paste).phrase, phrase, "{paste}");
        }
    }

    #[test]
    fn of_several_messages_in_a_payload_the_first_is_drafted_and_the_others_are_named() {
        let paste = r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"Email is not open"},{"Message":"Name is not open"},{"Message":"Email is not open"}]}"#;
        let draft = draft(paste);
        assert_eq!(draft.phrase, "Email is not open");
        assert_eq!(draft.further, ["Name is not open"]);
    }

    #[test]
    fn a_wording_of_two_words_counts_only_when_asked() {
        let draft = draft("Bad request 400");
        assert!(
            draft.general && draft.file.contains("only_when_asked = [\"Bad request {bad_request}\"]"),
            "{}",
            draft.file
        );
    }

    #[test]
    fn of_a_paste_of_many_pages_the_message_alone_is_the_example() {
        let draft = draft(&format!("{}\nEmail 'a' is not valid and cannot be used", "x\n".repeat(5_000)));
        assert!(draft.file.contains("paste = \"Email 'a' is not valid and cannot be used\""), "{}", draft.file);
    }
}
