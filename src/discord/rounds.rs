//! What is due by the clock, server by server: looked for now and then, and when a server comes into sight.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serenity::model::id::GuildId;
use tokio::time::{Instant, timeout};

use super::bot::Bot;

/// How long it takes until it is looked again.
const EVERY: Duration = Duration::from_secs(20);

/// How often what has helped most is reckoned anew, from the start on.
const LEARNS_EVERY: Duration = Duration::from_secs(24 * 3_600);

/// Makes rounds until the end of the program.
pub(super) async fn make(bot: Arc<Bot>) {
    let mut learnt: Option<Instant> = None;
    loop {
        // Once a day and not with every outcome: a list must not change its order while somebody turns its pages.
        if learnt.is_none_or(|at| at.elapsed() >= LEARNS_EVERY)
            && bot.service.learn(SystemTime::now()).await
            && learnt.replace(Instant::now()).is_some()
        {
            bot.memory().learnt();
        }
        // Nothing is due for a server that is out of sight: what may be said there is not known.
        let servers = bot.rights().servers();
        for server in servers {
            Bot::see_to(&bot, server, SystemTime::now()).await;
        }
        // Either way it is time for the next round.
        let _sooner = timeout(EVERY, bot.in_sight.notified()).await;
    }
}

impl Bot {
    /// Does what is due in `server` at `now`.
    async fn see_to(bot: &Arc<Self>, server: GuildId, now: SystemTime) {
        Self::see_to_incidents(bot, server, now).await;
        bot.post_digest(server, now).await;
    }
}
