//! `/crosscheck reload`: the rules read again, and what is in force now.

use std::path::Path;
use std::time::SystemTime;

use tokio::task::spawn_blocking;

use crate::rules::{Fault, Faults};
use crate::service::{ReloadError, Reloaded};

use super::super::super::bot::Bot;
use super::super::super::render::Post;
use super::super::super::respond::Caller;
use super::super::super::rest::Problem;
use super::super::Asked;

/// Said to those who may not.
const NOT_ALLOWED: &str = "Only members with Manage Server can have the rules read again.";
/// Said without a folder to read.
const NOTHING_TO_RELOAD: &str = "There is nothing to reload: all rules in force are built in. Whoever runs me can add \
     some in a folder of their own (RULES_DIR).";
/// Said when the folder itself is the trouble. Where it lies is nobody's business here: the log says it.
const NO_FOLDER: &str = "The folder with your rules cannot be read right now, so the rules in force stay as they are. \
     The log of whoever runs me says why.";
/// Said when the reload ended without a result.
const FAILED: &str = "The rules could not be read again; those in force stay as they are. The log of whoever runs me \
     says why.";

/// Characters of a report in a message, so that it stays within one block.
const REPORT: usize = 3_000;

/// Read the rules again and see which are in force
#[poise::command(slash_command)]
pub(super) async fn reload(ctx: Asked<'_>) -> Result<(), Problem> {
    let bot = ctx.framework.user_data;
    let caller = Caller::from(ctx.interaction);
    // Whoever runs the server may have opened the command to others; the rules concern everybody.
    if !caller.manages_server() {
        bot.respond_with(&caller, Post::saying(NOT_ALLOWED), true).await;
        return Ok(());
    }
    // Reading and compiling may take longer than Discord waits.
    bot.defer(&caller, true).await;
    let post = read_again(bot).await;
    bot.fill_in(&caller, post).await;
    Ok(())
}

async fn read_again(bot: &Bot) -> Post {
    let desk = bot.service.clone();
    match spawn_blocking(move || desk.reload(SystemTime::now())).await {
        Ok(Ok(reloaded)) => in_force(&reloaded),
        Ok(Err(ReloadError::NothingToReload)) => Post::saying(NOTHING_TO_RELOAD),
        Ok(Err(error)) => match error.faults() {
            Some(faults) => refused(faults, bot.service.rule_source().folder()),
            None => Post::saying(NO_FOLDER),
        },
        Err(_) => Post::saying(FAILED),
    }
}

fn in_force(reloaded: &Reloaded) -> Post {
    let changes = reloaded.changes();
    if changes.is_empty() {
        return Post::saying(&format!("Nothing has changed: {}.", reloaded.in_force()));
    }
    Post::code(&reloaded.in_force(), &changes.join("\n"))
}

fn refused(faults: &Faults, folder: Option<&Path>) -> Post {
    let title = match faults.count() {
        1 => "Refused: 1 fault. The rules in force stay as they are.".to_owned(),
        many => format!("Refused: {many} faults. The rules in force stay as they are."),
    };
    // Files are named as they lie in the folder: where that is only concerns whoever runs the bot.
    let folder = folder.map_or_else(String::new, |folder| folder.join("").display().to_string());
    let inside = |text: &str| if folder.is_empty() { text.to_owned() } else { text.replace(&folder, "") };
    let faults = faults.iter().map(|fault| Fault {
        file: inside(&fault.file),
        line: fault.line,
        wrong: inside(&fault.wrong),
        expected: inside(&fault.expected),
    });
    let report = Faults::new(faults.collect()).map_or_else(String::new, |faults| faults.shortened(REPORT));
    Post::code(&title, report.trim_end())
}
