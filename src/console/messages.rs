//! Lines as they are typed or pasted, gathered into messages.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// A pause this long ends a paste: a terminal hands over a pasted text in one go, a hand takes longer between lines.
const PAUSE: Duration = Duration::from_millis(250);

/// Longest input that is read, in bytes; the same as a line of `classify`.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Messages from somebody at a keyboard: lines that came in one go belong together.
#[derive(Debug)]
pub struct Messages {
    lines: Receiver<String>,
    pause: Duration,
}

impl Messages {
    /// Reads `input` on a thread of its own, which ends with the input.
    pub fn from_input(input: impl Read + Send + 'static) -> Self {
        let (send, lines) = channel();
        thread::spawn(move || {
            let mut input = io::BufReader::new(input);
            let mut line = Vec::new();
            loop {
                line.clear();
                match (&mut input).take(MOST_BYTES).read_until(b'\n', &mut line) {
                    Ok(0) | Err(_) => return,
                    Ok(_)
                        if send
                            .send(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned())
                            .is_err() =>
                    {
                        return;
                    }
                    Ok(_) => {}
                }
            }
        });
        Self { lines, pause: PAUSE }
    }
}

impl Iterator for Messages {
    type Item = String;

    /// The next message, without blanks around it; `None` when the input has ended.
    fn next(&mut self) -> Option<String> {
        let mut message = self.lines.recv().ok()?;
        // A pause and the end of the input both end the message.
        while let Ok(line) = self.lines.recv_timeout(self.pause) {
            // A blank line typed on its own ends it too; one inside a pasted text is followed at once.
            let ends = line.trim().is_empty() && !message.trim().is_empty();
            message.push('\n');
            message.push_str(&line);
            if ends {
                let Ok(more) = self.lines.recv_timeout(self.pause / 4) else { break };
                message.push('\n');
                message.push_str(&more);
            }
        }
        Some(message.trim().to_owned())
    }
}

/// All of a piped input as one text, unreadable bytes replaced, at most 4 MiB; and whether it was cut there.
pub fn everything(input: impl Read) -> io::Result<(String, bool)> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
    let cut = bytes.len() > most;
    bytes.truncate(most);
    Ok((String::from_utf8_lossy(&bytes).into_owned(), cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages when all these lines are there before the first is read.
    fn messages(lines: &[&str]) -> Vec<String> {
        let (send, receive) = channel();
        lines.iter().for_each(|line| send.send((*line).to_owned()).unwrap());
        drop(send);
        Messages { lines: receive, pause: PAUSE }.collect()
    }

    #[test]
    fn lines_that_come_in_one_go_are_one_message() {
        assert_eq!(messages(&["one", "", "two", "three"]), ["one\n\ntwo\nthree"]);
    }

    #[test]
    fn a_blank_line_at_the_end_is_no_part_of_the_message() {
        assert_eq!(messages(&["one", "two", ""]), ["one\ntwo"]);
    }

    #[test]
    fn the_lines_of_an_input_arrive_without_their_ends() {
        let messages: Vec<String> = Messages::from_input("one\r\n".as_bytes()).collect();
        assert_eq!(messages, ["one"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let (text, cut) = everything(&b"a\xff\xfeb"[..]).unwrap();
        assert_eq!((text.as_str(), cut), ("a\u{fffd}\u{fffd}b", false));
    }
}
