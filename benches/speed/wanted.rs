//! What the command line asks for.

use crate::engines::Kind;
use crate::sets::Size;

/// Tables, or work to be counted by another program.
pub(crate) enum Wanted {
    Tables(Narrowed),
    Count(Work),
}

/// Which tables of which sizes and engines; empty lists mean all.
pub(crate) struct Narrowed {
    sizes: Vec<Size>,
    tables: Vec<String>,
    engines: Vec<Kind>,
}

/// So many lines of a kind for one engine.
pub(crate) struct Work {
    pub(crate) engine: Kind,
    pub(crate) size: Size,
    pub(crate) lines: usize,
    pub(crate) of: String,
}

/// The tables there are. The first four are kinds of lines.
pub(crate) const TABLES: [&str; 8] = ["chatter", "exact", "noisy", "json", "found", "built", "rules", "length"];

/// The sizes of the tables that compare engines.
const SIZES: [Size; 4] = [Size::Made(30), Size::Shipped, Size::Made(1_000), Size::Made(10_000)];

impl Narrowed {
    /// Whether this table is wanted.
    pub(crate) fn table(&self, name: &str) -> bool {
        self.tables.is_empty() || self.tables.iter().any(|wanted| wanted == name)
    }

    /// Whether this engine is wanted.
    pub(crate) fn engine(&self, kind: Kind) -> bool {
        self.engines.is_empty() || self.engines.contains(&kind)
    }

    /// The sizes for the tables that compare engines.
    pub(crate) fn sizes(&self) -> Vec<Size> {
        if self.sizes.is_empty() { SIZES.to_vec() } else { self.sizes.clone() }
    }
}

/// Reads the arguments; the error says what is not understood.
pub(crate) fn read(arguments: &[String]) -> Result<Wanted, String> {
    if let [first, engine, size, lines, rest @ ..] = arguments
        && first == "count"
    {
        let engine = engine_of(engine).ok_or_else(|| format!("no engine is called {engine}"))?;
        let size = size_of(size).ok_or_else(|| format!("{size} is no number of rules"))?;
        let lines = lines.parse().map_err(|_| format!("{lines} is no number of lines"))?;
        let of = rest.first().map_or_else(|| "chatter".to_owned(), String::clone);
        return Ok(Wanted::Count(Work { engine, size, lines, of }));
    }
    let mut narrowed = Narrowed { sizes: Vec::new(), tables: Vec::new(), engines: Vec::new() };
    for argument in arguments {
        if let Some(size) = size_of(argument) {
            narrowed.sizes.push(size);
        } else if let Some(engine) = engine_of(argument) {
            narrowed.engines.push(engine);
        } else if TABLES.contains(&argument.as_str()) {
            narrowed.tables.push(argument.clone());
        } else {
            return Err(format!(
                "{argument} is no number of rules, no engine and none of the tables {}",
                TABLES.join(", ")
            ));
        }
    }
    Ok(Wanted::Tables(narrowed))
}

fn size_of(argument: &str) -> Option<Size> {
    if argument == "shipped" { Some(Size::Shipped) } else { argument.parse().ok().map(Size::Made) }
}

fn engine_of(argument: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.names().0 == argument)
}
