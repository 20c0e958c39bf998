//! The core without Discord, one binary for all of it.

mod rule_files;
mod rules_folder;
