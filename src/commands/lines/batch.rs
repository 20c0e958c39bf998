//! Lines read some at a time: as many whole lines as wait, up to a bound.

use std::io::{self, BufRead, BufReader, Read};
use std::iter;

/// Longest line that is read, in bytes without its end; longer ones are skipped without being held.
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Most that is read at once, in bytes: some hundred lines, against which handing them to a thread costs little.
const AT_ONCE: usize = 64 * 1024;

/// Lines that stand together, and what is to be written for them; used again and again.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The number of the first line, from 1.
    pub(super) first: u64,
    /// How many lines these are.
    pub(super) count: u64,
    /// How many bytes they take in the input.
    pub(super) size: u64,
    /// The lines as they were read; empty for the one line that was too long to be held.
    pub(super) bytes: Vec<u8>,
    /// What is to be written.
    pub(super) out: Vec<u8>,
}

impl Batch {
    /// Empties it. A long line must not keep its memory for the rest of the run.
    fn clear(&mut self) {
        for held in [&mut self.bytes, &mut self.out] {
            held.clear();
            held.shrink_to(2 * AT_ONCE);
        }
    }
}

/// Takes `bytes` apart into lines without their ends.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    iter::from_fn(move || {
        let all = rest;
        let length = rest.skip_until(b'\n').ok().filter(|length| *length > 0)?;
        let line = all.get(..length)?;
        Some(line.strip_suffix(b"\n").unwrap_or(line))
    })
}

/// An input, read in batches.
pub(super) struct Batches<R> {
    input: BufReader<R>,
    /// The number of the line that comes next.
    next: u64,
}

impl<R: Read> Batches<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(AT_ONCE, input), next: 1 }
    }

    /// Reads the next lines into `batch`: those that wait, without waiting for more, else the one that comes. False at the
    /// end.
    pub(super) fn fill(&mut self, batch: &mut Batch) -> io::Result<bool> {
        batch.clear();
        batch.first = self.next;
        batch.size = 0;
        let mut too_long = false;
        loop {
            let waiting = match self.input.fill_buf() {
                Ok(waiting) => waiting,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = waiting.iter().position(|byte| *byte == b'\n');
            let begun = end.unwrap_or(waiting.len());
            if batch.bytes.len() + begun > MOST_BYTES {
                too_long = true;
                batch.bytes = Vec::new();
            }
            let used = match end {
                // It stands alone, so that whoever works on a batch sees by its emptiness what it is.
                Some(end) if too_long => end + 1,
                Some(_) => waiting.iter().rposition(|byte| *byte == b'\n').map_or(begun, |last| last + 1),
                None => begun,
            };
            if !too_long {
                batch.bytes.extend_from_slice(waiting.get(..used).unwrap_or_default());
            }
            self.input.consume(used);
            batch.size += u64::try_from(used).unwrap_or(u64::MAX);
            if end.is_some() || used == 0 {
                break;
            }
        }
        batch.count = match batch.size {
            0 => 0,
            _ if too_long => 1,
            _ => lines_in(&batch.bytes),
        };
        self.next += batch.count;
        Ok(batch.count > 0)
    }
}

/// How many lines these are; the last one may have no end.
fn lines_in(bytes: &[u8]) -> u64 {
    // As many as a byte can count: so the compiler compares many at once.
    let ends = bytes.chunks(255).map(|part| part.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    ends.map(u64::from).sum::<u64>() + u64::from(!bytes.ends_with(b"\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives what it holds a piece at a time, as a pipe does.
    struct Pieces(Vec<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let piece = self.0.remove(0);
            into[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    #[test]
    fn a_batch_is_what_waits_and_never_half_a_line() {
        let pieces = ["one\ntwo\nthr", "ee\n", "four", "\n\nsix"];
        let mut batches = Batches::new(Pieces(pieces.map(|piece| piece.as_bytes().to_vec()).to_vec()));
        let mut batch = Batch::default();
        let mut seen = Vec::new();
        while batches.fill(&mut batch).unwrap() {
            seen.push((batch.first, batch.count, batch.size, String::from_utf8(batch.bytes.clone()).unwrap()));
        }
        let wanted = [(1, 2, 8, "one\ntwo\n"), (3, 1, 6, "three\n"), (4, 2, 6, "four\n\n"), (6, 1, 3, "six")];
        assert_eq!(seen, wanted.map(|(first, count, size, bytes)| (first, count, size, bytes.to_owned())));
        assert_eq!(lines_in(&[b'\n'; 1_000]), 1_000);
        assert_eq!(lines(b"four\n\nsix").collect::<Vec<_>>(), [&b"four"[..], b"", b"six"]);
    }

    #[test]
    fn a_line_that_is_too_long_is_a_batch_without_bytes() {
        let mut input = b"first\n".to_vec();
        input.extend(vec![b'x'; MOST_BYTES]);
        input.extend_from_slice(b"\n");
        input.extend(vec![b'x'; MOST_BYTES + 1]);
        input.extend_from_slice(b"\nlast\n");
        let mut batches = Batches::new(&input[..]);
        let mut batch = Batch::default();
        let mut seen = Vec::new();
        while batches.fill(&mut batch).unwrap() {
            seen.extend(
                (batch.first..)
                    .take(usize::try_from(batch.count).unwrap())
                    .zip(lines(&batch.bytes).map(<[u8]>::len).chain(batch.bytes.is_empty().then_some(0))),
            );
        }
        assert_eq!(seen, [(1, 5), (2, MOST_BYTES), (3, 0), (4, 4)]);
    }
}
