//! People and firms behind labels and in the error texts that quote them, and streets behind theirs.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Captures;

use super::Kind;
use super::finds::{Finds, LazyPattern, compiled};
use super::name_words::{FIRMS, JOINERS, LEGAL_FORMS, TITLES, is_no_name};
use super::view::{View, is_mark};

/// Words of a name at most.
const MOST_WORDS: usize = 8;

/// Bytes of a name at most.
const LONGEST_NAME: usize = 200;

/// Takes names and streets. `depth` says how deep in a contact of a payload the line begins; gives how deep it ends.
pub(super) fn find(finds: &mut Finds<'_>, depth: usize) -> usize {
    if finds.says(&["contact", "new name"]) {
        quoted_by_errors(finds);
    }
    let in_contact = depth > 0;
    let depth = if in_contact || finds.says(&["contact", "name", "attentionto", "addressline", "phone", "bankaccount"])
    {
        in_payloads(finds, depth)
    } else {
        depth
    };
    behind_labels(finds);
    if finds.says(&["contact", "supplier", "customer", "vendor", "payee", "attention", "attn", "fao", "dear"]) {
        in_sentences(finds);
    }
    if finds.digits() > 0 && finds.says(&["address", " to", "lives at", "based at"]) {
        addresses(finds);
    }
    depth
}

/// The error texts that quote a name, whatever it is made of.
fn quoted_by_errors(finds: &mut Finds<'_>) {
    static QUOTED: LazyLock<Vec<LazyPattern>> = LazyLock::new(|| {
        let value = r#"["'(*`]*([^\s"'(*`][^\n]{0,150}?)["')*`]*"#;
        [
            format!(r"(?i)\bcontact name:?\s+{value}\s+(?:is|was) already (?:assigned|registered)"),
            format!(r"(?i)\bcontact name:?\s+{value}\s+(?:already exists|matches another|has already been)"),
            format!(r"(?i)\bexisting contact with name:?\s+{value}\s+cannot be updated"),
            format!(r"(?i)\bto use new name:?\s+{value}(?:[.]?\s+there is|[.]?\s*$|\n)"),
            format!(r"(?i)\bcontact (?:called|named)\s+{value}\s+(?:already|is|was|has|does|could|cannot)\b"),
        ]
        .iter()
        .map(|pattern| compiled(pattern))
        .collect()
    });
    for pattern in QUOTED.iter().flatten() {
        finds.each(pattern, |_, captures| {
            let value = captures.get(1)?;
            let text = value.as_str().trim_matches(|c: char| !c.is_alphanumeric());
            // "{name}", "####", "XXX": somebody quotes the wording, not a name.
            let placeholder = text.is_empty()
                || value.as_str().contains(['{', '}', '<', '[', '#'])
                || text.chars().all(|c| matches!(c, 'x' | 'X'));
            (!placeholder && !begins_no_name(text)).then_some((Kind::Name, value.range()))
        });
    }
}

fn begins_no_name(text: &str) -> bool {
    text.split_whitespace().next().is_none_or(|word| {
        matches!(
            word.to_lowercase().as_str(),
            "is" | "was" | "already" | "field" | "must" | "cannot" | "has" | "that" | "which" | "matches" | "another"
        )
    })
}

/// The names in a contact of a JSON or XML payload, and the keys that only ever hold one.
fn in_payloads(finds: &mut Finds<'_>, mut depth: usize) -> usize {
    static PARTS: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)(?P<opens>"contacts?"\s{0,4}:\s{0,4}[\[{])|(?P<tag><contact>)|(?P<end></contact>)|"(?P<key>name|legalname|firstname|lastname|contactname|suppliername|vendorname|customername|attentionto|addressline[1-4]|phonenumber|bankaccountdetails|bankaccountnumber)"\s{0,4}:\s{0,4}"(?P<value>[^"\n]{1,200})"|<(?P<xkey>name|firstname|lastname|contactname|attentionto|addressline[1-4]|phonenumber|bankaccountdetails)>(?P<xvalue>[^<\n]{1,200})<|(?P<brace>[{}\[\]])"#,
        )
    });
    let Some(pattern) = PARTS.as_ref() else { return depth };
    let view = finds.view;
    let mut taken = Vec::new();
    for part in pattern.captures_iter(view.text()) {
        let start = part.get(0).map_or(0, |whole| whole.start());
        if start < view.from() {
            continue;
        }
        if part.name("opens").is_some() || part.name("tag").is_some() {
            depth = if depth == 0 { 1 } else { depth + 1 };
        } else if part.name("end").is_some() {
            depth = 0;
        } else if let Some(brace) = part.name("brace") {
            if depth > 0 {
                depth = if matches!(brace.as_str(), "{" | "[") { depth + 1 } else { depth - 1 };
            }
        } else if let Some(found) = field(&part, depth > 0) {
            taken.push(found);
        }
    }
    for (kind, range) in taken {
        finds.take(kind, range);
    }
    depth
}

