//! A report as comma-separated values, for a spreadsheet: everything that was counted, one figure a line.
//! <https://www.rfc-editor.org/rfc/rfc4180>

use crate::helpdesk::Knowledge;

use super::{Figures, Report};

/// The first line.
const HEADINGS: [&str; 8] = ["figure", "error", "error id", "cause", "app", "way", "value", "period before"];

/// Writes `report` with the errors' names from `knowledge`: a heading, then a line for each figure, error and fix.
/// Every line has eight cells and ends with CR LF; the last cell is empty where nothing was counted before.
pub fn csv(report: &Report, knowledge: &Knowledge) -> String {
    let mut out = String::new();
    line(&mut out, HEADINGS);
    let before = report.before.as_ref();
    let mut figure = |name: &str, of: &dyn Fn(&Figures) -> Option<String>| {
        let then = before.and_then(of).unwrap_or_default();
        line(&mut out, [name, "", "", "", "", "", &of(&report.now).unwrap_or_default(), &then]);
    };
    let percent = |share: Option<f64>| share.map(|share| format!("{:.1}", share * 100.0));
    figure("errors brought", &|figures| Some(figures.brought.to_string()));
    figure("answered", &|figures| Some(figures.answered.to_string()));
    figure("answered, per cent of those brought", &|figures| percent(figures.share_answered()));
    figure("solved", &|figures| Some(figures.solved.to_string()));
    figure("solved, per cent of those answered", &|figures| percent(figures.share_solved()));
    figure("median seconds to solved", &|figures| figures.to_solved.map(|after| after.as_secs().to_string()));
    figure("not recognised", &|figures| Some(figures.unrecognised.to_string()));
    figure("handed to a person", &|figures| Some(figures.handed_over.to_string()));
    if let Some(gaps) = report.gaps {
        line(&mut out, ["gaps that wait for a rule", "", "", "", "", "", &gaps.to_string(), ""]);
    }
    for met in &report.met {
        let title = knowledge.title_of(&met.rule);
        let then = before.map(|_| met.before.to_string()).unwrap_or_default();
        line(&mut out, ["times met", &title, met.rule.as_str(), "", "", "", &met.times.to_string(), &then]);
    }
    for fix in &report.fixes {
        let title = knowledge.title_of(&fix.rule);
        let app = fix.app.as_ref().map(|app| knowledge.app_name(app)).unwrap_or_default();
        let way = (u32::from(fix.way) + 1).to_string();
        for (name, times) in [("fix: still stuck", fix.stuck), ("fix: it worked", fix.worked)] {
            let (rule, cause) = (fix.rule.as_str(), fix.cause.as_str());
            line(&mut out, [name, &title, rule, cause, &app, &way, &times.to_string(), ""]);
        }
    }
    out
}

fn line(out: &mut String, cells: [&str; 8]) {
    for (at, text) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        cell(out, text);
    }
    out.push_str("\r\n");
}

/// Adds a cell. What a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises
/// (<https://owasp.org/www-community/attacks/CSV_Injection>): the names of errors are other people's texts.
fn cell(out: &mut String, text: &str) {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let quoted = formula || text.contains(['"', ',', '\r', '\n', ';']);
    if !quoted {
        out.push_str(text);
        return;
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        cell(&mut out, text);
        out
    }

    #[test]
    fn a_cell_reads_back_as_it_was() {
        assert_eq!(written("Bank account not recognised"), "Bank account not recognised");
        assert_eq!(written("Deleted, voided"), "\"Deleted, voided\"");
        assert_eq!(written("the \"dash\""), "\"the \"\"dash\"\"\"");
        assert_eq!(written("two\nlines"), "\"two\nlines\"");
        assert_eq!(written(""), "");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", "\tx", "\rx", "\n=1"] {
            let cell = written(text);
            assert!(cell.starts_with("\"'"), "{cell:?}");
        }
    }
}
