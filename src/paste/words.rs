//! The words of a text, made comparable: spelling, endings, symbols, and what bookkeepers call the same thing.
//!
//! For texts told in somebody's own words. Quoted errors are matched elsewhere, letter by letter.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words read of one text; whoever describes a problem needs fewer, and the rest of a long paste adds nothing.
const MAX_WORDS: usize = 160;

/// Characters read of one text: enough for [`MAX_WORDS`] long words.
const MAX_CHARS: usize = 2_000;

/// What is called the same thing, one concept a line: its name, then the words and phrases for it.
///
/// A word may stand for several concepts (a *line* is a dash or a line of a bill); a phrase hides the words inside it.
/// Endings and British or American spelling need no entries of their own: both sides go through [`stem`]. Add what
/// people say in general, not the sentence of one person.
const CONCEPTS: &[(&str, &str)] = &[
    (
        "account",
        "nominal, nominals, category, categories, coa, chart, ledger, acct, acc, coding, coded, code, nominal \
         code, gl, account code, cost centre, heading",
    ),
    ("tax", "vat, gst, taxes, taxed, taxable, hst, bas"),
    (
        "archived",
        "archive, archiving, retired, retire, deactivated, inactive, mothballed, dormant, hidden, closed off, \
         switched off, disabled, no longer active, not active, dead, obsolete, made inactive, taken out of \
         use",
    ),
    (
        "unarchive",
        "unarchived, unarchiving, reactivate, reactivated, restore, restored, restoring, bring back, \
         reinstate, reinstated, un-archive",
    ),
    (
        "delete",
        "deleted, deleting, deletes, remove, removed, removing, bin, binned, wipe, wiped, erase, erased, \
         scrap, scrapped, get rid, got rid, take out, taken out, took out, taken off, cleaned up, cleaned \
         out, cleared out, tidied up, thrown away, removal",
    ),
    (
        "missing",
        "gone, vanished, disappeared, missing, not there, isnt there, nowhere, cant find, not found, cannot \
         find, locate, lost, no longer exists, doesnt exist, does not exist, absent, no trace",
    ),
    ("void", "voided, voiding, voids, cancel, cancelled, canceled, cancelling, annul, reverse, reversed, undo"),
    (
        "send",
        "sent, sending, sends, publish, published, publishing, publishes, push, pushed, pushing, export, \
         exported, exporting, post, posted, posting, posts, transfer, transferred, submit, submitted, \
         submitting, integrate, integrated, upload, uploaded, uploading, go over, gone over, went over, goes \
         over, going over, go through, went through, gone through, goes through, going through, get through, \
         pass, passed, passed on, deliver, delivered, move across, went across, go across, gone across, come \
         through, came through, come across, came across",
    ),
    (
        "again",
        "republish, republished, republishing, resend, resent, resending, re-send, re-sent, re-publish, \
         retry, retried, repeat, once more, another go, redo, second time, try again, tried again",
    ),
    (
        "refused",
        "refuse, refuses, refusing, reject, rejected, rejects, rejecting, bounce, bounced, bounces, bouncing, \
         fail, failed, fails, failing, failure, block, blocked, blocks, blocking, decline, declined, \
         declines, deny, denied, knocked back, knocks back, turned down, turned away, throws out, thrown out, \
         throws back, kicked back, kicks back, spat out, spits, stuck, wont take, wont accept, wont let, wont \
         have, doesnt accept, not accepted, not accept, disallowed, unsuccessful, wont go, doesnt go, dont \
         go, not going, doesnt work, wont work, falls over, unable, cannot, stopped",
    ),
    (
        "bill",
        "bills, invoice, invoices, inv, receipt, receipts, purchase, purchases, item, items, document, \
         documents, doc, docs, paperwork, expense, cost, costs, voucher",
    ),
    ("sale", "sales, income, revenue, customer, customers, sell, sold, output"),
    (
        "image",
        "images, picture, pictures, photo, photos, scan, scans, scanned, pdf, attachment, attachments, \
         attached, attach, attaching, paperclip, jpeg, jpg, source document, copy of the invoice, paper copy, \
         original document",
    ),
    (
        "message",
        "messages, msg, error, errors, warning, warnings, badge, flag, flagged, alert, notice, banner, \
         complaint, complaining, complains, complain, moaning",
    ),
    (
        "user",
        "users, person, people, staff, employee, employees, colleague, starter, login, team member, director, \
         manager, owner, submitter",
    ),
    ("claim", "claims, expense claim, expense claims, mileage, reimbursement, reimburse, reimbursed, out of pocket"),
    (
        "permission",
        "permissions, right, rights, role, roles, access, privilege, privileges, allowed, not allowed, may \
         not, isnt allowed, entitled, access level, authority, security",
    ),
    (
        "change",
        "changes, changed, changing, edit, edits, edited, editing, amend, amended, amending, amendment, \
         amendments, update, updates, updated, updating, alter, altered, altering, modify, modified, \
         modification, modifying, adjust, adjusted, adjustment, correct, corrected, correcting, correction, \
         revise, revised, revision, tweak, tweaked, swap, swapped, recode, recoded, fix, fixed",
    ),
    (
        "connect",
        "connection, connections, connected, connecting, connects, link to xero, linked to xero, integration, \
         hook, hooked",
    ),
    (
        "reconnect",
        "reconnected, reconnecting, reconnection, re-connect, connect again, connected again, relink, \
         reauthorise, reauthorize, reauthorised, log back in, re-establish, link up again, set up again",
    ),
    (
        "disconnected",
        "disconnect, disconnects, disconnecting, logged out, signed out, kicked out, dropped, expired, \
         expire, revoked, unauthorised, unauthorized, not authorised, authorisation, authorization, \
         authorised, authorized, token, credentials, unlinked",
    ),
    (
        "refresh",
        "refreshed, refreshing, reload, reloaded, reloading, resync, sync, synced, syncing, synchronise, pull \
         through, pull, pulled, re-import, reimport, fetch, up to date",
    ),
    ("clear", "cleared, clearing, clears, reset, wipe"),
    ("number", "no., num, ref, reference, references, numbers, numbering, identifier"),
    (
        "duplicate",
        "duplicates, duplicated, dupe, dupes, twice, double, doubled, doubles, two copies, two of them, two \
         bills, two times, second copy, same number, same invoice, both, repeated, already used, already in \
         use, already exists, already exist, unique, taken, collides, clash, clashes",
    ),
    ("already", "exists, exist, existing, has it, there already"),
    ("stock", "inventory, tracked, track, tracking item, stocked, product, products, warehouse, goods"),
    (
        "bank",
        "banks, bank account, current account, card, cards, visa, amex, mastercard, credit card, debit card, \
         paypal, savings, revolut, monzo, petty cash, cash, till",
    ),
    ("payment method", "payment methods, paid from, paid with, paid by, paid on, paid out of, method"),
    (
        "spendmoney",
        "spend money, spent money, spend transaction, bank transaction, bank transactions, bank payment, \
         direct payment, card payment, card purchase, card receipt",
    ),
    ("paid", "payment, payments, pay, paying, settled, settle, part paid"),
    ("reconciled", "reconcile, reconciles, reconciling, reconciliation, bank rec, rec, matched, unreconcile"),
    (
        "approved",
        "approve, approves, approving, approval, approvals, awaiting approval, awaiting payment, signed off, \
         sign off",
    ),
    ("draft", "drafts"),
    (
        "greater",
        "bigger, larger, higher, more than, exceed, exceeds, exceeded, exceeding, over, above, too big, too \
         large, too high, huge, greater than, outweighs, than",
    ),
    ("amount", "amounts, total, totals, net, value, figure, figures, sum, price"),
    ("import", "customs, duty, freight, c79, hmrc certificate, import vat, courier"),
    ("lineitem", "line, lines, row, rows, line item, line items"),
    (
        "lockdate",
        "lock date, lock dates, locked, lock, locking, unlock, unlocked, unlocking, locks, sealed, frozen, \
         closed period, closed month, period is closed, books are closed, books closed, shut",
    ),
    (
        "period",
        "month, year, quarter, year end, yearend, month end, dated, date, dates, backdated, last year, prior \
         year, previous year",
    ),
    (
        "subscription",
        "subscribed, plan, plans, trial, lapsed, renew, renewed, renewal, unpaid, paid up, paying for, \
         licence, license, package, tier, suspended, pricing",
    ),
    (
        "limit",
        "limits, limited, allowance, quota, cap, capped, maximum, max, maxed, run out, ran out, used up, too \
         many, reached, per month, a month, this month, next month, starter, early plan, upgrade, upgraded, \
         upgrading, downgraded",
    ),
    ("tick", "ticks, ticked, checkmark, check mark, green tick, tickmark"),
    ("cross", "crosses, crossed, x, red cross, red x, ex"),
    ("dash", "dashes, line, hyphen, minus, horizontal line, little line, stroke, bar"),
    (
        "blank",
        "empty, nothing, no symbol, no mark, no icon, no sign, blank space, empty space, gap, no tick, not a \
         thing, bare",
    ),
    ("mark", "symbol, icon, sign, marks, symbols"),
    (
        "column",
        "columns, col, last column, right hand column, far right, cell, grid, integration column, batch \
         screen, process screen",
    ),
    ("skip", "skipped, skips, skipping, passed over, passes over, ignored, ignores, leaves out, left out"),
    ("extracted", "extract, extraction, type in, typed in, manual, manually, by hand, key in, enter"),
    ("organisation", "organization, organisations, org, orgs, company, companies, entity, file"),
    ("adviser", "advisor, accountant, accountants, advisers, bookkeeper"),
    ("human", "real person, somebody, someone, anyone, anybody, manager, senior, supervisor, expert, support"),
    (
        "thanks",
        "thank you, ta, cheers, thx, thankyou, tysm, nice one, brilliant, perfect, great, lovely, legend, \
         magic, awesome",
    ),
    (
        "worked",
        "works, work, working, sorted, solved, resolved, done the trick, did the trick, did it, all good, \
         fixed it, all green, success, successful",
    ),
    ("still", "yet, remains, keeps, persists, even so, same again, hasnt gone, wont go away"),
    (
        "not",
        "no, cannot, cant, wont, dont, doesnt, didnt, isnt, wasnt, arent, havent, hasnt, couldnt, wouldnt, \
         never, neither, nor, without, none, nobody, unable",
    ),
    ("where", "whereabouts, which menu, which screen, which tab, which page, what menu"),
    ("how", "how do, how can, what do i do"),
    ("which", "what"),
    ("status", "state, outage, down, offline, maintenance, slow, incident, operational, playing up"),
    ("creditnote", "credit note, credit notes, credit memo, refund, refunds, refunded, negative, credit"),
    ("kind", "sort, type, types, kinds, sorts"),
    (
        "wrong",
        "incorrect, invalid, not valid, mistaken, mismatch, doesnt match, dont match, not match, \
         incompatible, not compatible, doesnt suit, not right, isnt right",
    ),
    (
        "worried",
        "nervous, uncomfortable, not comfortable, afraid, scared, dont dare, daren't, unsure, uneasy, \
         concerned",
    ),
    ("log", "integration log, history, detail"),
    ("original", "first one, old one, copy, copies"),
    ("recognise", "recognize, recognised, recognized, know, knows, heard of, identify, identified, tell"),
    ("link", "linked, links, linking, map, mapped, mapping, tie, tied, match, matched, assigned, assign, against"),
];

