//! The commands that need no conversation, one file each.

mod classify;
mod eval;
mod explain;
mod follow_up;
mod lines;
mod redact;
pub mod rules;

pub use classify::{Classify, classify};
pub use eval::{Eval, eval};
pub use explain::{Explain, explain};
pub use follow_up::follow_up;
pub use lines::{Progress, all_cores};
pub use redact::redact;
