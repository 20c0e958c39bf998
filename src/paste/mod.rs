//! What people paste, made comparable, with the way back to the original spelling.
//!
//! - [`clean`]: markup, entities, escapes, look-alikes and invisible characters undone in one pass.

pub mod clean;
mod unescape;
pub mod words;

pub use clean::Cleaned;
