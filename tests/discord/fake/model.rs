//! The state of the loopback Discord: who is where, what stands there, and what the bot may do. No HTTP, no sockets.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::permissions::{Overwrite, Role};

/// A snowflake: milliseconds since the start of 2015, shifted left by 22 bits, and a counter below.
pub type Id = u64;

/// The first second of 2015 in Unix milliseconds: where Discord's snowflakes begin.
const DISCORD_EPOCH: u64 = 1_420_070_400_000;

/// The kinds of channel the bot meets, with Discord's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    Text = 0,
    Dm = 1,
    Category = 4,
    News = 5,
    PublicThread = 11,
    Forum = 15,
}

/// A person, or the bot itself.
#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    pub name: String,
    pub bot: bool,
    /// Takes no direct messages: opening the channel works, posting there is refused with 50007.
    pub closed_dms: bool,
}

/// A place to write in: a channel, a thread, a forum or a direct message.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: Id,
    pub name: String,
    pub kind: ChannelKind,
    /// The guild, unless it is a direct message.
    pub guild: Option<Id>,
    /// A thread's channel or forum.
    pub parent: Option<Id>,
    /// Who opened the thread, or whom the bot talks to in a direct message.
    pub owner: Option<Id>,
    pub topic: Option<String>,
    pub overwrites: Vec<Overwrite>,
    pub archived: bool,
    pub locked: bool,
    pub applied_tags: Vec<Id>,
    /// A forum's tags.
    pub tags: Vec<(Id, String)>,
    /// A forum's posts need a tag.
    pub tag_required: bool,
    /// Where the bot is no member: a chat of others, or a channel of another server with this id.
    pub away: Option<Option<Id>>,
}

impl Channel {
    /// Whether this is a thread or a forum post.
    pub fn is_thread(&self) -> bool {
        self.kind == ChannelKind::PublicThread
    }
}

/// A file at a message, with its bytes.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: Id,
    pub name: String,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
    /// Another address than the fake's own, for a test of where the bot refuses to fetch from.
    pub elsewhere: Option<String>,
}

/// A message as it stands now.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub author: Id,
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    /// Forwarded messages: their text without an author.
    pub snapshots: Vec<Value>,
    pub flags: u64,
    pub nonce: Option<Value>,
    /// Unix milliseconds of the last edit.
    pub edited: Option<u64>,
    pub reply_to: Option<Id>,
    pub mentions: Vec<Id>,
    /// The role it called.
    pub called: Option<Id>,
    /// The webhook that wrote it, if one did.
    pub webhook: Option<Id>,
    /// The interaction this answers.
    pub interaction: Option<Id>,
    /// The only person who sees it: an ephemeral answer.
    pub only_for: Option<Id>,
    pub gone: bool,
}

/// What a person did that asks the bot for an answer.
#[derive(Clone, Debug)]
pub enum Asked {
    Command { data: Value },
    Autocomplete { data: Value },
    Component { message: Id, data: Value },
    Modal { message: Option<Id>, data: Value },
}

/// How the bot has answered an interaction so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    No,
    /// A message stands there; `original` of the interaction names it.
    Message,
    /// "Crosscheck is thinking…": the message comes later.
    Thinking,
    /// The message with the button changes, or will.
    Update,
    Choices,
    Modal,
}

/// One interaction and what became of it.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub person: Id,
    pub channel: Id,
    pub asked: Asked,
    pub since: Instant,
    pub answered: Answered,
    /// The first answer arrived, but the script kept that from the bot: it may try once more.
    pub answer_lost: bool,
    /// The message `@original` stands for.
    pub original: Option<Id>,
    /// The modal or the list of choices, as the bot sent it.
    pub shown: Option<Value>,
}

/// The bot's registration in the developer portal.
#[derive(Clone, Debug)]
pub struct Application {
    /// Also the bot's user id.
    pub id: Id,
    pub token: String,
    /// Whether the Message Content intent is switched on.
    pub message_content: bool,
    /// Registered global commands, as answered, each with its id.
    pub commands: Vec<Value>,
    /// How often the bot wrote its commands.
    pub command_writes: usize,
}

