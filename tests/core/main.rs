//! The core and the terminal, without Discord: one binary for all of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, which is what it is for"
)]

mod any_paste;
mod arrows;
mod authoring;
mod classification;
mod command_line;
mod conversation;
mod counting;
mod desk;
#[path = "../shared/dice.rs"]
mod dice;
mod experience;
mod figures;
mod gaps;
mod lookup;
mod many_lines;
#[cfg(feature = "discord")]
mod preview;
mod redaction;
mod reload;
mod replies;
mod retrieval;
mod rule_advice;
mod rule_files;
mod rule_schema;
mod rules_folder;
mod sample;
#[cfg(feature = "store")]
mod store;
mod talk;
mod terminal;
