//! The conversation in the terminal.

mod chat;
mod choice;
mod messages;
mod page;
mod render;
mod say;

pub use chat::{Desk, chat};
pub use choice::{Choice, choices};
pub use messages::{Messages, everything};
pub use render::render;
pub use say::CUT;

/// Narrowest and widest text: below it nothing is legible, above it lines are too long to follow.
const WIDTHS: std::ops::RangeInclusive<usize> = 20..=100;

/// Width where there is no terminal to ask.
const PLAIN_WIDTH: usize = 80;

/// How things are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns to use.
    pub width: usize,
    /// Choices carry the number that picks them.
    pub numbered: bool,
}

impl Look {
    /// The look for standard output as it is now; `numbered` when somebody can type a number.
    pub fn of_stdout(numbered: bool) -> Self {
        let columns = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        Self::new(columns.unwrap_or(PLAIN_WIDTH), numbered)
    }

    /// A look of `columns`, kept between 20 and 100.
    pub fn new(columns: usize, numbered: bool) -> Self {
        Self { width: columns.clamp(*WIDTHS.start(), *WIDTHS.end()), numbered }
    }
}
