//! What messages of one kind have in common.

use serde::{Deserialize, Serialize};

use crate::rules::Part;

use super::align::{Alignment, Step, align, moves};
use super::token::{Compared, Kind, Token, tokens};

/// Members from which a template goes by its majority alone.
const MAJORITY: u64 = 3;

/// The wording of a kind of message: its words, and places where anything may stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template {
    tokens: Vec<Token>,
}

/// A template or a message ready to be compared.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    compared: Vec<Compared>,
    /// What its words say, as numbers in order.
    words: Vec<u64>,
    cut: bool,
}

impl Template {
    /// The template of a single message, which should be redacted.
    pub fn of(message: &str) -> Self {
        Self { tokens: tokens(message) }
    }

    /// Whether nothing in it says what happened.
    pub(super) fn is_empty(&self) -> bool {
        !self.tokens.iter().any(|token| token.kind == Kind::Word)
    }

    pub(super) fn ready(&self, message: &str) -> Ready {
        let compared: Vec<Compared> = self.tokens.iter().map(Compared::new).collect();
        let mut words: Vec<u64> =
            compared.iter().filter(|token| token.is_content()).map(|token| hash(&token.key)).collect();
        words.sort_unstable();
        words.dedup();
        let cut = message.trim_end().ends_with('…') || message.trim_end().ends_with("...");
        Ready { compared, words, cut }
    }

    /// The template of this one's members and of one more, whose own is `other`, aligned as `how`.
    pub(super) fn with(self, other: Self, how: &Alignment, cut: bool) -> Self {
        let ends = other.tokens.len();
        let mut all = Vec::new();
        let (mut first, mut second) = (self.tokens.into_iter(), other.tokens.into_iter());
        let (mut ours, mut theirs): (Vec<Token>, Vec<Token>) = (Vec::new(), Vec::new());
        let mut taken = 0;
        for step in &how.steps {
            let (a, b) = moves(*step);
            let a: Vec<Token> = first.by_ref().take(a).collect();
            let b: Vec<Token> = second.by_ref().take(b).collect();
            taken += b.len();
            match step {
                Step::First => ours.extend(a),
                Step::Second => theirs.extend(b),
                Step::Both { slip } => {
                    settle(&mut all, &mut ours, &mut theirs, false);
                    all.extend(a.into_iter().zip(b).map(|(a, b)| if *slip { a.spelled(b) } else { agreed(a, &b) }));
                }
                Step::Fused | Step::Split => {
                    settle(&mut all, &mut ours, &mut theirs, false);
                    all.extend(a.into_iter().map(Token::voted));
                }
            }
        }
        settle(&mut all, &mut ours, &mut theirs, cut && taken == ends);
        Self { tokens: joined(all) }
    }

    /// As people read it: `Tracking category … is not active`. `members` is how many messages it stands for.
    pub(super) fn shown(&self, members: u64) -> String {
        let parts = self.visible(members).map(|token| match token.kind {
            Kind::Varies => "…".to_owned(),
            Kind::Word | Kind::Name => token.shown.clone(),
        });
        let parts: Vec<String> = parts.collect();
        parts.join(" ").replace("… …", "…")
    }

    /// Its words and places, as a rule is drafted from them.
    pub(super) fn parts(&self, members: u64) -> Vec<Owned> {
        let mut parts: Vec<Owned> = Vec::new();
        for token in self.visible(members) {
            match (token.kind, parts.last_mut()) {
                (Kind::Varies, Some(Owned::Varies(_))) => {}
                (Kind::Varies, _) => parts.push(Owned::Varies(token.shown.clone())),
                (_, Some(Owned::Words(words))) => {
                    words.push(' ');
                    words.push_str(&token.shown);
                }
                _ => parts.push(Owned::Words(token.shown.clone())),
            }
        }
        parts
    }

    /// The words by which people would name it, in small letters.
    pub(super) fn telling_words(&self, members: u64) -> Vec<String> {
        let words = self.visible(members).filter(|token| token.kind == Kind::Word).map(Compared::new);
        words.filter(Compared::is_content).map(|word| word.key).collect()
    }

    fn visible(&self, members: u64) -> impl Iterator<Item = &Token> {
        let least = members.min(MAJORITY);
        self.tokens.iter().filter(move |token| u64::from(token.votes) >= least)
    }
}

/// A part of a wording with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owned {
    /// What all say.
    Words(String),
    /// What varies, as one has it.
    Varies(String),
}

impl Owned {
    pub(super) fn part(&self) -> Part<'_> {
        match self {
            Self::Words(words) => Part::Words(words),
            Self::Varies(shown) => Part::Varies(shown),
        }
    }
}

impl Ready {
    /// How `self`, a template, and `message` are alike; none when they say different things.
    pub(super) fn alike(&self, message: &Self) -> Option<Alignment> {
        // Cheap: most templates share no words with the message.
        let shared = message.words.iter().filter(|word| self.words.binary_search(word).is_ok()).count();
        if shared * 3 < self.words.len().min(message.words.len()) {
            return None;
        }
        align(&self.compared, &message.compared, message.cut)
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// Both have this token.
fn agreed(ours: Token, theirs: &Token) -> Token {
    if ours.kind == Kind::Name && theirs.kind == Kind::Word {
        return Token { kind: Kind::Word, ..ours.voted() };
    }
    ours.voted()
}

/// Where the two differ: a place where anything may stand, or words that only one has.
fn settle(all: &mut Vec<Token>, ours: &mut Vec<Token>, theirs: &mut Vec<Token>, cut: bool) {
    let (ours, theirs) = (std::mem::take(ours), std::mem::take(theirs));
    let loose = |tokens: &[Token]| tokens.iter().any(|token| token.kind != Kind::Word);
    if cut && theirs.is_empty() {
        all.extend(ours);
    } else if !ours.is_empty() && !theirs.is_empty() && (loose(&ours) || loose(&theirs)) {
        let votes = ours.iter().map(|token| token.votes).max().unwrap_or_default();
        let shown: Vec<&str> = theirs.iter().map(|token| token.shown.as_str()).collect();
        all.push(Token::varies(shown.join(" "), votes).voted());
    } else {
        all.extend(ours.into_iter().filter_map(Token::missed));
        all.extend(theirs);
    }
}

/// Places side by side are one.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match all.last_mut() {
            Some(last) if last.kind == Kind::Varies && token.kind == Kind::Varies => {
                last.votes = last.votes.max(token.votes);
            }
            _ => all.push(token),
        }
    }
    all
}

fn hash(key: &str) -> u64 {
    // FNV-1a.
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
