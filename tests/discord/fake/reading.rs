//! What a test reads: messages, changes, deletions, threads, and that nothing was said.

use serde_json::Value;

use super::model::{Id, World};
use super::people::Person;
use super::said::{Act, Said};
use super::state::State;
use super::{Discord, shown};

/// A channel, a thread, or direct messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub id: Id,
    pub name: String,
}

/// A place to post in: a channel by its name, or one that was found.
pub trait Place {
    /// The id; panics when there is no such place.
    fn find(&self, state: &State) -> Id;
}

impl Place for &str {
    fn find(&self, state: &State) -> Id {
        let found = state.world.channels.values().find(|channel| channel.guild.is_some() && channel.name == *self);
        found.unwrap_or_else(|| panic!("there is no channel called {self}")).id
    }
}

impl Place for &Channel {
    fn find(&self, _: &State) -> Id {
        self.id
    }
}

/// A message as it stood when the test read it.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    shown: String,
    wire: Value,
}

impl Message {
    /// The message as it stands now.
    pub(super) fn standing(state: &State, id: Id) -> Self {
        let message = &state.world.messages[&id];
        let wire = state.world.message_wire(message, false);
        Self { id, channel: message.channel, shown: shown::message(&state.world, &wire), wire }
    }

    fn said(said: Said, world: &World, id: Id) -> Self {
        Self { id, channel: world.messages[&id].channel, shown: said.shown, wire: said.wire }
    }

    /// What a person sees, as text: see [`shown::message`].
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The labels of its buttons, left to right and top to bottom.
    pub fn buttons(&self) -> Vec<String> {
        shown::buttons(&self.wire)
    }

    /// The custom id of the button with this label.
    pub fn custom_id(&self, label: &str) -> Option<String> {
        let mut components = shown::components(&self.wire);
        let button = components.find(|component| component["label"] == label)?;
        button["custom_id"].as_str().map(str::to_owned)
    }

    /// Its text without embeds.
    pub fn content(&self) -> &str {
        self.wire["content"].as_str().unwrap_or_default()
    }

    /// Whether only one person sees it.
    pub fn is_private(&self) -> bool {
        self.wire["flags"].as_u64().unwrap_or_default() & super::wire::EPHEMERAL != 0
    }

    /// The id of the message it replies to.
    pub fn replies_to(&self) -> Option<Id> {
        self.wire["message_reference"]["message_id"].as_str()?.parse().ok()
    }

    /// The message as Discord's JSON.
    pub fn json(&self) -> &Value {
        &self.wire
    }

    /// The thread that was started from it, or the forum post it opens: they share its id.
    pub fn thread(&self) -> Channel {
        Channel { id: self.id, name: String::new() }
    }
}

/// What a test does to see that the bot has nothing more to say: something that is always answered. Its answer shows
/// that the bot got that far.
#[derive(Clone, Debug)]
pub enum Sentinel {
    /// A direct message of somebody new.
    Dm(String),
    /// A slash command of somebody new in `#general`, with its options.
    Slash(String, Vec<(String, String)>),
}

impl Default for Sentinel {
    /// An exact wording, so that every version of the bot answers it when asked directly.
    fn default() -> Self {
        Self::Dm("The specified bank account details do not match a known bank account".into())
    }
}

impl Discord {
    /// The one file on `message`: its name and what it holds.
    pub fn file_on(&self, message: &Message) -> (String, Vec<u8>) {
        self.shared.look(|state| match state.world.messages[&message.id].attachments.as_slice() {
            [file] => (file.name.clone(), file.bytes.clone()),
            files => panic!("{} files are on\n{}", files.len(), message.shown()),
        })
    }

    /// Waits for the next message the bot writes in a channel or thread (also a public answer to a command).
    pub async fn next_message_in(&self, place: impl Place) -> Message {
        let place = self.shared.look(|state| place.find(state));
        let what = format!("a message in {}", self.shared.look(|state| state.place(place)));
        self.take(&what, move |act| match act {
            Act::Posted { message, channel, private: false, .. } if *channel == place => Some(*message),
            _ => None,
        })
        .await
    }

    /// A channel by its name.
    pub fn channel(&self, name: &str) -> Channel {
        let id = self.shared.look(|state| Place::find(&name, state));
        Channel { id, name: name.to_owned() }
    }

    /// Waits for the next direct message to a person.
    pub async fn next_dm_to(&self, person: &Person) -> Message {
        self.next_message_in(&self.dm_with(person)).await
    }

    /// Waits until the bot changes this message, and gives it as it stands then.
    pub async fn next_edit_of(&self, message: &Message) -> Message {
        let id = message.id;
        let edited = move |act: &Act| matches!(act, Act::Edited { message, .. } if *message == id).then_some(id);
        self.take("a change of a message", edited).await
    }

