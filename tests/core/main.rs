//! The core and the terminal, without Discord: one binary for all of it.

mod conversation;
mod rule_files;
mod rules_folder;
