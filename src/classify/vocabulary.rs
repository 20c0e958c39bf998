//! Words that are words: what stands in a wording's place and is one of these was meant, anything else is a slip.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::paste::Cleaned;
use crate::paste::fnv::BuildFnv;
use crate::rules::RuleSet;

/// Everyday words that lie a slip or two from a word of the wordings and mean something else, or that people write in
/// their place. The rules' own prose gives all others.
const EVERYDAY: &str = "a able about after again all also always am an and another any anyone are around as ask asked at \
    away back bad bank be because been before best better big bill bills bit book both bought but by call came can card \
    care case cash cause change check clean clear client close come copy cost could day days dear did do does done dot \
    down draft draw due each easy edit else email end enough even ever every fair far fast fax few file fill final find \
    fine first fix for found free from full gave get give go goes going gone good got had half hand hard has have he help \
    her here him his hold home hot hour how i idea if in into is issue it its item jam job just keep kept knot know last \
    late left less let like line list live load log long look lost lot low made mail main make many may me mean might mind \
    mine money month more most move much must my name near need net never new next nice no none nor not note nothing now \
    number nut of off office often ok old on once one only open or order other our out over own page paid part pass past \
    pay payment people per phone pick place plan please point post pot print put quick quite rate rather read ready real \
    right rule run said sales same save saw say see seem seen send sent set she short should show side since site small so \
    some soon sort spot start stay step still stop such sure swap take talk tax team tell term test than thanks that the \
    their them then there these they thing things think this those time to today told too took total trade true try turn \
    two type under up us use used user value very view void wait want was way we week well went were what when where which \
    while who why will wish with word work would write wrong year yes yet you your";

/// Known words, as [`Cleaned`] writes them plainly.
#[derive(Debug)]
pub(super) struct Vocabulary {
    rules: RuleSet,
    /// Learnt when first asked: most pastes that quote an error quote it well.
    words: OnceLock<HashSet<Box<[u8]>, BuildFnv>>,
}

impl Vocabulary {
    /// The everyday words, and those of the wordings, descriptions, causes and questions of `rules`.
    pub(super) fn new(rules: &RuleSet) -> Self {
        Self { rules: rules.clone(), words: OnceLock::new() }
    }

    /// Whether these plain letters are a word.
    pub(super) fn knows(&self, word: &[u8]) -> bool {
        self.words.get_or_init(|| learn(&self.rules)).contains(word)
    }
}

fn learn(rules: &RuleSet) -> HashSet<Box<[u8]>, BuildFnv> {
    let prose = rules.rules().iter().flat_map(|rule| {
        let causes = rule.causes.iter().map(|cause| cause.because.written());
        std::iter::once(rule.title.written()).chain(rule.described.iter().map(String::as_str)).chain(causes)
    });
    let asked = rules.howtos().iter().flat_map(|howto| howto.asked.iter().map(String::as_str));
    let mut seen: HashSet<&str, BuildFnv> = HashSet::default();
    let mut known: HashSet<Box<[u8]>, BuildFnv> = HashSet::default();
    let mut cleaned = Cleaned::default();
    for text in [EVERYDAY].into_iter().chain(prose).chain(asked) {
        // Between blanks a text is cleaned the same whatever stands around, unless a tag or an escape begins there: so
        // each word is cleaned once.
        let escaped = text.contains(['<', '&', '%', '\\']) || text.contains(" :");
        let parts = text.split([' ', '\n']).filter(|_| !escaped).chain([text].into_iter().filter(|_| escaped));
        for part in parts {
            if seen.insert(part) {
                cleaned.read(part);
                known.extend(words(&cleaned).map(Box::from));
            }
        }
    }
    known
}

/// The words of a text, as their plain letters.
fn words(cleaned: &Cleaned) -> impl Iterator<Item = &[u8]> {
    let letters = cleaned.plain();
    let ends = (1..=letters.len()).filter(|end| cleaned.is_word_start(*end));
    ends.scan(0, |start, end| letters.get(std::mem::replace(start, end)..end))
}
