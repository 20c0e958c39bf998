//! The shapes Discord puts on the wire: model in, JSON out.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::model::{Asked, Attachment, Channel, ChannelKind, Id, Interaction, Message, User, World, posted_at};

/// The message flag of an answer only one person sees.
pub const EPHEMERAL: u64 = 1 << 6;
/// The message flag of "Crosscheck is thinking…".
pub const LOADING: u64 = 1 << 7;
/// The application flag of a Message Content intent that is switched on (for applications in few servers).
const MESSAGE_CONTENT_LIMITED: u64 = 1 << 19;

/// Discord's way to write a time: RFC 3339 with microseconds and an offset.
pub fn time(unix_ms: u64) -> String {
    let ms = i64::try_from(unix_ms).unwrap_or_default();
    DateTime::from_timestamp_millis(ms).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Micros, false)
}

fn id(id: Id) -> Value {
    Value::String(id.to_string())
}

fn optional_id(optional: Option<Id>) -> Value {
    optional.map_or(Value::Null, id)
}

impl User {
    /// A user object.
    pub fn wire(&self) -> Value {
        json!({
            "id": id(self.id), "username": self.name.to_lowercase().replace(' ', "."), "global_name": self.name,
            "discriminator": "0", "avatar": null, "bot": self.bot, "public_flags": 0, "flags": 0, "banner": null,
            "accent_color": null, "primary_guild": null, "avatar_decoration_data": null,
        })
    }
}

impl Attachment {
    /// An attachment object; `files_at` is where the fake serves its files.
    pub fn wire(&self, channel: Id, files_at: &str) -> Value {
        let url = self
            .elsewhere
            .clone()
            .unwrap_or_else(|| format!("{files_at}/attachments/{channel}/{}/{}", self.id, self.name));
        json!({
            "id": id(self.id), "filename": self.name, "size": self.bytes.len(), "url": url, "proxy_url": url,
            "content_type": self.content_type,
        })
    }
}

impl World {
    /// The user with this id; whoever left is shown as Discord shows them.
    pub fn user_wire(&self, id: Id) -> Value {
        let gone = || User { id, name: "Deleted User".into(), bot: false, closed_dms: false }.wire();
        self.users.get(&id).map_or_else(gone, User::wire)
    }

    /// A member object; with `user` inside, or the partial one that stands beside a message's author.
    pub fn member_wire(&self, member: Id, with_user: bool) -> Value {
        let roles: Vec<Value> = self.guild.members.get(&member).into_iter().flatten().map(|role| id(*role)).collect();
        let mut wire = json!({
            "roles": roles, "joined_at": time(posted_at(self.guild.id)), "deaf": false, "mute": false, "flags": 0,
            "nick": null, "avatar": null, "banner": null, "premium_since": null, "pending": false,
            "communication_disabled_until": null,
        });
        if with_user {
            wire["user"] = self.user_wire(member);
        }
        wire
    }

    /// A channel object, as `GUILD_CREATE`, `THREAD_CREATE` and `GET /channels/…` carry it.
    pub fn channel_wire(&self, channel: &Channel) -> Value {
        let mut wire = json!({
            "id": id(channel.id), "type": channel.kind as u8, "last_message_id": optional_id(self.last_message(channel.id)),
            "flags": 0,
        });
        if channel.kind == ChannelKind::Dm {
            wire["recipients"] = json!([self.user_wire(channel.owner.unwrap_or_default())]);
            return wire;
        }
        let overwrites: Vec<Value> = channel
            .overwrites
            .iter()
            .map(|overwrite| {
                json!({
                    "id": id(overwrite.of), "type": u8::from(overwrite.of_member),
                    "allow": overwrite.allow.to_string(), "deny": overwrite.deny.to_string(),
                })
            })
            .collect();
        wire["guild_id"] = optional_id(channel.guild);
        wire["name"] = json!(channel.name);
        wire["parent_id"] = optional_id(channel.parent);
        wire["topic"] = json!(channel.topic);
        wire["position"] = json!(0);
        wire["nsfw"] = json!(false);
        wire["rate_limit_per_user"] = json!(0);
        wire["permission_overwrites"] = json!(overwrites);
        if channel.kind == ChannelKind::Forum {
            let tag = |(tag, name): &(u64, String)| json!({ "id": id(*tag), "name": name, "moderated": false, "emoji_id": null, "emoji_name": null });
            wire["available_tags"] = channel.tags.iter().map(tag).collect();
            // REQUIRE_TAG
            wire["flags"] = json!(u64::from(channel.tag_required) << 4);
        }
        if channel.is_thread() {
            wire["owner_id"] = optional_id(channel.owner);
            wire["thread_metadata"] = self.thread_metadata(channel);
            wire["message_count"] = json!(self.history(channel.id).count());
            wire["member_count"] = json!(1);
            wire["total_message_sent"] = wire["message_count"].clone();
            wire["applied_tags"] = json!(channel.applied_tags.iter().map(|tag| id(*tag)).collect::<Vec<_>>());
        }
        wire
    }

