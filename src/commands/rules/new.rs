//! `rules new`: a first draft of a rule from a pasted error, and what to do next in plain words.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use thiserror::Error;

use crate::classify::{Addressed, Certainty, Classifier, Diagnosis, How};
use crate::helpdesk::Knowledge;
use crate::paste::redact;
use crate::rules::{Draft, RuleSet, draft, is_an_id};

/// Folders of a rules folder in which an id can be taken.
const FOLDERS: [&str; 6] = ["xero", "dext", "lentune", "howto", "apps", "intents"];

/// Score from which a paste that is not quite a known wording is taken for one: below it the errors are only alike.
const SAME: f32 = 0.75;

/// What to draft.
#[derive(Clone, Debug)]
pub struct New {
    /// The id of the rule.
    pub id: String,
    /// `xero`, `dext` or `lentune`: by whose words the message is.
    pub folder: String,
    /// `RULES_DIR`; without it the draft goes to `rules` in the working directory.
    pub rules_dir: Option<PathBuf>,
    /// Draft it although the paste is a known error.
    pub anyway: bool,
}

/// Why there is no draft. Each sentence says what to do instead.
#[derive(Debug, Error)]
pub enum NewError {
    /// The id cannot be a file name of a rule.
    #[error(
        "“{id}” cannot be the id of a rule: small letters, digits and single hyphens, 40 characters at most{}",
        better.as_ref().map(|better| format!("; for instance {better}")).unwrap_or_default()
    )]
    Id {
        /// As it was typed.
        id: String,
        /// What it could be instead.
        better: Option<String>,
    },
    /// There is an entry of this id.
    #[error("there is {place} with the id `{id}` already; choose another id, or change that file")]
    Taken {
        /// The id.
        id: String,
        /// The file or the built-in entry.
        place: String,
    },
    /// Nothing was pasted.
    #[error("there is nothing in this paste to make a rule of: paste the message as the app shows it")]
    Empty,
    /// Anything the system refuses.
    #[error(transparent)]
    System(#[from] anyhow::Error),
}

impl From<io::Error> for NewError {
    fn from(error: io::Error) -> Self {
        Self::System(error.into())
    }
}

/// Drafts a rule from `paste` and writes it to its folder; tells `out` what was made of the paste and what to write next.
/// `knowledge` is what is known already. Never overwrites a file. False when the paste is a known error: then nothing is
/// written, and `out` says where its wording belongs.
pub fn new(what: &New, paste: &str, knowledge: &Knowledge, out: &mut dyn Write) -> Result<bool, NewError> {
    let root = what.rules_dir.clone().unwrap_or_else(|| PathBuf::from("rules"));
    check_id(&what.id, &root, knowledge.rules())?;
    if !paste.chars().any(char::is_alphanumeric) {
        return Err(NewError::Empty);
    }
    let redacted = redact(paste);
    let draft = draft(&redacted.text);
    let found = knowledge.classifier().classify(paste, Addressed::Asked);
    // A few words of a known wording inside a longer message are no sign that it is the same one.
    let most = |first: &&Diagnosis| first.span.len() * 2 >= draft.phrase.len();
    let sure = |first: &&Diagnosis| found.certainty == Certainty::Known || first.score >= SAME;
    let same = found.diagnoses.first().filter(|first| first.how != How::Described).filter(most).filter(sure);
    if let (Some(same), false) = (same, what.anyway) {
        known_already(what, same, &draft, knowledge, out)?;
        return Ok(false);
    }
    let file = root.join(&what.folder).join(format!("{}.toml", what.id));
    write(&file, &draft.file, &what.id)?;
    writeln!(out, "Written: {}", file.display())?;
    let mut removed: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, _) in &redacted.removed {
        *removed.entry(kind.placeholder().trim_matches(['[', ']'])).or_default() += 1;
    }
    if !removed.is_empty() {
        let removed: Vec<String> = removed.iter().map(|(what, times)| format!("{times} x {what}")).collect();
        writeln!(out, "Taken out of the paste before it was written: {}.", removed.join(", "))?;
    }
    guessed(&draft, out)?;
    let near: Vec<&Diagnosis> = found.diagnoses.iter().take(3).collect();
    if !near.is_empty() {
        writeln!(out, "\nNear to it, if one of them is the same error, change that one instead:")?;
        for diagnosis in near {
            writeln!(out, "  {}  {}", diagnosis.rule, title(knowledge.rules(), diagnosis))?;
        }
    }
    next(what, out)?;
    Ok(true)
}

