//! `/crosscheck gaps`: the errors that no rule covers, and how one becomes a rule.

use std::time::SystemTime;

use serenity::builder::CreateInteractionResponse;

use crate::helpdesk::Knowledge;
use crate::service::{Gap, GapId, Team};

use super::super::super::bot::Bot;
use super::super::super::custom_id::Desk;
use super::super::super::render::{self, Post};
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::Asked;

/// Said to those who may not.
const NOT_ALLOWED: &str = "Only members with Manage Server can see what is collected here.";
/// Said when the gap that was chosen is gone.
const GONE: &str = "That one is gone: a rule covers it by now, or its time was up.";
/// Said above the list after **Not an error**.
const SILENCED: &str = "Silenced. Others like it are no longer listed.";
/// Added when the store has not written it yet.
const NOT_WRITTEN: &str = "⚠️ It could not be saved yet: I keep trying. If I am restarted before, say it again.";

/// See the errors that no rule covers yet
#[poise::command(slash_command)]
pub(super) async fn gaps(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    let post = match team(&caller) {
        Some(team) => render::gaps(&bot.service.gaps(&team, SystemTime::now()), 0, None, caller.user),
        None => Post::saying(NOT_ALLOWED),
    };
    bot.respond_with(&caller, post, true).await;
    Ok(())
}

/// A control of the list, or of one gap, was used; `values` is what was selected.
pub(super) async fn used(bot: &Bot, caller: &Caller, desk: Desk, values: &[String]) {
    let Some(team) = team(caller) else {
        bot.respond_with(caller, Post::saying(NOT_ALLOWED), true).await;
        return;
    };
    let list =
        |page, note: Option<&str>| render::gaps(&bot.service.gaps(&team, SystemTime::now()), page, note, caller.user);
    let found = |id| bot.service.gap(&team, id).filter(|gap| !gap.silenced);
    let post = match desk {
        Desk::Gaps(page) => list(page, None),
        Desk::OpenGap => {
            let chosen = values.first().and_then(|id| id.parse().ok()).and_then(|id| found(GapId(id)));
            chosen.map_or_else(|| list(0, Some(GONE)), |gap| render::gap(&gap, caller.user))
        }
        Desk::DraftGap(id) => match found(id) {
            Some(gap) => {
                let knowledge = bot.service.knowledge();
                let (said, name, file) = draft(&gap, &knowledge);
                bot.respond_with_file(caller, said, &name, file.into_bytes(), true).await;
                return;
            }
            None => list(0, Some(GONE)),
        },
        Desk::SilenceGap(id) => {
            // The store may take longer than Discord waits.
            bot.acknowledge(caller).await;
            let note = match bot.service.silence_gap(&team, id).await {
                Some(true) => SILENCED.to_owned(),
                Some(false) => format!("{SILENCED} {NOT_WRITTEN}"),
                None => GONE.to_owned(),
            };
            bot.fill_in(caller, list(0, Some(&note))).await;
            return;
        }
        Desk::Set(_) | Desk::Page(_) | Desk::Report(_) | Desk::ReportFile(_) => return,
    };
    bot.respond(caller, CreateInteractionResponse::UpdateMessage(post.response(true))).await;
}

/// The draft of the rule that covers `gap`: what to do with it, and the file's name and text.
fn draft(gap: &Gap, knowledge: &Knowledge) -> (Post, String, String) {
    let rules = knowledge.rules();
    let taken = |id: &str| {
        rules.rule(id).is_some() || rules.howto(id).is_some() || rules.app(id).is_some() || rules.intent(id).is_some()
    };
    let name = format!("{}.toml", gap.rule_id(taken));
    let said = format!(
        "Here is a draft of the rule, **{name}**. It recognises the wording already; what is missing only a person knows.\n\
         1. Open the file in a text editor. Write the title, why it happens and what to do between the empty quotes.\n\
         2. Look through the examples: no name or number of real people should stand there.\n\
         3. Give it to whoever runs me: it belongs in the folder **xero**, **dext** or **lentune** of the rules folder, \
         by whose words the message is. Once it is there, the error leaves this list."
    );
    (Post::saying(&said), name, gap.draft().file)
}

/// The server whose inbox the caller may see. Whoever runs it may have opened the command to others; what people pasted
/// is not for everybody.
fn team(caller: &Caller) -> Option<Team> {
    let guild = caller.guild.filter(|_| caller.manages_server());
    guild.map(|guild| Team::new(guild.to_string()))
}
