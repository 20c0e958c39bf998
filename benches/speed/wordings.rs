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
    let shipped = built_in.rules().iter().filter_map(|rule| rule.phrases.first()).flat_map(shortest);
    let mut wordings: Vec<String> = shipped.take(SHIPPED.min(count)).collect();
    let mut seen: HashSet<String> = wordings.iter().map(|wording| letters(wording)).collect();
    let mut dice = Dice(0xdead_5eed_0bad_cafe);
    while wordings.len() < count {
        let wording = if wordings.len().is_multiple_of(2) { related(&mut dice) } else { foreign(&mut dice) };
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

/// Compounds of a few dozen words each: ten thousand messages of real catalogues share as little.
const MACHINES: Words = &[
    ("any", &["<what> <which>", "<what>", "<which> <what>", "<what> <which>"]),
    (
        "what",
        &[
            "template",
            "lifetime",
            "macro",
            "closure",
            "trait",
            "lambda",
            "linker",
            "register",
            "literal",
            "namespace",
            "union",
            "header",
            "symbol",
            "enum",
            "operand",
            "pragma",
            "coroutine",
            "iterator",
            "allocator",
            "destructor",
            "bitmask",
            "tablespace",
            "replica",
            "cursor",
            "trigger",
            "sequence",
            "collation",
            "partition",
            "savepoint",
            "checkpoint",
            "tuple",
            "relation",
            "schema",
            "vacuum",
            "aggregate",
            "snapshot",
            "bucket",
            "shard",
            "subquery",
            "predicate",
            "wildcard",
            "branch",
            "submodule",
            "worktree",
            "refspec",
            "packfile",
            "rebase",
            "stash",
            "hunk",
            "blob",
            "mailmap",
            "remote",
            "socket",
            "kernel",
            "inode",
            "swapfile",
            "cipher",
            "certificate",
            "proxy",
            "container",
            "volume",
            "quorum",
            "daemon",
            "firmware",
            "hypervisor",
            "bootloader",
            "semaphore",
            "mutex",
            "watchdog",
            "interrupt",
            "datagram",
            "handshake",
        ],
    ),
    (
        "which",
        &[
            "parameter",
            "bound",
            "argument",
            "label",
            "body",
            "member",
            "variant",
            "capture",
            "section",
            "frame",
            "string",
            "field",
            "default",
            "prefix",
            "suffix",
            "signature",
            "qualifier",
            "width",
            "layout",
            "key",
            "index",
            "view",
            "slot",
            "log",
            "buffer",
            "lock",
            "statement",
            "position",
            "constraint",
            "value",
            "clause",
            "procedure",
            "entry",
            "version",
            "column",
            "plan",
            "path",
            "commit",
            "object",
            "file",
            "point",
            "device",
            "interface",
            "module",
            "address",
            "chain",
            "suite",
            "ticket",
            "image",
            "claim",
            "balancer",
            "queue",
            "budget",
            "descriptor",
            "variable",
            "offset",
            "depth",
            "handle",
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
            "has side effects",
            "is ambiguous here",
            "ran out of space",
            "must be constant",
            "does not terminate",
            "is deprecated",
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
            "decode",
            "inline",
            "spawn",
            "mount",
            "truncate",
            "hash",
        ],
    ),
];

const FOREIGN: &[&str] = &[
    "<any> '{}' <failed> in this instantiation of the <any>",
    "cannot <act> <any> \"{}\" while a <any> is in use",
    "fatal: failed to <act> <any> {}: the <any> <failed>",
    "the <any> <failed> before the <any> was ready",
    "expected a <any>, found a <any> which <failed>",
    "<any> of relation \"{}\" <failed> at block {} during recovery",
    "warning: <any> <failed>; did you mean to <act> the <any>?",
    "refusing to <act> the <any> because its <any> <failed>",
    "too many <any> entries for <any> {}, raise the limit and <act> them again",
    "could not <act> the <any> after {} attempts, last <any> <failed>",
    "<any> differs from the earlier <any> in its <any>",
    "a <any> may not refer to the <any> of a different <any>",
    "skipping <any> {} as the <any> <failed>",
];
