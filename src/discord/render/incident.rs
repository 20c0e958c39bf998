//! What is said about an incident: the notice, the short answers while it lasts, the all-clear, and what runs.

use serenity::all::ButtonStyle;
use serenity::builder::CreateActionRow;

use crate::helpdesk::incident::{AllClearShown, NoticeShown, ShortShown};

use super::super::custom_id::{About, What};
use super::text::{heading, markdown};
use super::{Embed, Post, answer, controls, limits};

/// The notice. `asked` is the error somebody gets it for: *More* explains that one.
pub(in crate::discord) fn notice(notice: &NoticeShown, asked: Option<&About>) -> Post {
    let mut lines = vec![markdown(&notice.lead)];
    lines.extend(answer::steps(&notice.steps));
    lines.push(format!("**Why I say so:** {}", notice.based_on));
    lines.push(notice.meanwhile.clone());
    let embed = Embed { title: heading(&notice.title), description: lines.join("\n"), ..Embed::default() };
    let embed = embed.sourced(notice.source.as_ref());
    limits::within(Post { embeds: vec![embed], rows: asked.map(more).into_iter().collect(), ..Post::default() })
}

/// The short answer; `link` leads to the notice.
pub(in crate::discord) fn short_answer(short: &ShortShown, link: Option<&str>, asked: &About) -> Post {
    let lead = markdown(&short.lead);
    let content = match (link, &short.first) {
        (Some(link), _) => format!("{lead} What to do is in [the notice]({link})."),
        (None, Some(first)) => format!("{lead} {}", markdown(first)),
        (None, None) => lead,
    };
    limits::within(Post { content, rows: vec![more(asked)], ..Post::default() })
}

/// The all-clear.
pub(in crate::discord) fn all_clear(shown: &AllClearShown) -> Post {
    let lines: Vec<String> = shown.lines.iter().map(markdown).collect();
    Post::listing(&shown.title, &[lines.join(" ")])
}

fn more(asked: &About) -> CreateActionRow {
    CreateActionRow::Buttons(vec![controls::button(What::More, "More", ButtonStyle::Secondary, asked)])
}
