//! A reply as the terminal shows it.

use crate::helpdesk::{
    Answer, CauseShown, FixShown, Handover, HowToReply, PromptShown, Reply, StepShown, Value, words,
};
use crate::rules::{Danger, RuleId, Source};

use super::Look;
use super::page::{Line, Page};

/// Longest quotation of what was recognised, in characters.
const QUOTED: usize = 160;

/// Answers shown whole side by side at most; of more, all but the one in hand get a line.
const WHOLE_ANSWERS: usize = 3;

/// The lines of `reply`, each ended, with styles as escape sequences; whoever writes them strips these where they do
/// not belong. Nothing of the pasted text can steer the terminal.
pub fn render(reply: &Reply, look: Look) -> String {
    let mut page = Page::new(look.width);
    let mut numbers = Numbers::new(look.numbered);
    match reply {
        Reply::Answers { answers, in_hand } => answers_shown(&mut page, &mut numbers, answers, in_hand),
        Reply::DidYouMean(candidates) => {
            page.paragraph("", &Line::plain(words::DID_YOU_MEAN));
            for candidate in candidates {
                page.paragraph(&numbers.next(), &Line::plain(&candidate.title));
            }
            page.paragraph(&numbers.next(), &Line::plain(words::NONE_OF_THESE));
        }
        Reply::HowTo(howto) => how_to(&mut page, &mut numbers, howto),
        Reply::NotCovered => page.paragraph("", &Line::plain(words::NOT_COVERED)),
        Reply::NothingFound => page.paragraph("", &Line::plain(words::NOTHING_FOUND)),
        Reply::Note(text) => page.paragraph("", &Line::text(text)),
        Reply::Nearest(near) => {
            page.paragraph("", &Line::plain(words::NEAREST));
            for prompt in near {
                page.paragraph(&numbers.next(), &Line::plain(&prompt.button));
            }
            page.paragraph(&numbers.next(), &Line::plain(words::ASK_A_PERSON));
        }
        Reply::Handover(summary) => handover(&mut page, summary),
        // Nobody here has a name to show.
        Reply::Claimed(_) => page.paragraph("", &Line::plain(words::CLAIMED_ALREADY)),
    }
    page.finish()
}

/// The marks before choices: their numbers where they can be picked, else dashes.
struct Numbers {
    numbered: bool,
    last: usize,
}

impl Numbers {
    fn new(numbered: bool) -> Self {
        Self { numbered, last: 0 }
    }

    fn next(&mut self) -> String {
        self.last += 1;
        if self.numbered { format!("{:>3}  ", self.last) } else { "  - ".to_owned() }
    }
}

fn answers_shown(page: &mut Page, numbers: &mut Numbers, answers: &[Answer], in_hand: &RuleId) {
    let many = answers.len() > WHOLE_ANSWERS;
    if answers.len() > 1 {
        page.paragraph("", &Line::bold(&format!("{} errors in this paste", answers.len())));
    }
    for (at, answer) in answers.iter().enumerate() {
        let place = (answers.len() > 1).then_some(at + 1);
        if many && answer.rule != *in_hand {
            page.paragraph(&place.map(|place| format!("{place}. ")).unwrap_or_default(), &Line::text(&answer.title));
            continue;
        }
        page.gap();
        answer_shown(page, numbers, answer, place, answer.rule == *in_hand);
        page.gap();
    }
    if let [_, _, ..] = answers {
        page.gap();
        page.paragraph("", &Line::bold("Go on with another of them:"));
        for answer in answers.iter().filter(|answer| answer.rule != *in_hand) {
            page.paragraph(&numbers.next(), &Line::text(&answer.title));
        }
    }
}

fn answer_shown(page: &mut Page, numbers: &mut Numbers, answer: &Answer, place: Option<usize>, in_hand: bool) {
    headline(page, answer, place);
    page.gap();
    if !answer.ruled_out.is_empty() {
        page.paragraph("", &Line::dim(&format!("{} {}", words::RULED_OUT, answer.ruled_out.join("; "))));
    }
    match (&answer.ask, answer.causes.as_slice()) {
        (Some(ask), causes) => {
            page.paragraph("", &Line::bold(&ask.question));
            for (cause, (_, words)) in causes.iter().zip(&ask.answers) {
                let mark = if in_hand { numbers.next() } else { "  - ".to_owned() };
                page.paragraph(&mark, &Line::bold(words));
                compact_cause(page, &" ".repeat(mark.len()), cause);
            }
            if in_hand {
                page.paragraph(&numbers.next(), &Line::plain(words::NOT_SURE));
            }
        }
        (None, [only]) => whole_cause(page, answer, only, &Line::text(&only.because)),
        (None, causes) => {
            for (at, cause) in causes.iter().enumerate() {
                page.gap();
                let lead = Line::bold(&format!("Cause {}:", at + 1)).then(" ").then_text(&cause.because);
                whole_cause(page, answer, cause, &lead);
            }
        }
    }
    if !answer.app_needed() {
        page.gap();
        // Beside several causes the sentence on what comes first stands with the one on what comes last.
        let before = answer.before.as_ref().filter(|_| answer.causes.len() > 1);
        for note in before.into_iter().chain(&answer.after) {
            page.paragraph("", &Line::text(note));
        }
    }
    if in_hand && !answer.apps.is_empty() {
        page.gap();
        page.paragraph("", &Line::bold(words::WHICH_APP));
        for (_, name) in &answer.apps {
            page.paragraph(&numbers.next(), &Line::plain(name));
        }
    }
    if in_hand {
        prompts_shown(page, numbers, &answer.prompts);
    }
    source_shown(page, answer.source.as_ref());
}

