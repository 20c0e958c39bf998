//! Whether a message says that it worked, that it did not, or asks something: a few plain checks beside the statistics.
//!
//! Taking "sorted, but it still shows" for solved closes a case that is open, and no amount of word counting tells it
//! from "it still showed, but now it is sorted". So the clauses are read one by one and the last one that says anything
//! decides; inside a clause a doubt outweighs a success ("worked until noon", "not sure it's fixed").

/// What a message says about the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// It worked, in so many words: "that's sorted", "it went through".
    Solved,
    /// Probably: a thanks alone, something that ended ("published", "it was a duplicate").
    MaybeSolved,
    /// It did not, or not quite: "still there", "worked, but".
    Unsolved,
    /// A question, whatever else it says.
    Question,
    /// Nothing of the kind.
    Plain,
}

/// Says that it worked. Words in order, anywhere in a clause; checked before [`DOUBT`], so that "no more errors" is no
/// doubt.
const SOLVED: &[&str] = &[
    "sorted",
    "solved",
    "resolved",
    "fixed",
    "worked",
    "works",
    "did it",
    "done it",
    "did the trick",
    "done the trick",
    "went through",
    "gone through",
    "came through",
    "come through",
    "through now",
    "went in",
    "gone in",
    "in it went",
    "went over",
    "gone over",
    "went fine",
    "went ok",
    "its in",
    "its all in",
    "is in now",
    "in xero now",
    "its there now",
    "is there now",
    "is back",
    "error gone",
    "errors gone",
    "error has gone",
    "errors gone now",
    "message gone",
    "message has gone",
    "badge gone",
    "badge has gone",
    "gone now",
    "has disappeared",
    "has cleared",
    "cleared itself",
    "no error now",
    "no error any more",
    "no error anymore",
    "no more error",
    "no more errors",
    "no longer shows",
    "no longer there",
    "no errors",
    "all good",
    "all fine",
    "all green",
    "all done",
    "good now",
    "ok now",
    "okay now",
    "fine now",
    "happy now",
    "right now it works",
    "tick now",
    "a tick",
    "got a tick",
    "ticked now",
    "turned into a tick",
    "never mind",
    "nevermind",
    "nvm",
    "ignore me",
    "false alarm",
    "panic over",
    "my mistake",
    "my fault",
    "found it",
    "that was it",
    "thats it",
    "thats the one",
    "spot on",
    "bingo",
    "managed it",
    "got there",
    "no need",
    "not needed",
    "no problem now",
    "no issue now",
    "no longer needed",
    "published ok",
    "published fine",
    "published now",
    "publishes now",
    "publishing again",
    "publishing now",
    "publishing fine",
    "posted ok",
    "posted fine",
    "back to normal",
    "up and running",
    "working now",
    "working again",
    "back again",
    "success",
    "successful",
    "successfully",
    "all through",
    "are through",
    "is through",
    "everythings over",
    "all over now",
];

/// Ends something, or thanks for it; means solved when nothing else is said.
const MAYBE_SOLVED: &[&str] = &[
    "thanks",
    "thank you",
    "thankyou",
    "thx",
    "ta",
    "cheers",
    "lovely",
    "perfect",
    "brilliant",
    "great",
    "magic",
    "legend",
    "nice one",
    "hooray",
    "yay",
    "published",
    "posted",
    "accepted",
    "approved now",
    "it approved",
    "went",
    "done",
    "tick",
    "it was a duplicate",
    "was a duplicate",
    "was the same",
    "had it already",
    "was already there",
    "turned out",
    "my bad",
    "wrong client",
    "gone",
];

/// Says that it did not work, or not quite.
const DOUBT: &[&str] = &[
    "still",
    "but",
    "not",
    "cant",
    "cannot",
    "wont",
    "dont",
    "doesnt",
    "didnt",
    "isnt",
    "wasnt",
    "arent",
    "hasnt",
    "havent",
    "couldnt",
    "wouldnt",
    "aint",
    "no",
    "nope",
    "never",
    "nothing",
    "none",
    "neither",
    "until",
    "till",
    "except",
    "unless",
    "although",
    "though",
    "however",
    "only",
    "half",
    "almost",
    "nearly",
    "same",
    "again",
    "yet",
    "stuck",
    "fails",
    "failed",
    "failing",
    "bounces",
    "bounced",
    "refused",
    "rejected",
    "wrong",
    "unsure",
    "doubt",
    "if",
    "hope",
    "hopefully",
    "should",
    "might",
    "maybe",
    "think",
    "apparently",
    "supposedly",
    "worse",
    "another",
    "new error",
    "different error",
    "twice",
    "stopped",
    "keeps",
];

