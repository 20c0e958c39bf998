//! JSON Lines in, JSON Lines out: one object a line, in order, in constant memory, on as many threads as are given.

mod batch;
mod object;
mod pool;
mod progress;

use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::thread;

use serde::Serialize;

use batch::{Batch, Batches, lines};

pub use progress::Progress;

pub(super) use object::{Pasted, read_line, read_object};

/// What is written in place of a line that cannot be read.
#[derive(Debug, Serialize)]
struct Unread<'e> {
    line: u64,
    error: &'e str,
}

/// As many threads as this program may have processors at a time; 1 when the system does not say.
pub fn all_cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Runs `each` over the lines of `input` (their number from 1, their bytes, where to write one object), on `threads` threads
/// at once; where it gives an error, an error object is written in place of the line. What is written is in the order of
/// the input, and flushed when no further line waits. With one thread all is done on the caller's. Fails only when reading
/// or writing does, or when `each` panics on another thread.
pub(super) fn each_line<R: Read + Send + 'static>(
    input: R,
    out: &mut dyn Write,
    threads: NonZeroUsize,
    mut progress: Option<Progress>,
    each: impl Fn(u64, &[u8], &mut Vec<u8>) -> Result<(), String> + Sync,
) -> io::Result<()> {
    let mut batches = Batches::new(input);
    let work = |batch: &mut Batch| answer(batch, &each);
    let mut write = |batch: &Batch| {
        out.write_all(&batch.out)?;
        out.flush()?;
        if let Some(progress) = &mut progress {
            progress.add(batch.count, batch.size);
        }
        Ok(())
    };
    if threads > NonZeroUsize::MIN {
        return pool::in_order(batches, threads.get(), &work, &mut write);
    }
    let mut batch = Batch::default();
    while batches.fill(&mut batch)? {
        work(&mut batch);
        write(&batch)?;
    }
    Ok(())
}

/// Writes what `each` gives for every line into the batch.
fn answer(batch: &mut Batch, each: impl Fn(u64, &[u8], &mut Vec<u8>) -> Result<(), String>) {
    let Batch { first, bytes, out, .. } = batch;
    let refuse = |out: &mut Vec<u8>, line: u64, error: &str| {
        // Writing to memory does not fail.
        let _ = write_object(out, &Unread { line, error });
    };
    if bytes.is_empty() {
        refuse(out, *first, "the line is longer than 4 MiB");
        out.push(b'\n');
    }
    for (number, line) in (*first..).zip(lines(bytes)) {
        let start = out.len();
        if let Err(error) = each(number, without_mark(number, line), out) {
            out.truncate(start);
            refuse(out, number, &error);
        }
        out.push(b'\n');
    }
}

/// Writes `object` to `out` as JSON.
pub(super) fn write_object(out: &mut Vec<u8>, object: &impl Serialize) -> Result<(), String> {
    serde_json::to_writer(out, object).map_err(|error| error.to_string())
}

/// The first line without the byte order mark some editors put there.
fn without_mark(number: u64, line: &[u8]) -> &[u8] {
    match line.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if number == 1 => rest,
        _ => line,
    }
}
