//! E-mail addresses and telephone numbers.

use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::finds::{Finds, LazyPattern, compiled, digits, is_document_number, labelled, stands_alone};
use super::view::View;

/// Countries our readers call, with the least and most digits behind the code. Source: ITU-T E.164 and the numbering
/// plans of the countries.
const COUNTRIES: &[(&str, usize, usize)] = &[
    ("44", 9, 10),
    ("64", 8, 10),
    ("61", 9, 9),
    ("1", 10, 10),
    ("353", 7, 9),
    ("27", 9, 9),
    ("65", 8, 8),
    ("91", 10, 10),
];

/// Digits of a telephone number at least.
const SHORTEST: usize = 7;

/// The shapes of numbers that begin with a 0, or with the area in brackets, as they are grouped in print: too regular to
/// be anything else.
const SHAPES: &[&str] = &[
    // British mobiles, also in one piece.
    r"07[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}",
    // London, Cardiff and the other areas of three digits.
    r"02[0-9][ -][0-9]{4}[ -][0-9]{4}",
    // The rest of Britain.
    r"01[0-9]{3}[ -](?:[0-9]{5,6}|[0-9]{3}[ -][0-9]{3})",
    // Freephone and charged numbers, the areas of four digits.
    r"0[1358][0-9]{2}[ -][0-9]{3}[ -][0-9]{3,4}",
    // Australian areas; a second group that can be a year is left.
    r"0[2378][ -][3-9][0-9]{3}[ -][0-9]{4}",
    // Australian mobiles.
    r"04[0-9]{2}[ -][0-9]{3}[ -][0-9]{3}",
    // New Zealand areas and mobiles.
    r"0[34679][ -][0-9]{3}[ -][0-9]{4}",
    r"02[0-9][ -][0-9]{3}[ -][0-9]{3,5}",
    // The area in brackets.
    r"\(0[0-9]{1,4}\)[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}",
    r"\([2-9][0-9]{2}\)[ ]?[0-9]{3}-[0-9]{4}",
];

/// Takes e-mail addresses, then numbers.
pub(super) fn find(finds: &mut Finds<'_>) {
    static EMAIL: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"(?i)[\w][\w.%+'-]*(?:@|\s?[(\[]at[)\]]\s?)[\w-]+(?:\.[\w-]+)*\.\w{2,}"));
    if finds.says(&["@", "at)", "at]"])
        && let Some(pattern) = EMAIL.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let range = captures.get(0)?.range();
            // From its very beginning: the search goes on inside an address that was let be.
            let within = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '%' | '+' | '\'' | '-');
            let before = view.part(0..range.start);
            let start = before.trim_end_matches(within).len();
            (!is_of_a_vendor(view.part(start..range.end))).then_some((Kind::Email, range))
        });
    }
    if finds.digits() >= SHORTEST {
        international(finds);
        by_label(finds);
        by_shape(finds);
    }
}

/// Whether an address is a vendor's own, such as Xero quotes in its error texts: it is nobody's.
fn is_of_a_vendor(address: &str) -> bool {
    const VENDORS: &[&str] = &["xero.com", "dext.com", "lentune.com", "hubdoc.com", "approvalmax.com"];
    const OFFICES: &[&str] = &["api", "support", "help", "hello", "info", "noreply", "no-reply"];
    let address = address.to_ascii_lowercase();
    address.split_once('@').is_some_and(|(office, vendor)| OFFICES.contains(&office) && VENDORS.contains(&vendor))
}

/// A group of digits and where it ends.
type Group<'v> = (&'v str, usize);

/// The groups of digits that begin here, with a blank, hyphen, full stop or brackets between them; the zero in "+44 (0)20"
/// is passed over.
fn groups(view: &View, start: usize) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    let mut at = start;
    let mut first = true;
    loop {
        let mut rest = view.part(at..view.text().len());
        if !first {
            let trimmed = rest.strip_prefix("(0)").or_else(|| rest.strip_prefix(" (0)")).unwrap_or(rest);
            let between: usize = trimmed
                .chars()
                .take(3)
                .take_while(|c| matches!(c, ' ' | '-' | '.' | '(' | ')'))
                .map(char::len_utf8)
                .sum();
            rest = trimmed.get(between..).unwrap_or_default();
        }
        let length = rest.bytes().take_while(u8::is_ascii_digit).take(20).count();
        let Some(group) = rest.get(..length).filter(|group| !group.is_empty()) else { return groups };
        at = view.text().len() - rest.len() + length;
        groups.push((group, at));
        if groups.len() > 8 {
            return groups;
        }
        first = false;
    }
}

