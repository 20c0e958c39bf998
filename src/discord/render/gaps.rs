//! The inbox of errors that no rule covers: the list, and one of them.

use std::time::SystemTime;

use serenity::all::ButtonStyle;
use serenity::builder::{CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption};
use serenity::model::id::UserId;

use crate::service::Gap;

use super::super::custom_id::{About, CustomId, Desk, What};
use super::controls::button;
use super::text::{foreign, label};
use super::{Post, nothing_acts};

/// Gaps of a page: as many wordings of full length as an embed holds.
pub(in crate::discord) const PAGE: usize = 8;

/// Characters of an option.
const OPTION: usize = 100;

/// Characters of one example: five of them stay within an embed.
const EXAMPLE: usize = 700;

/// A page of the list, from 0; the last one when there are not so many. `note` is said above it.
pub(in crate::discord) fn gaps(gaps: &[Gap], page: u8, note: Option<&str>, caller: UserId) -> Post {
    let pages = u8::try_from(gaps.len().div_ceil(PAGE)).unwrap_or(u8::MAX).max(1);
    let page = page.min(pages - 1);
    let shown = gaps.iter().skip(usize::from(page) * PAGE).take(PAGE);
    let mut lines: Vec<String> = note.map(str::to_owned).into_iter().collect();
    if gaps.is_empty() {
        lines.push(
            "None yet. What people paste here that reads like an error and that no rule covers is collected, without \
             names and numbers, until somebody writes the rule."
                .to_owned(),
        );
    }
    for gap in shown.clone() {
        lines.push(format!("**{} ×** {}\n-# {}", gap.count, foreign(&gap.wording()), when(gap)));
    }
    let title = "Errors that no rule covers yet";
    let title = if pages > 1 { format!("{title} ({} of {pages})", page + 1) } else { title.to_owned() };
    Post::listing(&title, &lines).with_rows(controls(shown, page, pages, &about(caller)))
}

fn controls<'g>(gaps: impl Iterator<Item = &'g Gap>, page: u8, pages: u8, about: &About) -> Vec<CreateActionRow> {
    let mut rows = Vec::new();
    let options: Vec<CreateSelectMenuOption> = gaps
        .map(|gap| {
            let words = format!("{} × {}", gap.count, gap.wording());
            CreateSelectMenuOption::new(label(&words, OPTION), gap.id.0.to_string())
        })
        .collect();
    if !options.is_empty() {
        let id = CustomId::new(What::Desk(Desk::OpenGap), about).write();
        let menu = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options });
        rows.push(CreateActionRow::SelectMenu(menu.placeholder("Open one")));
    }
    let mut turns = Vec::new();
    if let Some(before) = page.checked_sub(1) {
        turns.push(button(What::Desk(Desk::Gaps(before)), "Previous page", ButtonStyle::Secondary, about));
    }
    if page.saturating_add(1) < pages {
        let next = page.saturating_add(1);
        turns.push(button(What::Desk(Desk::Gaps(next)), "Next page", ButtonStyle::Secondary, about));
    }
    if !turns.is_empty() {
        rows.push(CreateActionRow::Buttons(turns));
    }
    rows
}

/// One gap: its wording, examples, and what can be done about it.
pub(in crate::discord) fn gap(gap: &Gap, caller: UserId) -> Post {
    let count = if gap.count == 1 { "Met once".to_owned() } else { format!("Met {} times", gap.count) };
    let examples: Vec<String> = gap.examples.iter().map(|example| nothing_acts(&label(example, EXAMPLE))).collect();
    let lines = [
        foreign(&gap.wording()),
        format!("{count}: {}", when(gap)),
        "**As it was pasted**, names and numbers taken out:".to_owned(),
        format!("```\n{}\n```", examples.join("\n\n")),
    ];
    let about = about(caller);
    let buttons = vec![
        button(What::Desk(Desk::DraftGap(gap.id)), "Draft a rule", ButtonStyle::Primary, &about),
        button(What::Desk(Desk::SilenceGap(gap.id)), "Not an error", ButtonStyle::Secondary, &about),
        button(What::Desk(Desk::Gaps(0)), "Back", ButtonStyle::Secondary, &about),
    ];
    Post::listing("An error that no rule covers yet", &lines).with_rows(vec![CreateActionRow::Buttons(buttons)])
}

/// When the first and the latest were met, as everybody's own clock shows it.
/// <https://discord.com/developers/docs/reference#message-formatting-timestamp-styles>
fn when(gap: &Gap) -> String {
    let seconds = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    if gap.count == 1 {
        return format!("<t:{}:R>", seconds(gap.last));
    }
    format!("first <t:{}:R>, last <t:{}:R>", seconds(gap.first), seconds(gap.last))
}

fn about(caller: UserId) -> About {
    About { rule: None, cause: None, app: None, asker: caller }
}
