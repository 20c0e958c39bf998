//! A Discord on the loopback, small and strict, and the verbs people use there.
//!
//! ```ignore
//! let discord = Discord::start().await;
//! let bot = discord.start_bot(BotSetup::default()).await;
//! let ada = discord.person("Ada");
//! let paste = discord.post(&ada, "support", "Account code '200' has been archived").await;
//! let answer = discord.next_message_in("support").await;
//! assert_eq!(answer.shown(), "…");
//! let done = discord.press(&ada, &answer, "It worked").await.update().await;
//! discord.finish().await;
//! ```
//!
//! From the inside out: [`model`] is the state, [`wire`] its shapes, [`limits`] and [`commands`] what Discord refuses,
//! [`said`] what the bot did; [`rest`], [`sessions`] with [`gateway`], and [`tls`] are the ways in; [`bot`] is the
//! process under test; `people`, `places`, `staff`, `interact`, `reading` and `trouble` are the verbs of the
//! tests.
//!
//! A test fails when the bot ends by itself, breaks a limit of Discord's or leaves something said that the test has not
//! read: [`Discord::finish`] sees to that, and a test that forgets it fails too.

#![allow(dead_code, reason = "a vocabulary: not every test file uses every verb and every field")]

pub mod bot;
mod commands;
mod gateway;
mod interact;
mod limits;
pub mod model;
mod people;
pub mod permissions;
mod places;
mod reading;
mod rest;
mod said;
pub mod servers;
mod sessions;
mod shown;
mod staff;
mod state;
mod tls;
pub mod traffic;
mod trouble;
mod wire;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::TcpListener;

#[allow(unused_imports, reason = "a vocabulary, too")]
pub use self::{
    bot::{Bot, BotSetup, Exit},
    interact::{Interaction, Modal},
    model::{Answered, Id},
    people::{Draft, Person},
    permissions::Permission,
    reading::{Channel, Message, Place, Sentinel},
    sessions::Handshake,
    traffic::{Call, Fault},
};

use self::bot::GOODBYE;
use self::model::{ChannelKind, World};
use self::said::Log;
use self::sessions::Sessions;
use self::state::{Shared, State};
use self::traffic::Traffic;

/// How long an interaction may stay without an answer before a person reads "The application did not respond".
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);

/// A loopback Discord with one guild: the channels `#support` and `#general`, and the forum `#questions`.
pub struct Discord {
    shared: Shared,
    /// The address of the plain REST front.
    proxy: String,
    finished: bool,
}

impl Discord {
    /// Starts the fake on free ports of the loopback.
    pub async fn start() -> Self {
        let rest = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let gateway = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let address = |listener: &TcpListener| listener.local_addr().expect("a bound socket has an address");
        let (proxy, socket) = (format!("http://{}", address(&rest)), format!("ws://{}", address(&gateway)));
        let mut world = World::new();
        world.files_at.clone_from(&proxy);
        for (name, kind) in
            [("support", ChannelKind::Text), ("general", ChannelKind::Text), ("questions", ChannelKind::Forum)]
        {
            let id = world.new_id();
            world.add_channel(id, name, kind, None, None);
        }
        let shared = Shared::new(State {
            world,
            sessions: Sessions::new(socket),
            traffic: Traffic::default(),
            log: Log::default(),
            sentinel: Sentinel::default(),
            broken: Vec::new(),
            refused: Vec::new(),
            processes: Vec::new(),
        });
        tokio::spawn(rest::serve(rest, shared.clone()));
        tokio::spawn(gateway::serve(gateway, shared.clone()));
        Self { shared, proxy, finished: false }
    }

    /// Where the REST front listens, for `DISCORD_PROXY`: `http://127.0.0.1:PORT`.
    pub fn proxy(&self) -> &str {
        &self.proxy
    }

    /// The bot's token.
    pub fn token(&self) -> String {
        self.shared.look(|state| state.world.application.token.clone())
    }

    /// Starts the bot and waits until it has identified itself on the gateway.
    pub async fn start_bot(&self, setup: BotSetup) -> Bot {
        let bot = self.launch_bot(setup).await;
        bot.ready().await;
        bot
    }

    /// Starts the bot and waits for nothing: for starts that fail.
    pub async fn launch_bot(&self, setup: BotSetup) -> Bot {
        Bot::start(self.shared.clone(), setup, self.proxy.clone()).await
    }

    /// Opens the TLS front by hand, for a client in this process: the proxy's address and the authority's file, which is
    /// written into `directory`.
    pub async fn tls_front(&self, directory: &Path) -> (String, PathBuf) {
        let front = tls::Front::start(self.shared.clone(), directory).await;
        (front.proxy, front.authority)
    }

    /// Ends the bot as an operator would, and fails the test when it did not end well and in time, ended before, broke a
    /// limit, left an interaction without an answer, or said something the test has not read.
    pub async fn finish(mut self) {
        self.finished = true;
        let mut faults = String::new();
        let unanswered = |state: &mut State| state.world.youngest_unanswered().is_none().then_some(());
        let youngest = self.shared.look(|state| state.world.youngest_unanswered());
        let patience = ANSWERED_WITHIN.saturating_sub(youngest.unwrap_or_default());
        if self.shared.wait_within(patience, unanswered).await.is_err() {
            let _ = writeln!(faults, "The application did not respond to an interaction.");
        }
        for process in self.shared.look(|state| state.processes.clone()) {
            if let Some(status) = process.ended_by_itself() {
                let _ = writeln!(faults, "The bot ended by itself: {status}.");
            } else if !process.is_over() {
                match process.terminate_and_wait().await {
                    Some(status) if status.success() => {}
                    Some(status) => drop(writeln!(faults, "The bot did not end well after SIGTERM: {status}.")),
                    None => drop(writeln!(faults, "The bot had not ended {} s after SIGTERM.", GOODBYE.as_secs())),
                }
            }
        }
        self.shared.look(|state| {
            if !state.log.unread().is_empty() {
                let _ = writeln!(faults, "The bot said something the test has not read.");
            }
            if !state.broken.is_empty() {
                let _ = writeln!(faults, "The bot broke a limit or a house rule.");
            }
            for call in state.traffic.unmet() {
                let _ = writeln!(faults, "A fault was scripted for {call:?}, and the call never came.");
            }
            assert!(faults.is_empty(), "{faults}\n{}", state.dump());
        });
    }
}

impl Drop for Discord {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "the test ended without `discord.finish().await`");
    }
}