/// Where a number of `least` to `most` digits ends that these groups begin, and how many it has. Behind the least only
/// groups that go on like a number are taken: "020 7946 0958 12 items".
fn end_of_number(groups: &[Group<'_>], least: usize, most: usize) -> Option<(usize, usize)> {
    let mut count = 0;
    let mut end = None;
    for (group, group_end) in groups {
        if count + group.len() > most || (count >= least && group.len() < 3) {
            break;
        }
        count += group.len();
        end = Some(*group_end);
    }
    (count >= least).then_some((end?, count))
}

fn international(finds: &mut Finds<'_>) {
    static PLUS: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"(?:\+|\b00)[ ]?\(?[1-9][0-9]{0,14}\)?"));
    let Some(pattern) = PLUS.as_ref() else { return };
    finds.each(pattern, |view, captures| {
        let whole = captures.get(0)?;
        let start = whole.start();
        let free =
            view.before(start).is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '£' | '$' | '€' | '.' | '-' | '/'));
        let code = start + whole.as_str().find(|c: char| matches!(c, '1'..='9'))?;
        // "00" is how some write the plus; a code that begins so is no telephone number.
        let spelt_out = whole.as_str().starts_with('0');
        let groups = groups(view, code);
        let first = groups.first()?.0;
        let (least, most) = COUNTRIES
            .iter()
            .find(|(country, ..)| first.starts_with(country))
            .map_or((8, 13), |(country, least, most)| (country.len() + least, country.len() + most));
        if spelt_out && (groups.len() < 3 || is_document_number(view, start)) {
            return None;
        }
        let (end, _) = end_of_number(&groups, least, most)?;
        let range = start..end;
        (free && !goes_on(view, end)).then_some((Kind::Phone, range))
    });
}

/// Whether an amount, a word or a longer number goes on here.
fn goes_on(view: &View, end: usize) -> bool {
    let mut after = view.part(end..view.text().len()).chars();
    match (after.next(), after.next()) {
        (Some(c), _) if c.is_alphanumeric() || matches!(c, '_' | '%') => true,
        (Some('.' | ',' | '/' | ':' | '-'), Some(next)) => next.is_ascii_digit(),
        _ => false,
    }
}

fn by_label(finds: &mut Finds<'_>) {
    static SURE: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled(
            "tel|telephone|phone|ph|mob|mobile|cell|cellphone|fax|landline|whatsapp|sms|phonenumber",
            r"[+(]?[0-9]",
        )
    });
    static WEAK: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled(
            r"call|ring|text|dial|office|reach (?:me|us|him|her|them) on|(?:me|us|him|her|them|back) (?:on|at)",
            r"\(?0[0-9]",
        )
    });
    for (pattern, least, most) in [(&SURE, SHORTEST, 15), (&WEAK, 9, 11)] {
        let Some(pattern) = pattern.as_ref() else { continue };
        finds.each(pattern, |view, captures| {
            let start = captures.get(1)?.start();
            let first = start + captures.get(1)?.as_str().find(|c: char| c.is_ascii_digit())?;
            let groups = groups(view, first);
            let most = if groups.first()?.0.starts_with('0') { 11 } else { most };
            let complete = if groups.first()?.0.starts_with('0') { 9 } else { least };
            let (end, _) = end_of_number(&groups, complete, most).or_else(|| end_of_number(&groups, least, most))?;
            // The bracket of the area is the label's last character at times.
            let opened = view.before(start) == Some('(') && view.part(first..end).contains(')');
            let range = if opened { start - 1..end } else { start..end };
            let free = !goes_on(view, end) && !is_date_or_version(view.part(first..end));
            // The label may stand at the end of a line that speaks of something else.
            let near =
                !view.part(captures.get(0)?.start()..start).contains('\n') || view.part(first..end).starts_with('0');
            (free && near).then_some((Kind::Phone, range))
        });
    }
}

fn by_shape(finds: &mut Finds<'_>) {
    static PATTERNS: LazyLock<LazyPattern> = LazyLock::new(|| compiled(&SHAPES.join("|")));
    let Some(pattern) = PATTERNS.as_ref() else { return };
    finds.each(pattern, |view, captures| {
        let range = captures.get(0)?.range();
        let free = stands_alone(view, &range) && !is_document_number(view, range.start);
        (free && !is_list(view, &range)).then_some((Kind::Phone, range))
    });
}

/// Whether more groups of digits follow or go before: a list of codes rather than a number.
fn is_list(view: &View, range: &Range<usize>) -> bool {
    let mut after = view.part(range.end..view.text().len()).chars();
    let mut before = view.part(0..range.start).chars().rev();
    let follows = after.next() == Some(' ') && after.take(3).filter(char::is_ascii_digit).count() == 3;
    let precedes = before.next() == Some(' ') && before.take(3).filter(char::is_ascii_digit).count() == 3;
    (follows || precedes) && view.part(range.clone()).contains(' ')
}

/// Whether digits with something between them are a date with its year in full, or a version.
fn is_date_or_version(text: &str) -> bool {
    let groups: Vec<usize> = text.split([' ', '-', '.']).map(str::len).collect();
    let date = matches!(groups.as_slice(), [4, 2, 2, ..] | [2, 2, 4, ..] | [1, 2, 4, ..] | [2, 1, 4, ..]);
    let version = text.contains('.') && groups.iter().any(|group| *group < 2);
    date || version || digits(text).chars().all(|digit| digit == '0')
}