    fn thread_metadata(&self, thread: &Channel) -> Value {
        json!({
            "archived": thread.archived, "locked": thread.locked, "auto_archive_duration": 1440,
            "archive_timestamp": time(posted_at(thread.id)), "create_timestamp": time(posted_at(thread.id)),
        })
    }

    /// A message object with everything in it; with `guild_id` and `member` as the gateway adds them.
    pub fn message_wire(&self, message: &Message, for_gateway: bool) -> Value {
        let mut wire = self.bare_message(message);
        if let Some(target) = message.reply_to.and_then(|id| self.messages.get(&id)) {
            wire["referenced_message"] = if target.gone { Value::Null } else { self.bare_message(target) };
        } else if message.reply_to.is_some() {
            wire["referenced_message"] = Value::Null;
        }
        let guild = self.channels.get(&message.channel).and_then(|channel| channel.guild);
        if let (true, Some(guild)) = (for_gateway, guild) {
            wire["guild_id"] = id(guild);
            if message.webhook.is_none() {
                wire["member"] = self.member_wire(message.author, false);
            }
        }
        wire
    }

    fn bare_message(&self, message: &Message) -> Value {
        let attachments: Vec<Value> =
            message.attachments.iter().map(|file| file.wire(message.channel, &self.files_at)).collect();
        let mentions: Vec<Value> = message.mentions.iter().map(|user| self.user_wire(*user)).collect();
        let mut wire = json!({
            "id": id(message.id), "channel_id": id(message.channel), "type": message.kind,
            "author": self.user_wire(message.author), "content": message.content,
            "timestamp": time(posted_at(message.id)), "edited_timestamp": message.edited.map(time),
            "tts": false, "mention_everyone": false, "mentions": mentions,
            "mention_roles": message.called.iter().map(|role| id(*role)).collect::<Vec<_>>(),
            "attachments": attachments, "embeds": message.embeds, "components": message.components,
            "pinned": false, "flags": message.flags,
        });
        if let Some(nonce) = &message.nonce {
            wire["nonce"] = nonce.clone();
        }
        if let Some(webhook) = message.webhook {
            wire["author"]["id"] = id(webhook);
            wire["webhook_id"] = id(webhook);
        }
        if !message.snapshots.is_empty() {
            wire["message_snapshots"] = json!(message.snapshots);
            wire["message_reference"] = json!({ "type": 1, "channel_id": id(message.channel) });
        }
        if let Some(target) = message.reply_to {
            let channel = self.messages.get(&target).map_or(message.channel, |message| message.channel);
            wire["message_reference"] = json!({ "type": 0, "message_id": id(target), "channel_id": id(channel), "guild_id": id(self.guild.id) });
        }
        if let Some(thread) = self.channels.get(&message.id).filter(|channel| channel.parent == Some(message.channel)) {
            wire["thread"] = self.channel_wire(thread);
        }
        if let Some(interaction) = message.interaction.and_then(|id| self.interactions.get(&id)) {
            wire["application_id"] = id(self.bot());
            wire["webhook_id"] = id(self.bot());
            wire["interaction_metadata"] = self.interaction_metadata(interaction);
        }
        wire
    }

