//! The format of rule files as data: every key, what may stand in it and what it is for.
//!
//! The checker and the JSON Schema both read these tables, so that they cannot differ.

/// The keys that one kind of table may hold.
#[derive(Debug)]
pub(super) struct Keys {
    /// What the table is called in reports: `[[causes]]`, or "a rule" for a whole file.
    pub(super) called: &'static str,
    /// In the order in which an author writes them.
    pub(super) keys: &'static [Key],
}

impl Keys {
    /// The key of this name.
    pub(super) fn get(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of all keys.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

/// One key.
#[derive(Debug)]
pub(super) struct Key {
    /// As it is written in the file.
    pub(super) name: &'static str,
    /// What may stand in it.
    pub(super) shape: Shape,
    /// Whether a file without it is faulty.
    pub(super) needed: bool,
    /// What it is for, in half a sentence.
    pub(super) about: &'static str,
}

/// What may stand in a key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    /// A text in quotes, of any length.
    Text,
    /// A text for a button: at most [`LABEL`] characters.
    Label,
    /// A text for one line: at most so many characters.
    Line(usize),
    /// A sentence with `**bold**`, `{slots}` and `[parts]`; at most so many characters once filled.
    Wording(usize),
    /// A web address.
    Address,
    /// A list of texts.
    Texts,
    /// A list of phrases, each with at least so many words of its own in every form.
    Phrases(usize),
    /// A list of regular expressions.
    Patterns,
    /// `true` or `false`.
    Flag,
    /// A day, `2026-11-21`.
    Date,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One table in curly brackets.
    Table(&'static Keys),
    /// A list of tables, as `[[headings]]` or in curly brackets.
    Tables(&'static Keys),
    /// A list of texts, of tables, or of both; a text alone stands for the table's first key.
    TextsOrTables(&'static Keys),
}

/// Characters on a button. Discord allows 80 (button label); more than 38 wrap on a phone.
pub(super) const LABEL: usize = 38;
/// Characters of a headline once filled. A thread is named after it, and Discord allows 100 there.
pub(super) const TITLE: usize = 100;
/// Characters of one step once filled: four lines on a phone.
pub(super) const STEP: usize = 300;
/// Characters of a cause or a short answer once filled: eight lines on a phone.
pub(super) const SENTENCE: usize = 600;
/// Characters of a question with buttons below it: four lines on a phone.
pub(super) const QUESTION_LENGTH: usize = 150;
/// Characters of what stands beside a step or above a way.
pub(super) const ASIDE: usize = 80;
/// Characters of a source's title. It stands in an embed's footer beside the app and the day, and the bot keeps that to
/// 200 (Discord would allow 2,048).
pub(super) const SOURCE_TITLE: usize = 130;
/// Characters of an app's name: it stands in sentences in place of `{app}`, and in a footer.
pub(super) const APP_NAME: usize = 30;
/// Steps of one fix: more of them are better split by cause, or led to by a how-to.
pub(super) const MAX_STEPS: usize = 10;
/// Characters of a rule with the longest fix of each cause, or of a how-to with all its ways: an embed's description
/// holds 4,096 in Discord, and headings and numbers need their share.
pub(super) const MESSAGE: usize = 3_800;
/// Prompts of a rule: Discord shows five buttons in a row.
pub(super) const MAX_PROMPTS: usize = 5;
/// Causes of a rule: their answers and *Not sure* fill two rows of five buttons.
pub(super) const MAX_CAUSES: usize = 9;
/// Characters of the id of a file.
pub(super) const ID: usize = 40;
/// Characters of the id of a cause or an app: both go into a button's custom id, where Discord allows 100 in all.
pub(super) const SHORT_ID: usize = 24;

/// A key that must be there.
const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, needed: true, about }
}

/// A key that may be there.
const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, needed: false, about }
}

const OFF: Key = optional("off", Shape::Flag, "in RULES_DIR: switches the built-in entry of this id off");
const NOTES: Key = optional("notes", Shape::Text, "a remark for authors, never shown");

/// `rules/xero`, `rules/dext`, `rules/lentune`.
pub(super) static RULE: Keys = Keys {
    called: "a rule",
    keys: &[
        needed("title", Shape::Wording(TITLE), "the headline of the answer"),
        optional("phrases", Shape::Phrases(3), "the error texts, recognised wherever they stand in a paste"),
        optional("only_when_asked", Shape::Phrases(2), "wordings that count only when the bot was asked"),
        optional("patterns", Shape::Patterns, "regular expressions, where a phrase cannot say it"),
        optional("last_resort", Shape::Flag, "this error counts only when no other is found in the paste"),
        optional("outage", Shape::Text, "the app that is down when several people meet this error at once"),
        optional("state", Shape::Table(&STATE), "a mark in a column of an app, instead of a text"),
        optional("described", Shape::Texts, "how people tell the problem without quoting the text"),
        optional("prompts", Shape::TextsOrTables(&PROMPT), "the how-tos offered next, five at most"),
        optional("sources", Shape::Tables(&SOURCE), "the pages the knowledge comes from"),
        optional("fine", Shape::Flag, "nothing is wrong, so there is nothing to mend"),
        NOTES,
        optional("ask", Shape::Line(QUESTION_LENGTH), "the question that tells several causes apart"),
        optional("in_order", Shape::Flag, "the causes are tried as written, whatever has helped more often"),
        OFF,
        needed("causes", Shape::Tables(&CAUSE), "why it happens, the likeliest first"),
        optional("examples", Shape::Tables(&EXAMPLE), "pastes that must give this rule"),
        optional("counterexamples", Shape::Tables(&COUNTEREXAMPLE), "pastes that come close and must not"),
    ],
};

