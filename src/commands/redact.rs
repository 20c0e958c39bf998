//! `redact`: a text as it would be kept.

use std::io::{self, BufRead, BufReader, Read, Write};

use crate::paste::redact::Redactor;

/// Longest piece of a line that is held, in bytes; a longer line is redacted in pieces that end at a blank.
const MOST_BYTES: usize = 1024 * 1024;

/// Writes `input` to `out` line by line with everything taken out that is never kept; bytes that are no text are replaced
/// by U+FFFD. Flushes when no further line waits. Fails only when reading or writing does.
pub fn redact(input: impl Read, out: &mut dyn Write) -> io::Result<()> {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let mut redactor = Redactor::new();
    let mut held = Vec::new();
    loop {
        let room = u64::try_from(MOST_BYTES.saturating_sub(held.len())).unwrap_or(u64::MAX);
        input.by_ref().take(room).read_until(b'\n', &mut held)?;
        if held.is_empty() {
            return out.flush();
        }
        let whole = held.ends_with(b"\n") || held.len() < MOST_BYTES;
        let rest = if whole { Vec::new() } else { held.split_off(end_of_piece(&held)) };
        out.write_all(redactor.line(&String::from_utf8_lossy(&held)).text.as_bytes())?;
        held = rest;
        if !input.buffer().contains(&b'\n') {
            out.flush()?;
        }
    }
}

/// Where the last blank of a piece ends; the whole piece when it has none.
fn end_of_piece(piece: &[u8]) -> usize {
    piece.iter().rposition(u8::is_ascii_whitespace).map_or(piece.len(), |at| at + 1)
}
