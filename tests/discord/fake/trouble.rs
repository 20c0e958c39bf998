//! What goes wrong: faults of the REST API and the gateway, missing permissions, and what a test asks afterwards.

use std::time::Duration;

use serde_json::json;

use super::model::Event;
use super::permissions::{Overwrite, Permission};
use super::reading::Place;
use super::sessions::{Frame, Handshake};
use super::traffic::{Call, Fault, Limit};
use super::{Discord, Id};

impl Discord {
    /// The next `times` calls of this kind meet `fault`. Several scripts for one kind happen one after the other; one
    /// that never happens fails the test.
    pub fn script(&self, call: Call, times: usize, fault: Fault) {
        self.shared.change(|state| state.traffic.script(call, times, fault));
    }

    /// Lets a channel take so many calls of this kind in this time. Only the TLS front enforces it.
    pub fn limit(&self, call: Call, calls: u32, per: Duration) {
        self.shared.change(|state| state.traffic.set_limit(call, Limit { calls, per }));
    }

    /// The statuses with which calls of this kind were answered, in order.
    pub fn calls(&self, call: Call) -> Vec<u16> {
        self.shared.look(|state| {
            state.traffic.calls.iter().filter(|(known, _)| *known == call).map(|(_, status)| *status).collect()
        })
    }

    /// Waits until so many calls of this kind have been answered, in whatever way.
    pub async fn called(&self, call: Call, times: usize) {
        let enough = |state: &mut super::State| {
            (state.traffic.calls.iter().filter(|(known, _)| *known == call).count() >= times).then_some(())
        };
        self.shared.wait_for(&format!("{times} calls of {call:?}"), enough).await;
    }

    /// How many requests were refused with 401, 403 or 429: 10,000 in ten minutes get a bot banned.
    pub fn refusals(&self) -> usize {
        self.shared.look(|state| state.refused.iter().filter(|(status, ..)| matches!(status, 401 | 403 | 429)).count())
    }

    /// Forgives broken rules whose text holds `words`, and says how many there were.
    pub fn forgive(&self, words: &str) -> usize {
        self.shared.change(|state| {
            let before = state.broken.len();
            state.broken.retain(|broken| !broken.contains(words));
            before - state.broken.len()
        })
    }

    /// The limits and house rules the bot has broken so far.
    pub fn broken(&self) -> Vec<String> {
        self.shared.look(|state| state.broken.clone())
    }

    /// Takes a permission from the bot in one channel, and tells it.
    pub fn take_permission(&self, place: impl Place, permission: Permission) {
        self.set_permission(place, permission, false);
    }

    /// Gives the bot a permission in one channel that it has nowhere else, and tells it.
    pub fn allow(&self, place: impl Place, permission: Permission) {
        self.shared.change(|state| {
            let (place, of) = (place.find(state), state.world.bot());
            if let Some(channel) = state.world.channels.get_mut(&place) {
                channel.overwrites.push(Overwrite { of, of_member: true, allow: permission as u64, deny: 0 });
            }
            let wire = state.world.channel_wire(&state.world.channels[&place]);
            state.emit("CHANNEL_UPDATE", wire, place, None);
        });
    }

    /// Gives a permission back.
    pub fn give_permission(&self, place: impl Place, permission: Permission) {
        self.set_permission(place, permission, true);
    }

    fn set_permission(&self, place: impl Place, permission: Permission, allowed: bool) {
        self.shared.change(|state| {
            let (place, bot) = (place.find(state), state.world.bot());
            state.world.set_permission(bot, place, permission, allowed);
            let wire = state.world.channel_wire(&state.world.channels[&place]);
            state.emit("CHANNEL_UPDATE", wire, place, None);
        });
    }

    /// Switches the Message Content intent of the application on or off. Before the bot starts, it is on.
    pub fn message_content(&self, granted: bool) {
        self.shared.change(|state| state.world.application.message_content = granted);
    }

    /// The gateway closes with 4014 on whoever asks for message content, although the application's flags grant it.
    pub fn refuse_message_content(&self) {
        self.shared.change(|state| state.sessions.content_refused = true);
    }

    /// How often the bot asked for a new session, whatever became of it.
    pub fn identifies(&self) -> usize {
        self.shared.look(|state| state.sessions.identifies)
    }

    /// The names of the registered commands, sorted; a slash command with its slash.
    pub fn commands(&self) -> Vec<String> {
        self.shared.look(|state| {
            let name = |command: &serde_json::Value| {
                let slash = if command["type"] == 1 { "/" } else { "" };
                format!("{slash}{}", command["name"].as_str().unwrap_or_default())
            };
            let mut names: Vec<String> = state.world.application.commands.iter().map(name).collect();
            names.sort();
            names
        })
    }

    /// How often the bot wrote its commands.
    pub fn command_writes(&self) -> usize {
        self.shared.look(|state| state.world.application.command_writes)
    }