    fn interaction_metadata(&self, interaction: &Interaction) -> Value {
        let mut wire = json!({
            "id": id(interaction.id), "user": self.user_wire(interaction.person),
            "authorizing_integration_owners": { "0": id(self.guild.id) },
        });
        match &interaction.asked {
            Asked::Command { data } | Asked::Autocomplete { data } => {
                wire["type"] = json!(2);
                wire["name"] = data["name"].clone();
                wire["command_type"] = data["type"].clone();
            }
            Asked::Component { message, .. } => {
                wire["type"] = json!(3);
                wire["interacted_message_id"] = id(*message);
            }
            // The metadata of what opened the modal is not kept: a command is the nearest.
            Asked::Modal { .. } => {
                wire["type"] = json!(5);
                wire["triggering_interaction_metadata"] = json!({
                    "id": id(interaction.id), "type": 2, "user": self.user_wire(interaction.person),
                    "authorizing_integration_owners": { "0": id(self.guild.id) },
                });
            }
        }
        wire
    }

    /// What `INTERACTION_CREATE` carries.
    pub fn interaction_wire(&self, interaction: &Interaction) -> Value {
        let (kind, data, message) = match &interaction.asked {
            Asked::Command { data } => (2, data, None),
            Asked::Component { message, data } => (3, data, Some(*message)),
            Asked::Autocomplete { data } => (4, data, None),
            Asked::Modal { message, data } => (5, data, *message),
        };
        let channel = self.channels.get(&interaction.channel);
        let in_guild = channel.and_then(|channel| channel.guild);
        let away = channel.and_then(|channel| channel.away);
        let mut wire = json!({
            "id": id(interaction.id), "application_id": id(self.bot()), "type": kind, "data": data,
            "channel_id": id(interaction.channel), "token": interaction.token, "version": 1, "locale": "en-GB",
            "entitlements": [], "attachment_size_limit": 10_485_760,
            "app_permissions": self.permissions(self.bot(), interaction.channel).to_string(),
            "authorizing_integration_owners": { "0": in_guild.map_or_else(|| json!("0"), id) },
            "context": if in_guild.is_some() { 0 } else { 1 },
        });
        if let Some(channel) = channel {
            wire["channel"] = self.channel_wire(channel);
            wire["channel"]["permissions"] =
                json!(self.permissions(interaction.person, interaction.channel).to_string());
        }
        if let Some(theirs) = away {
            // Only whoever installed the bot for themselves can use it there.
            wire["authorizing_integration_owners"] = json!({ "1": id(interaction.person) });
            wire["context"] = json!(if theirs.is_some() { 0 } else { 2 });
            wire["app_permissions"] = json!("0");
            if let Some(guild) = theirs {
                wire["guild_id"] = id(guild);
                wire["guild"] = json!({ "id": id(guild), "locale": "en-GB", "features": [] });
                wire["member"] = self.member_wire(interaction.person, true);
                wire["member"]["permissions"] = json!("0");
            } else {
                wire["user"] = self.user_wire(interaction.person);
            }
        } else if let Some(guild) = in_guild {
            wire["guild_id"] = id(guild);
            wire["guild"] = json!({ "id": id(guild), "locale": "en-GB", "features": [] });
            wire["guild_locale"] = json!("en-GB");
            wire["member"] = self.member_wire(interaction.person, true);
            wire["member"]["permissions"] =
                json!(self.permissions(interaction.person, interaction.channel).to_string());
        } else {
            wire["user"] = self.user_wire(interaction.person);
        }
        if let Some(message) = message.and_then(|id| self.messages.get(&id)) {
            wire["message"] = self.message_wire(message, false);
        }
        wire
    }

