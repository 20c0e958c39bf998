//! Sentences out of tables of words: the same ones for the same dice.

use crate::dice::Dice;

/// What can stand for a name in a sentence.
pub(crate) type Words = &'static [(&'static str, &'static [&'static str])];

/// `sentence` with one of the words for each `<name>`; words may hold names themselves. A name that is in no table is a
/// mistake in the table and panics.
pub(crate) fn fill(dice: &mut Dice, sentence: &str, words: &[Words]) -> String {
    let mut text = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, after) = after.split_once('>').expect("a name is closed");
        let tables = words.iter().flat_map(|table| table.iter());
        let choices = tables.into_iter().find(|(known, _)| *known == name).map(|(_, choices)| *choices);
        text.push_str(before);
        let choice = *dice.pick(choices.unwrap_or_else(|| panic!("no words for {name}")));
        text.push_str(&fill(dice, choice, words));
        rest = after;
    }
    text.push_str(rest);
    text
}

/// `text` with a capital letter in front.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words of the trade that errors and chatter share: what makes telling them apart hard.
pub(crate) const TRADE: Words = &[
    (
        "thing",
        &[
            "invoice",
            "bill",
            "receipt",
            "credit note",
            "purchase order",
            "supplier",
            "customer",
            "contact",
            "bank account",
            "nominal code",
            "account code",
            "tax code",
            "tax rate",
            "VAT return",
            "payment",
            "bank transfer",
            "expense claim",
            "mileage claim",
            "payslip",
            "pay run",
            "timesheet",
            "journal entry",
            "manual journal",
            "statement line",
            "bank feed",
            "bank rule",
            "cost centre",
            "tracking category",
            "line item",
            "due date",
            "lock date",
            "exchange rate",
            "currency",
            "fixed asset",
            "stock item",
            "price list",
            "quote",
            "sales order",
            "remittance",
            "direct debit",
            "overpayment",
            "prepayment",
            "deposit",
            "ledger",
            "trial balance",
            "budget",
            "financial year",
            "report",
            "integration",
            "connection",
            "organisation",
            "subscription",
            "user role",
            "employee",
            "pension scheme",
            "document",
            "attachment",
            "delivery note",
            "payment method",
            "petty cash entry",
        ],
    ),
    (
        "kind",
        &[
            "linked",
            "selected",
            "original",
            "requested",
            "supplied",
            "parent",
            "current",
            "matching",
            "second",
            "assigned",
        ],
    ),
    (
        "done",
        &[
            "archived",
            "deleted",
            "approved",
            "published",
            "reconciled",
            "voided",
            "paid",
            "coded",
            "locked",
            "exported",
            "imported",
            "updated",
            "duplicated",
            "merged",
            "refreshed",
            "submitted",
            "rejected",
            "disconnected",
            "matched",
            "split",
            "suspended",
            "posted",
            "allocated",
            "unlinked",
        ],
    ),
    (
        "do",
        &[
            "archive",
            "delete",
            "approve",
            "publish",
            "reconcile",
            "void",
            "pay",
            "code",
            "lock",
            "export",
            "import",
            "update",
            "copy",
            "merge",
            "refresh",
            "submit",
            "reject",
            "reconnect",
            "match",
            "split",
            "post",
            "allocate",
            "unlink",
        ],
    ),
    ("state", &["draft", "awaiting approval", "awaiting payment", "on hold", "in review", "read only", "out of date"]),
];

/// Thousands of words that no table could hold: names of programs, places and things.
pub(crate) const INVENTED: Words = &[
    (
        "odd",
        &[
            "<head><tail>",
            "<head><tail><end>",
            "<tail><end>",
            "<head>-<tail>",
            "<head>_<tail>",
            "<head><tail>.<tail>()",
        ],
    ),
    (
        "head",
        &[
            "gra", "blu", "ker", "nim", "sol", "vex", "hap", "lum", "dro", "fin", "mox", "tan", "pyr", "wel", "zig",
            "cob", "jas", "ort", "umb", "yar", "qui", "ess", "ibe", "thr", "sho", "cla", "ple", "spa", "gno", "fjo",
        ],
    ),
    (
        "tail",
        &[
            "ble", "nder", "mont", "ster", "wick", "lator", "phon", "gram", "ket", "dle", "sion", "form", "bury",
            "stack", "lith", "core", "mage", "drift", "path", "quence", "rope", "soft", "tide", "vale", "wrap", "yard",
            "zone", "hull", "joint", "knot",
        ],
    ),
    ("end", &["s", "ed", "ing", "er", "ly", "able", "less", "ness"]),
];
