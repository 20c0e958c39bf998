//! Discord's limits for one message, enforced on whatever was put together.
//!
//! <https://discord.com/developers/docs/resources/message#embed-object-embed-limits>

use super::text::{clipped, label, length};
use super::{Embed, Post};

/// Characters of a message's own text.
const CONTENT: usize = 2_000;
/// Embeds of a message.
const EMBEDS: usize = 10;
/// Characters of an embed's title.
const TITLE: usize = 256;
/// Characters of an embed's description.
const DESCRIPTION: usize = 4_096;
/// Characters over all embeds of a message.
const ALL_EMBEDS: usize = 6_000;
/// Characters of a footer; Discord allows 2,048, but nobody reads that much small print.
const FOOTER: usize = 200;
/// Rows of controls.
const ROWS: usize = 5;

/// The post, cut where it is too long. A post without anything says so: Discord refuses an empty message.
pub(super) fn within(mut post: Post) -> Post {
    post.content = clipped(&post.content, CONTENT);
    post.embeds.truncate(EMBEDS);
    post.rows.truncate(ROWS);
    let mut room = ALL_EMBEDS;
    for embed in &mut post.embeds {
        cut(embed, room);
        room = room.saturating_sub(total(embed));
    }
    post.embeds.retain(|embed| total(embed) > 0);
    if post.content.trim().is_empty() && post.embeds.is_empty() {
        post.content = "…".to_owned();
    }
    post
}

fn cut(embed: &mut Embed, room: usize) {
    embed.title = clipped(&embed.title, TITLE.min(room));
    let room = room.saturating_sub(length(&embed.title));
    embed.footer = if room > FOOTER { label(&embed.footer, FOOTER) } else { String::new() };
    let room = room.saturating_sub(length(&embed.footer));
    embed.description =
        if room > 10 { clipped(embed.description.trim(), DESCRIPTION.min(room)) } else { String::new() };
}

fn total(embed: &Embed) -> usize {
    length(&embed.title) + length(&embed.description) + length(&embed.footer)
}
