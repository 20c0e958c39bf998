//! The gateway's sessions: who is connected, with which intents, and what each has been sent.

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::model::{Event, World};

/// The intent without which message texts of a guild are empty.
const MESSAGE_CONTENT: u64 = 1 << 15;

/// What the fake does to one socket.
#[derive(Clone, Debug)]
pub enum Frame {
    Send(Value),
    /// Closes properly, with this code.
    Close(u16),
    /// Drops the connection without a word.
    Drop,
    /// Drops it with a reset, as a cut line does.
    Reset,
}

/// How the bot came back, or first came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// A new session with these intents.
    Identified { intents: u64 },
    /// The old session, with so many missed events sent again.
    Resumed { replayed: usize },
}

/// One session, connected or waiting to be resumed.
pub struct Session {
    pub id: String,
    intents: u64,
    sent: Vec<Value>,
    socket: Option<UnboundedSender<Frame>>,
}

/// All sessions and the switches of the gateway.
pub struct Sessions {
    /// Where the gateway listens: `ws://127.0.0.1:…`.
    pub url: String,
    pub heartbeat_interval_ms: u64,
    /// How many of the next sockets are answered with 503.
    pub refuse_sockets: usize,
    /// How many sockets were answered so.
    pub sockets_refused: usize,
    /// How many of the next RESUMEs are answered with an invalid session.
    pub refuse_resumes: usize,
    /// Heartbeats get no acknowledgement.
    pub deaf: bool,
    /// IDENTIFY with the Message Content intent is refused, whatever the application's flags say.
    pub content_refused: bool,
    /// How often the bot sent IDENTIFY, whatever became of it.
    pub identifies: usize,
    /// Handshakes the test has not looked at.
    pub handshakes: Vec<Handshake>,
    /// The close codes the bot sent, 1005 where it sent none.
    pub closed_by_bot: Vec<u16>,
    sessions: Vec<Session>,
    count: usize,
}

impl Sessions {
    /// A gateway at `url` nobody is connected to.
    pub fn new(url: String) -> Self {
        Self {
            url,
            heartbeat_interval_ms: 41_250,
            refuse_sockets: 0,
            sockets_refused: 0,
            refuse_resumes: 0,
            deaf: false,
            content_refused: false,
            identifies: 0,
            handshakes: Vec::new(),
            closed_by_bot: Vec::new(),
            sessions: Vec::new(),
            count: 0,
        }
    }

    /// Opens a session and sends READY and the guild.
    pub fn identify(&mut self, world: &World, identify: &Value, socket: UnboundedSender<Frame>) -> String {
        self.count += 1;
        let id = format!("session-{}", self.count);
        let intents = identify["intents"].as_u64().unwrap_or_default();
        let shard = if identify["shard"].is_array() { identify["shard"].clone() } else { json!([0, 1]) };
        let mut session = Session { id: id.clone(), intents, sent: Vec::new(), socket: Some(socket) };
        session.send("READY", &world.ready_wire(&id, &self.url, &shard));
        if intents & 1 != 0 {
            session.send("GUILD_CREATE", &world.guild_wire());
        }
        self.sessions.push(session);
        self.handshakes.push(Handshake::Identified { intents });
        id
    }

    /// Takes a session up again and sends what it missed; `false`: there is no such session.
    pub fn resume(&mut self, resume: &Value, socket: UnboundedSender<Frame>) -> bool {
        if self.refuse_resumes > 0 {
            self.refuse_resumes -= 1;
            return false;
        }
        let seen = resume["seq"].as_u64().and_then(|seq| usize::try_from(seq).ok()).unwrap_or(usize::MAX);
        let Some(session) = self.sessions.iter_mut().find(|session| resume["session_id"] == session.id.as_str()) else {
            return false;
        };
        let Some(missed) = session.sent.get(seen..) else {
            return false;
        };
        let replayed = missed.len();
        for event in missed {
            let _ = socket.send(Frame::Send(event.clone()));
        }
        session.socket = Some(socket);
        session.send("RESUMED", &json!({ "_trace": [] }));
        self.handshakes.push(Handshake::Resumed { replayed });
        true
    }

    /// Sends an event to every session that may have it, cut to what it may see. A session without a socket keeps it.
    pub fn deliver(&mut self, world: &World, event: &Event) {
        for session in &mut self.sessions {
            if event.intents == 0 || session.intents & event.intents != 0 {
                let body = if session.intents & MESSAGE_CONTENT == 0 { cut(world, event) } else { event.body.clone() };
                session.send(event.name, &body);
            }
        }
    }

    /// Does something to every open socket.
    pub fn each_socket(&mut self, frame: &Frame) {
        for session in &mut self.sessions {
            if let Some(socket) = &session.socket {
                let _ = socket.send(frame.clone());
            }
            if !matches!(frame, Frame::Send(_)) {
                session.socket = None;
            }
        }
    }

    /// The socket of a session is gone; for good when it was closed with 1000 or 1001.
    pub fn left(&mut self, session: &str, for_good: bool) {
        if for_good {
            self.sessions.retain(|known| known.id != session);
        } else if let Some(session) = self
            .sessions
            .iter_mut()
            .find(|known| known.id == session && known.socket.as_ref().is_none_or(UnboundedSender::is_closed))
        {
            session.socket = None;
        }
    }

    /// Forgets all sessions: none can be resumed.
    pub fn forget(&mut self) {
        self.sessions.clear();
    }
}

impl Session {
    fn send(&mut self, name: &str, body: &Value) {
        let event = json!({ "op": 0, "s": self.sent.len() + 1, "t": name, "d": body });
        self.sent.push(event.clone());
        if let Some(socket) = &self.socket {
            // A closed socket is a missed event: RESUME sends it again.
            let _ = socket.send(Frame::Send(event));
        }
    }
}

/// The event as a session without Message Content sees it.
fn cut(world: &World, event: &Event) -> Value {
    let mut body = event.body.clone();
    let message = event.message.and_then(|id| world.messages.get(&id));
    if message.is_some_and(|message| !world.content_is_open(message)) {
        empty(&mut body);
    }
    let target = body["referenced_message"]["id"].as_str().and_then(|id| id.parse().ok());
    if target.and_then(|id: u64| world.messages.get(&id)).is_some_and(|target| !world.content_is_open(target)) {
        empty(&mut body["referenced_message"]);
    }
    body
}

/// Empties what the Message Content intent protects.
pub fn empty(message: &mut Value) {
    for key in ["embeds", "attachments", "components"] {
        if !message[key].is_null() {
            message[key] = json!([]);
        }
    }
    if !message["content"].is_null() {
        message["content"] = json!("");
    }
    if let Some(fields) = message.as_object_mut() {
        fields.remove("message_snapshots");
        fields.remove("poll");
    }
}
