//! Forty kinds of errors that no rule covers, in many forms: values, slips, wrappers and chatter vary.

use crate::dice::Dice;

/// The kinds, with `<what varies>`.
pub(super) const KINDS: [&str; 40] = [
    "Tracking category <quoted> is not valid for this organisation",
    "Tracking option <quoted> has been archived in the category <quoted>",
    "The branding theme <quoted> could not be found for the invoice",
    "The repeating bill template <quoted> cannot be used after <date>",
    "Attachment <file> exceeds the maximum of <number> MB for a bill",
    "The organisation <quoted> has already been suspended and bills cannot be approved",
    "The financial year <code> is locked and the journal <code> cannot be posted",
    "Manual journal <quoted> must equal zero, it is out by <amount>",
    "The exchange rate for currency <currency> on <date> could not be found",
    "Bank feed for account <quoted> has expired and must be renewed by <date>",
    "Bank statement line of <date> for <amount> has already been matched",
    "Purchase order <invoice> has already been billed in full",
    "Project <quoted> is locked and the bill cannot be assigned to it",
    "Item code <code> must have enough quantity on hand to complete the sale",
    "Contact <quoted> uses a default currency that does not match <currency>",
    "Payroll settings are required before the expense payment of <amount> can be posted",
    "The quote <invoice> is not valid for an invoice until the customer accepts it",
    "Fixed asset <quoted> is not permitted on bill <invoice> until it is registered",
    "The supplier rule <quoted> could not be applied to receipt <code>",
    "The document <file> is not supported by Dext and was set aside",
    "The mileage claim of <name> exceeds the allowed rate of <amount> in Dext",
    "Publishing destination <quoted> is not supported for documents of type <quoted> in Dext",
    "The receipt was split by <name> and one of its child items is invalid",
    "Dext credits of account <quoted> have been used up and the document could not be extracted",
    "Workflow step <quoted> must have an approver before the invoice can be routed",
    "Lentune purchase order <invoice> was not found for supplier <name>",
    "Job number <code> is invalid for the cost centre <quoted> of this invoice",
    "The invoice is over the tolerance of <amount> and cannot be released in Lentune",
    "Goods receipt <code> has already been linked to invoice <invoice>",
    "The retention amount <amount> must not exceed the certified total of invoice <invoice>",
    "The document could not be fetched by Hubdoc because the login of <quoted> has been revoked",
    "The vendor <quoted> requires a security answer, Hubdoc account <email> could not be opened",
    "The file <file> is not a valid document for Hubdoc upload",
    "Storage of organisation <quoted> exceeds the plan limit of <number> GB",
    "Approval workflow <quoted> must have at least one approver for bills over <amount>",
    "The budget <quoted> does not match the bill of <date> and the approval was rejected",
    "Requester <email> is not permitted to create purchase orders in ApprovalMax",
    "The policy changed on <date> and document <invoice> must be valid under the new version",
    "Webhook for tenant <guid> was refused by Xero, its signature is invalid",
    "Report <quoted> could not be produced, its range exceeds the <number> days of an organisation",
];

const QUOTED: [&str; 14] = [
    "Region",
    "North West",
    "Harbour View",
    "Site hire - stage 2",
    "Kowhai Timber Merchants",
    "Fuel cards",
    "Marlow & Daughters Joinery",
    "Bills over 5k",
    "Business Current",
    "the red van",
    "Stage 2 groundworks",
    "O'Brien Cranes",
    "Statement",
    "Marketing and events",
];

const NAMES: [&str; 8] = [
    "Ana Price",
    "Moana Tipene",
    "Stone & Sons",
    "Blue Fern Ltd",
    "Jo van der Berg",
    "Origin Energy",
    "Hollis",
    "Greenway Plant Hire Ltd",
];

const BEFORE: [&str; 8] = [
    "hi all, does anyone know what this is?",
    "morning! third time today :(",
    "Getting this for one of my clients",
    "@sam can you help",
    "so I tried to publish it again and",
    "help please",
    "we did the month end and now it says",
    "ok this one is new to me:",
];

