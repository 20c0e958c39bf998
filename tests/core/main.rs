//! The core and the terminal, without Discord: one binary for all of it.

mod any_paste;
mod classification;
mod command_line;
mod conversation;
mod desk;
mod figures;
mod replies;
mod rule_files;
mod rules_folder;
mod sample;
mod talk;
mod terminal;
