//! `rules`: the authors' tools.

mod check;
mod docs;
mod list;
mod new;
mod preview;
mod schema;
mod show;

pub use check::check;
pub use docs::docs;
pub use list::list;
pub use new::{New, NewError, new};
pub use preview::{Shown, preview};
pub use schema::{print_schema, write_schemas};
pub use show::{show, show_toml};
