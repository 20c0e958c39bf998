//! What a person can type.

#![expect(clippy::doc_markdown, reason = "the comments here are the help, read in a terminal without markup")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, value_parser};

/// More threads than this only cost memory.
const MOST_THREADS: i64 = 64;

/// Explains the error messages of Xero, Lentune and Dext.
///
/// Without a command: the Discord bot when DISCORD_TOKEN is set, else a conversation in the terminal.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the Discord bot
    Bot,
    /// Talk in the terminal: paste an error, read the answer, ask on
    ///
    /// Pick a prompt by its number or type a question. Text that is piped in is read as one paste, however many lines it
    /// has, and gets one answer.
    Chat,
    /// Explain one text
    Explain(ExplainArgs),
    /// Classify pastes: JSON Lines in, JSON Lines out
    Classify {
        /// Lines of {"text":…}; standard input without it
        file: Option<PathBuf>,
        /// Judge as if the bot had been addressed
        #[arg(long)]
        asked: bool,
        /// How many lines are worked on at once; without it as many as there are cores
        #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=MOST_THREADS))]
        threads: Option<u16>,
    },
    /// Find what follow-up questions are about: JSON Lines in, JSON Lines out
    FollowUp {
        /// Lines of {"about":"lock-date","text":…}; standard input without it
        file: Option<PathBuf>,
    },
    /// Show a text as it would be kept: without what says whose books it comes from
    ///
    /// Prints the text with a placeholder in square brackets in place of every e-mail address, phone, bank account, card
    /// and tax number, token, long id and name of a contact. Everything else stays as it was.
    Redact {
        /// The text; standard input without it
        file: Option<PathBuf>,
    },
    /// Measure on labelled JSON Lines
    Eval {
        /// Lines of {"text":…,"label":…} or {"text":…,"about":…,"topic":…}
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Judge pastes as if the bot had been addressed
        #[arg(long)]
        asked: bool,
        /// The figures as data
        #[arg(long)]
        json: bool,
        /// Fail below the figures recorded in this file
        #[arg(long, value_name = "FILE")]
        floor: Option<PathBuf>,
    },
    /// Tools for the authors of rules
    #[command(subcommand)]
    Rules(Rules),
}

/// How to explain.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The message, or the id of a rule or how-to; standard input without it
    pub text: Vec<String>,
    /// The reply as data
    #[arg(long)]
    pub json: bool,
    /// The evidence too
    #[arg(long)]
    pub why: bool,
    /// The app you use, unless the message shows it
    #[arg(long, value_name = "ID")]
    pub app: Option<String>,
}

/// The authors' tools.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Report every fault of every rule file, and what could be better
    Check {
        /// A folder of rules to check alone; else the rules built in and those of RULES_DIR
        folder: Option<PathBuf>,
    },
    /// List what is known
    List,
    /// Show a rule or how-to as its author wrote it
    Show {
        /// Its id
        id: String,
        /// The file itself, as something to copy and change
        #[arg(long)]
        toml: bool,
    },
    /// Show a rule or how-to as people read it
    Preview {
        /// Its id
        id: String,
    },
    /// Draft a rule from a pasted message: into RULES_DIR, else ./rules
    New {
        /// The id of the new rule: small letters and hyphens, as in contact-archived
        id: String,
        /// The file with the message; without it, or with -, what is pasted or piped in
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// By whose words the message is
        #[arg(long = "in", value_name = "FOLDER", default_value = "xero", value_parser = ["xero", "dext", "lentune"])]
        folder: String,
        /// Also when the message is a known error
        #[arg(long)]
        anyway: bool,
    },
    /// Write everything that is known as one page for a browser
    Docs {
        /// The file to write; standard output without it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Print the format of rule files as JSON Schema, for editors
    Schema {
        /// The kind of file
        #[arg(default_value = "rule", value_parser = ["rule", "howto", "app", "intent"])]
        kind: String,
        /// Write all of them into this folder instead
        #[arg(long, value_name = "FOLDER", conflicts_with = "kind")]
        out: Option<PathBuf>,
    },
}
