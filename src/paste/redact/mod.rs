//! Takes out of a text what says whose books it comes from, before anything is kept or handed over.
//!
//! A number is taken out for its checksum where its kind has one, and for the label beside it where it has none, so that
//! versions, dates, amounts, account codes and invoice numbers stay: they are what makes an error text worth keeping.
//! Names of people and firms are taken out where they stand behind a label and in the error texts that quote them.
//!
//! - `view`: a line as it reads, with the way back to its bytes.
//! - `checksum`: the check digits of each kind of number.
//! - `secret`: tokens, passwords, long ids, web addresses.
//! - `bank`: sort codes, accounts, IBAN, cards.
//! - `tax`: ABN, NZBN, VAT, GST, IRD and their like.
//! - `phone`: e-mail addresses and telephone numbers.
//! - `name`: people, firms, streets.

mod bank;
mod checksum;
mod finds;
mod name;
mod name_words;
mod phone;
mod secret;
mod tax;
mod view;

use std::ops::Range;

use finds::Finds;
pub(crate) use name_words::{JOINERS, is_no_name};
use view::View;

/// What was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A British sort code or an Australian BSB.
    SortCode,
    /// A bank account.
    BankAccount,
    /// An international bank account number.
    Iban,
    /// A payment card.
    Card,
    /// An Australian business number.
    Abn,
    /// An Australian company number.
    Acn,
    /// A New Zealand business number.
    Nzbn,
    /// A VAT number of the United Kingdom or of the European Union.
    VatNumber,
    /// A GST number, whatever the country.
    GstNumber,
    /// A New Zealand Inland Revenue number.
    IrdNumber,
    /// A British unique taxpayer reference.
    Utr,
    /// A British National Insurance number.
    NationalInsurance,
    /// An Australian tax file number.
    TaxFileNumber,
    /// Something that opens a door: an access or refresh token, a client secret, an API key.
    Token,
    /// A password.
    Password,
    /// An id nobody reads: a UUID, 24 and more hexadecimal or mixed characters.
    LongId,
    /// A person or a firm.
    Name,
    /// A street address.
    Address,
}

impl Kind {
    /// Every kind, in the order of the variants.
    pub const ALL: [Self; 20] = [
        Self::Email,
        Self::Phone,
        Self::SortCode,
        Self::BankAccount,
        Self::Iban,
        Self::Card,
        Self::Abn,
        Self::Acn,
        Self::Nzbn,
        Self::VatNumber,
        Self::GstNumber,
        Self::IrdNumber,
        Self::Utr,
        Self::NationalInsurance,
        Self::TaxFileNumber,
        Self::Token,
        Self::Password,
        Self::LongId,
        Self::Name,
        Self::Address,
    ];

    /// What stands in the text in its place.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Email => "[email]",
            Self::Phone => "[phone]",
            Self::SortCode => "[sort code]",
            Self::BankAccount => "[bank account]",
            Self::Iban => "[iban]",
            Self::Card => "[card]",
            Self::Abn => "[abn]",
            Self::Acn => "[acn]",
            Self::Nzbn => "[nzbn]",
            Self::VatNumber => "[vat number]",
            Self::GstNumber => "[gst number]",
            Self::IrdNumber => "[ird number]",
            Self::Utr => "[utr]",
            Self::NationalInsurance => "[national insurance number]",
            Self::TaxFileNumber => "[tax file number]",
            Self::Token => "[token]",
            Self::Password => "[password]",
            Self::LongId => "[long id]",
            Self::Name => "[name]",
            Self::Address => "[address]",
        }
    }
}

/// A text as it may be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redacted {
    /// The text with a placeholder for each thing taken out.
    pub text: String,
    /// What was taken out and where it stood, in bytes of the text as it came: in order, apart from each other, on
    /// character boundaries.
    pub removed: Vec<(Kind, Range<usize>)>,
}

/// Redacts line after line; what a line begins ("Sort code:") the next may end. Gives for the lines of a text together
/// what [`redact`] gives for the whole.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    before: Before,
}

