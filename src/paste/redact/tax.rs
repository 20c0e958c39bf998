//! The numbers tax offices and registers give to people and firms.

use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::checksum::{abn, acn, ird, luhn, nzbn, tax_file_number, uk_vat};
use super::finds::{Finds, LazyPattern, compiled, digits, is_document_number, labelled, squeezed, stands_alone};
use super::view::View;

/// VAT numbers by country: `#` is a digit, `@` a letter, `?` either. Source: European Commission, VIES; the Swiss and
/// Norwegian ones from their own registers.
const VAT_FORMATS: &[(&str, &[&str])] = &[
    ("AT", &["U########"]),
    ("BE", &["##########", "#########"]),
    ("BG", &["##########", "#########"]),
    ("CHE", &["#########"]),
    ("CY", &["########@"]),
    ("CZ", &["##########", "#########", "########"]),
    ("DE", &["#########"]),
    ("DK", &["########"]),
    ("EE", &["#########"]),
    ("EL", &["#########"]),
    ("ES", &["?#######?"]),
    ("FI", &["########"]),
    ("FR", &["??#########"]),
    ("HR", &["###########"]),
    ("HU", &["########"]),
    ("IE", &["#?#####@@", "#?#####@"]),
    ("IT", &["###########"]),
    ("LT", &["############", "#########"]),
    ("LU", &["########"]),
    ("LV", &["###########"]),
    ("MT", &["########"]),
    ("NL", &["#########B##"]),
    ("NO", &["#########MVA", "#########"]),
    ("PL", &["##########"]),
    ("PT", &["#########"]),
    ("RO", &["##########", "#########", "########", "#######", "######"]),
    ("SE", &["############"]),
    ("SI", &["########"]),
    ("SK", &["##########"]),
];

/// The countries whose VAT numbers are those of HMRC.
const BRITISH: [&str; 2] = ["GB", "XI"];

/// Labels of VAT numbers in the languages they come in.
const VAT_LABEL: &str = r"vat|tva|btw|iva|mwst|moms|ust-?id(?:-?nr)?|partita iva|p\.\s?iva|tax";

/// Takes numbers by their labels, then those that can be told without.
pub(super) fn find(finds: &mut Finds<'_>) {
    // The shortest are Romanian VAT numbers and the National Insurance number.
    if finds.digits() < 6 {
        return;
    }
    gst_numbers(finds);
    by_label(finds);
    vat_numbers(finds);
    without_label(finds);
}

/// A number behind its label, and what must be true of its digits.
struct Labelled {
    kind: Kind,
    pattern: LazyPattern,
    sound: fn(&str) -> bool,
}

fn by_label(finds: &mut Finds<'_>) {
    const TAX: &str = r"tax[\s_]?(?:number|no|id|reference)|tin";
    static NUMBERS: LazyLock<Vec<Labelled>> = LazyLock::new(|| {
        let eight_or_nine = r"[0-9]{2,3}[ .-]?[0-9]{3}[ .-]?[0-9]{3}\b";
        let eleven = r"[0-9](?:[ .-]?[0-9]){10}\b";
        let nine = r"[0-9](?:[ .-]?[0-9]){8}\b";
        let national_insurance = r"[a-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[a-d]\b";
        [
            (Kind::Abn, "abn|australian business number", eleven, abn as fn(&str) -> bool),
            (Kind::Abn, TAX, eleven, abn),
            (Kind::Acn, "acn|australian company number", nine, acn),
            (Kind::Nzbn, "nzbn|gln", r"[0-9](?:[ .-]?[0-9]){12}\b", nzbn),
            (Kind::IrdNumber, "ird|inland revenue", eight_or_nine, ird),
            (Kind::IrdNumber, TAX, eight_or_nine, ird),
            (Kind::TaxFileNumber, "tfn|tax file number", nine, tax_file_number),
            // Neither has a published check digit: the label decides.
            (Kind::Utr, "utr|unique tax(?:payer)? reference", r"[0-9](?:[ ]?[0-9]){9}k?\b", |_| true),
            (Kind::NationalInsurance, "ni|nino|national insurance", national_insurance, |_| true),
        ]
        .into_iter()
        .map(|(kind, label, value, sound)| Labelled { kind, pattern: labelled(label, value), sound })
        .collect()
    });
    for Labelled { kind, pattern, sound } in NUMBERS.iter() {
        let Some(pattern) = pattern else { continue };
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            (sound(&digits(view.part(range.clone()))) && stands_alone(view, &range)).then_some((*kind, range))
        });
    }
}

