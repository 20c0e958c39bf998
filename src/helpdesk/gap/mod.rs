//! Gaps: errors that no rule covers, in a team's inbox, those of one kind together.
//!
//! Pure and bounded; time is passed in. Only the message of a paste gets here, redacted before anything else is done
//! with it: what is never known cannot be kept.
//!
//! - `message`: the message in a paste, redacted.
//! - `token`: a message as words and values.
//! - `align`: two messages side by side, when they say the same.
//! - `template`: what messages of one kind have in common.

mod align;
mod message;
mod template;
mod token;

use std::collections::HashSet;
use std::time::SystemTime;

use crate::rules::{Draft, Part, draft_wording};

pub(super) use message::messages;
pub use template::Template;

use align::Alignment;
use template::Ready;

/// Gaps that one team has at most; of more, those met least and longest ago go.
pub const MOST_GAPS: usize = 500;

/// Examples kept of one gap.
pub const MOST_EXAMPLES: usize = 5;

/// Messages up to which the first examples of a gap are looked at again: by then its wording has settled.
const YOUNG: u64 = 20;

/// Examples without slips from which on those with slips go.
const ENOUGH: usize = 3;

/// Characters in the id of a rule at most, as `rules/README.md` says.
const ID_LENGTH: usize = 40;

/// Which gap of a team: a number that stays the same as long as the gap is there, and is not given again soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GapId(pub u32);

/// Errors of one kind that no rule covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which one.
    pub id: GapId,
    /// What they have in common.
    pub template: Template,
    /// How many were met.
    pub count: u64,
    /// When the first was met.
    pub first: SystemTime,
    /// When the latest was met.
    pub last: SystemTime,
    /// Somebody said that it is no error: it is counted and not shown.
    pub silenced: bool,
    /// Some of them, redacted and as different as can be; at most [`MOST_EXAMPLES`].
    pub examples: Vec<String>,
}

impl Gap {
    /// Its wording as people read it, with … where anything may stand.
    pub fn wording(&self) -> String {
        self.template.shown(self.count)
    }

    /// A draft of the rule that covers it: only the causes and the title are left to be written.
    pub fn draft(&self) -> Draft {
        let parts = self.template.parts(self.count);
        let parts: Vec<Part<'_>> = parts.iter().map(template::Owned::part).collect();
        let examples: Vec<&str> = self.examples.iter().map(String::as_str).collect();
        draft_wording(&parts, &examples)
    }

    /// An id for the rule that covers it, such as `tracking-category-not-active`, for which `taken` is false.
    pub fn rule_id(&self, taken: impl Fn(&str) -> bool) -> String {
        let mut id = String::new();
        for word in self.template.telling_words(self.count) {
            let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
            // Two characters are left for a number.
            if word.is_empty() || id.len() + word.len() + 3 > ID_LENGTH {
                continue;
            }
            if !id.is_empty() {
                id.push('-');
            }
            id.push_str(&word);
            if id.matches('-').count() >= 4 {
                break;
            }
        }
        if id.is_empty() || id.starts_with(|c: char| c.is_ascii_digit()) {
            id.insert_str(0, "gap");
        }
        let numbered = (2..10).map(|number| format!("{id}-{number}"));
        let free = [id.clone()].into_iter().chain(numbered).find(|id| !taken(id));
        free.unwrap_or(id)
    }
}

/// What adding a message changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The gap it belongs to.
    pub gap: GapId,
    /// Nothing like it was there.
    pub new: bool,
    /// Gaps that made room, or turned out to be of the same kind.
    pub gone: Vec<GapId>,
}

/// The gaps of one team.
#[derive(Debug, Default)]
pub struct Inbox {
    gaps: Vec<Held>,
}

#[derive(Debug)]
struct Held {
    gap: Gap,
    ready: Ready,
}

impl Held {
    fn new(gap: Gap) -> Self {
        let ready = gap.template.ready("");
        Self { gap, ready }
    }
}

