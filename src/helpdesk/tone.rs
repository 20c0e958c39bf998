//! Whether a message says that it worked, that it did not, or asks something: a few plain checks beside the statistics.
//!
//! Taking "sorted, but it still shows" for solved closes a case that is open, and no amount of word counting tells it
//! from "it still showed, but now it is sorted". So the clauses are read one by one and the last one that says anything
//! decides; inside a clause a doubt outweighs a success ("it worked, only not for all", "not sure it's fixed").
//!
//! The lists hold lower-case words in order, apostrophes dropped, blanks for whatever parts the words.

/// What a message says about the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// It worked, in so many words: "that's sorted", "it went through".
    Solved,
    /// Probably: a thanks alone, something that ended ("published").
    MaybeSolved,
    /// It did not, or not quite: "still there", "worked, but".
    Unsolved,
    /// A question, whatever else it says.
    Question,
    /// Nothing of the kind.
    Plain,
}

/// Say that it worked. Looked for before [`DOUBT`], so that "no more errors" is no doubt.
const SOLVED: &str = "came right|come right|works again|worked again|no further help|no help needed|it published|it posted|it was approved|\
    it approved|let me publish|let it through|in now|and its in|claim is in|claims are in|in the end its|sorted|solved|\
    resolved|fixed|worked|works|did it|done it|did the trick|done the trick|did the job|went through|\
    gone through|came through|come through|through now|went in|gone in|in it went|went over|gone over|gone across|\
    went across|went fine|went ok|its in|its all in|is in now|in xero now|its there now|is there now|is back|gone now|\
    cleared itself|no error|no errors|no more error|no more errors|no longer shows|no longer there|all good|all fine|\
    all green|all done|its fine|is fine|good now|ok now|okay now|fine now|happy now|tick now|a tick|ticked now|never mind|\
    nevermind|nvm|ignore me|false alarm|panic over|my mistake|my fault|found it|that was it|thats it|spot on|bingo|\
    managed it|got there|no need|not needed|no further|no more help|no problem now|no issue now|no longer needed|\
    dont need any|dont need anything|need no more|answers my question|answers it|answers that|thats all i|\
    thats everything|close this|close the case|close it|its green|is green|were good|im good|all set|got it working|\
    cleared itself|published ok|published fine|published now|publishes now|publishing again|publishing now|publishing fine|posted ok|\
    posted fine|back to normal|up and running|working now|working again|its working|back again|success|successful|\
    successfully|all through|are through|is through|its through|everythings over";

/// What goes away when a problem is solved, and how that is said; both in one clause.
const SHOWN: &str = "error|errors|message|messages|badge|warning|flag|cross|triangle|problem";
const VANISHED: &str = "gone|vanished|cleared|disappeared|went away|went";

/// Ends something, or gives thanks for it; solved when nothing else is said.
const MAYBE_SOLVED: &str = "excellent|awesome|amazing|wonderful|champion|sweet|beauty|thanks|thank you|thankyou|thx|ta|cheers|lovely|perfect|brilliant|great|magic|legend|nice one|\
    hooray|yay|published|posted|accepted|approved now|went|done|tick|a duplicate|had it already|\
    was already there|turned out|my bad|wrong client|gone";

/// A copy too many, and what is done with it; both in one message: there is nothing left to send.
const COPY: &str = "duplicate|a double|dupe|same one|same bill|same invoice|same thing|already there|had it already";
const PUT_AWAY: &str = "deleted|removed|binned|archived|got rid|scrapped|put away|threw away|chucked";

/// Hold a word of [`DOUBT`] and no doubt.
const HARMLESS: &str = "no vat|no gst|no tax|published again|sent again|sent it again|tried again|posted again|no idea why|dont know why|not sure why|dont ask|same bill|same invoice|same one|\
    again thanks|thanks again|your help|the help|more help|no worries|if you|only me|wrong date|wrong year|wrong code|wrong client|wrong rate";

/// Say that it did not work, or not quite.
const DOUBT: &str = "greek to me|still|stays|remains|persists|not|cant|cannot|wont|dont|doesnt|didnt|isnt|wasnt|arent|hasnt|havent|couldnt|wouldnt|aint|no|\
    nope|never|nothing|nothings|none|nones|neither|except|\
    unless|although|though|however|only|half|almost|nearly|same|again|yet|stuck|fails|failed|failing|bounces|bounced|\
    refused|rejected|wrong|unsure|doubt|if|hope|hopefully|should|might|maybe|think|apparently|supposedly|worse|another|\
    new error|different error|stopped|keeps|give up|giving up|something else|now it says|now says|other error|help|no luck|anyway|lost";

/// Take a success in the same clause back.
const NO_LONGER: &str = "until|till|as before|for a while|at first";

/// Begin a question.
const ASKS: &str = "how|hows|where|wheres|which|what|whats|who|whos|why|whens|any|anyone|when do|when does|when will|when is|when can|\
    when should|so how|so where|so what|so do|so is|and how|and where|and what|ok how|ok where|ok what|now what|next|now how|now where|then how|then where|but how|but where";

/// Make a question wherever they stand in a clause: "I have it open now where do I go".
const ASKS_INSIDE: &str =
    "where do|where can|where does|where is|how do|how does|how can|how am|what do i|what now|who do|who can";