/// GST numbers are IRD numbers in New Zealand, ABN in Australia, business numbers in Canada, GSTIN in India.
fn gst_numbers(finds: &mut Finds<'_>) {
    static NUMBER: LazyLock<LazyPattern> = LazyLock::new(|| {
        labelled(
            r"gst/hst|gst[\s_]?(?:numbers?|nos?\b|num\b|reg(?:istration|istered|d)?\b|id\b|#)",
            r"[0-9]{9}[ ]?RT[ ]?[0-9]{4}|[0-9](?:[ .-]?[0-9]){7,10}\b",
        )
    });
    // Without "number" an amount could stand there: only what is grouped as these numbers are.
    static PLAIN: LazyLock<LazyPattern> =
        LazyLock::new(|| labelled("gst", r"[0-9]{2,3}-[0-9]{3}-[0-9]{3}\b|[0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}\b"));
    static INDIAN: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"\b([0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z])\b"));
    for pattern in [&NUMBER, &PLAIN, &INDIAN] {
        let Some(pattern) = pattern.as_ref() else { continue };
        finds.each(pattern, |view, captures| {
            let range = captures.get(1)?.range();
            let text = squeezed(view.part(range.clone()));
            let sound = match text.split_once("RT") {
                Some((business, _)) => luhn(business),
                None => ird(&text) || abn(&text) || (text.len() == 9 && luhn(&text)) || text.len() == 15,
            };
            (sound && stands_alone(view, &range)).then_some((Kind::GstNumber, range))
        });
    }
}

fn vat_numbers(finds: &mut Finds<'_>) {
    static LABELLED: LazyLock<LazyPattern> =
        LazyLock::new(|| labelled(VAT_LABEL, r"[a-z]{2,3}[ .-]?[a-z0-9]{1,2}|[0-9]{3}[ .-]?[0-9]{4}[ .-]?[0-9]{2}\b"));
    static PREFIXED: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(r"\b(?:(?:GB|XI)[ ]?[0-9]{3}|ATU[0-9]{3}|NL[0-9]{9}B[0-9]{2}|CHE[ -]?[0-9]{3}[.][0-9]{3}[.])")
    });
    if let Some(pattern) = LABELLED.as_ref() {
        finds.each(pattern, |view, captures| {
            let value = captures.get(1)?;
            if value.as_str().starts_with(|c: char| c.is_ascii_digit()) {
                let range = value.range();
                let sound = uk_vat(&digits(value.as_str())) && stands_alone(view, &range);
                return sound.then_some((Kind::VatNumber, range));
            }
            vat_with_country(view, value.start())
        });
    }
    if let Some(pattern) = PREFIXED.as_ref() {
        finds.each(pattern, |view, captures| {
            let start = captures.get(0)?.start();
            vat_with_country(view, start).filter(|_| !is_document_number(view, start))
        });
    }
}

/// The VAT number that begins here with the code of its country.
fn vat_with_country(view: &View, start: usize) -> Option<(Kind, Range<usize>)> {
    // The letters and digits so far, and where each ends.
    let mut text = String::new();
    let mut ends = Vec::new();
    let mut between = false;
    for (at, c) in view.part(start..view.text().len()).char_indices() {
        if c.is_ascii_alphanumeric() && text.len() < 15 {
            text.push(c.to_ascii_uppercase());
            ends.push(start + at + 1);
            between = false;
        } else if between || !matches!(c, ' ' | '.' | '-') {
            break;
        } else {
            between = true;
        }
    }
    let fits = |length: usize| {
        let end = ends.get(length.checked_sub(1)?)?;
        let range = start..*end;
        stands_alone(view, &range).then_some((Kind::VatNumber, range))
    };
    if let Some(number) = BRITISH.iter().find_map(|country| text.strip_prefix(country)) {
        return [12, 9]
            .into_iter()
            .filter(|length| number.get(..*length).is_some_and(uk_vat))
            .find_map(|length| fits(length + 2));
    }
    let (country, formats) = VAT_FORMATS.iter().find(|(country, _)| text.starts_with(country))?;
    let number = text.get(country.len()..)?;
    formats.iter().filter(|format| follows(number, format)).find_map(|format| fits(country.len() + format.len()))
}

fn follows(number: &str, format: &str) -> bool {
    number.len() >= format.len()
        && number.chars().zip(format.chars()).all(|(c, wanted)| match wanted {
            '#' => c.is_ascii_digit(),
            '@' => c.is_ascii_uppercase(),
            '?' => true,
            wanted => c == wanted,
        })
}

fn without_label(finds: &mut Finds<'_>) {
    static ABN: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"\b[0-9]{2} [0-9]{3} [0-9]{3} [0-9]{3}\b"));
    static NZBN: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"\b9429(?:[ -]?[0-9]){9}\b"));
    static NATIONAL_INSURANCE: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] [0-9]{2} [0-9]{2} [0-9]{2} [A-D]\b"));
    let sure: fn(&str) -> bool = |_| true;
    for (kind, pattern, sound) in [
        (Kind::Abn, &ABN, abn as fn(&str) -> bool),
        (Kind::Nzbn, &NZBN, nzbn),
        (Kind::NationalInsurance, &NATIONAL_INSURANCE, sure),
    ] {
        let Some(pattern) = pattern.as_ref() else { continue };
        finds.each(pattern, |view, captures| {
            let range = captures.get(0)?.range();
            let free = stands_alone(view, &range) && !is_document_number(view, range.start);
            (free && sound(&digits(view.part(range.clone())))).then_some((kind, range))
        });
    }
}
