//! **Explain this error**: the menu of a message, also where the bot cannot read along.

use std::time::SystemTime;

use serenity::all::Message;

use super::super::attachments::Attachments;
use super::super::events::asked_about;
use super::super::render::Post;
use super::super::respond::{Caller, Turned};
use super::super::rest::Problem;
use super::Asked;

/// Said about a message of a bot or webhook.
const NOT_READ: &str = "I do not read the messages of bots. Copy the error into /explain instead.";

/// What the menu's answer is about: the message the menu was opened on.
#[poise::command(context_menu_command = "Explain this error", interaction_context = "Guild|BotDm|PrivateChannel")]
pub(super) async fn explain_this(ctx: Asked<'_>, message: Message) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    if message.author.bot || message.webhook_id.is_some() {
        bot.respond_with(&caller, Post::saying(NOT_READ), true).await;
        return Ok(());
    }
    // A file may take longer than the three seconds Discord waits.
    let slow = Attachments::any(&message.attachments)
        || message.message_snapshots.iter().any(|forwarded| Attachments::any(&forwarded.attachments));
    let private = bot.is_silent_for(&caller);
    let deferred = slow && bot.defer(&caller, private).await;
    let text = bot.text_of(&message).await;
    let place = bot.place_of(&caller).await;
    let about = bot.case_here(&caller, place);
    let now = SystemTime::now();
    let (case, effects) = bot.service.consider(bot.default_app(caller.guild), asked_about(text), now);
    bot.service.considered(&about, &caller.whose(), &case, &effects, now);
    bot.count(&effects);
    bot.service.keep(&about, caller.whose(), case);
    let asked = bot.about_case(&about, caller.user);
    let turned = Turned { about: &about, asked, private, pressed: false };
    if !bot.answered_shortly(&caller, &turned, &effects, deferred).await {
        bot.turn(&caller, turned, effects, deferred).await;
    }
    Ok(())
}
