//! What people paste, made comparable, with the way back to the original spelling.
//!
//! - [`clean`]: markup, entities, escapes, look-alikes and invisible characters undone in one pass.
//! - [`payload`]: the messages inside JSON, XML and form bodies.
//! - [`mod@redact`]: what must not be kept, taken out.
//! - [`words`]: the words of a question, for retrieval.

pub mod clean;
pub(crate) mod fnv;
pub mod glance;
pub mod payload;
pub mod redact;
pub mod spelling;
mod unescape;
pub mod words;

pub use clean::Cleaned;
pub use redact::{Redacted, holds_secret, redact, secrets};
