//! The state all parts of the fake share, and the one way to change it or to wait for it.

use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::timeout;

use super::bot::Process;
use super::model::{Event, Id, Message, World};
use super::reading::Sentinel;
use super::said::{Act, Log};
use super::sessions::Sessions;
use super::shown;
use super::traffic::Traffic;

/// How long a test waits for something the bot should do. The slowest are a start, which warms the desk first, and a new
/// IDENTIFY, before which serenity waits five seconds; on a machine that is busy building, both take several times as long.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// An answer of Discord that is no success.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: u64,
    pub message: String,
    pub errors: Option<Value>,
}

impl Refusal {
    /// A refusal with Discord's status, error code and words.
    pub fn new(status: u16, code: u64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: None }
    }
}

/// The model with everything around it.
pub struct State {
    pub world: World,
    pub sessions: Sessions,
    pub traffic: Traffic,
    pub log: Log,
    /// What proves that the bot has nothing more to say.
    pub sentinel: Sentinel,
    /// The limits and house rules the bot broke: any of them fails the test.
    pub broken: Vec<String>,
    /// Every request that was refused, with its status and Discord's code.
    pub refused: Vec<(u16, u64, String)>,
    /// The bots started, the latest last.
    pub processes: Vec<Arc<Process>>,
}

impl State {
    /// Notes that the bot broke a rule.
    pub fn broke(&mut self, rule: impl Into<String>) {
        self.broken.push(rule.into());
    }

    /// Puts a message on the gateway, as the event `name`.
    pub fn announce(&mut self, name: &'static str, message: &Message) {
        let body = self.world.message_wire(message, true);
        self.emit(name, body, message.channel, Some(message.id));
    }

    /// Puts any event about a channel on the gateway.
    pub fn emit(&mut self, name: &'static str, body: Value, channel: Id, message: Option<Id>) {
        const GUILDS: u64 = 1;
        const GUILD_MESSAGES: u64 = 1 << 9;
        const DIRECT_MESSAGES: u64 = 1 << 12;
        let direct = self.world.channels.get(&channel).is_some_and(|channel| channel.guild.is_none());
        let intents = match (name.starts_with("MESSAGE"), direct) {
            (true, true) => DIRECT_MESSAGES,
            (true, false) => GUILD_MESSAGES,
            (false, _) => GUILDS,
        };
        let bot = self.world.bot();
        if direct || self.world.may(bot, channel, super::permissions::Permission::ViewChannel) {
            self.world.outbox.push(Event { name, body, intents, message });
        }
    }

    /// Notes something the bot did to a message, as a person sees it now.
    pub fn note_message(&mut self, act: Act, verb: &str, message: Id) {
        let Some(message) = self.world.messages.get(&message) else {
            return;
        };
        let wire = self.world.message_wire(message, false);
        let shown = shown::message(&self.world, &wire);
        let place = format!("{verb} in {}", self.place(message.channel));
        self.log.note(act, place, shown, wire);
    }

    /// A channel's name for a person.
    pub fn place(&self, channel: Id) -> String {
        let Some(channel) = self.world.channels.get(&channel) else {
            return "a place that is gone".into();
        };
        match (channel.guild, channel.owner.and_then(|owner| self.world.users.get(&owner))) {
            (None, Some(person)) => format!("direct messages with {}", person.name),
            _ if channel.is_thread() => format!("the thread \"{}\"", channel.name),
            _ => format!("#{}", channel.name),
        }
    }

    /// Everything a person needs to understand a failed test.
    pub fn dump(&self) -> String {
        let mut dump = self.log.dump();
        for broken in &self.broken {
            let _ = writeln!(dump, "Broken: {broken}");
        }
        for (status, code, message) in &self.refused {
            let _ = writeln!(dump, "Refused: {status} ({code}) {message}");
        }
        if let Some(process) = self.processes.last() {
            let _ = writeln!(dump, "{}", process.last_words());
        }
        dump
    }
}

/// A handle on the state, and a bell that rings when it changes.
#[derive(Clone)]
pub struct Shared {
    state: Arc<Mutex<State>>,
    bell: watch::Sender<()>,
}

impl Shared {
    /// Takes the state over.
    pub fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)), bell: watch::Sender::new(()) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state without changing it.
    pub fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state; what that puts in the outbox goes to the gateway before anybody else gets a turn.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let result = change(&mut state);
        let State { world, sessions, .. } = &mut *state;
        for event in std::mem::take(&mut world.outbox) {
            sessions.deliver(world, &event);
        }
        drop(state);
        self.bell.send_replace(());
        result
    }

    /// Waits until `ready` gives something, [`PATIENCE`] at most.
    ///
    /// Panics with everything that was said when it takes longer, or when the bot ends meanwhile.
    pub async fn wait_for<T>(&self, what: &str, ready: impl FnMut(&mut State) -> Option<T>) -> T {
        match self.wait_within(PATIENCE, ready).await {
            Ok(found) => found,
            Err(why) => panic!("Waited for {what}, but {why}.\n{}", self.look(State::dump)),
        }
    }

    /// Waits until `ready` gives something, or says why there is no use in waiting longer.
    pub async fn wait_within<T>(
        &self,
        patience: Duration,
        mut ready: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<T, String> {
        let mut bell = self.bell.subscribe();
        let waiting = async {
            loop {
                bell.borrow_and_update();
                let (found, ended) = self.change_quietly(|state| {
                    let found = ready(state);
                    (found, state.processes.last().and_then(|process| process.ended_by_itself()))
                });
                if let Some(found) = found {
                    return Ok(found);
                }
                if let Some(ended) = ended {
                    return Err(format!("the bot ended ({ended})"));
                }
                if bell.changed().await.is_err() {
                    return Err("the fake is gone".into());
                }
            }
        };
        timeout(patience, waiting).await.unwrap_or_else(|_| Err(format!("nothing came in {} s", patience.as_secs())))
    }

    /// Rings the bell: something outside the state changed.
    pub fn ring(&self) {
        self.bell.send_replace(());
    }

    fn change_quietly<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.lock())
    }
}