impl Inbox {
    /// An inbox with gaps that were kept; those beyond [`MOST_GAPS`] that matter least are left out.
    pub fn with(gaps: Vec<Gap>) -> Self {
        let mut inbox = Self { gaps: gaps.into_iter().map(Held::new).collect() };
        while inbox.gaps.len() > MOST_GAPS && inbox.make_room().is_some() {}
        inbox
    }

    /// The gap that `message`, redacted, belongs to, if there is one.
    pub fn find(&self, message: &str) -> Option<GapId> {
        let ready = Template::of(message).ready(message);
        self.nearest(&ready).map(|(held, _)| held.gap.id)
    }

    /// Adds `message`, which must be redacted, met at `at`; of a longer one its first 2,000 characters. None for one without
    /// words.
    pub fn add(&mut self, message: &str, at: SystemTime) -> Option<Noted> {
        let message = cut(message);
        let template = Template::of(message);
        if template.is_empty() {
            return None;
        }
        let ready = template.ready(message);
        if let Some((held, alignment)) = self.nearest(&ready) {
            let id = held.gap.id;
            let held = self.gaps.iter_mut().find(|held| held.gap.id == id)?;
            let gap = &mut held.gap;
            gap.template = std::mem::take(&mut gap.template).with(template, &alignment, ready.is_cut());
            gap.count = gap.count.saturating_add(1);
            // A clock may have been stepped back.
            (gap.first, gap.last) = (gap.first.min(at), gap.last.max(at));
            // One with slips in it says less than none, unless there is hardly another.
            if alignment.clean || gap.examples.len() < 2 {
                add_example(&mut gap.examples, message);
            }
            held.ready = gap.template.ready("");
            if gap.count <= YOUNG {
                drop_slipped(gap, &held.ready);
            }
            return Some(Noted { gap: id, new: false, gone: self.join_alike(id) });
        }
        let mut gone = Vec::new();
        while self.gaps.len() >= MOST_GAPS {
            gone.push(self.make_room()?);
        }
        let id = self.free_id(message, at);
        let examples = vec![message.to_owned()];
        let gap = Gap { id, template, count: 1, first: at, last: at, silenced: false, examples };
        self.gaps.push(Held::new(gap));
        Some(Noted { gap: id, new: true, gone })
    }

    /// The gap with this id.
    pub fn gap(&self, id: GapId) -> Option<&Gap> {
        self.gaps.iter().map(|held| &held.gap).find(|gap| gap.id == id)
    }

    /// The gaps that nobody silenced, the most frequent first, of equals the latest.
    pub fn list(&self) -> Vec<&Gap> {
        let mut gaps: Vec<&Gap> = self.gaps.iter().map(|held| &held.gap).filter(|gap| !gap.silenced).collect();
        gaps.sort_by(|a, b| b.count.cmp(&a.count).then(b.last.cmp(&a.last)).then(a.id.cmp(&b.id)));
        gaps
    }

    /// All gaps, silenced ones included.
    pub fn all(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().map(|held| &held.gap)
    }

    /// How many gaps there are, silenced ones included.
    pub fn len(&self) -> usize {
        self.gaps.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty()
    }

    /// *Not an error*: from now on it is counted and not shown. False when there is no such gap.
    pub fn silence(&mut self, id: GapId) -> bool {
        let held = self.gaps.iter_mut().find(|held| held.gap.id == id);
        held.map(|held| held.gap.silenced = true).is_some()
    }

    /// Takes out what `goes`; gives the ids.
    pub fn take_out(&mut self, goes: impl Fn(&Gap) -> bool) -> Vec<GapId> {
        let gone: Vec<GapId> =
            self.gaps.iter().map(|held| &held.gap).filter(|gap| goes(gap)).map(|gap| gap.id).collect();
        self.gaps.retain(|held| !gone.contains(&held.gap.id));
        gone
    }

