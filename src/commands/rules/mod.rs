//! `rules`: the authors' tools.

mod check;
mod list;
mod preview;
mod show;

pub use check::check;
pub use list::list;
pub use preview::preview;
pub use show::show;