fn field(part: &Captures<'_>, in_contact: bool) -> Option<(Kind, Range<usize>)> {
    let key = part.name("key").or_else(|| part.name("xkey"))?.as_str().to_ascii_lowercase();
    let value = part.name("value").or_else(|| part.name("xvalue"))?;
    let kind = match key.as_str() {
        "name" | "legalname" if !in_contact => return None,
        "phonenumber" => Kind::Phone,
        "bankaccountdetails" | "bankaccountnumber" => Kind::BankAccount,
        key if key.starts_with("addressline") => Kind::Address,
        _ => Kind::Name,
    };
    let wanted = match kind {
        Kind::Phone | Kind::BankAccount => value.as_str().contains(|c: char| c.is_ascii_digit()),
        _ => value.as_str().contains(char::is_alphabetic),
    };
    wanted.then_some((kind, value.range()))
}

/// Names behind a label with a colon, or in the next cell of a table.
fn behind_labels(finds: &mut Finds<'_>) {
    const PARTY: &str = r"contact|supplier|customer|client|vendor|payee|debtor|creditor|beneficiary|bill(?:ed)?\s?to|sold\s?to|ship(?:ped)?\s?to|deliver(?:ed)?\s?to|invoice\s?to|attention|attn|fao|account\s?holder|first\s?name|last\s?name|full\s?name|surname";
    static COLON: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(&format!(
            r#"(?i)\b(?:{PARTY})(?:[\s_]?(?:name|person|details))?[*_`"')]{{0,3}}(?:[ ]?[:=|\t]|[ ]-[ ]|</t[dh]>)[\s*_`"'(>|:]{{0,6}}(?:<t[dh]>)?"#
        ))
    });
    static LINE: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(r"(?im)^[ \t>*_]{0,4}(?:bill|sold|ship|deliver|invoice)[ ]to[*_]{0,2}(?:[ ]+|[ ]*\n)")
    });
    static NEXT_LINE: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(r"(?im)^[ \t>*_]{0,4}(?:contact|supplier|customer|vendor|payee)(?:[ ]name)?[*_]{0,2}[ ]*\n[ \t]*")
    });
    static HEADER: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"(?m)^[ \t>]{0,4}(?:From|To|Cc|Dear|Hi|Hello)\b[:]?[ ]+"));
    if finds.says(&[":", "=", "|", "\t", " - ", "</t"])
        && let Some(pattern) = COLON.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let name = name_at(view, captures.get(0)?.end())?;
            Some((Kind::Name, name.range))
        });
    }
    for (pattern, needed) in [(&LINE, " to"), (&NEXT_LINE, "\n")] {
        let Some(pattern) = Some(pattern).filter(|_| finds.says(&[needed])).and_then(|pattern| pattern.as_ref()) else {
            continue;
        };
        finds.each(pattern, |view, captures| {
            let name = name_at(view, captures.get(0)?.end())?;
            let ends_line = matches!(
                view.part(name.range.end..view.text().len()).trim_start_matches([' ', ',', '.']).chars().next(),
                None | Some('\n' | '\r')
            );
            (ends_line && (name.words > 1 || name.firm)).then_some((Kind::Name, name.range))
        });
    }
    if finds.says(&["from ", "to ", "cc ", "dear ", "hi ", "hello ", ": "])
        && let Some(pattern) = HEADER.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let whole = captures.get(0)?;
            let name = name_at(view, whole.end())?;
            let greeting = !whole.as_str().contains(':');
            let next = view.part(name.range.end..view.text().len()).trim_start_matches(' ').chars().next();
            let wanted = if greeting {
                // "Dear Moana," and not "To Do", "Hi All of you".
                !whole.as_str().trim_start().starts_with(['F', 'T', 'C'])
                    && (matches!(next, None | Some(',' | '\n' | '\r' | '-' | '!')) || name.titled)
            } else {
                name.words > 1 || name.titled || name.firm || next == Some('<')
            };
            wanted.then_some((Kind::Name, name.range))
        });
    }
}

/// Names that follow their label within a sentence: two words at least, a title, a firm or quotes.
fn in_sentences(finds: &mut Finds<'_>) {
    static LABEL: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(?:contact|supplier|customer|vendor|payee|attention|attn|fao|dear)(?:[ ]name)?[ ]+(["'`*]{0,2})"#,
        )
    });
    let Some(pattern) = LABEL.as_ref() else { return };
    finds.each(pattern, |view, captures| {
        let (end, quotes) = (captures.get(0)?.end(), captures.get(1)?.as_str());
        let name = name_at(view, end)?;
        let closed = !quotes.is_empty() && view.part(name.range.end..view.text().len()).starts_with(quotes);
        let enough = name.words > 1 && !name.shouted;
        let wanted = enough || closed || name.firm || name.titled;
        (wanted && !name.small).then_some((Kind::Name, name.range))
    });
}

/// A name as far as it goes.
struct Name {
    range: Range<usize>,
    /// Words with a capital.
    words: usize,
    /// It ends as the names of firms do.
    firm: bool,
    /// It begins with a title.
    titled: bool,
    /// In small letters.
    small: bool,
    /// In capitals throughout, as the text around it may be.
    shouted: bool,
}

