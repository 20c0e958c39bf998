//! `rules schema`: the format of rule files for editors, as JSON Schema.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::rules::{SCHEMAS, schema};

/// Writes the schema of one `kind` of file (`rule`, `howto`, `app`, `intent`) to `out`.
pub fn print_schema(kind: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    Ok(write!(out, "{}", text(kind)?)?)
}

/// Writes all schemas into `folder`, one file each: `rule.json` and so on, over those that are there.
pub fn write_schemas(folder: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let cannot = |path: &Path| format!("{} cannot be written", path.display());
    fs::create_dir_all(folder).with_context(|| cannot(folder))?;
    for kind in SCHEMAS {
        let path = folder.join(format!("{kind}.json"));
        fs::write(&path, text(kind)?).with_context(|| cannot(&path))?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

fn text(kind: &str) -> anyhow::Result<String> {
    let schema =
        schema(kind).with_context(|| format!("there is no schema `{kind}`; there are {}", SCHEMAS.join(", ")))?;
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}
