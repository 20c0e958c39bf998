//! Batches on several threads: one reads, several work, and the caller's own writes in the order of the input.
//!
//! A few batches go round, and there are never more: a reader that is ahead waits for one to come back, so memory does not
//! grow with the input.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::batch::{Batch, Batches};

/// What the thread that writes hears from the others.
enum Event {
    /// The next lines were read.
    Read(Batch),
    /// What is to be written for these lines is known.
    Worked(Batch),
    /// Nothing more will be read.
    Ended(io::Result<()>),
    /// A worker failed.
    Failed,
}

/// Reads `batches`, has `threads` workers do `work` on them and hands them to `write` in the order of the input. Fails when
/// reading or writing does, or when a worker panics.
pub(super) fn in_order<R: Read + Send + 'static>(
    batches: Batches<R>,
    threads: usize,
    work: &(impl Fn(&mut Batch) + Sync),
    write: &mut dyn FnMut(&Batch) -> io::Result<()>,
) -> io::Result<()> {
    let (events, heard) = mpsc::channel();
    let (spare, spares) = mpsc::channel();
    // One in the hands of each worker, one that waits for it, one being read and one being written.
    for _ in 0..2 * threads + 2 {
        spare.send(Batch::default()).map_err(|_| failed())?;
    }
    // Nobody waits for this thread to end: when writing fails it may sit in a read that takes for ever.
    let tell = events.clone();
    thread::Builder::new().spawn(move || {
        let ended = catch_unwind(AssertUnwindSafe(|| read(batches, &spares, &tell)));
        // Whoever listened may be gone.
        let _ = tell.send(Event::Ended(ended.unwrap_or_else(|_| Err(failed()))));
    })?;
    let (queue, queued) = mpsc::channel();
    let queued = Mutex::new(queued);
    thread::scope(|scope| {
        // However this block is left, both ends are closed with it, and each worker ends with the batch in its hands.
        let (queue, heard) = (queue, heard);
        for _ in 0..threads {
            let tell = events.clone();
            let queued = &queued;
            thread::Builder::new().spawn_scoped(scope, move || worker(queued, work, &tell))?;
        }
        drop(events);
        collect(&heard, &queue, &spare, write)
    })
}

/// Reads until the end, or until nobody listens.
fn read<R: Read>(mut batches: Batches<R>, spares: &Receiver<Batch>, tell: &Sender<Event>) -> io::Result<()> {
    while let Ok(mut batch) = spares.recv() {
        if !batches.fill(&mut batch)? || tell.send(Event::Read(batch)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Works on what is queued until the queue is closed.
fn worker(queued: &Mutex<Receiver<Batch>>, work: &impl Fn(&mut Batch), tell: &Sender<Event>) {
    loop {
        let next = queued.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut batch) = next else {
            return;
        };
        // A batch that never came back would be waited for.
        let worked = catch_unwind(AssertUnwindSafe(|| work(&mut batch)));
        let event = worked.map_or(Event::Failed, |()| Event::Worked(batch));
        if tell.send(event).is_err() {
            return;
        }
    }
}

/// Queues what was read and writes what was worked on, each batch after the one before it, and sends it back to be filled
/// again.
fn collect(
    heard: &Receiver<Event>,
    queue: &Sender<Batch>,
    spare: &Sender<Batch>,
    write: &mut dyn FnMut(&Batch) -> io::Result<()>,
) -> io::Result<()> {
    let mut early: BTreeMap<u64, Batch> = BTreeMap::new();
    let mut next_line = 1;
    let mut unwritten = 0u32;
    let mut ended = None;
    loop {
        match heard.recv().map_err(|_| failed())? {
            Event::Read(batch) => {
                unwritten += 1;
                queue.send(batch).map_err(|_| failed())?;
            }
            Event::Worked(batch) => {
                early.insert(batch.first, batch);
            }
            Event::Ended(result) => ended = Some(result),
            Event::Failed => return Err(failed()),
        }
        while let Some(batch) = early.remove(&next_line) {
            write(&batch)?;
            unwritten -= 1;
            next_line += batch.count;
            // Once all is read nobody needs it.
            let _ = spare.send(batch);
        }
        if unwritten == 0
            && let Some(result) = ended.take()
        {
            return result;
        }
    }
}

fn failed() -> io::Error {
    io::Error::other("a thread that works on the lines has failed; this is a fault of the program")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// One line at a time, for ever; counts them.
    struct Endless(Arc<AtomicUsize>);

    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0.fetch_add(1, Ordering::SeqCst);
            into.iter_mut().zip(b"line\n").for_each(|(to, from)| *to = *from);
            Ok(5)
        }
    }

    #[test]
    fn the_reader_is_never_further_ahead_than_a_few_batches() {
        let read = Arc::new(AtomicUsize::new(0));
        let (threads, mut written) = (3, 0);
        let error = in_order(Batches::new(Endless(Arc::clone(&read))), threads, &|_: &mut Batch| {}, &mut |_| {
            assert!(read.load(Ordering::SeqCst) <= written + 2 * threads + 2);
            written += 1;
            if written == 1_000 { Err(io::Error::other("enough")) } else { Ok(()) }
        });
        assert_eq!(error.unwrap_err().to_string(), "enough");
    }

    #[test]
    fn a_worker_that_panics_ends_it_with_an_error() {
        let input = Endless(Arc::default());
        let work = |batch: &mut Batch| assert!(batch.first < 100, "this is meant to be");
        let mut written = 0;
        let error = in_order(Batches::new(input), 2, &work, &mut |batch| {
            written = batch.first;
            Ok(())
        });
        assert!(error.unwrap_err().to_string().contains("a fault of the program"));
        assert!(written < 100);
    }
}