/// Begin a question when one of [`ASKED_ABOUT`] follows; otherwise a statement may go on: "did that", "must be slow".
const VERBS: &str = "do|does|did|is|are|am|was|were|has|have|can|could|will|would|should|shall|may|must";
const ASKED_ABOUT: &str = "i|you|we|he|she|it|they|the|this|that|there|these|those|a|an|my|our|your|his|her|their|xero|dext|\
    lentune|anyone|anybody|someone|somebody|everyone|any|all|both";
/// Statements that begin that way, unless one of [`HAPPENS`] follows: "did it twice", but "did it go in".
const NO_QUESTION: &str = "did that|did it|did the|did all|did this|did both|have all|is all";
const HAPPENS: &str = "go|get|come|make|work|post|publish|land|arrive|reach|send|clear|save|take";

/// A whole clause that says there is nothing more to do.
const NOTHING_MORE: &[&str] = &[" nothing else ", " nothing more ", " no more "];

/// Characters read of one message.
const MAX_CHARS: usize = 600;

/// Reads the tone of `text`.
pub(super) fn tone(text: &str) -> Tone {
    let text: String = text.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’' | '‘')).take(MAX_CHARS).collect();
    let clauses = clauses(&text);
    let whole: String = clauses.iter().map(|(clause, _)| clause.as_str()).collect();
    let mut tone = if holds(&whole, COPY) && holds(&whole, PUT_AWAY) { Tone::Solved } else { Tone::Plain };
    for (clause, asked) in &clauses {
        if *asked || begins_a_question(clause) {
            return Tone::Question;
        }
        if NOTHING_MORE.contains(&clause.as_str()) {
            tone = Tone::Solved;
            continue;
        }
        let rest = without(clause, SOLVED);
        let solved = rest.len() < clause.len() || (holds(clause, SHOWN) && holds(clause, VANISHED));
        let doubt = holds(&without(&rest, HARMLESS), DOUBT)
            || (solved && holds(&rest, NO_LONGER))
            || (!solved && clause.starts_with(" but "));
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
    for part in text.split_inclusive([',', '.', ';', ':', '!', '?', '\n', '(', ')', '–', '—']) {
        let mut pieces: Vec<String> = vec![" ".to_owned()];
        for word in part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            // What stands behind "but" is a clause of its own, and keeps the word: it takes something back unless it says
            // that it worked after all.
            if word == "but" && pieces.last().is_some_and(|piece| piece.len() > 1) {
                pieces.push(" ".to_owned());
            }
            if let Some(piece) = pieces.last_mut() {
                piece.push_str(word);
                piece.push(' ');
            }
        }
        let last = pieces.len();
        let asked = |place: usize| place + 1 == last && part.ends_with('?');
        let pieces = pieces.into_iter().enumerate().filter(|(_, piece)| piece.len() > 1);
        clauses.extend(pieces.map(|(place, piece)| (piece, asked(place))));
    }
    clauses
}

fn begins_a_question(clause: &str) -> bool {
    let mut words = clause.split_whitespace();
    let in_list = |word: Option<&str>, list: &str| word.is_some_and(|word| list.split('|').any(|known| known == word));
    let turned_round = in_list(words.next(), VERBS) && in_list(words.next(), ASKED_ABOUT);
    let told = begins(clause, NO_QUESTION) && !in_list(words.next(), HAPPENS);
    begins(clause, ASKS) || holds(clause, ASKS_INSIDE) || (turned_round && !told)
}

fn begins(clause: &str, list: &str) -> bool {
    list.split('|').any(|words| clause.starts_with(&format!(" {words} ")))
}

fn holds(clause: &str, list: &str) -> bool {
    list.split('|').any(|words| clause.contains(&format!(" {words} ")))
}

/// The clause without all that stands in the list.
fn without(clause: &str, list: &str) -> String {
    list.split('|').fold(clause.to_owned(), |rest, words| rest.replace(&format!(" {words} "), " "))
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
            ("the badge has finally gone", Tone::Solved),
            ("No VAT was the right one and it's in", Tone::Solved),
            ("it didn't take at first, now it's sorted", Tone::Solved),
            ("nothing for an hour and then. all good now", Tone::Solved),
            ("sorted, but the message is still there", Tone::Unsolved),
            ("worked until lunch", Tone::Unsolved),
            ("it wasn't right at first but it's sorted now", Tone::Solved),
            ("not sure it worked", Tone::Unsolved),
            ("it's fixed but it shows another one", Tone::Unsolved),
            ("that fixed it for one of them, the rest still bounce", Tone::Unsolved),
            ("fixed it, I think", Tone::Unsolved),
            ("the error hasn't gone", Tone::Unsolved),
            ("thanks anyway, I give up", Tone::Unsolved),
            ("thanks", Tone::MaybeSolved),
            ("it was a duplicate, binned it", Tone::Solved),
            ("same bill twice so I removed ours", Tone::Solved),
            ("did what you said and it's fine", Tone::Solved),
            ("thanks, where do I find it", Tone::Question),
            ("the light is green, the message stays", Tone::Unsolved),
            ("fixed it in xero, now how does it reach dext", Tone::Question),
            ("did it go in the first time", Tone::Question),
            ("nothing's worked", Tone::Unsolved),
            ("nothing else, thank you", Tone::Solved),
            ("don't need any more help", Tone::Solved),
            ("it cleared itself once I published again", Tone::Solved),
            ("has it worked?", Tone::Question),
            ("may I void it", Tone::Question),
            ("it's ticked now, must have been slow", Tone::Solved),
            ("changed the code", Tone::Plain),
            ("", Tone::Plain),
        ] {
            assert_eq!(tone(text), expected, "{text}");
        }
    }
}
