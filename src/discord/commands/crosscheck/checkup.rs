//! What keeps the bot from doing its work in a server: permissions by channel, and settings that do not hold.

use serenity::all::{ChannelId, GuildId, Permissions};

use super::super::super::bot::Bot;
use super::{named, troubles};

/// What an answer in a channel takes.
const TO_ANSWER: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::SEND_MESSAGES);
/// What a good answer takes besides.
const TO_ANSWER_WELL: Permissions = Permissions::EMBED_LINKS
    .union(Permissions::READ_MESSAGE_HISTORY)
    .union(Permissions::CREATE_PUBLIC_THREADS)
    .union(Permissions::SEND_MESSAGES_IN_THREADS);
/// Said in the moment between connecting and hearing of a server, and when Discord has lost it.
const NOT_IN_SIGHT: &str = "Discord has not told me about this server's channels yet. Run /crosscheck status in a moment to see what I can do.";
/// Channels that are named at most; a server may have 500.
const MOST_NAMED: usize = 10;

/// In how many channels it answers, what is missing in which, and where to give it.
pub(super) async fn checkup(bot: &Bot, guild: GuildId) -> Vec<String> {
    let me = bot.me().await;
    if !bot.rights().servers().contains(&guild) {
        return vec![NOT_IN_SIGHT.to_owned()];
    }
    let channels = bot.rights().text_channels(guild, me, TO_ANSWER | TO_ANSWER_WELL);
    let (answered, silent): (Vec<_>, Vec<_>) = channels.iter().partition(|(_, lacks)| !lacks.intersects(TO_ANSWER));
    let mut lines = vec![format!("I can answer in {} of {} channels.", answered.len(), channels.len())];
    lines.extend(listed("Silent, for want of a permission", &silent));
    let poor: Vec<&(ChannelId, Permissions)> =
        answered.into_iter().filter(|(_, lacks)| lacks.intersects(TO_ANSWER_WELL)).collect();
    lines.extend(listed("Answered, but something is missing", &poor));
    if lines.len() > 1 {
        lines.push(
            "Give them to my role under **Server Settings > Roles**, or channel by channel under **Edit Channel > \
             Permissions**."
                .to_owned(),
        );
    }
    let forums = bot.forums_not_tagged(guild).await;
    if !forums.is_empty() {
        let forums: Vec<String> = forums.into_iter().take(MOST_NAMED).map(|forum| format!("<#{forum}>")).collect();
        lines.push(format!(
            "To put the tags of a product and of solved posts on posts in {} I need **Manage Threads** there.",
            forums.join(" ")
        ));
    }
    if !bot.sees_content() {
        lines.push(
            "I do not see what people write unless they mention me, reply to me or write to me directly: commands and \
             the menu **Apps > Explain this error** work everywhere. Whoever runs me can switch on **Message Content \
             Intent** in Discord's developer portal."
                .to_owned(),
        );
    }
    let troubles = troubles(bot, guild).await;
    lines.extend(troubles.into_iter().map(|trouble| format!("⚠️ {trouble}")));
    lines
}

/// A headline and a line for each channel with what is missing there.
fn listed(headline: &str, channels: &[&(ChannelId, Permissions)]) -> Vec<String> {
    if channels.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("**{headline}:**")];
    let named = channels.iter().take(MOST_NAMED).map(|(channel, lacks)| format!("- <#{channel}>: {}", named(*lacks)));
    lines.extend(named);
    if let Some(further) = channels.len().checked_sub(MOST_NAMED).filter(|further| *further > 0) {
        lines.push(format!("- … and {further} more"));
    }
    lines
}
