//! The desk's own sentences, one place for both edges.

/// Asked, and only near errors were found.
pub const DID_YOU_MEAN: &str = "I am not sure which error this is. Did you mean one of these?";
/// The way out of *Did you mean*.
pub const NONE_OF_THESE: &str = "None of these";
/// Asked; reads like an error, but no rule covers it.
pub const NOT_COVERED: &str = "This reads like an error message, but I have no entry for it yet. \
     Paste the message exactly as the app shows it, or ask a person.";
/// Asked; nothing to explain was found.
pub const NOTHING_FOUND: &str = "I found no error message in this. \
     Paste the message as Xero, Lentune or Dext shows it: the more of it, the better.";
/// A question could not be matched.
pub const NEAREST: &str = "I cannot place that question. These come nearest; a person can help with the rest.";
/// Above the apps to choose from.
pub const WHICH_APP: &str = "Where did you see this?";
/// The last of the apps to choose from: none of those named.
pub const SOMEWHERE_ELSE: &str = "Somewhere else";
/// The last answer to the question that tells causes apart.
pub const NOT_SURE: &str = "Not sure";
/// Before causes that are no longer in question.
pub const RULED_OUT: &str = "Ruled out:";
/// Above steps that follow ones which did not help.
pub const ANOTHER_WAY: &str = "Another way:";
/// Right below the steps of a fix or a way that stand in no source, above the source.
pub fn general(source_named: bool) -> &'static str {
    match source_named {
        true => "General advice: these steps are not in the source named below.",
        false => "General advice: no source is named for these steps.",
    }
}
/// The same behind steps that are told in one line.
pub const GENERAL_IN_LINE: &str = "General advice, not in the source.";
/// The paste no longer needs an answer.
pub const WORKED: &str = "It worked";
/// The steps did not help.
pub const STILL_STUCK: &str = "Still stuck";
/// The answer is about something else.
pub const NOT_THIS_ONE: &str = "Not this one";
/// Somebody else should take over.
pub const ASK_A_PERSON: &str = "Ask a person";

/// Said to a paste that holds a token, whatever else is said to it. It never quotes the token.
pub const REVOKE: &str = "This paste holds an access token or another secret. Revoke it where it was issued \
     and delete the message: until then everybody who can read it can use it.";

/// Said to somebody who has asked for more than can be read.
pub const ENOUGH: &str = "That is a lot within a minute. I go on in the next one: paste the rest then.";

/// Said when it worked.
pub(super) const GLAD: &str = "Good to hear. This one is closed.";
/// Asked when something sounds as if it had worked.
pub(super) const DID_IT_WORK: &str = "Did it work? Answer yes, and I close this one; no, and we go on.";
/// Said when a closed case is thanked again.
pub(super) const WELCOME: &str = "You are welcome. Paste the next message whenever one turns up.";
/// Said below an answer without steps, when the error was seen in an app the rule says nothing about.
pub(super) const NO_STEPS_FOR_OTHERS: &str =
    "I have no steps for other apps. Say “ask a person”, and I write down what is known for whoever can help.";
/// Said when a button names something that is no longer known.
pub(super) const OUT_OF_DATE: &str = "This answer is out of date. Paste the message again.";
/// Said when a person is asked for a second time.
pub(super) const CALLED_ALREADY: &str =
    "A person was asked for already, with what we tried. If it cannot wait, speak to whoever can look at your books.";
/// Said instead of who has taken the case over, where people have no names.
pub const CLAIMED_ALREADY: &str = "Somebody has taken this over already.";
/// Said to whoever asked when the team's staff was called.
pub const PERSON_CALLED: &str =
    "I have passed this on to your team, with what we tried. Whoever takes it over will say so here.";
/// The same to somebody whose conversation nobody else sees.
pub const PERSON_CALLED_PRIVATELY: &str =
    "I have passed this on to your team, with what we tried. Whoever takes it over will write to you.";
/// Said, when addressed, to what is about something else.
pub(super) const UNRELATED: &str = "That seems to be about something else. I can explain error messages of Xero, \
     Lentune and Dext: paste one, or ask about the last.";
/// Said when an answer was taken away.
pub(super) const DISMISSED: &str = "I have put that answer aside. Paste the message exactly as the app shows it.";
