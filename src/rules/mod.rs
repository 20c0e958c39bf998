//! What we know: rule files made into one checked [`RuleSet`].
//!
//! After loading, nothing about a rule can fail: ids exist, slots are captured, every cause can be shown.
//!
//! On the way: [`Folder`] reads, `document` parses, `shape` holds the keys against the tables in `keys`, `check` reads
//! the entries and fits them together. Each reports what it finds and goes on, so that an author sees everything at once.

mod advice;
mod check;
mod document;
mod draft;
mod error;
mod file;
mod folder;
mod howto;
mod id;
mod keys;
mod nearest;
mod phrase;
mod report;
mod rule;
mod schema;
mod set;
mod shape;
mod stamp;
mod syntax;
mod wording;

pub use advice::advice;
pub use check::is_an_id;
pub use draft::{Draft, Part, draft, draft_wording};
pub(crate) use draft::{in_payload, telling_line, values, within_quotes, without_lead};
pub use error::{Fault, Faults, Warning};
pub use file::{Origin, SourceFile};
pub use folder::{Folder, LoadError};
pub use howto::{App, HowTo, HowToExample, Intent, Note, Way};
pub use id::{AppId, CauseId, HowToId, IntentId, RuleId};
pub use phrase::{Phrase, PhraseError, Piece, Variant};
pub use rule::{Cause, Danger, Example, Fix, Group, Prompt, Rule, Source, State, Step};
pub use schema::{SCHEMAS, schema};
pub use set::{RuleSet, built_in_files};
pub use stamp::Stamp;
pub use wording::{Span, Text, Wording, WordingError};
