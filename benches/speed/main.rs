//! What recognition costs and what it finds, beside the engines one might use in its place: tables in Markdown.
//!
//! `cargo bench --no-default-features --bench speed` prints them all in about three minutes. Arguments narrow them down:
//! numbers of rules (or `shipped`), names of tables (`chatter`, `exact`, `noisy`, `json`, `found`, `built`, `rules`, `length`)
//! and of engines (`ours`, `literals`, `regexset`, `regexes`, `rapidfuzz`): `-- 1000 chatter ours literals`. A harness of
//! its own, because the engines must take turns; `measure.rs` says why.
//!
//! `-- count ours 1000 200 chatter` reads 200 lines with one engine and 1,000 rules and prints nothing, for programs that count
//! instructions; see `benches/instructions.sh`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a measurement that panics has failed, and reads nobody's text"
)]

mod chatter;
#[path = "../../tests/shared/dice.rs"]
mod dice;
mod engines;
mod found;
mod grammar;
mod growth;
mod markdown;
mod measure;
mod pastes;
mod sets;
mod tables;
mod wanted;
mod wordings;

use std::alloc::System;
use std::io;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Counts what is allocated; for every engine alike.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut out = io::stdout().lock();
    match wanted::read(&arguments).map_err(io::Error::other)? {
        wanted::Wanted::Count(work) => tables::count(&work),
        wanted::Wanted::Tables(wanted) => tables::print(&mut out, &wanted),
    }
}