    /// Waits until the bot takes this message away.
    pub async fn gone(&self, message: &Message) {
        let id = message.id;
        let deleted = move |act: &Act| matches!(act, Act::Deleted { message } if *message == id).then_some(id);
        self.take("a message to be taken away", deleted).await;
    }

    /// Waits until the bot opens a thread in a channel.
    pub async fn next_thread_in(&self, place: impl Place) -> Channel {
        let place = self.shared.look(|state| place.find(state));
        let opened = |act: &Act| matches!(act, Act::Thread { parent, .. } if *parent == place);
        let said = self.shared.wait_for("a thread", |state| state.log.take(opened)).await;
        let Act::Thread { channel, .. } = said.act else { panic!("only a thread was asked for") };
        Channel { id: channel, name: said.shown }
    }

    /// The file that a message of the bot carries: its name and its text.
    pub fn file_of(&self, message: &Message) -> (String, String) {
        let files = self.shared.look(|state| state.world.messages[&message.id].attachments.clone());
        let [file] = files.as_slice() else { panic!("one file was expected on\n{}", message.shown()) };
        (file.name.clone(), String::from_utf8(file.bytes.clone()).expect("the file is a text"))
    }

    /// A message as it stands now, without waiting.
    pub fn standing(&self, message: &Message) -> Message {
        self.shared.look(|state| Message::standing(state, message.id))
    }

    /// Whether a message is still there.
    pub fn is_there(&self, message: &Message) -> bool {
        self.shared.look(|state| state.world.messages.get(&message.id).is_some_and(|message| !message.gone))
    }

    /// Sees that the bot says nothing: somebody new asks it something it always answers, twice, and once both answers
    /// are there nothing else must be unread.
    pub async fn nothing_said(&self) {
        let sentinel = self.shared.look(|state| state.sentinel.clone());
        for round in ["first", "second"] {
            let probe = self.person(&format!("The {round} probe"));
            match &sentinel {
                Sentinel::Dm(text) => {
                    self.dm(&probe, text).await;
                    self.next_dm_to(&probe).await;
                }
                Sentinel::Slash(name, options) => {
                    let options: Vec<(&str, &str)> =
                        options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                    self.slash(&probe, "general", name, &options).await.response().await;
                }
            }
        }
        self.shared.look(|state| {
            assert!(state.log.unread().is_empty(), "Nothing was to be said.\n{}", state.dump());
        });
    }

    /// Sees that the bot says nothing in this channel or thread: somebody new mentions it there with something it always
    /// answers, and nothing may come before that answer. Stronger than [`nothing_said`](Self::nothing_said) for a bot
    /// that handles a channel's messages one after the other.
    pub async fn nothing_said_in(&self, place: impl Place) {
        let place = Channel { id: self.shared.look(|state| place.find(state)), name: String::new() };
        let probe = self.person("The probe");
        let question = match self.shared.look(|state| state.sentinel.clone()) {
            Sentinel::Dm(text) => text,
            Sentinel::Slash(..) => panic!("a mention needs a text: set a Sentinel::Dm"),
        };
        let question = self.post(&probe, &place, &question).mention_bot().await;
        let answer = self.next_message_in(&place).await;
        let dump = || self.shared.look(State::dump);
        assert_eq!(answer.replies_to(), Some(question.id), "Nothing was to be said.\n{}", dump());
        assert!(self.shared.look(|state| state.log.unread().is_empty()), "Nothing was to be said.\n{}", dump());
    }

    /// Sets what [`nothing_said`](Self::nothing_said) asks.
    pub fn set_sentinel(&self, sentinel: Sentinel) {
        self.shared.change(|state| state.sentinel = sentinel);
    }

    /// Marks everything said as read and gives it, one text each: for a test that looks at something else.
    pub fn everything_said(&self) -> Vec<String> {
        self.shared.change(|state| {
            let said = state.log.unread().iter().map(|said| format!("{}\n{}", said.place, said.shown)).collect();
            state.log.read_all();
            said
        })
    }

    /// How often "Crosscheck is typing…" was shown.
    pub fn typing(&self) -> usize {
        self.shared.look(|state| state.log.typing)
    }

    /// Waits for the first unread act that `fits` names a message for, and gives that message as it stood then.
    pub(super) async fn take(&self, what: &str, fits: impl Fn(&Act) -> Option<Id>) -> Message {
        self.shared
            .wait_for(what, |state| {
                let said = state.log.take(|act| fits(act).is_some())?;
                let id = fits(&said.act)?;
                Some(Message::said(said, &state.world, id))
            })
            .await
    }
}

impl super::Interaction<'_> {
    /// Waits for the first unread act that `fits` names a message for.
    pub(super) async fn take(&self, what: &str, fits: impl Fn(&Act) -> Option<Id>) -> Message {
        self.discord.take(what, fits).await
    }
}
