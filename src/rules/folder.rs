//! Reading a rules folder from disk, with everything a folder kept by people can hold.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::file::{self, Origin, PLACES, SourceFile};
use super::{Fault, Faults};

/// Bytes a rule file may have. The longest of the project's own has a fiftieth of that.
const MOST_BYTES: u64 = 1 << 20;

/// Why the rules could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The folder itself cannot be read.
    #[error("the rules folder {} cannot be read: {reason}{}", path.display(), what_to_do(reason))]
    Folder {
        /// The folder as it was given.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Something is wrong with the files.
    #[error("{0}")]
    Faults(#[from] Faults),
}

fn what_to_do(reason: &io::Error) -> &'static str {
    match reason.kind() {
        io::ErrorKind::NotFound => "; make the folder, or name another in RULES_DIR",
        _ => "",
    }
}

/// The rule files of a folder, and the faults of those that cannot be read as text.
#[derive(Debug, Default)]
pub struct Folder {
    /// The files, sorted by path.
    pub files: Vec<SourceFile>,
    /// What is wrong with the rest.
    pub faults: Vec<Fault>,
}

/// What a name in a rules folder is.
pub(super) enum Name {
    /// A rule file.
    Rule,
    /// A rule file that an editor or a slip gave another ending: the name it should have.
    Misnamed(String),
    /// Hidden, left by an editor, or nothing to do with rules.
    Other,
}

impl Folder {
    /// Reads every rule file of `folder`. `origin` says how its entries are held: [`Origin::Added`] for `RULES_DIR`.
    pub fn read(folder: &Path, origin: Origin) -> Result<Self, LoadError> {
        let unreadable = |reason| LoadError::Folder { path: folder.to_owned(), reason };
        let root = fs::canonicalize(folder).map_err(unreadable)?;
        let mut reader = Reader { root, folder, origin, found: Self::default() };
        for (name, path) in entries(folder).map_err(unreadable)? {
            if path.is_dir() {
                reader.sub_folder(&name, &path);
            } else {
                reader.file(&name, &path);
            }
        }
        Ok(reader.found)
    }
}

struct Reader<'f> {
    /// The folder with all symbolic links resolved.
    root: PathBuf,
    folder: &'f Path,
    origin: Origin,
    found: Folder,
}

impl Reader<'_> {
    /// Reads the files of one folder of the rules folder.
    fn sub_folder(&mut self, name: &str, path: &Path) {
        if !self.stays_inside(name, path) {
            return;
        }
        let entries = match entries(path) {
            Ok(entries) => entries,
            Err(reason) => {
                return self.fault(name, format!("this folder cannot be read: {reason}"), "a folder the bot may read");
            }
        };
        for (inner, path) in entries {
            let relative = format!("{name}/{inner}");
            if !path.is_dir() {
                self.file(&relative, &path);
            } else if file::Kind::of_folder(name).is_some() {
                self.fault(&relative, "a folder inside a folder is not read".to_owned(), PLACES);
            }
        }
    }

    /// Reads one file, if it is a rule file.
    fn file(&mut self, relative: &str, path: &Path) {
        let file_name = relative.rsplit('/').next().unwrap_or(relative);
        match name_of(file_name) {
            Name::Other => return,
            Name::Misnamed(expected) => {
                return self.fault(relative, "this file name does not end in .toml".to_owned(), &expected);
            }
            Name::Rule => {}
        }
        if !self.stays_inside(relative, path) {
            return;
        }
        match read_text(path) {
            Ok(text) => {
                let shown = self.shown(relative);
                let origin = self.origin;
                self.found.files.push(SourceFile { path: relative.to_owned(), shown, text, origin });
            }
            Err(Unreadable { line, wrong, expected }) => self.fault_at(relative, line, wrong, expected),
        }
    }

    /// Whether a path is inside the rules folder once its symbolic links are followed; reports when it is not.
    fn stays_inside(&mut self, relative: &str, path: &Path) -> bool {
        let inside = fs::canonicalize(path).is_ok_and(|target| target.starts_with(&self.root));
        if !inside {
            let wrong = "this is a link that leads nowhere or out of the rules folder".to_owned();
            self.fault(relative, wrong, "the file itself, or a link to a file in the same rules folder");
        }
        inside
    }

    fn fault(&mut self, relative: &str, wrong: String, expected: &str) {
        self.fault_at(relative, 0, wrong, expected);
    }

    fn fault_at(&mut self, relative: &str, line: usize, wrong: String, expected: &str) {
        let file = self.shown(relative);
        self.found.faults.push(Fault { file, line, wrong, expected: expected.to_owned() });
    }

    /// The file as reports name it: with the folder as it was given, for it may be anywhere.
    fn shown(&self, relative: &str) -> String {
        relative.split('/').fold(self.folder.to_owned(), |path, part| path.join(part)).display().to_string()
    }
}

/// The entries of a directory by name, sorted, without hidden ones.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(['.', '#', '~']) {
            entries.push((name, entry.path()));
        }
    }
    entries.sort();
    Ok(entries)
}

/// Endings that editors give to the copies they keep.
const COPIES: [&str; 8] = ["~", ".bak", ".swp", ".swo", ".orig", ".rej", ".tmp", ".old"];

/// What a file is by its name.
pub(super) fn name_of(name: &str) -> Name {
    let lower = name.to_lowercase();
    if name.ends_with(".toml") {
        Name::Rule
    } else if let Some(stem) = lower.strip_suffix(".toml").or_else(|| lower.strip_suffix(".toml.txt")) {
        Name::Misnamed(format!("{stem}.toml"))
    } else if lower.contains(".toml") && !COPIES.iter().any(|copy| lower.ends_with(copy)) {
        Name::Misnamed("a name such as lock-date.toml; a file to keep aside can end in .bak".to_owned())
    } else {
        Name::Other
    }
}

/// What keeps a file from being read.
struct Unreadable {
    line: usize,
    wrong: String,
    expected: &'static str,
}

fn read_text(path: &Path) -> Result<String, Unreadable> {
    let unreadable = |wrong: &str, expected| Unreadable { line: 0, wrong: wrong.to_owned(), expected };
    let cannot = |reason: io::Error| Unreadable {
        line: 0,
        wrong: format!("this file cannot be read: {reason}"),
        expected: "a file the bot may read",
    };
    // A pipe or a device would keep the reader waiting for ever.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err(unreadable("this is no ordinary file", "a text file"));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > MOST_BYTES) {
        return Err(unreadable("this file is larger than 1 MiB", "a rule file: a few pages of text"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let sound = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        Unreadable {
            line: sound.filter(|byte| **byte == b'\n').count() + 1,
            wrong: "a character here is no UTF-8".to_owned(),
            expected: "the file saved as UTF-8 (a setting of the editor)",
        }
    })
}
