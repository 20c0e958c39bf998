//! Explains the error messages of Xero, Lentune and Dext: cause, fix steps and the next question.
//!
//! # Layout, in reading order
//!
//! - [`paste`]: what people paste, made comparable, with the way back to the original spelling.
//! - [`rules`]: the known errors, read from files and checked.
//! - [`classify`]: which errors a paste holds, and how sure that is.
//! - [`helpdesk`]: the conversation, free of any platform.
//! - [`service`]: the desk while it is open, for both edges.
//! - `store`: what outlives the process, behind the feature of that name.
//! - [`console`]: the conversation in the terminal.
//! - `discord`: the conversation in Discord, behind the feature of that name.
//! - [`commands`]: everything that needs no conversation, one file a command.
//! - [`cli`], [`settings`]: what a person can type; every variable, read once.
//! - [`logging`]: what is logged, and what never is.
//!
//! The core does no I/O. `ARCHITECTURE.md` has the map and what is deliberately absent.

pub mod classify;
pub mod cli;
pub mod commands;
pub mod console;
#[cfg(feature = "discord")]
pub mod discord;
pub mod helpdesk;
pub mod logging;
pub mod paste;
pub mod rules;
pub mod service;
pub mod settings;
#[cfg(feature = "store")]
pub mod store;
