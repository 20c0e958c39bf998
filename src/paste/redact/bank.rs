//! Bank accounts and payment cards.

use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::checksum::{iban, luhn, nz_bank_account};
use super::finds::{Finds, LazyPattern, compiled, digits, is_document_number, labelled, squeezed, stands_alone};
use super::view::{View, mark};

/// Countries and the length of their IBAN. Source: SWIFT IBAN registry.
const IBAN_LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SC", 31),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// Takes IBAN, New Zealand accounts, cards, sort codes and the accounts beside them.
pub(super) fn find(finds: &mut Finds<'_>) {
    // The check digits, and the length of a Norwegian one.
    if finds.digits() >= 2 && finds.view.text().len() >= 15 {
        ibans(finds);
    }
    // A sort code, and an account at its shortest.
    if finds.digits() < 6 {
        return;
    }
    new_zealand(finds);
    cards(finds);
    sort_codes(finds);
    accounts(finds);
}

fn ibans(finds: &mut Finds<'_>) {
    static HEAD: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"(?i)\b[a-z]{2}[0-9]{2}[ -]?[a-z0-9]{2}"));
    let Some(head) = HEAD.as_ref() else { return };
    finds.each(head, |view, captures| {
        let start = captures.get(0)?.start();
        let country = view.part(start..start + 2).to_ascii_uppercase();
        let (_, length) = IBAN_LENGTHS.iter().find(|(known, _)| *known == country)?;
        let range = start..end_of_squeezed(view, start, *length)?;
        (stands_alone(view, &range) && iban(&squeezed(view.part(range.clone())))).then_some((Kind::Iban, range))
    });
}

/// Where `length` letters and digits end that begin at `start`, with one blank or hyphen at most between them.
fn end_of_squeezed(view: &View, start: usize, length: usize) -> Option<usize> {
    let mut left = length;
    let mut between = false;
    for (at, c) in view.part(start..view.text().len()).char_indices() {
        if c.is_ascii_alphanumeric() {
            left -= 1;
            between = false;
            if left == 0 {
                return Some(start + at + 1);
            }
        } else if between || !matches!(c, ' ' | '-') {
            return None;
        } else {
            between = true;
        }
    }
    None
}

fn new_zealand(finds: &mut Finds<'_>) {
    static PARTED: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"\b([0-9]{2})[ -]([0-9]{4})[ -]([0-9]{7,8})[ -]([0-9]{2,4})\b"));
    static WHOLE: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled(r"accounts?|account\s?number|acct?|a/c", r"([0-9]{2})([0-9]{4})([0-9]{7})([0-9]{2,3})\b")
    });
    for (pattern, first) in [(&PARTED, 1), (&WHOLE, 2)] {
        let Some(pattern) = pattern.as_ref() else { continue };
        finds.each(pattern, |view, captures| {
            let part = |group| captures.get(first + group).map(|part| part.as_str());
            let range = captures.get(first)?.start()..captures.get(first + 3)?.end();
            let sound = nz_bank_account(part(0)?, part(1)?, part(2)?, part(3)?);
            (sound && stands_alone(view, &range)).then_some((Kind::BankAccount, range))
        });
    }
}

fn cards(finds: &mut Finds<'_>) {
    static GROUPED: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r"\b(?:[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{4}(?:[ -][0-9]{3})?|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5})\b",
        )
    });
    static WHOLE: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"\b[0-9]{14,19}\b"));
    static LABELLED: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled("card|visa|mastercard|amex|american express|maestro|pan", r"[0-9](?:[ -]?[0-9]){12,18}\b")
    });
    if let Some(pattern) = LABELLED.as_ref() {
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            let number = digits(view.part(range.clone()));
            (luhn(&number) && stands_alone(view, &range)).then_some((Kind::Card, range))
        });
    }
    if let Some(pattern) = GROUPED.as_ref() {
        finds.each(pattern, |view, captures| {
            let range = captures.get(0)?.range();
            let number = view.part(range.clone());
            let card = is_card(&digits(number)) && !is_list_of_codes(view, &range);
            (card && stands_alone(view, &range)).then_some((Kind::Card, range))
        });
    }
    if let Some(pattern) = WHOLE.as_ref() {
        finds.each(pattern, |view, captures| {
            let range = captures.get(0)?.range();
            let card = is_card(view.part(range.clone())) && !is_document_number(view, range.start);
            (card && stands_alone(view, &range)).then_some((Kind::Card, range))
        });
    }
}

/// Whether a number begins as the cards of a scheme do, has their length and its check digit. Source: ISO/IEC 7812, the
/// ranges the schemes publish. Numbers of 13 digits are barcodes more often than cards and need a label.
fn is_card(number: &str) -> bool {
    let head = |length: usize| number.get(..length).and_then(|head| head.parse::<u32>().ok()).unwrap_or(0);
    let scheme = match number.len() {
        14 => matches!(head(3), 300..=305) || matches!(head(2), 36 | 38 | 39),
        15 => matches!(head(2), 34 | 37),
        16 => matches!(head(1), 4) || matches!(head(2), 50..=69) || matches!(head(4), 2221..=2720 | 3528..=3589),
        17..=19 => matches!(head(2), 50 | 56..=58 | 62 | 63 | 65 | 67 | 68) || (number.len() == 19 && head(1) == 4),
        _ => false,
    };
    scheme && luhn(number)
}

