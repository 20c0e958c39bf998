//! Tables in Markdown.

use std::io::{self, Write};

/// Rows and columns in the order in which they were first put.
pub(crate) struct Table {
    title: String,
    corner: &'static str,
    columns: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    notes: Vec<String>,
}

impl Table {
    /// A table without cells; `corner` is what its rows are.
    pub(crate) fn new(title: impl Into<String>, corner: &'static str) -> Self {
        Self { title: title.into(), corner, columns: Vec::new(), rows: Vec::new(), notes: Vec::new() }
    }

    /// A sentence below the table; said once however often it is put.
    pub(crate) fn note(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// Puts a cell.
    pub(crate) fn put(&mut self, row: &str, column: &str, cell: impl Into<String>) {
        let at = self.columns.iter().position(|known| known == column).unwrap_or_else(|| {
            self.columns.push(column.to_owned());
            self.columns.len() - 1
        });
        let position = self.rows.iter().position(|(known, _)| known == row).unwrap_or_else(|| {
            self.rows.push((row.to_owned(), Vec::new()));
            self.rows.len() - 1
        });
        let cells = &mut self.rows[position].1;
        cells.resize(cells.len().max(at + 1), "-".to_owned());
        cells[at] = cell.into();
    }

    /// Prints it with its title; `-` where nothing was put.
    pub(crate) fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "### {}\n", self.title)?;
        writeln!(out, "| {} | {} |", self.corner, self.columns.join(" | "))?;
        writeln!(out, "| --- |{}", " ---: |".repeat(self.columns.len()))?;
        for (row, cells) in &self.rows {
            let missing = self.columns.len() - cells.len();
            writeln!(out, "| {row} | {} |{}", cells.join(" | "), " - |".repeat(missing))?;
        }
        writeln!(out)?;
        for note in &self.notes {
            writeln!(out, "{note}\n")?;
        }
        out.flush()
    }
}

/// 12,345 for 12345.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