fn headline(page: &mut Page, answer: &Answer, place: Option<usize>) {
    let place = place.map(|place| format!("{place}. ")).unwrap_or_default();
    let times = if answer.count > 1 { format!(" ({} times)", answer.count) } else { String::new() };
    page.paragraph(&place, &Line::headline(&answer.title).then_dim(&times));
    if let Some(recognised) = &answer.recognised {
        page.paragraph("", &Line::dim(&format!("Recognised: “{}”", shortened(recognised))));
    }
    if !answer.values.is_empty() {
        page.paragraph("", &Line::dim(&values(&answer.values)));
    }
}

/// Why, and the steps numbered one below the other.
fn whole_cause(page: &mut Page, answer: &Answer, cause: &CauseShown, why: &Line) {
    page.paragraph("", why);
    let Some(fix) = &cause.fix else { return };
    page.gap();
    if let (Some(before), [_]) = (&answer.before, answer.causes.as_slice()) {
        page.paragraph("", &Line::text(before));
    }
    let place = match &answer.app_name {
        Some(name) => format!("In {name}:"),
        None => "What to do:".to_owned(),
    };
    let place = if answer.another_way { format!("{} {place}", words::ANOTHER_WAY) } else { place };
    page.paragraph("", &Line::bold(&place));
    steps(page, &fix.steps, "  ");
    if fix.general {
        page.paragraph("", &Line::dim(words::general(answer.source.is_some())));
    }
}

/// Why and the steps in one paragraph each: several causes side by side.
fn compact_cause(page: &mut Page, indent: &str, cause: &CauseShown) {
    page.paragraph(indent, &Line::text(&cause.because));
    let Some(FixShown { steps, general, .. }) = &cause.fix else { return };
    let mut line = Line::default();
    for (at, step) in steps.iter().enumerate() {
        let mark = if at > 0 { format!(" ({}) ", at + 1) } else { "(1) ".to_owned() };
        line = line.then(&mark).then_text(&step.text);
        if let Some(needs) = &step.needs {
            line = line.then_dim(&format!(" [{needs}]"));
        }
    }
    if *general {
        line = line.then_dim(&format!(" {}", words::GENERAL_IN_LINE));
    }
    page.paragraph(indent, &line);
    let mut warned: Vec<Danger> = Vec::new();
    for danger in steps.iter().filter_map(|step| step.danger) {
        if !warned.contains(&danger) {
            page.paragraph(indent, &warning(danger));
            warned.push(danger);
        }
    }
}

fn steps(page: &mut Page, steps: &[StepShown], indent: &str) {
    for (at, step) in steps.iter().enumerate() {
        let mark = format!("{indent}{}. ", at + 1);
        let mut line = Line::text(&step.text);
        if let Some(needs) = &step.needs {
            line = line.then_dim(&format!(" [{needs}]"));
        }
        page.paragraph(&mark, &line);
        if let Some(danger) = step.danger {
            page.paragraph(&" ".repeat(mark.len()), &warning(danger));
        }
    }
}

fn warning(danger: Danger) -> Line {
    Line::warning(&format!("⚠ {}", danger.sentence()))
}

fn how_to(page: &mut Page, numbers: &mut Numbers, howto: &HowToReply) {
    page.paragraph("", &Line::bold(&howto.title));
    page.paragraph("", &Line::text(&howto.short));
    for way in &howto.ways {
        page.gap();
        if let Some(heading) = &way.heading {
            page.paragraph("", &Line::bold(&format!("{heading}:")));
        }
        steps(page, &way.steps, "  ");
        if way.general {
            page.paragraph("", &Line::dim(words::general(howto.source.is_some())));
        }
    }
    prompts_shown(page, numbers, &howto.prompts);
    source_shown(page, howto.source.as_ref());
}

fn prompts_shown(page: &mut Page, numbers: &mut Numbers, prompts: &[PromptShown]) {
    if prompts.is_empty() {
        return;
    }
    page.gap();
    page.paragraph("", &Line::bold("Ask next:"));
    for prompt in prompts {
        page.paragraph(&numbers.next(), &Line::plain(&prompt.button));
    }
}

fn source_shown(page: &mut Page, source: Option<&Source>) {
    if let Some(Source { title, url, checked, .. }) = source {
        page.gap();
        page.paragraph("", &Line::dim(&format!("Source: {title}, read {checked}")));
        page.address(url);
    }
}

fn handover(page: &mut Page, summary: &Handover) {
    page.paragraph("", &Line::bold("For whoever takes this over"));
    if summary.errors.is_empty() {
        page.paragraph("", &Line::plain("No error was recognised."));
    }
    for error in &summary.errors {
        page.paragraph("Error: ", &Line::text(&error.title));
        if let Some(recognised) = &error.recognised {
            page.paragraph("  ", &Line::plain(&format!("“{}”", shortened(recognised))));
        }
        if !error.values.is_empty() {
            page.paragraph("  ", &Line::plain(&values(&error.values)));
        }
    }
    if let Some(app) = &summary.app_name {
        page.paragraph("App: ", &Line::plain(app));
    }
    for tried in &summary.tried {
        page.paragraph("Tried: ", &Line::plain(tried));
    }
    for ruled_out in &summary.ruled_out {
        page.paragraph("Ruled out: ", &Line::plain(ruled_out));
    }
}

/// "Account code: 429 · Tax type: INPUT2".
fn values(values: &[Value]) -> String {
    values.iter().map(|Value { name, value }| format!("{name}: {value}")).collect::<Vec<_>>().join(" · ")
}

/// One line of the recognised part, cut where it gets long.
fn shortened(recognised: &str) -> String {
    let line = recognised.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUOTED {
        return line;
    }
    line.chars().take(QUOTED - 1).chain(['…']).collect()
}
