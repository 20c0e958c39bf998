//! Wordings of errors for sets of any size: thirty that are shipped, then made-up ones. `{}` stands for a value.

use std::collections::HashSet;

use crosscheck::rules::{Phrase, Piece, RuleSet};

use crate::dice::Dice;
use crate::grammar::{TRADE, Words, capital, fill};

/// How many of the shipped wordings a made-up set begins with.
const SHIPPED: usize = 30;

/// Letters a wording needs to be told from talk with three slips in it.
pub(crate) const LONG_ENOUGH: usize = 32;

/// `count` wordings: the shipped ones, then in turn one in the same words and one of another trade, none twice. A shorter
/// list is the beginning of a longer one.
pub(crate) fn wordings(built_in: &RuleSet, count: usize) -> Vec<String> {
    let shipped = built_in.rules().iter().filter_map(|rule| rule.phrases.first()).flat_map(|phrase| shortest(phrase));
    let mut wordings: Vec<String> = shipped.take(SHIPPED.min(count)).collect();
    let mut seen: HashSet<String> = wordings.iter().map(|wording| letters(wording)).collect();
    let mut dice = Dice(0xdead_5eed_0bad_cafe);
    while wordings.len() < count {
        let wording = if wordings.len() % 2 == 0 { related(&mut dice) } else { foreign(&mut dice) };
        let compared = letters(&wording);
        if compared.len() >= LONG_ENOUGH && seen.insert(compared) {
            wordings.push(wording);
        }
    }
    wordings
}

/// Every form of every wording of the shipped rules that is long enough, with the number of its rule.
pub(crate) fn shipped(built_in: &RuleSet) -> Vec<(usize, String)> {
    let forms = built_in.rules().iter().enumerate().flat_map(|(rule, known)| {
        known.phrases.iter().flat_map(|phrase| &phrase.variants).map(move |form| (rule, written(&form.pieces)))
    });
    forms.collect()
}

/// The shortest form of `phrase` that is long enough.
fn shortest(phrase: &Phrase) -> Option<String> {
    let forms = phrase.variants.iter().map(|form| written(&form.pieces));
    forms.filter(|form| letters(form).len() >= LONG_ENOUGH).min_by_key(String::len)
}

fn written(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Words(words) => words.as_str(),
        Piece::Slot(_) => "{}",
    });
    capital(&pieces.collect::<Vec<_>>().join(" "))
}

/// What tells two wordings apart.
pub(crate) fn letters(wording: &str) -> String {
    wording.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An error of the same trade, hardly different from a hundred others.
fn related(dice: &mut Dice) -> String {
    let sentence = *dice.pick(RELATED);
    capital(&fill(dice, sentence, &[TRADE]))
}

/// An error that compilers, databases and machines print.
fn foreign(dice: &mut Dice) -> String {
    let sentence = *dice.pick(FOREIGN);
    fill(dice, sentence, &[MACHINES])
}

const RELATED: &[&str] = &[
    "The <kind> <thing> cannot be <done> while the <thing> is <state>",
    "The <thing> {} cannot be <done> because it belongs to another <thing>",
    "This <thing> must be <done> before a <thing> can be <done>",
    "Unable to <do> <thing> {} as the <thing> has not been <done>",
    "No <kind> <thing> was found for <thing> {}",
    "The <kind> <thing> is already <done> with a different <thing>",
    "The <thing> date must not be earlier than the <kind> <thing> date",
    "The <thing> total does not equal the sum of the <thing> and its <thing>",
    "A <thing> with <thing> {} was <done> by another user",
    "You are not allowed to <do> a <thing> that was <done> on {}",
    "Each <thing> must refer to an active <thing> and a <kind> <thing>",
    "The <kind> <thing> has no <thing> to <do>",
    "The limit of <thing> records for this <thing> has been reached",
    "We could not <do> the <thing> because the <kind> <thing> timed out",
    "The <thing> code {} is not valid for the <kind> <thing>",
    "A <thing> which is <state> can only be <done> by the owner of the <thing>",
    "Please <do> the <kind> <thing> and then <do> the <thing>",
    "The <thing> on this <thing> differs from the <thing> of the <kind> <thing>",
    "Sorry, <thing> {} was <done> before the <thing> arrived",
    "Choose a <kind> <thing> to <do> this <thing>",
];

const MACHINES: Words = &[
    (
        "part",
        &[
            "template parameter",
            "return type",
            "lifetime bound",
            "type alias",
            "trait object",
            "macro argument",
            "enum variant",
            "loop label",
            "closure body",
            "base class",
            "virtual method",
            "lambda capture",
            "inline function",
            "global symbol",
            "header file",
            "linker section",
            "debug symbol",
            "vector register",
            "stack frame",
            "constant expression",
            "integer literal",
            "format string",
            "anonymous union",
            "bit field",
            "default argument",
            "namespace member",
        ],
    ),
    (
        "store",
        &[
            "foreign key",
            "partial index",
            "materialized view",
            "temporary table",
            "replication slot",
            "write-ahead log",
            "shared buffer",
            "row lock",
            "prepared statement",
            "cursor position",
            "check constraint",
            "sequence value",
            "transaction snapshot",
            "tablespace",
            "aggregate function",
            "window clause",
            "trigger procedure",
            "catalog entry",
            "collation version",
            "system column",
            "query plan",
            "hash bucket",
        ],
    ),
    (
        "machine",
        &[
            "remote branch",
            "working tree",
            "merge commit",
            "submodule path",
            "object header",
            "pack file",
            "mount point",
            "block device",
            "network interface",
            "kernel module",
            "swap partition",
            "socket address",
            "certificate chain",
            "cipher suite",
            "session ticket",
            "proxy header",
            "container image",
            "volume claim",
            "service account",
            "load balancer",
            "message queue",
            "retry budget",
            "cache entry",
            "file descriptor",
            "environment variable",
        ],
    ),
    (
        "failed",
        &[
            "was truncated",
            "overflowed",
            "could not be resolved",
            "was declared twice",
            "is never initialised",
            "went out of scope",
            "was dropped early",
            "is not aligned",
            "exceeds its maximum size",
            "has an incompatible version",
            "was rolled back",
            "is shadowed by another one",
            "cannot be inferred",
            "was evicted",
            "is not reachable",
            "was modified concurrently",
        ],
    ),
    (
        "act",
        &[
            "open",
            "lock",
            "rewrite",
            "allocate",
            "serialise",
            "map",
            "rename",
            "fetch",
            "unlink",
            "flush",
            "resize",
            "rebase",
        ],
    ),
    ("any", &["<part>", "<store>", "<machine>"]),
];

const FOREIGN: &[&str] = &[
    "<part> '{}' <failed> in this instantiation of the <part>",
    "cannot <act> <store> \"{}\" while a <store> is in use",
    "fatal: failed to <act> <machine> {}: the <machine> <failed>",
    "the <any> <failed> before the <any> was ready",
    "expected a <part>, found a <part> which <failed>",
    "<store> of relation \"{}\" <failed> at block {} during recovery",
    "warning: <part> <failed>; did you mean to <act> the <part>?",
    "refusing to <act> the <machine> because its <machine> <failed>",
    "too many <any> entries for <any> {}, raise the limit and <act> them again",
    "could not <act> the <any> after {} attempts, last <any> <failed>",
    "<part> differs from the earlier <part> in its <part>",
    "a <store> may not refer to the <store> of a different <store>",
    "skipping <machine> {} as the <any> <failed>",
];