/// Symbols people paste or type for a mark in a column, with the word for each.
const SYMBOLS: &[(char, &str)] = &[
    ('–', "dash"),
    ('—', "dash"),
    ('−', "dash"),
    ('➖', "dash"),
    ('✓', "tick"),
    ('✔', "tick"),
    ('☑', "tick"),
    ('✅', "tick"),
    ('✗', "cross"),
    ('✘', "cross"),
    ('✖', "cross"),
    ('❌', "cross"),
    ('☒', "cross"),
    ('×', "cross"),
    ('☐', "blank"),
];

/// Words that carry little of their own: they count for less, and not among what explains a match.
const COMMON: &str = "a about after all am an and any are as at be because been before but by can could did do does \
    doing done for from had has have having he her here hers him his how i if im in into is it its ive just me my of \
    off on or our ours out shall she should so some than that the their them then there these they theyre this those \
    to too up us was we were what when where which while who why will with would you your";

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it was written, in lower case.
    pub said: String,
    /// Without its ending, in one spelling; `#` for a number.
    pub stem: String,
    /// What it may stand for: positions in the table of concepts, see [`concept_name`]. A phrase has them on its first
    /// word.
    pub concepts: Vec<usize>,
    /// Whether it carries little of its own.
    pub common: bool,
}

