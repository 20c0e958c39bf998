//! How far it is, on one line of a terminal that is written over and taken away at the end.

use std::io::Write;
use std::time::{Duration, Instant};

/// What takes less time is done before anybody wonders.
const PATIENCE: Duration = Duration::from_millis(500);

/// Least time between two updates.
const UPDATE: Duration = Duration::from_millis(100);

/// How far it is: lines done, and when the size of the input is known their share and the time left.
pub struct Progress {
    terminal: Box<dyn Write>,
    columns: usize,
    size: Option<u64>,
    lines: u64,
    bytes: u64,
    started: Instant,
    drawn: Option<Instant>,
    /// How many columns stand on the terminal now.
    shown: usize,
}

impl Progress {
    /// Begins now, on a terminal of so many `columns`; `size` is that of the input, in bytes.
    pub fn on(terminal: Box<dyn Write>, columns: usize, size: Option<u64>) -> Self {
        Self { terminal, columns, size, lines: 0, bytes: 0, started: Instant::now(), drawn: None, shown: 0 }
    }

    /// So many more lines are done, of so many bytes.
    pub(super) fn add(&mut self, lines: u64, bytes: u64) {
        self.add_at(Instant::now(), lines, bytes);
    }

    fn add_at(&mut self, now: Instant, lines: u64, bytes: u64) {
        self.lines += lines;
        self.bytes += bytes;
        let taken = now.saturating_duration_since(self.started);
        let recent = self.drawn.is_some_and(|drawn| now.saturating_duration_since(drawn) < UPDATE);
        if taken >= PATIENCE && !recent {
            self.drawn = Some(now);
            self.show(&sentence(self.lines, self.bytes, self.size, taken));
        }
    }

    /// Writes `text` over what stands there. Blanks instead of an escape sequence: every terminal knows them.
    fn show(&mut self, text: &str) {
        // In the last column some terminals begin a new line.
        let text: String = text.chars().take(self.columns.saturating_sub(1)).collect();
        let before = self.shown;
        self.shown = text.chars().count();
        // A terminal that is gone stops nothing.
        let _ = write!(self.terminal, "\r{text:before$}").and_then(|()| self.terminal.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown > 0 {
            self.show("");
            let _ = write!(self.terminal, "\r").and_then(|()| self.terminal.flush());
        }
    }
}

/// `1,234,567 lines, 800,000 a second, 41 %, 0:02 left`
fn sentence(lines: u64, bytes: u64, size: Option<u64>, taken: Duration) -> String {
    let milliseconds = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = lines.saturating_mul(1_000) / milliseconds;
    let mut sentence = format!("{} lines, {} a second", grouped(lines), grouped(rate));
    // A file may grow while it is read.
    if let Some(size) = size.filter(|size| (1..=*size).contains(&bytes)) {
        let share = u128::from(bytes) * 100 / u128::from(size);
        let left = (u128::from(milliseconds) * u128::from(size - bytes)).div_ceil(u128::from(bytes) * 1_000);
        sentence.push_str(&format!(", {share} %, {}:{:02} left", left / 60, left % 60));
    }
    sentence
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// Sends what is written to it.
    struct Terminal(Sender<u8>);

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            bytes.iter().for_each(|byte| self.0.send(*byte).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn it_says_how_much_is_done_how_fast_and_what_is_left() {
        let second = Duration::from_secs(1);
        assert_eq!(
            sentence(1_234_567, 50, Some(200), 41 * second),
            "1,234,567 lines, 30,111 a second, 25 %, 2:03 left"
        );
        assert_eq!(sentence(999, 50, None, second), "999 lines, 999 a second");
        // The file has grown since.
        assert_eq!(sentence(1_000, 201, Some(200), second), "1,000 lines, 1,000 a second");
    }

    #[test]
    fn it_is_silent_at_first_updates_ten_times_a_second_and_leaves_nothing() {
        let (sender, terminal) = channel();
        let mut progress = Progress::on(Box::new(Terminal(sender)), 80, Some(1_000));
        let start = progress.started;
        let seen = |progress: &mut Progress, milliseconds| {
            progress.add_at(start + Duration::from_millis(milliseconds), 10, 1);
            String::from_utf8(terminal.try_iter().collect()).unwrap()
        };
        assert_eq!(seen(&mut progress, 499), "");
        assert_eq!(seen(&mut progress, 500), "\r20 lines, 40 a second, 0 %, 4:10 left");
        assert_eq!(seen(&mut progress, 599), "");
        assert_eq!(seen(&mut progress, 10_000), "\r40 lines, 4 a second, 0 %, 41:30 left");
        // What is shorter covers all of what stood there.
        let sooner = "50 lines, 4 a second, 0 %, 39:48 left";
        assert_eq!(seen(&mut progress, 12_000), format!("\r{sooner:<37}"));
        drop(progress);
        let last = String::from_utf8(terminal.iter().collect()).unwrap();
        assert_eq!(last, format!("\r{}\r", " ".repeat(37)));
    }

    #[test]
    fn it_never_needs_a_second_line() {
        let (sender, terminal) = channel();
        let mut progress = Progress::on(Box::new(Terminal(sender)), 12, None);
        progress.add_at(progress.started + Duration::from_secs(1), 5, 5);
        assert_eq!(String::from_utf8(terminal.try_iter().collect()).unwrap(), "\r5 lines, 5 ");
    }
}
