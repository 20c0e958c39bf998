//! What the bot said, in order, and what of it the test has read.

use std::fmt::Write;

use serde_json::Value;

use super::model::Id;

/// One thing a person could notice.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// A message appeared.
    Posted { message: Id, channel: Id, interaction: Option<Id>, private: bool },
    /// A message changed; by whose press, where it was an answer to one.
    Edited { message: Id, interaction: Option<Id> },
    /// A message went away.
    Deleted { message: Id },
    /// A thread was opened in `parent`.
    Thread { channel: Id, parent: Id },
    /// A form opened.
    Modal { interaction: Id },
    /// A list of choices dropped down.
    Choices { interaction: Id },
}

/// An act, how it looked when it happened, and whether the test has read it.
#[derive(Clone, Debug)]
pub struct Said {
    pub act: Act,
    /// Where and how, for a person.
    pub place: String,
    pub shown: String,
    /// The message, modal, thread or choices as Discord's JSON at that moment.
    pub wire: Value,
    pub read: bool,
}

/// Everything said so far.
#[derive(Default)]
pub struct Log {
    said: Vec<Said>,
    /// How often "Crosscheck is typing…" was shown.
    pub typing: usize,
}

impl Log {
    /// Notes an act.
    pub fn note(&mut self, act: Act, place: String, shown: String, wire: Value) {
        self.said.push(Said { act, place, shown, wire, read: false });
    }

    /// Takes the first unread act that fits, and marks it read.
    pub fn take(&mut self, fits: impl Fn(&Act) -> bool) -> Option<Said> {
        let said = self.said.iter_mut().find(|said| !said.read && fits(&said.act))?;
        said.read = true;
        Some(said.clone())
    }

    /// What no one has read.
    pub fn unread(&self) -> Vec<&Said> {
        self.said.iter().filter(|said| !said.read).collect()
    }

    /// Marks everything read: for a test that looks at something else.
    pub fn read_all(&mut self) {
        self.said.iter_mut().for_each(|said| said.read = true);
    }

    /// Everything said, for a person who looks at a failed test.
    pub fn dump(&self) -> String {
        if self.said.is_empty() {
            return "The bot has said nothing.\n".into();
        }
        let mut dump = String::from("What the bot said (* not read by the test):\n");
        for said in &self.said {
            let mark = if said.read { ' ' } else { '*' };
            let _ = writeln!(dump, "{mark} {}", said.place);
            for line in said.shown.lines() {
                let _ = writeln!(dump, "      {line}");
            }
        }
        dump
    }
}
