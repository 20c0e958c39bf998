//! The bot against a loopback Discord: what people do there, and what they see.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that panics has failed, which is what it is for; JSON is indexed without a panic"
)]
#![allow(clippy::needless_pass_by_value, reason = "a place is taken as it is written: a name or a handle")]
#![allow(unreachable_pub, reason = "a test binary has no public surface; `pub` marks what the tests may use")]

mod adverse;
mod busy_day;
mod change;
mod commands;
mod connection;
mod crash;
#[path = "../shared/dice.rs"]
mod dice;
mod digest;
mod echo;
mod experience;
mod fake;
mod fake_itself;
mod faults;
mod gaps;
mod handover;
mod incident;
mod manners;
mod memory;
mod paste;
mod places;
mod press;
mod privacy;
mod reload;
mod report;
mod secrecy;
mod setup;
mod staff;
mod starts;
mod thread;
mod whole_case;
mod without_content;
