//! The core without Discord, one binary for all of it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for; the functions tests share are part of them"
)]

mod conversation;
mod rule_files;
mod rules_folder;