/// What the lines before say about the next one.
#[derive(Clone, Debug, Default)]
struct Before {
    /// The end of the last line that was not blank, as it reads without what was taken out.
    tail: String,
    /// How deep the line stands inside a contact of a payload; 0 outside.
    depth: usize,
}

/// Bytes of the line before that are looked at for a label.
const TAIL_BYTES: usize = 160;

/// A line is read again while something was taken out, since a number may be told by the one before it. Nothing hangs
/// together over more links than this.
const MOST_PASSES: usize = 12;

impl Redactor {
    /// A redactor at the beginning of a text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Redacts the next line. Takes it with or without its end; the ranges count from its beginning.
    pub fn line(&mut self, line: &str) -> Redacted {
        if line.trim().is_empty() {
            return Redacted { text: line.to_owned(), removed: Vec::new() };
        }
        let mut removed: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut view = View::new(&self.before.tail, line, &removed);
        let mut depth = self.before.depth;
        for _ in 0..MOST_PASSES {
            let mut finds = Finds::new(&view);
            secret::find(&mut finds);
            bank::find(&mut finds);
            tax::find(&mut finds);
            phone::find(&mut finds);
            depth = name::find(&mut finds, self.before.depth);
            let found = finds.into_original();
            if found.is_empty() {
                break;
            }
            removed.extend(found);
            removed.sort_by_key(|(_, range)| range.start);
            view = View::new(&self.before.tail, line, &removed);
        }
        self.before.depth = depth;
        self.before.tail = end_of(view.line().trim_end(), TAIL_BYTES).to_owned();
        Redacted { text: replaced(line, &removed), removed }
    }
}

/// Takes out of `text` what must not be kept. Pure and linear in the length of the text. A text once redacted stays as it
/// is: placeholders are left alone and say no more about their surroundings than what they replaced.
pub fn redact(text: &str) -> Redacted {
    let mut redactor = Redactor::new();
    let mut whole = Redacted { text: String::with_capacity(text.len()), removed: Vec::new() };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let redacted = redactor.line(line);
        whole.text.push_str(&redacted.text);
        whole
            .removed
            .extend(redacted.removed.into_iter().map(|(kind, range)| (kind, start + range.start..start + range.end)));
        start += line.len();
    }
    whole
}

/// Whether `text` holds something that opens a door: a bearer, access or refresh token, a client secret, an API key.
///
/// Such a paste is answered with the advice to revoke it, whatever else it holds: the token works for everybody who can
/// read the channel. The advice never quotes it. Nothing else that quotes the paste may either: show a part of such a
/// paste only out of [`Redacted::text`].
pub fn holds_secret(text: &str) -> bool {
    !secrets(text).is_empty()
}

/// Where the secrets stand in `text` (see [`holds_secret`]), in bytes and in order: for what is shown back to the person
/// who pasted it, where names and numbers may stay.
pub fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut secrets = Vec::new();
    let mut tail = String::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            let view = View::new(&tail, line, &[]);
            let mut finds = Finds::new(&view);
            secret::find(&mut finds);
            let found = finds.into_original().into_iter().filter(|(kind, _)| *kind == Kind::Token);
            secrets.extend(found.map(|(_, range)| start + range.start..start + range.end));
            tail = end_of(view.line().trim_end(), TAIL_BYTES).to_owned();
        }
        start += line.len();
    }
    secrets.sort_by_key(|range| range.start);
    secrets
}

fn replaced(line: &str, removed: &[(Kind, Range<usize>)]) -> String {
    let mut text = String::with_capacity(line.len());
    let mut at = 0;
    for (kind, range) in removed {
        text.push_str(line.get(at..range.start).unwrap_or_default());
        text.push_str(kind.placeholder());
        at = range.end;
    }
    text.push_str(line.get(at..).unwrap_or_default());
    text
}

/// The last `most` bytes of a text, from a character boundary on.
fn end_of(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}