/// Whether four groups of four digits are a list of account codes: called so, longer than a card, or in rising order.
fn is_list_of_codes(view: &View, range: &Range<usize>) -> bool {
    let groups: Vec<&str> = view.part(range.clone()).split([' ', '-']).collect();
    let rising = groups.windows(2).all(|pair| pair.first() < pair.last());
    let same_thousand = groups.iter().all(|group| group.get(..1) == groups.first().and_then(|first| first.get(..1)));
    let before: String = view.part(0..range.start).chars().rev().take(5).collect();
    let after: String = view.part(range.end..view.text().len()).chars().take(5).collect();
    let another = |near: &str| near.starts_with(' ') && near.chars().skip(1).filter(char::is_ascii_digit).count() == 4;
    (rising && same_thousand) || another(&before) || another(&after) || is_document_number(view, range.start)
}

fn sort_codes(finds: &mut Finds<'_>) {
    static BRITISH: LazyLock<LazyPattern> =
        LazyLock::new(|| labelled(r"sort[\s_-]?code|s/c", r"[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}\b"));
    static SHORT: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"\bSC[ :.]{1,3}([0-9]{2}-[0-9]{2}-[0-9]{2})\b"));
    static AUSTRALIAN: LazyLock<LazyPattern> = LazyLock::new(|| labelled("bsb", r"[0-9]{3}[ -]?[0-9]{3}\b"));
    for pattern in [&BRITISH, &SHORT, &AUSTRALIAN] {
        let Some(pattern) = pattern.as_ref() else { continue };
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            stands_alone(view, &range).then_some((Kind::SortCode, range))
        });
    }
    // A pair without labels, unless its first half can be a date.
    static PAIR: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"\b([0-9]{2}-[0-9]{2}-[0-9]{2})[ ,/|]{1,3}[0-9]{8}\b"));
    if let Some(pattern) = PAIR.as_ref() {
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            let sort_code = !is_date(view.part(range.clone())) && stands_alone(view, &range);
            (sort_code && stands_alone(view, &captures.get(0)?.range())).then_some((Kind::SortCode, range))
        });
    }
}

/// Whether three numbers of two digits can be read as a date in any order of day, month and year.
fn is_date(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    let [first, second, third] = parts.as_slice() else { return false };
    let day_and_month = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    day_and_month(*first, *second) || day_and_month(*second, *first) || day_and_month(*third, *second)
}

fn accounts(finds: &mut Finds<'_>) {
    // Directly behind a sort code.
    static BESIDE: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(&format!("{}[ \t,;:/|-]{{1,3}}([0-9]{{6,10}})\\b", mark(Kind::SortCode))));
    static NUMBER: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled(
            r"(?:bank\s?)?(?:account|acct?)\s?\.?(?:numbers?|nos?\b|num\b|#)|a/c\s?(?:number|no)|bank\s?account(?:\s?details)?",
            r"[0-9](?:[ -]?[0-9]){5,17}\b",
        )
    });
    static PLAIN: LazyLock<LazyPattern> =
        LazyLock::new(|| labelled(r"account|acct?|a/c|ac", r"[0-9](?:[ -]?[0-9]){5,9}\b"));
    if let Some(pattern) = BESIDE.as_ref() {
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            stands_alone(view, &range).then_some((Kind::BankAccount, range))
        });
    }
    if let Some(pattern) = NUMBER.as_ref() {
        finds.each(pattern, |view, captures| account(view, captures.get(1)?.range(), true));
    }
    if let Some(pattern) = PLAIN.as_ref() {
        finds.each(pattern, |view, captures| account(view, captures.get(1)?.range(), false));
    }
}

/// An account number behind its label, mistyped or not: eight digits and more where the label says number, less and plainer ones only
/// beside a sort code, since an account code may look the same.
fn account(view: &View, range: Range<usize>, says_number: bool) -> Option<(Kind, Range<usize>)> {
    static BANK: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"(?i)\b(?:bank|branch|iban|payee|swift|bic|direct debit|direct credit)\b"));
    let text = view.part(range.clone());
    let around = view.around(&range, 240, 80);
    let beside_sort_code = around.contains([mark(Kind::SortCode), mark(Kind::Iban)]);
    let long = digits(text).len() >= 8;
    let sure = if says_number {
        long || beside_sort_code
    } else {
        beside_sort_code || (long && BANK.as_ref().is_some_and(|bank| bank.is_match(around)))
    };
    (sure && !looks_like_date(text) && stands_alone(view, &range)).then_some((Kind::BankAccount, range))
}

/// Whether digits with hyphens or blanks between them are a date with its year in full, or a list of codes.
fn looks_like_date(text: &str) -> bool {
    let groups: Vec<usize> = text.split([' ', '-']).map(str::len).collect();
    matches!(groups.as_slice(), [4, 2, 2] | [2, 2, 4]) || (groups.len() > 1 && groups.iter().all(|group| *group >= 5))
}