/// The one server the bot is in.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner: Id,
    pub roles: Vec<Role>,
    /// The roles of each member, without `@everyone`.
    pub members: BTreeMap<Id, Vec<Id>>,
    /// Unix milliseconds of when the bot was invited.
    pub joined: u64,
}

/// An event for the gateway, before it is cut to what a session may see.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: &'static str,
    pub body: Value,
    /// The intents of which one is enough; 0: everyone gets it.
    pub intents: u64,
    /// The message inside, where Message Content decides what is visible.
    pub message: Option<Id>,
}

/// Everything there is.
pub struct World {
    pub application: Application,
    pub guild: Guild,
    pub users: BTreeMap<Id, User>,
    pub channels: BTreeMap<Id, Channel>,
    pub messages: BTreeMap<Id, Message>,
    pub interactions: BTreeMap<Id, Interaction>,
    /// (author, channel, nonce) to the message made with it: `enforce_nonce`.
    pub nonces: HashMap<(Id, Id, String), Id>,
    /// Where the bot may call which role: a test says so that sets it up.
    pub callable: Option<(Id, Id)>,
    /// Commands that those who run the guild have opened to everybody.
    pub opened: Vec<String>,
    /// Where attachments are served, without a slash at the end.
    pub files_at: String,
    /// Files a person hands to a slash command: at no message.
    pub loose_files: Vec<Attachment>,
    /// What happened and is not yet on the gateway.
    pub outbox: Vec<Event>,
    last_id: Id,
}

impl World {
    /// A guild with its owner and the bot, no channels yet.
    pub fn new() -> Self {
        let mut world = Self {
            application: Application {
                id: 0,
                token: String::new(),
                message_content: true,
                commands: Vec::new(),
                command_writes: 0,
            },
            guild: Guild {
                id: 0,
                name: "Ledger Lane Bookkeeping".into(),
                owner: 0,
                roles: Vec::new(),
                members: BTreeMap::new(),
                joined: now_ms() - 30 * 24 * 3_600_000,
            },
            users: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            interactions: BTreeMap::new(),
            nonces: HashMap::new(),
            opened: Vec::new(),
            callable: None,
            files_at: String::new(),
            loose_files: Vec::new(),
            outbox: Vec::new(),
            last_id: 0,
        };
        let bot = world.new_id();
        world.application.id = bot;
        // Built here, so that no text in this repository looks like a real token.
        world.application.token = format!("{}.{}.{}", "MTA".repeat(8), "a".repeat(6), secret("token", bot));
        world.users.insert(bot, User { id: bot, name: "Crosscheck".into(), bot: true, closed_dms: false });
        world.guild.id = world.new_id();
        world.guild.owner = world.add_user("Olive");
        world.guild.roles = Role::of_a_new_guild(world.guild.id, world.new_id());
        let bot_role = world.guild.roles.iter().find(|role| role.managed).map(|role| role.id);
        world.guild.members.insert(bot, bot_role.into_iter().collect());
        world
    }

    /// The next snowflake: later than every one before.
    pub fn new_id(&mut self) -> Id {
        self.last_id = (self.last_id + 1).max((now_ms() - DISCORD_EPOCH) << 22);
        self.last_id
    }

    /// A snowflake of `ago` before now, for a message that was posted earlier.
    pub fn earlier_id(&mut self, ago: Duration) -> Id {
        let passed = u64::try_from(ago.as_millis()).unwrap_or(u64::MAX);
        let counter = self.new_id() & 0x003f_ffff;
        ((now_ms() - DISCORD_EPOCH).saturating_sub(passed) << 22) | counter
    }

    /// The bot's user id.
    pub fn bot(&self) -> Id {
        self.application.id
    }

    /// Adds a person who is a member of the guild.
    pub fn add_user(&mut self, name: &str) -> Id {
        let id = self.new_id();
        self.users.insert(id, User { id, name: name.into(), bot: false, closed_dms: false });
        self.guild.members.insert(id, Vec::new());
        id
    }

