//! The core and the terminal, without Discord: one binary for all of it.

mod command_line;
mod conversation;
mod replies;
mod rule_files;
mod rules_folder;
mod sample;
#[cfg(feature = "store")]
mod store;
mod terminal;
