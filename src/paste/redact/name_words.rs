//! Words that are no part of a name where a label is followed by one: those of the apps, their columns and messages.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word, in small letters, ends or rules out a name.
pub(crate) fn is_no_name(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| NOT_NAMES.split_whitespace().collect());
    WORDS.contains(word)
}

const NOT_NAMES: &str = "\
    a abn about access account accountant accounting accounts acn action active add added address admin \
    administration adviser advisor all already always amount an and another any api app approval approvalmax \
    approved approver apr april archive archived are as at attachment aud aug august authorised available awaiting \
    balance bank batch be before bill billing bills blank bookkeeper business but by can cannot card centre check \
    checked choose chrome city clear client clients code codes colleague column company connect connection contact \
    contacts cost costs could country create created credit creditor csv currency customer customers dashboard \
    data date day days dear debit debtor dec december default delete deleted description details dext did discount \
    do document documents does draft due duplicate each edit email empty entry error errors eur everyone existing \
    expense expenses export failed false fax feb february field file filter find first fix folks for found fri \
    friday friend from full fx gbp general go gross group groups gst guys had has have hello help her here hi his \
    history hmrc how http https hubdoc i iban id if import in inactive info information input integration internal \
    invalid inventory invoice invoices invoicing ird is issue it item items its jan january json jul july jun june \
    just last ledger lentune limit line lines list live lock locked log madam mapping mar march match matches \
    matching may me merge message missing mobile mon monday more must my myob n/a na name names net new nil no \
    node none not note notes nov november null number numbers nzbn nzd oct october of ok on only open or order \
    orders organisation organization other our outstanding overdue overview owner paid partner pay payable \
    payables payee payment payments payroll pdf pending period person phone please po portal postcode posted price \
    prices product products profile project public published publishing purchase purchases qty quantity question \
    quickbooks quickfile quote quotes rate read receipt receipt-bank receipts receivable record records ref \
    reference region reject rejected remittance report reports required result results rule rules safari sage sale \
    sales sat saturday save search see select send sender sent sep sept september service settings shall should \
    since sir sirs sku so some spend staff standard state statement statements status still street stripe \
    submitted subtotal sun sunday supplier suppliers support sync system tax taxes team template tenant terms test \
    thank thanks that the their them there these they this thu thursday to today token tomorrow total totals \
    tracking transaction transactions transfer true tue tuesday type unable undefined unit unknown unpaid until \
    update updated upload us usd use user users validation value vat vendor via view void voided was we website \
    wed wednesday week were what when where which who why will windows with xero xml yes yesterday you your zero \
    zip";

/// Words that end the name of a firm.
pub(super) const FIRMS: &[&str] = &[
    "ltd",
    "limited",
    "plc",
    "llp",
    "llc",
    "inc",
    "pty",
    "gmbh",
    "ag",
    "bv",
    "sa",
    "sarl",
    "corp",
    "corporation",
    "co",
    "company",
    "group",
    "holdings",
    "services",
    "trust",
    "partners",
    "partnership",
    "sons",
    "associates",
    "solutions",
    "cafe",
    "bakery",
    "plumbing",
    "electrical",
    "transport",
    "freight",
    "haulage",
    "builders",
    "consulting",
    "enterprises",
    "industries",
    "supplies",
];

/// Of those, the ones that are a legal form: they tell a firm in small letters too.
pub(super) const LEGAL_FORMS: &[&str] =
    &["ltd", "limited", "plc", "llp", "llc", "inc", "pty", "gmbh", "bv", "sarl", "corp", "corporation", "sons"];

/// Titles before the name of a person.
pub(super) const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev"];

/// Small words inside a name.
pub(crate) const JOINERS: &[&str] = &[
    "&", "+", "and", "of", "the", "de", "del", "da", "di", "du", "la", "le", "van", "von", "der", "den", "te", "t/a",
    "bin", "al",
];