const AFTER: [&str; 6] = [
    "thanks",
    "any idea?",
    "I have tried it twice already",
    "who can fix this",
    "cheers, Jo",
    "it worked yesterday...",
];

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Dice {
    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }

    fn value(&mut self, what: &str) -> String {
        let n = self.below(9_000) + 100;
        match what {
            "quoted" => match self.below(3) {
                0 => format!("\u{2018}{}\u{2019}", self.one_of(&QUOTED)),
                _ => format!("'{}'", self.one_of(&QUOTED)),
            },
            "name" => self.one_of(&NAMES).to_owned(),
            "file" => match self.below(3) {
                0 => format!("scan_{n}.pdf"),
                1 => format!("IMG-{n}.jpeg"),
                _ => format!("statement.may.{n}.csv"),
            },
            "number" => format!("{}", n % 400 + 2),
            "code" => {
                [format!("{n}"), format!("J-{n}"), format!("GR{n}"), format!("{}/{n}", n % 9)][self.below(4)].clone()
            }
            "invoice" => [format!("INV-{n}"), format!("PO-{n}"), format!("#{n}")][self.below(3)].clone(),
            "currency" => self.one_of(&["USD", "EUR", "NZD", "AUD"]).to_owned(),
            "amount" => match self.below(3) {
                0 => format!("{}.{:02}", n % 900, n % 100),
                1 => format!("£{},{:03}.00", n % 9 + 1, n % 1_000),
                _ => format!("1,{:03}.50", n % 1_000),
            },
            "date" => match self.below(3) {
                0 => format!("{:02}/{:02}/2025", n % 28 + 1, n % 12 + 1),
                1 => format!("{} {} 2025", n % 28 + 1, self.one_of(&MONTHS)),
                _ => format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
            },
            "email" => format!("{}.{n}@example.com", self.one_of(&["jo", "accounts", "ana.price"])),
            "guid" => format!("8f14e45f-ceea-467f-9d1b-1a2b3c4d{n:04}"),
            other => panic!("{other}"),
        }
    }

    /// A message of this kind.
    pub(super) fn message(&mut self, kind: &str) -> String {
        let mut message = String::new();
        let mut rest = kind;
        while let Some((before, (what, after))) =
            rest.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
        {
            message.push_str(before);
            message.push_str(&self.value(what));
            rest = after;
        }
        message + rest
    }

    /// The message with a slip of the fingers in one word of some length, not in a value.
    fn slipped(&mut self, message: &str) -> String {
        let plain = |word: &&str| word.len() > 4 && word.chars().all(|c| c.is_ascii_lowercase());
        let words: Vec<&str> = message.split(' ').filter(plain).collect();
        if words.is_empty() {
            return message.to_owned();
        }
        let word = words[self.below(words.len())];
        let mut letters: Vec<char> = word.chars().collect();
        let at = 1 + self.below(letters.len() - 2);
        match self.below(3) {
            0 => letters.swap(at, at + 1),
            1 => drop(letters.remove(at)),
            _ => letters.insert(at, letters[at]),
        }
        message.replacen(word, &letters.into_iter().collect::<String>(), 1)
    }

    /// The paste somebody makes of a message.
    pub(super) fn paste(&mut self, message: &str) -> String {
        let message = if self.below(8) == 0 { self.slipped(message) } else { message.to_owned() };
        let message = if self.below(4) == 0 { format!("{message}.") } else { message };
        let wrapped = match self.below(12) {
            0 => format!("Xero error: {message}"),
            1 => format!("Dext publishing failed - Xero returned: {message}"),
            2 => format!("**Error:** {message}"),
            3 => format!("Lentune error – {message}"),
            4 => format!("2025-05-12 10:2{}:01 ERROR [xero.sync] {message}", self.below(10)),
            5 => {
                let inner = message.replace('"', "\\\"");
                format!(
                    r#"{{"ErrorNumber":10,"Type":"ValidationException","Elements":[{{"ValidationErrors":[{{"Message":"{inner}"}}]}}]}}"#
                )
            }
            6 => format!("> {message}"),
            _ => message,
        };
        let before = if self.below(3) == 0 { format!("{}\n", self.one_of(&BEFORE)) } else { String::new() };
        let after = if self.below(4) == 0 { format!("\n{}", self.one_of(&AFTER)) } else { String::new() };
        format!("{before}{wrapped}{after}")
    }
}