    /// Takes the smaller gaps into the one with this id that its wording, as it is now, turns out to cover: their first
    /// messages came with other slips or values than its own.
    fn join_alike(&mut self, id: GapId) -> Vec<GapId> {
        let Some(one) = self.gaps.iter().find(|held| held.gap.id == id).filter(|held| !held.gap.silenced) else {
            return Vec::new();
        };
        let smaller = self.gaps.iter().filter(|held| held.gap.id != id && held.gap.count <= one.gap.count);
        let smaller = smaller.filter(|held| !held.gap.silenced && one.ready.alike(&held.ready).is_some());
        let joined: Vec<Gap> = smaller.map(|held| held.gap.clone()).collect();
        let Some(held) = self.gaps.iter_mut().find(|held| held.gap.id == id) else { return Vec::new() };
        let mut gone = Vec::new();
        for other in &joined {
            let Some(alike) = held.ready.alike(&other.template.ready("")) else { continue };
            gone.push(other.id);
            let gap = &mut held.gap;
            gap.template = std::mem::take(&mut gap.template).with(other.template.clone(), &alike, false);
            gap.count = gap.count.saturating_add(other.count);
            (gap.first, gap.last) = (gap.first.min(other.first), gap.last.max(other.last));
            if alike.clean {
                other.examples.iter().for_each(|example| add_example(&mut gap.examples, example));
            }
            held.ready = held.gap.template.ready("");
        }
        self.gaps.retain(|held| !gone.contains(&held.gap.id));
        gone
    }

    fn nearest(&self, ready: &Ready) -> Option<(&Held, Alignment)> {
        let alike = self.gaps.iter().filter_map(|held| Some((held, held.ready.alike(ready)?)));
        // The fewest differences; of equals what was met more often.
        alike.min_by(|(a, near), (b, far)| {
            let (near, far) = ((near.cost * 100) / near.common.max(1), (far.cost * 100) / far.common.max(1));
            near.cmp(&far).then(b.gap.count.cmp(&a.gap.count))
        })
    }

    /// Takes out the gap that matters least: one that is silenced still spares people something.
    fn make_room(&mut self) -> Option<GapId> {
        let least =
            self.gaps.iter().map(|held| &held.gap).min_by_key(|gap| (gap.silenced, gap.count, gap.last, gap.id));
        let id = least?.id;
        self.gaps.retain(|held| held.gap.id != id);
        Some(id)
    }

    fn free_id(&self, message: &str, at: SystemTime) -> GapId {
        let ms = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let seed = message.bytes().chain(ms.to_le_bytes());
        // FNV-1a: an id that was given before leads to nothing else now.
        let mut id = seed.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)).max(1);
        while self.gap(GapId(id)).is_some() {
            id = id.wrapping_add(1).max(1);
        }
        GapId(id)
    }
}

/// Takes examples out that have slips or remarks in them, once there are others.
fn drop_slipped(gap: &mut Gap, ready: &Ready) {
    let clean = |example: &str| ready.alike(&Template::of(example).ready(example)).is_some_and(|alike| alike.clean);
    let kept: Vec<String> = gap.examples.iter().filter(|example| clean(example)).cloned().collect();
    if kept.len() >= ENOUGH {
        gap.examples = kept;
    }
}

/// The beginning of a message, as much as is kept.
fn cut(message: &str) -> &str {
    let end = message.char_indices().nth(message::LONGEST).map_or(message.len(), |(at, _)| at);
    message.get(..end).unwrap_or(message)
}

/// Keeps `message` among the examples when they are few, or when it differs more from them than one of them does.
fn add_example(examples: &mut Vec<String>, message: &str) {
    if examples.iter().any(|example| example == message) {
        return;
    }
    examples.push(message.to_owned());
    if examples.len() <= MOST_EXAMPLES {
        return;
    }
    let words: Vec<HashSet<&str>> = examples.iter().map(|example| example.split_whitespace().collect()).collect();
    let apart =
        |a: &HashSet<&str>, b: &HashSet<&str>| a.symmetric_difference(b).count() * 100 / (a.len() + b.len()).max(1);
    let nearest = |at: usize, one: &HashSet<&str>| {
        let others = words.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, other)| apart(one, other)).min().unwrap_or_default()
    };
    // Of equals the latest goes: the first ones stand for the kind as it was found.
    let alike = words.iter().enumerate().rev().min_by_key(|(at, one)| nearest(*at, one)).map(|(at, _)| at);
    if let Some(at) = alike {
        examples.remove(at);
    }
}