static STATE: Keys = Keys {
    called: "state",
    keys: &[
        needed("app", Shape::Text, "the app that shows the mark"),
        needed("shows", Shape::OneOf(&["cross", "tick", "dash", "blank"]), "the mark"),
        optional("also", Shape::Texts, "other words and characters for the mark"),
    ],
};

static PROMPT: Keys = Keys {
    called: "prompts",
    keys: &[
        needed("howto", Shape::Text, "the how-to it leads to"),
        optional("button", Shape::Label, "words on the button, where the how-to's own do not fit"),
        optional("asked", Shape::Texts, "how people ask for it after this error"),
        optional("short", Shape::Wording(SENTENCE), "the direct answer in the light of this error"),
    ],
};

static SOURCE: Keys = Keys {
    called: "sources",
    keys: &[
        needed("title", Shape::Line(SOURCE_TITLE), "the title of the page"),
        needed("url", Shape::Address, "its address"),
        needed("checked", Shape::Date, "the day somebody last read it"),
    ],
};

static CAUSE: Keys = Keys {
    called: "[[causes]]",
    keys: &[
        optional("id", Shape::Text, "its permanent id; needed where there are several causes"),
        optional("answer", Shape::Label, "the answer to `ask` that stands for this cause"),
        optional("said", Shape::Texts, "other ways to give that answer"),
        needed("because", Shape::Wording(SENTENCE), "why the error happens"),
        optional("fixes", Shape::Tables(&FIX), "what to do, by app; the preferred way first"),
    ],
};

static FIX: Keys = Keys {
    called: "[[causes.fixes]]",
    keys: &[
        needed("app", Shape::Texts, "the apps these steps are for, or [\"any\"]"),
        optional("general", Shape::Flag, "true: in no source, shown as general advice"),
        needed("steps", Shape::TextsOrTables(&STEP_KEYS), "what to do, in order"),
    ],
};

static STEP_KEYS: Keys = Keys {
    called: "steps",
    keys: &[
        needed("text", Shape::Wording(STEP), "what to do"),
        optional("howto", Shape::Text, "the how-to that shows the clicks"),
        optional("needs", Shape::Line(ASIDE), "who may do it, for instance \"Adviser role in Xero\""),
        optional("danger", Shape::OneOf(&["void", "delete", "clear", "unlock", "none"]), "what cannot be taken back"),
    ],
};

static EXAMPLE: Keys =
    Keys { called: "[[examples]]", keys: &[needed("paste", Shape::Text, "the text as people paste it")] };

static COUNTEREXAMPLE: Keys = Keys {
    called: "[[counterexamples]]",
    keys: &[
        needed("paste", Shape::Text, "a text that comes close and is something else"),
        needed("because", Shape::Text, "what it is instead"),
    ],
};

/// `rules/howto`.
pub(super) static HOWTO: Keys = Keys {
    called: "a how-to",
    keys: &[
        needed("title", Shape::Wording(TITLE), "its headline"),
        needed("button", Shape::Label, "words on its button"),
        needed("asked", Shape::Texts, "how people ask for it"),
        needed("short", Shape::Wording(SENTENCE), "the answer in one sentence"),
        optional("sources", Shape::Tables(&SOURCE), "the pages the knowledge comes from"),
        NOTES,
        OFF,
        optional("ways", Shape::Tables(&WAY), "the clicks, by app or by screen"),
        optional("examples", Shape::Tables(&QUESTION), "questions that must lead here"),
        optional("counterexamples", Shape::Tables(&OTHER_QUESTION), "questions that lead elsewhere"),
    ],
};

static WAY: Keys = Keys {
    called: "[[ways]]",
    keys: &[
        optional("app", Shape::Texts, "the apps whose clicks these are; without it, any"),
        optional("when", Shape::Line(ASIDE), "the screens these clicks are for, for instance \"Older screens\""),
        optional("general", Shape::Flag, "true: in no source, shown as general advice"),
        needed("steps", Shape::TextsOrTables(&STEP_KEYS), "what to do, in order"),
    ],
};

static QUESTION: Keys = Keys {
    called: "[[examples]]",
    keys: &[
        needed("asked", Shape::Text, "what somebody types"),
        optional("after", Shape::Text, "the rule that was explained before"),
    ],
};

static OTHER_QUESTION: Keys = Keys {
    called: "[[counterexamples]]",
    keys: &[
        needed("asked", Shape::Text, "what somebody types"),
        optional("after", Shape::Text, "the rule that was explained before"),
        needed("because", Shape::Text, "the how-to or intent it leads to instead"),
    ],
};

/// `rules/apps`.
pub(super) static APP: Keys = Keys {
    called: "an app",
    keys: &[
        needed("name", Shape::Line(APP_NAME), "its name as people know it"),
        optional("known_by", Shape::Texts, "words that show in a paste that it comes from this app"),
        optional("status", Shape::Text, "the how-to that tells whether it is down"),
        optional("before", Shape::Table(&NOTE), "said before every fix in this app"),
        optional("after", Shape::Table(&NOTE), "said after every fix in this app"),
        NOTES,
        OFF,
    ],
};

static NOTE: Keys = Keys {
    called: "before and after",
    keys: &[
        needed("text", Shape::Wording(STEP), "the sentence"),
        optional("howto", Shape::Text, "the how-to that says more"),
    ],
};

/// `rules/intents`.
pub(super) static INTENT: Keys = Keys {
    called: "an intent",
    keys: &[
        needed("title", Shape::Text, "what it stands for"),
        needed("said", Shape::Texts, "how people say it"),
        NOTES,
        OFF,
        optional("examples", Shape::Tables(&QUESTION), "sayings that must be understood as this"),
        optional("counterexamples", Shape::Tables(&OTHER_QUESTION), "sayings that mean something else"),
    ],
};
