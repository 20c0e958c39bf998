//! Whole conversations, as data: every file of `tests/dialogues` is one. Its README has the format.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use crosscheck::classify::Addressed;
use crosscheck::console::{Look, choices, render};
use crosscheck::helpdesk::{Case, Effect, Happened, Knowledge, LEFT_ALONE, Outcome, Person, Press, Reply, words};
use crosscheck::rules::{AppId, CauseId, HowToId, RuleId, RuleSet};
use proptest::prelude::*;

/// The rules the program brings along, compiled once for all tests.
pub(crate) static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::new(RuleSet::built_in().unwrap_or_else(|faults| panic!("{faults}"))));

/// Wide enough that no expected line is broken.
const WIDE: Look = Look { width: 4000, numbered: false };

#[test]
fn every_dialogue_goes_as_it_is_written() {
    let mut failures = String::new();
    let files = dialogues();
    assert!(!files.is_empty());
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy();
        if let Err(failure) = Dialogue::new(&fs::read_to_string(path).unwrap()).run() {
            writeln!(failures, "== {name}, {failure}\n").unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn dialogues() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

/// One dialogue while it is played.
struct Dialogue<'t> {
    lines: Vec<(usize, &'t str)>,
    in_thread: bool,
    case: Case,
    last: Option<Reply>,
    now: SystemTime,
    /// What was said to the last act and is not expected yet.
    said: Vec<String>,
    /// All that was said to the last act, for the report.
    shown: String,
}

impl<'t> Dialogue<'t> {
    fn new(text: &'t str) -> Self {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        Self {
            lines: lines.collect(),
            in_thread: false,
            case: Case::default(),
            last: None,
            now: SystemTime::UNIX_EPOCH,
            said: Vec::new(),
            shown: String::new(),
        }
    }

    fn run(mut self) -> Result<(), String> {
        let lines = std::mem::take(&mut self.lines);
        let mut lines = lines.into_iter().peekable();
        while let Some((number, line)) = lines.next() {
            let at = |what: String| format!("line {number}: {what}");
            if let Some(first) = line.strip_prefix("> ") {
                let mut text = first.to_owned();
                let mut last = number;
                while let Some((below, more)) = lines.next_if(|(at, next)| *at == last + 1 && next.starts_with('>')) {
                    last = below;
                    text.push('\n');
                    text.push_str(more.trim_start_matches('>').trim_start());
                }
                self.act(Happened::Typed { text, directly: !self.in_thread });
            } else if let Some(text) = line.strip_prefix("@ ") {
                self.act(Happened::Typed { text: text.to_owned(), directly: true });
            } else if let Some(text) = line.strip_prefix("~ ") {
                self.act(Happened::Pasted { text: text.to_owned(), addressed: Addressed::Overheard });
            } else if let Some(label) = line.strip_prefix('[').and_then(|label| label.strip_suffix(']')) {
                let happened =
                    self.button(label).ok_or_else(|| at(format!("no button {label:?} on {:#?}", self.last)))?;
                self.act(happened);
            } else if line == "(staff write)" {
                self.act(Happened::StaffWrote);
            } else if let Some(name) = line.strip_prefix('(').and_then(|line| line.strip_suffix(" claims it)")) {
                self.act(Happened::Claimed(Person::new(name)));
            } else if line == "(a week passes)" {
                self.now += LEFT_ALONE;
            } else if line == "(in a thread)" {
                self.in_thread = true;
            } else if line == "(restart)" {
                let in_hand = self.case.in_hand.clone().ok_or_else(|| at("nothing is in hand".to_owned()))?;
                self.case = Case::of(in_hand, self.case.cause.clone(), self.case.app.clone());
            } else if let Some(app) = line.strip_prefix("(the channel uses ") {
                self.case.app = Some(AppId::new(app.trim_end_matches(')')));
            } else if line == "(nothing)" {
                if !self.shown.is_empty() {
                    return Err(at(format!("nothing was to be said, but this was:\n{}", self.shown)));
                }
            } else if let Some(text) = line.strip_prefix("! ") {
                if self.shown.contains(text) {
                    return Err(at(format!("{text:?} was not to be said, but was:\n{}", self.shown)));
                }
            } else {
                let found = self.said.iter().position(|said| said.contains(line.trim()));
                let found =
                    found.ok_or_else(|| at(format!("expected {:?}, said was:\n{}", line.trim(), self.shown)))?;
                self.said.drain(..=found);
            }
        }
        Ok(())
    }

    fn act(&mut self, happened: Happened) {
        self.now += Duration::from_secs(30);
        let (case, effects) = KNOWLEDGE.converse(std::mem::take(&mut self.case), happened, self.now);
        self.case = case;
        self.shown = effects.iter().map(|effect| self.show(effect)).collect();
        self.said = self.shown.lines().map(str::to_owned).collect();
    }

    fn show(&mut self, effect: &Effect) -> String {
        let (mark, reply) = match effect {
            Effect::Say(reply) => ("", Some(reply)),
            Effect::SayPrivately(reply) => ("(privately)\n", Some(reply)),
            Effect::Change(reply) => ("(in place)\n", Some(reply)),
            Effect::CallPerson { summary } => ("(a person is called)\n", Some(summary)),
            Effect::TakeAway => ("(taken away)\n", None),
            Effect::Close => ("(closed)\n", None),
            Effect::Claimed { by } => return format!("(claimed by {})\n", by.as_str()),
            // Said of every answer; tests/core/counting.rs has what is counted when.
            Effect::Remember(Outcome::Answered | Outcome::AnsweredLater | Outcome::Offered | Outcome::Unrecognised) => {
                return String::new();
            }
            Effect::Remember(outcome) => return format!("(remembered: {outcome:?})\n"),
            Effect::Unrecognised { text } => return format!("(noted as a gap: {text})\n"),
        };
        let Some(reply) = reply else { return mark.to_owned() };
        if let Reply::Claimed(by) = reply {
            return format!("{mark}{} has it\n", by.as_str());
        }
        if !matches!(reply, Reply::Note(_)) {
            self.last = Some(reply.clone());
        }
        format!("{mark}{}", plain(reply))
    }

    fn button(&self, label: &str) -> Option<Happened> {
        let press = match label {
            words::WORKED => Press::Worked,
            words::STILL_STUCK => Press::StillStuck,
            words::NOT_THIS_ONE => Press::NotThisOne,
            words::ASK_A_PERSON => Press::Person,
            _ if label.starts_with("Cause ") => Press::Cause(CauseId::new(label.trim_start_matches("Cause "))),
            _ => {
                let choices = choices(self.last.as_ref()?);
                return choices.into_iter().find(|choice| choice.label == label).map(|choice| choice.means);
            }
        };
        Some(Happened::Pressed(press))
    }
}

proptest! {
    /// Whatever happens in whatever order, somebody who addresses the bot is answered, and nothing panics.
    #[test]
    fn every_turn_ends_well(turns in proptest::collection::vec(turn(), 1..12), app in proptest::option::of(app())) {
        let mut case = Case::with_default_app(app);
        for happened in turns {
            let answered = matches!(happened, Happened::Chose(_) | Happened::ChoseHowTo(_))
                || matches!(&happened, Happened::Typed { directly: true, .. });
            let (next, effects) = KNOWLEDGE.converse(case, happened.clone(), SystemTime::UNIX_EPOCH);
            prop_assert!(!answered || !effects.is_empty(), "nothing was said to {happened:?} in {next:#?}");
            for effect in &effects {
                if let Effect::Say(reply) | Effect::Change(reply) | Effect::SayPrivately(reply) = effect {
                    prop_assert!(!plain(reply).trim().is_empty(), "an empty reply to {happened:?}: {reply:?}");
                }
            }
            case = next;
        }
    }
}

fn app() -> impl Strategy<Value = AppId> {
    proptest::sample::select(vec!["dext", "lentune", "hubdoc", "api", "no-such-app"]).prop_map(AppId::new)
}

fn turn() -> impl Strategy<Value = Happened> {
    let rules: Vec<RuleId> = KNOWLEDGE.rules().rules().iter().map(|rule| rule.id.clone()).collect();
    let rule = proptest::sample::select([rules, vec![RuleId::new("no-such-rule")]].concat());
    let causes = KNOWLEDGE.rules().rules().iter().flat_map(|rule| &rule.causes).map(|cause| cause.id.clone());
    let cause = proptest::sample::select(causes.collect::<Vec<CauseId>>());
    let howtos: Vec<HowToId> = KNOWLEDGE.rules().howtos().iter().map(|howto| howto.id.clone()).collect();
    let howto = proptest::sample::select([howtos, vec![HowToId::new("no-such-how-to")]].concat());
    let examples = KNOWLEDGE.rules().rules().iter().filter_map(|rule| Some(rule.examples.first()?.paste.clone()));
    let words =
        ["yes", "no", "not sure", "2", "still stuck", "that worked", "thanks", "how do I void it", "lunch?", ""];
    let texts: Vec<String> = examples.chain(words.map(str::to_owned)).collect();
    let text = prop_oneof![4 => proptest::sample::select(texts), 1 => "\\PC{0,60}"];
    let addressed = prop_oneof![Just(Addressed::Asked), Just(Addressed::Overheard)];
    let press = prop_oneof![
        howto.clone().prop_map(Press::Prompt),
        cause.prop_map(Press::Cause),
        app().prop_map(Press::App),
        rule.clone().prop_map(Press::GoOnWith),
        Just(Press::Worked),
        Just(Press::StillStuck),
        Just(Press::NotThisOne),
        Just(Press::NotSure),
        Just(Press::NoneOfThese),
        Just(Press::Person),
    ];
    prop_oneof![
        2 => (text.clone(), addressed).prop_map(|(text, addressed)| Happened::Pasted { text, addressed }),
        3 => (text, any::<bool>()).prop_map(|(text, directly)| Happened::Typed { text, directly }),
        1 => rule.prop_map(Happened::Chose),
        1 => howto.prop_map(Happened::ChoseHowTo),
        4 => press.prop_map(Happened::Pressed),
        1 => Just(Happened::StaffWrote),
        1 => Just(Happened::Claimed(Person::new("eve"))),
    ]
}

/// A reply as a terminal without colours shows it.
pub(crate) fn plain(reply: &Reply) -> String {
    anstream::adapter::strip_str(&render(reply, WIDE)).to_string()
}
