//! `/errors`: everything the bot knows, by product, a page at a time, or what fits a search; for the caller alone.

use serenity::builder::CreateInteractionResponse;

use crate::rules::{Group, Rule, RuleId};

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
pub(super) async fn errors(
    ctx: Asked<'_>,
    #[description = "Only these: words, an id, a product, or the message itself"]
    #[max_length = 6000]
    search: Option<String>,
) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let listed = match search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
        Some(search) => found(bot, &caller, search),
        None => page(bot, &caller, Group::Xero, 0),
    };
    bot.respond_with(&caller, listed, true).await;
    Ok(())
}

/// Shows another page in place of the one whose button was pressed.
pub(in crate::discord) async fn turn_page(bot: &Bot, caller: &Caller, group: Group, number: u8) {
    let message = page(bot, caller, group, number).response(true);
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(message)).await;
}

/// A page of a group, from 0; the last one when there are not so many; what was needed most comes first. The order does
/// not depend on what was asked lately, but on experience, a snapshot that is taken once a day: it must be the same when
/// the next page is turned to.
fn page(bot: &Bot, caller: &Caller, group: Group, number: u8) -> Post {
    let knowledge = bot.service.knowledge();
    let all =
        knowledge.search("", |rule| knowledge.experience().times(rule)).into_iter().filter(|rule| rule.group == group);
    let all: Vec<(RuleId, String)> = all.map(named).collect();
    let pages = u8::try_from(all.len().div_ceil(PAGE)).unwrap_or(u8::MAX).max(1);
    let number = number.min(pages - 1);
    let errors: Vec<(RuleId, String)> = all.into_iter().skip(usize::from(number) * PAGE).take(PAGE).collect();
    let title = match group {
        Group::Xero => "What Xero says",
        Group::Dext => "What Dext says",
        Group::Lentune => "What Lentune shows",
    };
    let title = if pages > 1 { format!("{title} ({} of {pages})", number + 1) } else { title.to_owned() };
    listing(&title, &errors, "Nothing here yet.").with_rows(render::browse(
        Some(group),
        number,
        pages,
        &errors,
        &about(caller),
    ))
}

/// The errors that fit `search`, the best 25 of them.
fn found(bot: &Bot, caller: &Caller, search: &str) -> Post {
    let knowledge = bot.service.knowledge();
    let found = knowledge.search(search, |rule| bot.times_needed(&knowledge, rule));
    let title = match found.len() {
        0 => "Nothing fits that".to_owned(),
        1 => "One error fits that".to_owned(),
        many if many > PAGE => format!("The best {PAGE} of {many} errors that fit that"),
        many => format!("{many} errors fit that"),
    };
    let errors: Vec<(RuleId, String)> = found.into_iter().take(PAGE).map(named).collect();
    listing(&title, &errors, "Try a word of the message, or paste all of it into /explain.").with_rows(render::browse(
        None,
        0,
        1,
        &errors,
        &about(caller),
    ))
}

fn named(rule: &Rule) -> (RuleId, String) {
    (rule.id.clone(), rule.title.bare(None).to_plain())
}

fn listing(title: &str, errors: &[(RuleId, String)], otherwise: &str) -> Post {
    let mut lines: Vec<String> = errors.iter().map(|(_, title)| format!("- {}", render::foreign(title))).collect();
    if lines.is_empty() {
        lines.push(otherwise.to_owned());
    }
    Post::listing(title, &lines)
}

fn about(caller: &Caller) -> About {
    About { rule: None, cause: None, app: None, asker: caller.user }
}