    /// Adds a channel of the guild; a thread needs a parent.
    pub fn add_channel(&mut self, id: Id, name: &str, kind: ChannelKind, parent: Option<Id>, owner: Option<Id>) -> Id {
        let guild = (kind != ChannelKind::Dm).then_some(self.guild.id);
        let (name, topic) = (name.to_owned(), None);
        let (overwrites, applied_tags, tags) = (Vec::new(), Vec::new(), Vec::new());
        let (archived, locked, tag_required, away) = (false, false, false, None);
        self.channels.insert(
            id,
            Channel {
                id,
                name,
                kind,
                guild,
                parent,
                owner,
                topic,
                overwrites,
                archived,
                locked,
                applied_tags,
                tags,
                tag_required,
                away,
            },
        );
        id
    }

    /// The direct message channel of the bot with a person, opened when there is none.
    pub fn dm_with(&mut self, person: Id) -> Id {
        let open = self
            .channels
            .values()
            .find(|channel| channel.kind == ChannelKind::Dm && channel.owner == Some(person) && channel.away.is_none());
        if let Some(channel) = open {
            return channel.id;
        }
        let id = self.new_id();
        self.add_channel(id, "", ChannelKind::Dm, None, Some(person))
    }

    /// A message that is still there and that others than one person can see.
    pub fn public_message(&self, channel: Id, id: Id) -> Option<&Message> {
        self.messages
            .get(&id)
            .filter(|message| message.channel == channel && !message.gone && message.only_for.is_none())
    }

    /// The messages of a channel that anybody can see, oldest first.
    pub fn history(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages
            .values()
            .filter(move |message| message.channel == channel && !message.gone && message.only_for.is_none())
    }

    /// The id of the last message in a channel.
    pub fn last_message(&self, channel: Id) -> Option<Id> {
        self.history(channel).next_back().map(|message| message.id)
    }

    /// Whether the Message Content intent does not matter for this message: a direct message, the bot's own, one that
    /// mentions it, or a reply with a ping to a regular message of the bot (not to an answer to an interaction).
    pub fn content_is_open(&self, message: &Message) -> bool {
        let bot = self.bot();
        let direct = self.channels.get(&message.channel).is_some_and(|channel| channel.guild.is_none());
        let named = message.content.contains(&format!("<@{bot}>")) || message.content.contains(&format!("<@!{bot}>"));
        let replied = message.mentions.contains(&bot)
            && message
                .reply_to
                .and_then(|id| self.messages.get(&id))
                .is_some_and(|target| target.author == bot && target.interaction.is_none());
        direct || message.author == bot || named || replied
    }

    /// How long ago the youngest unanswered interaction happened.
    pub fn youngest_unanswered(&self) -> Option<Duration> {
        let open = self.interactions.values().filter(|interaction| interaction.answered == Answered::No);
        open.map(|interaction| interaction.since.elapsed()).min()
    }

    /// Opens an interaction of `person` in `channel`.
    pub fn add_interaction(&mut self, person: Id, channel: Id, asked: Asked) -> Id {
        let id = self.new_id();
        let token = secret("interaction", id);
        let (since, answered, answer_lost) = (Instant::now(), Answered::No, false);
        self.interactions.insert(
            id,
            Interaction {
                id,
                token,
                person,
                channel,
                asked,
                since,
                answered,
                answer_lost,
                original: None,
                shown: None,
            },
        );
        id
    }
}

/// Unix milliseconds of a snowflake.
pub fn posted_at(id: Id) -> u64 {
    (id >> 22) + DISCORD_EPOCH
}

/// Unix milliseconds of now.
pub fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| u64::try_from(passed.as_millis()).unwrap_or(0))
}

/// A long text nobody could confuse with another, made of `what` and `id`: for tokens a log must never show.
pub fn secret(what: &str, id: Id) -> String {
    let mixed = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{what}-{mixed:016x}{:016x}-kept-from-every-log", mixed.rotate_left(29))
}
