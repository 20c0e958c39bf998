//! The weekly digest: posted where the server wants it, once.

use std::time::SystemTime;

use serenity::model::id::GuildId;

use crate::service::Team;

use super::bot::Bot;
use super::{render, teams};

impl Bot {
    /// Posts the digest of `server` if it is due at `now` and may be posted. What keeps it from being posted, a channel
    /// that was deleted or a permission that is missing, `/crosscheck status` names; until then it stays due.
    pub(super) async fn post_digest(&self, server: GuildId, now: SystemTime) {
        let Some(channel) = teams::digest(&self.settings_of(Some(server))) else { return };
        let gone = self.rights().is_gone(server, channel);
        if gone || self.lanes.is_refused(channel) || !self.may(channel).await.write {
            return;
        }
        let team = Team::new(server.to_string());
        let Some((day, report)) = self.service.digest(&team, now).await else { return };
        let post = render::digest(&report, &self.service.knowledge());
        // Discord takes 25 characters: both numbers fit until the server's has 20 digits, in 2090.
        let nonce = format!("w{}{server}", day.0);
        if self.say(channel, &nonce, post).await.is_some() {
            tracing::info!(%server, %channel, "the weekly digest is posted");
        } else {
            self.service.digest_failed(&team, day).await;
        }
    }
}