    /// What no log may show: the bot's token and the tokens of all interactions.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.look(|state| {
            let tokens = state.world.interactions.values().map(|interaction| interaction.token.clone());
            tokens.chain([state.world.application.token.clone()]).collect()
        })
    }

    /// The connection of the gateway breaks without a word.
    pub fn drop_socket(&self) {
        self.shared.change(|state| state.sessions.each_socket(&Frame::Drop));
    }

    /// The gateway closes with a code: 4000 and up are Discord's.
    pub fn close_socket(&self, code: u16) {
        self.shared.change(|state| state.sessions.each_socket(&Frame::Close(code)));
    }

    /// The gateway asks the bot to reconnect (opcode 7).
    pub fn ask_to_reconnect(&self) {
        let reconnect = json!({ "op": 7, "s": null, "t": null, "d": null });
        self.shared.change(|state| state.sessions.each_socket(&Frame::Send(reconnect)));
    }

    /// The gateway calls the session invalid (opcode 9); one that is not resumable is forgotten.
    pub fn invalidate_session(&self, resumable: bool) {
        let invalid = json!({ "op": 9, "s": null, "t": null, "d": resumable });
        self.shared.change(|state| {
            state.sessions.each_socket(&Frame::Send(invalid));
            if !resumable {
                state.sessions.forget();
            }
        });
    }

    /// The next so many sockets are answered with 503.
    pub fn refuse_sockets(&self, times: usize) {
        self.shared.change(|state| state.sessions.refuse_sockets = times);
    }

    /// The next so many RESUMEs are answered with an invalid session.
    pub fn refuse_resumes(&self, times: usize) {
        self.shared.change(|state| state.sessions.refuse_resumes = times);
    }

    /// Waits until so many sockets were answered with 503.
    pub async fn sockets_refused(&self, times: usize) {
        let enough = |state: &mut super::State| (state.sessions.sockets_refused >= times).then_some(());
        self.shared.wait_for(&format!("{times} refused sockets"), enough).await;
    }

    /// The connection of the gateway is reset, as by a cut line.
    pub fn reset_socket(&self) {
        self.shared.change(|state| state.sessions.each_socket(&Frame::Reset));
    }

    /// From the next HELLO on, heartbeats are due this often.
    pub fn heartbeat_every(&self, interval: Duration) {
        let interval = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX);
        self.shared.change(|state| state.sessions.heartbeat_interval_ms = interval);
    }

    /// Heartbeats get no acknowledgement, or get one again.
    pub fn acknowledge_heartbeats(&self, acknowledged: bool) {
        self.shared.change(|state| state.sessions.deaf = !acknowledged);
    }

    /// Waits until the bot has come back, and says how.
    pub async fn next_handshake(&self) -> Handshake {
        let came = |state: &mut super::State| {
            let handshakes = &mut state.sessions.handshakes;
            (!handshakes.is_empty()).then(|| handshakes.remove(0))
        };
        self.shared.wait_for("the bot to come back", came).await
    }

    /// The same, with more patience than usual.
    pub async fn next_handshake_within(&self, patience: Duration) -> Handshake {
        let came = |state: &mut super::State| {
            let handshakes = &mut state.sessions.handshakes;
            (!handshakes.is_empty()).then(|| handshakes.remove(0))
        };
        match self.shared.wait_within(patience, came).await {
            Ok(handshake) => handshake,
            Err(why) => panic!("The bot did not come back: {why}.\n{}", self.shared.look(super::State::dump)),
        }
    }

    /// Time passes for every interaction so far: after 3 s a first answer is refused, after 15 min any.
    pub fn let_time_pass(&self, passed: Duration) {
        self.shared.change(|state| {
            for interaction in state.world.interactions.values_mut() {
                interaction.since = interaction.since.checked_sub(passed).unwrap_or(interaction.since);
            }
        });
    }

    /// Nobody waits for an answer any more: for a test that scripted the loss of one.
    pub fn let_everybody_go(&self) {
        self.shared.change(|state| {
            state.world.interactions.retain(|_, interaction| interaction.answered != super::Answered::No);
        });
    }

    /// The close codes the bot sent so far; 1000 is a proper goodbye, 1005 one without a code.
    pub fn closed_by_bot(&self) -> Vec<u16> {
        self.shared.look(|state| state.sessions.closed_by_bot.clone())
    }

    /// An event no library knows yet.
    pub fn unknown_event(&self) {
        self.event("SOMETHING_NEW_CREATE", &json!({ "id": "1", "kind": "never seen" }));
    }

    /// Any event, as it stands.
    pub fn event(&self, name: &'static str, body: &serde_json::Value) {
        let event = Event { name, body: body.clone(), intents: 0, message: None };
        self.shared.change(|state| state.world.outbox.push(event));
    }

    /// The guild's id.
    pub fn guild_id(&self) -> Id {
        self.shared.look(|state| state.world.guild.id)
    }
}
