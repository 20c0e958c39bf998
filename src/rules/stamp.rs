//! What a rules folder looks like from outside: enough to notice a change without opening a file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder::{self, Name};

/// The names, sizes and modification times of the rule files in a folder at one moment, or why it could not be read.
/// Two stamps are the same when nothing was saved, added or taken away between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(Result<BTreeMap<PathBuf, Option<Seen>>, io::ErrorKind>);

/// What is seen of one file; none while it cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// Looks at `folder` and the folders in it, as deep as rules are read. Files that are never read do not count: an
    /// editor's swap file comes and goes unnoticed.
    pub fn of(folder: &Path) -> Self {
        Self(seen(folder).map_err(|error| error.kind()))
    }
}

fn seen(folder: &Path) -> io::Result<BTreeMap<PathBuf, Option<Seen>>> {
    let mut files = BTreeMap::new();
    for (name, path) in folder::entries(folder)? {
        if path.is_dir() {
            // One that cannot be read is a fault of the set, which reading it will report.
            let inner = folder::entries(&path).unwrap_or_default();
            files.insert(path, None);
            files.extend(inner.into_iter().filter_map(|(name, path)| file(&name, path)));
        } else {
            files.extend(file(&name, path));
        }
    }
    Ok(files)
}

fn file(name: &str, path: PathBuf) -> Option<(PathBuf, Option<Seen>)> {
    if matches!(folder::name_of(name), Name::Other) {
        return None;
    }
    let seen = fs::metadata(&path).ok().map(|file| Seen { bytes: file.len(), modified: file.modified().ok() });
    Some((path, seen))
}
