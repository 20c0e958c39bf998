//! The gateway on a WebSocket: HELLO, IDENTIFY, RESUME, heartbeats, and the frames the sessions send.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::sessions::Frame;
use super::state::Shared;

/// The close code for a wrong token.
const AUTHENTICATION_FAILED: u16 = 4004;
/// The close code for a privileged intent that is not switched on.
const DISALLOWED_INTENTS: u16 = 4014;
/// The close code for something sent before IDENTIFY.
const NOT_AUTHENTICATED: u16 = 4003;
/// Payloads from this size on are compressed for a client that asked for it, so that both kinds of frame occur.
const COMPRESSED_FROM: usize = 1024;

/// Accepts sockets until the listener goes.
pub async fn serve(listener: TcpListener, shared: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            let refused = shared.change(|state| {
                let refused = state.sessions.refuse_sockets > 0;
                state.sessions.refuse_sockets = state.sessions.refuse_sockets.saturating_sub(1);
                state.sessions.sockets_refused += usize::from(refused);
                refused
            });
            if refused {
                refuse(stream).await;
            } else if let Ok(socket) = tokio_tungstenite::accept_async(stream).await {
                let left = Socket { shared: shared.clone(), session: None, compress: false }.run(socket).await;
                if let Some((session, for_good)) = left {
                    shared.change(|state| state.sessions.left(&session, for_good));
                }
            }
        });
    }
}

async fn refuse(mut stream: TcpStream) {
    // The request is read first, so that the answer is not lost in a reset.
    let _ = stream.read(&mut [0; 4096]).await;
    let _ = stream.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").await;
}

/// One socket's side of the handshake.
struct Socket {
    shared: Shared,
    session: Option<String>,
    compress: bool,
}

impl Socket {
    /// Runs until one side closes. Gives the session, and whether it can no longer be resumed.
    async fn run(mut self, mut socket: WebSocketStream<TcpStream>) -> Option<(String, bool)> {
        let (sender, mut frames) = unbounded_channel();
        let interval = self.shared.look(|state| state.sessions.heartbeat_interval_ms);
        let hello = json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": interval, "_trace": [] } });
        let _ = sender.send(Frame::Send(hello));
        loop {
            tokio::select! {
                frame = frames.recv() => match frame? {
                    Frame::Send(payload) => {
                        if socket.send(self.encode(&payload)).await.is_err() {
                            return self.session.map(|session| (session, false));
                        }
                    }
                    Frame::Close(code) => {
                        let _ = socket.close(Some(CloseFrame { code: CloseCode::from(code), reason: "".into() })).await;
                        while let Some(Ok(_)) = socket.next().await {}
                        return self.session.map(|session| (session, false));
                    }
                    Frame::Drop => return self.session.map(|session| (session, false)),
                    Frame::Reset => {
                        let _ = socket.get_ref().set_zero_linger();
                        return self.session.map(|session| (session, false));
                    }
                },
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        self.receive(&serde_json::from_str(&text).unwrap_or_default(), &sender);
                    }
                    Some(Ok(Message::Close(frame))) => {
                        let code = frame.map_or(1005, |frame| u16::from(frame.code));
                        self.shared.change(|state| state.sessions.closed_by_bot.push(code));
                        // The answering close frame goes out with the next read.
                        while let Some(Ok(_)) = socket.next().await {}
                        return self.session.map(|session| (session, matches!(code, 1000 | 1001)));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return self.session.map(|session| (session, false)),
                },
            }
        }
    }

    fn receive(&mut self, payload: &Value, sender: &UnboundedSender<Frame>) {
        let send = |payload: Value| {
            let _ = sender.send(Frame::Send(payload));
        };
        let close = |code: u16| {
            let _ = sender.send(Frame::Close(code));
        };
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(1) if self.shared.look(|state| state.sessions.deaf) => {}
            Some(1) => send(json!({ "op": 11, "s": null, "t": null, "d": null })),
            Some(2) => {
                self.compress = data["compress"].as_bool().unwrap_or(false);
                let intents = data["intents"].as_u64().unwrap_or_default();
                let identified = self.shared.change(|state| {
                    state.sessions.identifies += 1;
                    if !is_token(data, &state.world.application.token) {
                        return Err(AUTHENTICATION_FAILED);
                    }
                    // Guild members, presences and message content are the privileged ones.
                    let privileged = intents & ((1 << 1) | (1 << 8) | (1 << 15));
                    let open = state.world.application.message_content && !state.sessions.content_refused;
                    let granted = if open { 1 << 15 } else { 0 };
                    if privileged & !granted != 0 {
                        return Err(DISALLOWED_INTENTS);
                    }
                    Ok(state.sessions.identify(&state.world, data, sender.clone()))
                });
                match identified {
                    Ok(session) => self.session = Some(session),
                    Err(code) => close(code),
                }
            }
            Some(6) => {
                self.compress = true;
                if !self.shared.look(|state| is_token(data, &state.world.application.token)) {
                    close(AUTHENTICATION_FAILED);
                } else if self.shared.change(|state| state.sessions.resume(data, sender.clone())) {
                    self.session = data["session_id"].as_str().map(str::to_owned);
                } else {
                    send(json!({ "op": 9, "s": null, "t": null, "d": false }));
                }
            }
            _ if self.session.is_none() => close(NOT_AUTHENTICATED),
            // Presence, members, voice: nothing here answers them.
            _ => {}
        }
    }

    fn encode(&self, payload: &Value) -> Message {
        let text = payload.to_string();
        if !self.compress || text.len() < COMPRESSED_FROM {
            return Message::Text(text);
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
        written.map_or(Message::Text(text), Message::Binary)
    }
}

/// Whether IDENTIFY or RESUME brings the bot's token. Discord takes it with the `Bot ` of the REST API as well.
fn is_token(data: &Value, token: &str) -> bool {
    let given = data["token"].as_str().unwrap_or_default();
    given.strip_prefix("Bot ").unwrap_or(given) == token
}