/// The name of a concept of [`Word::concepts`].
pub fn concept_name(concept: usize) -> &'static str {
    CONCEPTS.get(concept).map_or("", |(name, _)| name)
}

/// The words of `text` in order: the first 160 of its first 2,000 characters.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = plain_words(text).map(word).collect();
    let mut taken = vec![false; words.len()];
    for length in (1..=TABLE.longest).rev() {
        for start in 0..(words.len() + 1).saturating_sub(length) {
            let Some(run) = words.get(start..start + length) else { continue };
            let key = run.iter().map(|word| word.stem.as_str()).collect::<Vec<_>>().join(" ");
            let Some(found) = TABLE.concepts.get(&key) else { continue };
            if length == 1 && taken.get(start).copied().unwrap_or(false) {
                continue;
            }
            if let Some(first) = words.get_mut(start) {
                for concept in found {
                    if !first.concepts.contains(concept) {
                        first.concepts.push(*concept);
                    }
                }
            }
            if length > 1 {
                taken.iter_mut().skip(start).take(length).for_each(|taken| *taken = true);
            }
        }
    }
    words
}

/// The concepts by their words, ready to look up.
struct Table {
    /// Stems joined by blanks -> positions in [`CONCEPTS`].
    concepts: HashMap<String, Vec<usize>>,
    /// Words of the longest phrase.
    longest: usize,
    /// Stems of [`COMMON`].
    common: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut concepts: HashMap<String, Vec<usize>> = HashMap::new();
    let mut longest = 1;
    for (position, (name, said)) in CONCEPTS.iter().enumerate() {
        for phrase in said.split(',').chain([*name]) {
            let stems: Vec<String> = plain_words(phrase).map(|word| stem(&word)).collect();
            longest = longest.max(stems.len());
            let known = concepts.entry(stems.join(" ")).or_default();
            if !known.contains(&position) {
                known.push(position);
            }
        }
    }
    let mut common: Vec<String> = COMMON.split_whitespace().map(stem).collect();
    common.sort();
    Table { concepts, longest, common }
});