    /// The roles of the guild.
    pub fn roles_wire(&self) -> Value {
        let role = |(position, role): (usize, &super::permissions::Role)| {
            let mut wire = json!({
                "id": id(role.id), "name": role.name, "color": 0, "hoist": false, "managed": role.managed,
                "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
                "mentionable": role.mentionable, "permissions": role.bits.to_string(), "position": position, "flags": 0,
                "icon": null, "unicode_emoji": null,
            });
            if role.managed {
                wire["tags"] = json!({ "bot_id": id(self.bot()) });
            }
            wire
        };
        self.guild.roles.iter().enumerate().map(role).collect()
    }

    /// What `GUILD_CREATE` carries: of the members only the bot, as without the members intent.
    pub fn guild_wire(&self) -> Value {
        let seen = |channel: &&Channel| {
            channel.guild == Some(self.guild.id)
                && self.may(self.bot(), channel.id, super::permissions::Permission::ViewChannel)
        };
        let (threads, channels): (Vec<&Channel>, Vec<&Channel>) =
            self.channels.values().filter(seen).partition(|channel| channel.is_thread());
        let threads = threads.into_iter().filter(|thread| !thread.archived);
        let mut wire = json!({
            "id": id(self.guild.id), "name": self.guild.name, "owner_id": id(self.guild.owner),
            "roles": self.roles_wire(), "emojis": [], "stickers": [], "features": [], "large": false,
            "joined_at": time(self.guild.joined), "unavailable": false, "voice_states": [], "presences": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
            "member_count": self.guild.members.len(), "members": [self.member_wire(self.bot(), true)],
            "channels": channels.into_iter().map(|channel| self.channel_wire(channel)).collect::<Vec<_>>(),
            "threads": threads.map(|thread| self.channel_wire(thread)).collect::<Vec<_>>(),
        });
        let settings = json!({
            "icon": null, "splash": null, "discovery_splash": null, "banner": null, "description": null,
            "vanity_url_code": null, "afk_channel_id": null, "afk_timeout": 300, "application_id": null,
            "system_channel_id": null, "rules_channel_id": null, "public_updates_channel_id": null,
            "safety_alerts_channel_id": null, "system_channel_flags": 0, "verification_level": 1,
            "default_message_notifications": 1, "explicit_content_filter": 0, "mfa_level": 0, "premium_tier": 0,
            "premium_subscription_count": 0, "premium_progress_bar_enabled": false, "preferred_locale": "en-GB",
            "nsfw_level": 0, "nsfw": false,
        });
        for (key, value) in settings.as_object().into_iter().flatten() {
            wire[key] = value.clone();
        }
        wire
    }

    /// What `GET /applications/@me` answers.
    pub fn application_wire(&self) -> Value {
        json!({
            "id": id(self.bot()), "name": "Crosscheck", "icon": null, "description": "", "bot_public": true,
            "bot_require_code_grant": false, "verify_key": "0".repeat(64), "team": null, "summary": "",
            "owner": self.user_wire(self.guild.owner), "flags": self.application_flags(), "hook": true,
            "integration_types_config": { "0": {} }, "approximate_guild_count": 1,
            "type": null, "redirect_uris": [], "interactions_endpoint_url": null,
            "role_connections_verification_url": null, "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "eligible_oauth2_scopes": [],
            "flags_new": self.application_flags().to_string(),
        })
    }

    /// The application's flags: whether it may ask for Message Content.
    pub fn application_flags(&self) -> u64 {
        if self.application.message_content { MESSAGE_CONTENT_LIMITED } else { 0 }
    }

    /// What READY carries.
    pub fn ready_wire(&self, session: &str, gateway: &str, shard: &Value) -> Value {
        let mut user = self.user_wire(self.bot());
        user["verified"] = json!(true);
        user["mfa_enabled"] = json!(true);
        user["email"] = Value::Null;
        user["flags"] = json!(0);
        json!({
            "v": 10, "user": user, "guilds": [{ "id": id(self.guild.id), "unavailable": true }],
            "session_id": session, "resume_gateway_url": gateway, "shard": shard, "private_channels": [],
            "application": { "id": id(self.bot()), "flags": self.application_flags() }, "_trace": [],
        })
    }
}