/// The name that begins here: words with a capital, and the small words between them; in small letters only when it ends
/// as the names of firms do.
fn name_at(view: &View, start: usize) -> Option<Name> {
    let rest = view.around(&(start..start), 0, LONGEST_NAME);
    let end = rest
        .find(|c: char| {
            matches!(
                c,
                '\n' | '\r'
                    | '\t'
                    | ','
                    | ';'
                    | '|'
                    | '"'
                    | '<'
                    | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | ':'
                    | '*'
                    | '`'
                    | '@'
                    | '='
            ) || is_mark(c)
        })
        .unwrap_or(rest.len());
    // In a form body the next key is no part of it.
    let form = rest.get(end..).is_some_and(|rest| rest.starts_with('='));
    let rest = rest.get(..end)?;
    let rest = if form { rest.rsplit_once('&').map_or(rest, |(value, _)| value) } else { rest };
    let rest = rest.split("  ").next()?;
    let mut name = Name { range: start..start, words: 0, firm: false, titled: false, small: false, shouted: true };
    let mut small = 0;
    let mut at = 0;
    for word in rest.split(' ').take(MOST_WORDS) {
        let word_start = at;
        at += word.len() + 1;
        let bare = word.trim_matches(['.', '\'', '!', '?']);
        let lower = bare.to_lowercase();
        let firm = FIRMS.contains(&lower.as_str());
        let first = name.words == 0;
        if JOINERS.contains(&lower.as_str()) && !(first && small == 0) {
            small += 1;
            continue;
        }
        if (first || !firm) && is_no_name(&lower) {
            break;
        }
        let digits = bare.chars().filter(char::is_ascii_digit).count();
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        // "ContactID": a field, not somebody.
        let field = ["ID", "Id", "Number", "Code", "Name"]
            .iter()
            .any(|end| bare.strip_suffix(end).is_some_and(|head| head.ends_with(char::is_lowercase)));
        let odd = field || bare.contains(['/', '\\', '_', '#', '£', '$', '€', '%']) || digits > 2 || letters == 0;
        if odd {
            break;
        }
        let capital = bare.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        let firm_in_small = !capital && LEGAL_FORMS.contains(&lower.as_str());
        if !capital && !firm_in_small {
            // The first words of a firm in small letters: "kowhai plumbing ltd".
            if !first || small > 3 {
                break;
            }
            small += 1;
            continue;
        }
        if !capital && first && small == 0 {
            break;
        }
        if capital && first && small > 0 {
            return None;
        }
        name.words += 1;
        name.firm |= firm && (name.words > 1 || small > 0);
        name.titled |= name.words == 1 && TITLES.contains(&lower.as_str());
        name.shouted &= !bare.contains(char::is_lowercase);
        let abbreviated = word.ends_with('.') && (bare.chars().count() <= 3 || firm);
        let length = if abbreviated {
            word.trim_end_matches(['!', '?']).len()
        } else {
            word.trim_end_matches(['.', '\'', '!', '?']).len()
        };
        name.range.end = start + word_start + length;
        if word.ends_with(['.', '!', '?']) && !abbreviated {
            break;
        }
        if !capital {
            name.small = true;
            break;
        }
    }
    let lead = rest.len() - rest.trim_start_matches('\'').len();
    name.range.start += lead;
    let title_alone = name.titled && name.words == 1;
    (name.words > 0 && !title_alone && !name.range.is_empty()).then_some(name)
}

/// Streets behind a label: a number or a box, and a word for a kind of street.
fn addresses(finds: &mut Finds<'_>) {
    static ADDRESS: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(?:(e-?mail|ip|web|mac|url|http)[ ]?)?(?:address(?:[ ]line)?(?:[ ]?[1-4])?|deliver(?:ed)?[ ]to|ship(?:ped)?[ ]to|bill(?:ed)?[ ]to|lives at|based at)[*_`"']{0,2}[ ]?[:=]?[ ]?["'*]{0,2}((?:(?:unit|flat|suite|level|shop|apartment|apt)[ ]?[0-9]+[a-z]?[ ,/]{1,3})?[0-9]{1,5}[a-z]?(?:[/-][0-9]{1,5})?,?[ ][^\n\r"|;<>\t]{2,60}?\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|place|pl|terrace|tce|way|parade|pde|highway|hwy|square|sq|grove|gardens|boulevard|blvd|quay|row|hill|mews|esplanade)\b[^\n\r"|;<>\t]{0,80}|p\.?o\.?[ ]box[ ][0-9]{1,7}[^\n\r"|;<>\t]{0,80})"#,
        )
    });
    let Some(pattern) = ADDRESS.as_ref() else { return };
    finds.each(pattern, |view, captures| {
        if captures.get(1).is_some() {
            return None;
        }
        let value = captures.get(2)?;
        // Up to the end of the sentence or to what was taken out already.
        let text = value.as_str();
        let end = text.find(is_mark).or_else(|| text.find(". ")).unwrap_or(text.len());
        let text = view.part(value.start()..value.start() + end).trim_end_matches([' ', '.', ',', '\'']);
        Some((Kind::Address, value.start()..value.start() + text.len()))
    });
}
