//! What we know: rule files made into one checked [`RuleSet`].
//!
//! After loading, nothing about a rule can fail: ids exist, slots are captured, every cause can be shown.

mod error;
mod howto;
mod id;
mod phrase;
mod rule;
mod set;
mod wording;

pub use error::{Fault, Faults};
pub use howto::{App, HowTo, HowToExample, Intent, Note, Way};
pub use id::{AppId, CauseId, HowToId, IntentId, RuleId};
pub use phrase::{Phrase, PhraseError, Piece, Variant};
pub use rule::{Cause, Danger, Example, Fix, Group, Prompt, Rule, Source, State, Step};
pub use set::RuleSet;
pub use wording::{Span, Text, Wording, WordingError};