/// Begins a question.
const ASKS: &[&str] = &[
    "how",
    "where",
    "wheres",
    "which",
    "what",
    "whats",
    "who",
    "whos",
    "when",
    "why",
    "can",
    "could",
    "do",
    "does",
    "did",
    "is",
    "are",
    "am",
    "was",
    "will",
    "would",
    "should",
    "shall",
    "has",
    "have",
    "may",
    "must",
    "any",
    "anyone",
    "so how",
    "so where",
    "so what",
    "so do",
    "so is",
    "and how",
    "and where",
    "and what",
    "ok how",
    "ok where",
    "ok what",
    "now what",
    "what now",
    "next",
];

/// Reads the tone of `text`.
pub(super) fn tone(text: &str) -> Tone {
    let text: String = text.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’' | '‘')).take(600).collect();
    let clauses: Vec<(String, bool)> = clauses(&text);
    let mut tone = Tone::Plain;
    for (clause, marked) in &clauses {
        if *marked || ASKS.iter().any(|start| clause.starts_with(&format!(" {start} "))) {
            return Tone::Question;
        }
        let (rest, solved) = without(clause, SOLVED);
        let doubt = holds(&rest, DOUBT);
        tone = match (solved, doubt, holds(&rest, MAYBE_SOLVED)) {
            (_, true, _) => Tone::Unsolved,
            (true, false, _) => Tone::Solved,
            (false, false, true) if tone == Tone::Plain => Tone::MaybeSolved,
            _ => tone,
        };
    }
    tone
}

/// Clauses with a blank on either side and their words parted by one, and whether a question mark ends them.
fn clauses(text: &str) -> Vec<(String, bool)> {
    let mut clauses = Vec::new();
    for part in
        text.split_inclusive(|c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '–' | '—'))
    {
        let words: Vec<&str> = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            continue;
        }
        // What stands behind "but" is a clause of its own, and keeps the word: it takes something back.
        let mut pieces: Vec<String> = vec![" ".to_owned()];
        for word in words {
            if word == "but" && pieces.last().is_some_and(|piece| piece.len() > 1) {
                pieces.push(" ".to_owned());
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push_str(word);
                piece.push(' ');
            }
        }
        let last = pieces.len();
        clauses.extend(pieces.into_iter().enumerate().map(|(n, piece)| (piece, n + 1 == last && part.ends_with('?'))));
    }
    clauses
}

fn holds(clause: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| clause.contains(&format!(" {phrase} ")))
}

/// The clause without the phrases, and whether it held one.
fn without(clause: &str, phrases: &[&str]) -> (String, bool) {
    let mut rest = clause.to_owned();
    for phrase in phrases {
        rest = rest.replace(&format!(" {phrase} "), " ");
    }
    let found = rest.len() < clause.len();
    (rest, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_clause_that_says_anything_decides() {
        for (text, expected) in [
            ("sorted, ta", Tone::Solved),
            ("it went through this time", Tone::Solved),
            ("no more errors, thanks", Tone::Solved),
            ("it didn't take at first, now it's sorted", Tone::Solved),
            ("nothing for an hour and then. all good now", Tone::Solved),
            ("sorted, but the message is still there", Tone::Unsolved),
            ("worked until lunch", Tone::Unsolved),
            ("not sure it worked", Tone::Unsolved),
            ("it's fixed but it shows another one", Tone::Unsolved),
            ("that fixed it for one of them, the rest still bounce", Tone::Unsolved),
            ("fixed it, I think", Tone::Unsolved),
            ("thanks", Tone::MaybeSolved),
            ("it was a duplicate, binned it", Tone::MaybeSolved),
            ("thanks, where do I find it", Tone::Question),
            ("has it worked?", Tone::Question),
            ("changed the code", Tone::Plain),
        ] {
            assert_eq!(tone(text), expected, "{text}");
        }
    }
}