fn word(said: String) -> Word {
    let stem = stem(&said);
    let common = TABLE.common.binary_search(&stem).is_ok();
    Word { said, stem, concepts: Vec::new(), common }
}

/// Lower case, an apostrophe dropped (`can't` is `cant`), symbols as words, everything else parts words.
fn plain_words(text: &str) -> impl Iterator<Item = String> {
    let mut all: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut chars = text.chars().take(MAX_CHARS).peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !(matches!(c, '\'' | '’' | '‘') && before.is_alphanumeric()) {
            all.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            let after = chars.peek().copied().unwrap_or(' ');
            if let Some((_, symbol)) = SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
                all.push((*symbol).to_owned());
            } else if c == '-' && !before.is_alphanumeric() && !after.is_alphanumeric() && before != c && after != c {
                // A hyphen by itself, quoted or not, is the mark; between words it is punctuation.
                all.push("dash".to_owned());
            }
        }
        before = c;
    }
    all.extend((!word.is_empty()).then_some(word));
    all.truncate(MAX_WORDS);
    all.into_iter()
}

/// Endings taken off, the first that fits, when three letters stay.
const ENDINGS: &[(&str, &str)] =
    &[("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", "")];

/// A word without its ending, in one spelling: `authorised`, `authorized` and `authorise` are `authoris`. Not a word of
/// the language, only the same for what belongs together. Numbers are all `#`.
pub fn stem(word: &str) -> String {
    if word.chars().all(|c| c.is_ascii_digit()) {
        return "#".to_owned();
    }
    let mut stem = word.to_owned();
    if stem.chars().count() >= 4 {
        let fits = |(ending, _): &&(&str, &str)| {
            let kept = stem.strip_suffix(ending).unwrap_or_default();
            kept.chars().count() >= 3 && !(*ending == "s" && (kept.ends_with('s') || kept.ends_with('u')))
        };
        if let Some((ending, instead)) = ENDINGS.iter().find(fits) {
            stem.truncate(stem.len() - ending.len());
            stem.push_str(instead);
        }
        let mut backwards = stem.chars().rev();
        let doubled = backwards.next().filter(|last| backwards.next() == Some(*last));
        if stem.chars().count() > 3 && doubled.is_some_and(|letter| !"aeiou".contains(letter)) {
            stem.pop();
        }
        if stem.chars().count() > 4 && stem.ends_with('e') {
            stem.pop();
        }
        stem = stem.replace("iz", "is").replace("our", "or");
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concepts(text: &str) -> Vec<&'static str> {
        words(text).iter().flat_map(|word| &word.concepts).map(|concept| concept_name(*concept)).collect()
    }

    #[test]
    fn spelling_and_endings_do_not_matter() {
        for family in [
            &["authorise", "authorised", "authorized", "authorising", "authorizes"][..],
            &["organisation", "organization", "organisations"],
            &["cancelled", "canceled", "cancel"],
            &["bill", "bills", "billed"],
            &["category", "categories"],
            &["colour", "color"],
            &["publish", "publishes", "publishing", "published"],
        ] {
            let stems: Vec<String> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{family:?} gave {stems:?}");
        }
    }

    #[test]
    fn what_is_called_the_same_thing_has_one_concept() {
        assert_eq!(concepts("nominal"), ["account"]);
        assert_eq!(concepts("VAT"), concepts("gst"));
        assert_eq!(concepts("credit card"), ["bank"]);
    }

    #[test]
    fn a_mark_counts_whether_named_or_pasted() {
        for text in ["why is there a – here", "a \"-\" in the list", "just a ➖", "shows - for this"] {
            assert!(concepts(text).contains(&"dash"), "{text}: {:?}", concepts(text));
        }
        assert!(concepts("❌ against it").contains(&"cross"));
        assert!(concepts("it has a ✓").contains(&"tick"));
        assert!(!concepts("a follow-up, re-sent today").contains(&"dash"));
    }

    #[test]
    fn an_endless_text_is_read_in_part() {
        assert_eq!(words(&"word ".repeat(100_000)).len(), MAX_WORDS);
    }
}
