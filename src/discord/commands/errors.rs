//! `/errors`: everything the bot knows, by product, a page at a time, for the caller alone.

use serenity::builder::CreateInteractionResponse;

use crate::rules::{Group, RuleId};

use super::super::bot::Bot;
use super::super::custom_id::About;
use super::super::render::{self, Post};
use super::super::respond::Caller;
use super::super::rest::Problem;
use super::Asked;

/// Errors of a page: the options of one select.
const PAGE: usize = 25;

/// Browse the errors I can explain
#[poise::command(slash_command, interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn errors(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    bot.respond_with(&caller, page(bot, &caller, Group::Xero, 0), true).await;
    Ok(())
}

/// Shows another page in place of the one whose button was pressed.
pub(in crate::discord) async fn turn_page(bot: &Bot, caller: &Caller, group: Group, number: u8) {
    let message = page(bot, caller, group, number).response(true);
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(message)).await;
}

/// A page of a group, from 0; the last one when there are not so many.
fn page(bot: &Bot, caller: &Caller, group: Group, number: u8) -> Post {
    let knowledge = bot.service.knowledge();
    let all: Vec<(RuleId, String)> = knowledge
        .rules()
        .rules()
        .iter()
        .filter(|rule| rule.group == group)
        .map(|rule| (rule.id.clone(), rule.title.bare(None).to_plain()))
        .collect();
    let pages = u8::try_from(all.len().div_ceil(PAGE)).unwrap_or(u8::MAX).max(1);
    let number = number.min(pages - 1);
    let errors: Vec<(RuleId, String)> = all.into_iter().skip(usize::from(number) * PAGE).take(PAGE).collect();
    let title = match group {
        Group::Xero => "What Xero says",
        Group::Dext => "What Dext says",
        Group::Lentune => "What Lentune shows",
    };
    let title = if pages > 1 { format!("{title} ({} of {pages})", number + 1) } else { title.to_owned() };
    let mut lines: Vec<String> = errors.iter().map(|(_, title)| format!("- {}", render::foreign(title))).collect();
    if lines.is_empty() {
        lines.push("Nothing here yet.".to_owned());
    }
    let about = About { rule: None, cause: None, app: None, asker: caller.user };
    Post::listing(&title, &lines).with_rows(render::browse(group, number, pages, &errors, &about))
}
