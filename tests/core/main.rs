//! The core and the terminal, without Discord.

mod conversation;
