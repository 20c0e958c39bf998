//! The gaps inbox: errors that no rule covers find together, whatever stands in them and around them.
#![allow(clippy::print_stdout, reason = "figures, to be read with --nocapture")]

mod kinds;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crosscheck::classify::{Addressed, Certainty, Classifier, examples};
use crosscheck::helpdesk::gap::{MOST_EXAMPLES, MOST_GAPS};
use crosscheck::helpdesk::{Case, Effect, Gap, GapId, Happened, Inbox, Press, Reply};
use crosscheck::paste::redact;
use crosscheck::rules::{RuleSet, SourceFile, built_in_files};
use proptest::prelude::*;

use crate::desk::{BUILT_IN, overheard};
use crate::dice::Dice;
use kinds::KINDS;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_750_000_000 + seconds)
}

/// What the desk puts in the inbox of a paste that is overheard, or else asked about.
fn unrecognised(paste: &str) -> Vec<String> {
    let texts = |addressed| {
        let happened = Happened::Pasted { text: paste.to_owned(), addressed };
        let (case, mut effects) = BUILT_IN.converse(Case::default(), happened, at(0));
        if matches!(effects.as_slice(), [Effect::Say(Reply::DidYouMean(_)), ..]) {
            effects = BUILT_IN.converse(case, Happened::Pressed(Press::NoneOfThese), at(0)).1;
        }
        let texts = effects.into_iter().filter_map(|effect| match effect {
            Effect::Unrecognised { text } => Some(text),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let texts_overheard = texts(Addressed::Overheard);
    if texts_overheard.is_empty() { texts(Addressed::Asked) } else { texts_overheard }
}

/// A paste of one of the kinds.
struct Pasted {
    kind: usize,
    paste: String,
    /// What is put in the inbox of it.
    texts: Vec<String>,
}

/// Pastes of all kinds in random order; those that the desk does not take for an error are left out, and counted.
fn pastes(seed: u64, wanted: usize) -> (Vec<Pasted>, usize) {
    let mut dice = Dice(seed);
    let mut left_out = 0;
    let mut pastes = Vec::new();
    let mut at = 0;
    while pastes.len() < wanted {
        let kind = at % KINDS.len();
        at += 1;
        let message = dice.message(KINDS[kind]);
        let paste = dice.paste(&message);
        let texts = unrecognised(&paste);
        if texts.is_empty() { left_out += 1 } else { pastes.push(Pasted { kind, paste, texts }) }
    }
    dice.shuffle(&mut pastes);
    (pastes, left_out)
}

#[test]
fn no_rule_covers_the_kinds_of_this_test() {
    let mut dice = Dice(7);
    for kind in KINDS {
        let message = dice.message(kind);
        assert_eq!(overheard(&message).certainty, Certainty::Unknown, "{message}");
    }
}

/// What an inbox made of pastes of known kinds.
struct Sorted {
    inbox: Inbox,
    /// Of each gap how many pastes of each kind it holds.
    kinds: BTreeMap<GapId, BTreeMap<usize, usize>>,
    slowest: Duration,
    whole: Duration,
}

impl Sorted {
    fn of(pastes: &[Pasted]) -> Self {
        let mut sorted =
            Self { inbox: Inbox::default(), kinds: BTreeMap::new(), slowest: Duration::ZERO, whole: Duration::ZERO };
        for (number, Pasted { kind, texts, .. }) in (0..).zip(pastes) {
            for text in texts {
                let started = Instant::now();
                let noted = sorted.inbox.add(text, at(number)).unwrap();
                sorted.slowest = sorted.slowest.max(started.elapsed());
                sorted.whole += started.elapsed();
                for gone in noted.gone {
                    for (kind, n) in sorted.kinds.remove(&gone).unwrap_or_default() {
                        *sorted.kinds.entry(noted.gap).or_default().entry(kind).or_default() += n;
                    }
                }
                *sorted.kinds.entry(noted.gap).or_default().entry(*kind).or_default() += 1;
            }
        }
        sorted
    }

    /// Texts that are not with most of their kind, or not of the kind most of their gap are.
    fn wrong(&self) -> usize {
        let most = |kinds: &BTreeMap<usize, usize>| kinds.iter().max_by_key(|(_, n)| **n).map(|(kind, _)| *kind);
        let mut homes: BTreeMap<usize, (usize, GapId)> = BTreeMap::new();
        for (gap, kinds) in &self.kinds {
            for (kind, n) in kinds {
                if most(kinds) == Some(*kind) && homes.get(kind).is_none_or(|(best, _)| n > best) {
                    homes.insert(*kind, (*n, *gap));
                }
            }
        }
        let in_place: usize = homes.values().map(|(n, _)| *n).sum();
        self.kinds.values().flat_map(BTreeMap::values).sum::<usize>() - in_place
    }
}

#[test]
fn two_thousand_texts_of_forty_kinds_are_forty_gaps() {
    let (pastes, left_out) = pastes(20_251_122, 2_000);
    let sorted = Sorted::of(&pastes);
    let texts: usize = sorted.kinds.values().flat_map(BTreeMap::values).sum();
    for gap in sorted.inbox.list() {
        println!("{:4}  {:?}  {}", gap.count, sorted.kinds[&gap.id], gap.wording());
    }
    println!(
        "{texts} texts of {} pastes ({left_out} more were not taken for errors): {} gaps, {} texts in the wrong one, \
         {:?} a text, the slowest {:?}",
        pastes.len(),
        sorted.inbox.len(),
        sorted.wrong(),
        sorted.whole / u32::try_from(texts).unwrap(),
        sorted.slowest,
    );
    assert_eq!(sorted.wrong(), 0);
    assert_eq!(sorted.inbox.len(), KINDS.len());
    assert_eq!(texts, 2_000, "one message a paste");
}

/// What `rules check` finds in the built-in rules with `draft` among them under this id, once its causes are written.
fn faults_with(id: &str, draft: &str) -> String {
    let filled = draft
        .replace("title = \"\"", "title = \"What happened\"")
        .replace("because = \"\"", "because = \"Why it happens.\"")
        .replace("  \"\",", "  \"Ask whoever looks after the books.\",");
    let added = SourceFile::added(format!("xero/{id}.toml"), filled);
    match RuleSet::from_files(built_in_files().chain([added])) {
        Err(faults) => faults.to_string(),
        Ok(rules) => {
            let rules = Arc::new(rules);
            let faults = examples::check(&rules, &Classifier::new(Arc::clone(&rules)));
            faults.iter().map(|fault| format!("{fault:?}\n")).collect()
        }
    }
}

/// Drafts that are checked, of the largest gaps: each time all rules are compiled anew.
const DRAFTED: usize = 2;

#[test]
fn a_draft_of_any_of_them_passes_once_its_causes_are_written() {
    let (pastes, _) = pastes(4, 600);
    let sorted = Sorted::of(&pastes);
    let mut gaps = sorted.inbox.list();
    gaps.truncate(DRAFTED);
    for gap in &gaps {
        let id = gap.rule_id(|id| BUILT_IN.rules().rule(id).is_some());
        let faults = faults_with(&id, &gap.draft().file);
        assert!(faults.is_empty(), "{id}: {}\n{:#?}\n{faults}", gap.draft().phrase, gap.examples);
    }
}
#[test]
fn nothing_that_redaction_removes_is_kept() {
    let mut pastes: Vec<String> = pastes(11, 400).0.into_iter().map(|pasted| pasted.paste).collect();
    let told = "Xero error: Contact: Tui Ngata, sort code 20-00-00, account number 55779911, must be valid, ring 020 7946 0958";
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    pastes.push(told.to_owned());
    pastes.push(format!("Xero error: the bill of Bearer {token} was rejected\nContact: Tui Ngata"));
    pastes.push(told.replace("must be", "with GB82 WEST 1234 5698 7654 32 must be"));
    pastes.push(
        r#"{"ErrorNumber":10,"ValidationErrors":[{"Message":"The requester jo\u0040example.com is not permitted to create purchase orders in ApprovalMax"}]}"#
            .to_owned(),
    );
    let mut inbox = Inbox::default();
    for paste in &pastes {
        let removed = redact(paste).removed;
        let texts = unrecognised(paste);
        assert!(!texts.is_empty(), "{paste}");
        for text in texts {
            for (kind, range) in &removed {
                assert!(!text.contains(&paste[range.clone()]), "{kind:?} of {paste} in {text}");
            }
            inbox.add(&text, at(0)).unwrap();
        }
    }
    for gap in inbox.list() {
        let kept = format!("{}\n{}\n{:?}\n{}", gap.wording(), gap.examples.join("\n"), gap.template, gap.draft().file);
        for leak in ["example.com", "8f14e45f", "eyJ", "Ngata", "55779911", "7946", "WEST"] {
            assert!(!kept.contains(leak), "{leak}: {kept}");
        }
        for example in &gap.examples {
            assert_eq!(redact(example).text, *example);
        }
    }
}

/// A message of a kind of its own.
fn other(number: usize) -> String {
    // Letters, for a number would be a value.
    let word: String = number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'k')).collect();
    format!("The {word}word of the {word}ledger must be {word}ful")
}

#[test]
fn an_inbox_is_bounded_and_what_matters_least_goes_first() {
    let mut inbox = Inbox::default();
    let silenced = inbox.add(&other(0), at(0)).unwrap().gap;
    assert!(inbox.silence(silenced));
    let often = inbox.add(&other(1), at(1)).unwrap().gap;
    inbox.add(&other(1), at(2));
    for number in 2..MOST_GAPS {
        assert!(inbox.add(&other(number), at(number as u64)).unwrap().new, "{number}");
    }
    let oldest = inbox.find(&other(2)).unwrap();
    let noted = inbox.add(&other(MOST_GAPS), at(9_000)).unwrap();
    assert_eq!((noted.new, noted.gone), (true, vec![oldest]));
    assert_eq!(inbox.len(), MOST_GAPS);
    let started = Instant::now();
    inbox.add(&other(MOST_GAPS), at(9_001));
    println!("with {MOST_GAPS} gaps {:?} a text", started.elapsed());
    assert!(inbox.gap(often).is_some() && inbox.gap(silenced).is_some());
    let more = inbox
        .list()
        .into_iter()
        .cloned()
        .chain((0..9).map(|number| Gap { id: GapId(number), ..inbox.gap(often).unwrap().clone() }));
    assert_eq!(Inbox::with(more.collect()).len(), MOST_GAPS);
}

#[test]
fn what_is_not_an_error_is_swallowed_silently() {
    let mut inbox = Inbox::default();
    let gap = inbox.add("The tracking category 'North' must be valid", at(0)).unwrap().gap;
    assert!(inbox.silence(gap));
    let noted = inbox.add("The tracking category 'South East' must be valid", at(60)).unwrap();
    assert_eq!((noted.gap, noted.new), (gap, false));
    assert!(inbox.list().is_empty());
    assert_eq!(inbox.gap(gap).unwrap().count, 2);
    assert!(!inbox.silence(GapId(1)));
}

#[test]
fn a_clock_stepped_back_leaves_first_and_last_in_order() {
    let mut inbox = Inbox::default();
    for seconds in [500, 100, 900, 300] {
        inbox.add("The tracking category 'North' must be valid", at(seconds));
    }
    let gap = inbox.list()[0].clone();
    assert_eq!((gap.first, gap.last, gap.count), (at(100), at(900), 4));
}

#[test]
fn messages_that_differ_in_a_word_of_the_trade_are_two_gaps() {
    for (one, another) in [
        ("The invoice date must be specified", "The due date must be specified"),
        ("The contact could not be archived", "The contact could not be restored"),
        ("The bill must be approved before it is paid", "The bill must not be approved before it is paid"),
        ("Virtual machine started for tenant 4", "Virtual machine paused for tenant 4"),
        ("Contact 'A' in the group 'B' is not valid", "Contact 'A' of the account 'B' is not valid"),
    ] {
        let mut inbox = Inbox::default();
        inbox.add(one, at(0));
        assert!(inbox.add(another, at(0)).unwrap().new, "{one} / {another}");
    }
}

#[test]
fn messages_that_differ_in_values_of_any_length_are_one_gap() {
    let mut inbox = Inbox::default();
    for message in [
        "Supplier Blue Fern Ltd has no default account for USD",
        "Supplier Hollis has no default account for EUR",
        "Supplier 'Stone and Sons' has no default account for GBP",
        "Supplier [name] has no default accuont for NZD",
        "Supplier greenways plants has no default account for AUD",
    ] {
        inbox.add(message, at(0));
    }
    assert_eq!(inbox.len(), 1, "{:#?}", inbox.list());
    assert_eq!(inbox.list()[0].wording(), "Supplier … has no default account for …");
    assert_eq!(inbox.list()[0].draft().phrase, "Supplier {supplier} has no default account for {value}");
    assert_eq!(inbox.list()[0].rule_id(|_| false), "supplier-no-default-account");
    assert_eq!(inbox.list()[0].rule_id(|id| id == "supplier-no-default-account"), "supplier-no-default-account-2");
}

#[test]
fn the_wording_mends_itself_of_slips_and_remarks() {
    let mut inbox = Inbox::default();
    for message in [
        "oh The trakcing category 'North' is not valid for this organisation",
        "The tracking category 'South' is not valid for this organisation please",
        "The tracking category 'East' is not valid for thisorganisation",
        "The tracking category 'West' is not valid for this organisation",
    ] {
        inbox.add(message, at(0));
    }
    assert_eq!(inbox.len(), 1, "{:#?}", inbox.list());
    assert_eq!(inbox.list()[0].wording(), "The tracking category … is not valid for this organisation");
}

#[test]
fn what_a_rule_covers_by_now_leaves_the_list() {
    let mut inbox = Inbox::default();
    inbox.add("Account code '429' has been archived or deleted", at(0));
    let other = inbox.add("The tracking category 'North' must be valid", at(0)).unwrap().gap;
    let gone = inbox.take_out(|gap| gap.examples.iter().all(|example| BUILT_IN.covers(example)));
    assert_eq!(gone.len(), 1);
    assert!(inbox.gap(other).is_some());
}

#[test]
fn none_of_the_candidates_makes_it_a_gap_and_a_choice_does_not() {
    let paste = "The purchase order PO-0042 has already been billed in full by jo@example.com";
    let offered = || {
        let happened = Happened::Pasted { text: paste.to_owned(), addressed: Addressed::Asked };
        BUILT_IN.converse(Case::default(), happened, at(0))
    };
    let (case, effects) = offered();
    let [Effect::Say(Reply::DidYouMean(candidates)), ..] = effects.as_slice() else { panic!("{effects:?}") };
    let (_, effects) = BUILT_IN.converse(case, Happened::Pressed(Press::NoneOfThese), at(1));
    let [Effect::Change(Reply::NotCovered), Effect::Unrecognised { text }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert!(text.contains("has already been billed") && text.contains("[email]"), "{text}");
    let (case, _) = BUILT_IN.converse(offered().0, Happened::Chose(candidates[0].rule.clone()), at(1));
    assert!(case.unrecognised.is_empty());
}

#[test]
fn an_example_with_slips_makes_way_for_others() {
    let mut inbox = Inbox::default();
    for (message, kept) in [
        ("The trakcing category 'North' must be vlaid", 1),
        ("The tracking category 'South' must be valid", 2),
        ("The tracking category 'East' must be valid", 3),
        ("The tracking category 'West' must be valid", 3),
        ("The tracking categroy 'Up' must be valid", 3),
        ("The tracking category '[email]' must be valid", 4),
    ] {
        inbox.add(message, at(0));
        assert_eq!(inbox.list()[0].examples.len(), kept, "{message}: {:#?}", inbox.list()[0].examples);
    }
    assert!(inbox.list()[0].examples.iter().all(|example| example.contains("tracking category")));
    let long = "The tracking category must be valid and ".repeat(200);
    inbox.add(&long, at(0));
    assert!(inbox.all().all(|gap| gap.examples.iter().all(|example| example.chars().count() <= 2_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_in_any_order_are_taken(
        texts in proptest::collection::vec(prop_oneof![any::<String>(), "[a-zA-Z0-9 .,'…\\[\\]-]{0,200}", "(The |bill |is |not |valid |'x y' |[A-Z][a-z]+ |[0-9]+ ){0,150}"], 0..40),
        seconds in 0_u64..1_000,
    ) {
        let mut inbox = Inbox::default();
        let mut counted = 0;
        for text in &texts {
            if inbox.add(text, at(seconds)).is_some() {
                counted += 1;
            }
            let _ = unrecognised(text);
        }
        prop_assert!(inbox.len() <= MOST_GAPS);
        prop_assert_eq!(inbox.list().iter().map(|gap| gap.count).sum::<u64>(), counted);
        for gap in inbox.list() {
            prop_assert!(gap.examples.len() <= MOST_EXAMPLES);
            let (_, _, id) = (gap.wording(), gap.draft(), gap.rule_id(|_| true));
            prop_assert!(crosscheck::rules::is_an_id(&id), "{}", id);
        }
    }
}