/// Whether `id` can be given to a new rule.
fn check_id(id: &str, root: &Path, rules: &RuleSet) -> Result<(), NewError> {
    if !is_an_id(id) {
        let groups: Vec<String> = id
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect();
        let better = groups.join("-");
        let better = better.strip_suffix("-toml").unwrap_or(&better).to_owned();
        return Err(NewError::Id { id: id.to_owned(), better: is_an_id(&better).then_some(better) });
    }
    let taken = |place: String| NewError::Taken { id: id.to_owned(), place };
    for folder in FOLDERS {
        let file = root.join(folder).join(format!("{id}.toml"));
        // A link that leads nowhere has the name too.
        if fs::symlink_metadata(&file).is_ok() {
            return Err(taken(format!("a file {}", file.display())));
        }
    }
    let entries = [
        (rules.rule(id).is_some(), "rule"),
        (rules.howto(id).is_some(), "how-to"),
        (rules.app(id).is_some(), "app"),
        (rules.intent(id).is_some(), "intent"),
    ];
    match entries.iter().find(|(there, _)| *there) {
        Some((_, noun)) => Err(taken(format!("a built-in {noun}"))),
        None => Ok(()),
    }
}

/// Writes the file whole or not at all, and never over another one.
fn write(file: &Path, text: &str, id: &str) -> Result<(), NewError> {
    let cannot = || format!("{} cannot be written", file.display());
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(cannot)?;
    }
    let mut new = match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(new) => new,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(NewError::Taken { id: id.to_owned(), place: format!("a file {}", file.display()) });
        }
        Err(error) => return Err(anyhow::Error::new(error).context(cannot()).into()),
    };
    if let Err(error) = new.write_all(text.as_bytes()) {
        // Half a file would stand in the way of the next attempt.
        let _ = fs::remove_file(file);
        return Err(anyhow::Error::new(error).context(cannot()).into());
    }
    Ok(())
}

fn title(rules: &RuleSet, diagnosis: &Diagnosis) -> String {
    rules.rule(diagnosis.rule.as_str()).map(|rule| rule.title.bare(None).to_plain()).unwrap_or_default()
}

/// Says which rule the paste belongs to, and how its wording is added there when it is a new one.
fn known_already(
    what: &New,
    same: &Diagnosis,
    draft: &Draft,
    knowledge: &Knowledge,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rule = &same.rule;
    writeln!(out, "Nothing was written: this paste is a known error.\n  {rule}  {}", title(knowledge.rules(), same))?;
    let Some(known) = knowledge.rules().rule(rule.as_str()) else { return Ok(()) };
    if wording_is_new(&draft.phrase, knowledge.classifier()) {
        let (written, line) = match known.phrases.first().or_else(|| known.only_when_asked.first()) {
            Some(phrase) => (phrase.written.as_str(), phrase.line),
            None => ("", 0),
        };
        writeln!(out, "Its wording differs a little. To have this one known too, add it there:")?;
        writeln!(out, "  in {}, line {line}, beside \"{written}\"\n  add  {:?},", known.file, draft.phrase)?;
        if !Path::new(&known.file).exists() {
            writeln!(out, "That rule is built in. To change it, take a copy into your own folder first:")?;
            writeln!(out, "  crosscheck rules show {rule} --toml")?;
        }
    } else {
        writeln!(out, "Its wording is known as it stands; there is nothing to add.")?;
    }
    writeln!(out, "What people read: crosscheck rules preview {rule}")?;
    writeln!(out, "If it is another error all the same: crosscheck rules new {} --anyway …", what.id)
}

/// Whether the wording is not yet recognised as it stands.
fn wording_is_new(phrase: &str, classifier: &Classifier) -> bool {
    let found = classifier.classify(phrase, Addressed::Asked);
    !found.diagnoses.first().is_some_and(|first| first.how == How::Exact)
}

fn guessed(draft: &Draft, out: &mut dyn Write) -> io::Result<()> {
    if draft.phrase.is_empty() {
        return writeln!(out, "\nThe paste has no words to go by: write the message into `phrases` yourself.");
    }
    writeln!(out, "\nIt will be recognised by:\n  {}", draft.phrase)?;
    if draft.phrase.contains('{') {
        writeln!(
            out,
            "A {{slot}} is what differs from paste to paste. Is one missing, or one too many? Mend the line."
        )?;
    }
    if draft.general {
        writeln!(out, "These are few words, so they count only when somebody asks the bot (`only_when_asked`).")?;
    }
    if !draft.further.is_empty() {
        writeln!(out, "\nThe paste holds more than one message. Each needs a rule of its own; left aside:")?;
        for message in draft.further.iter().take(5) {
            writeln!(out, "  {}", message.chars().take(100).collect::<String>())?;
        }
    }
    Ok(())
}

fn next(what: &New, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nNow open the file in a text editor and write, between the quotes \"\":")?;
    writeln!(out, "  title    what is wrong, in a few words")?;
    writeln!(out, "  because  why it happens")?;
    writeln!(out, "  steps    what to do about it")?;
    if what.rules_dir.is_none() {
        writeln!(out, "Once only: a file called .env in this folder, with the line RULES_DIR=rules, makes it count.")?;
    }
    writeln!(out, "Save it. Then run:\n  crosscheck rules check\n  crosscheck rules preview {}", what.id)
}
