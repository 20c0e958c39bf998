//! Calls by name, what is scripted to go wrong with them, and how many a bucket takes.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::model::Id;

/// Which front of the fake a request came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// Plain HTTP, as a REST proxy at `DISCORD_PROXY`: never over a limit by itself.
    Proxy,
    /// TLS, as Discord itself: over the limit is a 429.
    Discord,
}

/// The calls of Discord's REST API the fake knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    Gateway,
    GatewayBot,
    Me,
    User,
    Application,
    Commands,
    ReplaceCommands,
    CreateCommand,
    EditCommand,
    DeleteCommand,
    Guild,
    GuildChannels,
    GuildRoles,
    GuildMember,
    ActiveThreads,
    Channel,
    EditChannel,
    Messages,
    PostMessage,
    Message,
    EditMessage,
    DeleteMessage,
    Typing,
    OpenThread,
    JoinThread,
    OpenDm,
    /// The first answer to an interaction.
    Respond,
    FollowUp,
    Response,
    EditResponse,
    DeleteResponse,
}

/// A call with the ids in its path.
#[derive(Clone, Debug)]
pub struct Route {
    pub call: Call,
    /// The ids in the order of the path; `@original` is left out.
    pub ids: Vec<Id>,
    /// An interaction's token.
    pub token: Option<String>,
}

impl Route {
    /// Reads method and path (without `/api/v10` and query); `None`: the fake does not know it.
    pub fn parse(method: &str, path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let call = match (method, parts.as_slice()) {
            ("GET", ["gateway"]) => Call::Gateway,
            ("GET", ["gateway", "bot"]) => Call::GatewayBot,
            ("GET", ["users", "@me"]) => Call::Me,
            ("GET", ["users", _]) => Call::User,
            ("POST", ["users", "@me", "channels"]) => Call::OpenDm,
            ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => Call::Application,
            ("GET", ["applications", _, "commands"]) => Call::Commands,
            ("PUT", ["applications", _, "commands"]) => Call::ReplaceCommands,
            ("POST", ["applications", _, "commands"]) => Call::CreateCommand,
            ("PATCH", ["applications", _, "commands", _]) => Call::EditCommand,
            ("DELETE", ["applications", _, "commands", _]) => Call::DeleteCommand,
            ("GET", ["guilds", _]) => Call::Guild,
            ("GET", ["guilds", _, "channels"]) => Call::GuildChannels,
            ("GET", ["guilds", _, "roles"]) => Call::GuildRoles,
            ("GET", ["guilds", _, "members", _]) => Call::GuildMember,
            ("GET", ["guilds", _, "threads", "active"]) => Call::ActiveThreads,
            ("GET", ["channels", _]) => Call::Channel,
            ("PATCH", ["channels", _]) => Call::EditChannel,
            ("GET", ["channels", _, "messages"]) => Call::Messages,
            ("POST", ["channels", _, "messages"]) => Call::PostMessage,
            ("GET", ["channels", _, "messages", _]) => Call::Message,
            ("PATCH", ["channels", _, "messages", _]) => Call::EditMessage,
            ("DELETE", ["channels", _, "messages", _]) => Call::DeleteMessage,
            ("POST", ["channels", _, "typing"]) => Call::Typing,
            ("POST", ["channels", _, "messages", _, "threads"]) => Call::OpenThread,
            ("PUT", ["channels", _, "thread-members", "@me"]) => Call::JoinThread,
            ("POST", ["interactions", _, _, "callback"]) => Call::Respond,
            ("POST", ["webhooks", _, _]) => Call::FollowUp,
            ("GET", ["webhooks", _, _, "messages", _]) => Call::Response,
            ("PATCH", ["webhooks", _, _, "messages", _]) => Call::EditResponse,
            ("DELETE", ["webhooks", _, _, "messages", _]) => Call::DeleteResponse,
            _ => return None,
        };
        let ids = parts.iter().filter_map(|part| part.parse().ok()).collect();
        let token = parts.get(2).filter(|_| matches!(parts.first(), Some(&("interactions" | "webhooks"))));
        Some(Self { call, ids, token: token.map(|token| (*token).to_owned()) })
    }

    /// The id at `position` in the path, 0 when there is none.
    pub fn id(&self, position: usize) -> Id {
        self.ids.get(position).copied().unwrap_or_default()
    }
}

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// Not performed, answered with this status: 500, 502, 503.
    Status(u16),
    /// Not performed, answered 429 with this `Retry-After` in seconds.
    RateLimited(f64),
    /// The same for all routes at once.
    RateLimitedEverywhere(f64),
    /// Performed, and the connection dropped before the answer.
    LostAnswer,
    /// Not performed, the connection dropped.
    LostRequest,
    /// Performed at once, answered later.
    Late(Duration),
}

/// How many calls of a kind one channel, guild or webhook takes in a time.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub calls: u32,
    pub per: Duration,
}

/// What stands in the `X-RateLimit-…` headers of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
    /// This call was one too many.
    pub exceeded: bool,
}

/// The script of faults and the buckets.
#[derive(Default)]
pub struct Traffic {
    faults: HashMap<Call, VecDeque<Fault>>,
    limits: HashMap<Call, Limit>,
    buckets: HashMap<(Call, Id), (Instant, u32)>,
    /// Every call that arrived, in order, with the status it was answered with.
    pub calls: Vec<(Call, u16)>,
}

impl Traffic {
    /// The next `times` calls of this kind meet `fault`; later scripts queue behind earlier ones.
    pub fn script(&mut self, call: Call, times: usize, fault: Fault) {
        self.faults.entry(call).or_default().extend(std::iter::repeat_n(fault, times));
    }

    /// The fault for this call, if one is due.
    pub fn due(&mut self, call: Call) -> Option<Fault> {
        self.faults.get_mut(&call)?.pop_front()
    }

    /// The calls with a fault that has not happened.
    pub fn unmet(&self) -> Vec<Call> {
        self.faults.iter().filter(|(_, faults)| !faults.is_empty()).map(|(call, _)| *call).collect()
    }

    /// Sets how many calls of a kind one channel takes.
    pub fn set_limit(&mut self, call: Call, limit: Limit) {
        self.limits.insert(call, limit);
    }

    /// Counts a call in its bucket.
    pub fn count(&mut self, route: &Route, now: Instant) -> Allowance {
        let limit = self.limits.get(&route.call).copied().unwrap_or_else(|| usual(route.call));
        let bucket = self.buckets.entry((route.call, route.id(0))).or_insert((now, 0));
        if now.duration_since(bucket.0) >= limit.per {
            *bucket = (now, 0);
        }
        let exceeded = bucket.1 >= limit.calls;
        if !exceeded {
            bucket.1 += 1;
        }
        let reset_after = limit.per.saturating_sub(now.duration_since(bucket.0));
        Allowance { limit: limit.calls, remaining: limit.calls - bucket.1, reset_after, exceeded }
    }
}

/// What Discord's headers were seen to say: five messages in five seconds in a channel, far more of the rest.
fn usual(call: Call) -> Limit {
    match call {
        Call::PostMessage | Call::EditMessage => Limit { calls: 5, per: Duration::from_secs(5) },
        _ => Limit { calls: 50, per: Duration::from_secs(1) },
    }
}
