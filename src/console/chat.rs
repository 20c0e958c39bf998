//! The conversation: one case in memory, from the paste to the end of it.

use std::io::{self, Write};
use std::time::SystemTime;

use crate::helpdesk::{Case, Effect, Happened, Reply};
use crate::rules::Text;
use crate::service::{Post, Service};

use super::choice::{Choice, choices};
use super::page::{Line, Page};
use super::{Look, render, say};

/// The one case a terminal has.
const THE_CASE: &str = "terminal";

/// The terminal's side of the desk: what was said last, and what its numbers mean.
#[derive(Debug)]
pub struct Desk<'s> {
    service: &'s Service,
    look: Look,
    about: Post,
    choices: Vec<Choice>,
}

impl<'s> Desk<'s> {
    /// A desk without a case yet.
    pub fn new(service: &'s Service, look: Look) -> Self {
        Self { service, look, about: Post::new(THE_CASE), choices: Vec::new() }
    }

    /// What is shown for `message`, typed at `now`: a number picks from the last reply, anything else is read in the
    /// light of the case.
    pub fn hear(&mut self, message: &str, now: SystemTime) -> String {
        let picked = message.trim().parse::<usize>().ok().and_then(|number| self.choices.get(number.checked_sub(1)?));
        let happened = match picked {
            Some(choice) => choice.means.clone(),
            None if !self.choices.is_empty() && is_a_number(message) => {
                let nothing = format!("There is no {}: pick 1 to {}.", message.trim(), self.choices.len());
                return render(&Reply::Note(Text::plain(&nothing)), self.look);
            }
            None => Happened::Typed { text: message.to_owned(), directly: true },
        };
        let effects = self.service.converse(&self.about, Case::default(), happened, now);
        self.show(effects)
    }

    fn show(&mut self, effects: Vec<Effect>) -> String {
        let mut shown = String::new();
        for effect in effects {
            match effect {
                Effect::Say(reply) | Effect::SayPrivately(reply) | Effect::Change(reply) => {
                    self.put(&mut shown, &reply);
                }
                Effect::CallPerson { summary } => {
                    self.put(&mut shown, &Reply::Note(Text::plain(say::COPY_THIS)));
                    self.put(&mut shown, &summary);
                }
                Effect::Close | Effect::TakeAway => self.choices.clear(),
                // The second comes of a press that the terminal does not have.
                Effect::Remember(_) | Effect::Unrecognised { .. } | Effect::Claimed { .. } => {}
            }
        }
        shown
    }

    fn put(&mut self, shown: &mut String, reply: &Reply) {
        if !shown.is_empty() {
            shown.push('\n');
        }
        shown.push_str(&render(reply, self.look));
        // A note leaves the numbers of the answer above it in force.
        if !matches!(reply, Reply::Note(_)) {
            self.choices = choices(reply);
        }
        if self.look.numbered && matches!(reply, Reply::Answers { .. }) {
            let mut page = Page::new(self.look.width);
            page.paragraph("", &Line::dim(say::HINT));
            if !shown.ends_with("\n\n") {
                shown.push('\n');
            }
            shown.push_str(&page.finish());
        }
    }
}

/// Talks with somebody at a keyboard until the messages end or one is `quit`.
pub fn chat(
    service: &Service,
    messages: impl Iterator<Item = String>,
    out: &mut dyn Write,
    look: Look,
    now: impl Fn() -> SystemTime,
) -> io::Result<()> {
    let mut desk = Desk::new(service, look);
    let mut page = Page::new(look.width);
    page.paragraph("", &Line::plain(say::WELCOME));
    write!(out, "{}\n> ", page.finish())?;
    out.flush()?;
    for message in messages {
        if matches!(message.trim().to_lowercase().as_str(), "quit" | "exit" | "q" | "bye") {
            return Ok(());
        }
        if !message.trim().is_empty() {
            write!(out, "\n{}\n", desk.hear(&message, now()))?;
        }
        write!(out, "> ")?;
        out.flush()?;
    }
    writeln!(out)
}

/// Whether `message` can only be meant for the list: two digits at most, since three are the code of an error.
fn is_a_number(message: &str) -> bool {
    let message = message.trim();
    (1..=2).contains(&message.len()) && message.bytes().all(|byte| byte.is_ascii_digit())
}
