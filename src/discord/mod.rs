//! The Discord edge: events in, messages out. Discord's words stay in here.

mod answered;
mod attachments;
mod bot;
mod commands;
mod connect;
mod custom_id;
mod digest;
mod events;
mod forum;
mod gateway;
mod handover;
mod incidents;
mod manners;
mod preview;
mod queue;
mod reload;
mod render;
mod respond;
mod rest;
mod rights;
mod rounds;
mod speak;
mod teams;

use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::service::Service;
use crate::settings::Settings;

pub use connect::BotError;
pub use preview::preview;

use attachments::Attachments;
use bot::Bot;
use events::Handler;

/// Runs the bot with `service` as its desk until it is told to stop (SIGTERM, Ctrl-C) or cannot go on.
pub fn run(settings: &Settings, service: Arc<Service>) -> Result<(), BotError> {
    let main = Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(BotError::Machine)?;
    // serenity's runner can turn round on a dead socket without ever yielding, and a thread that does not yield holds up
    // all of its runtime, timers and signals included. So the gateway has a runtime of its own. It is of the kind that
    // runs tasks in the order in which they were spawned: serenity spawns one for each event, and what is known of a
    // channel must not be overwritten by older news.
    let line = Builder::new_current_thread().enable_all().build().map_err(BotError::Machine)?;
    let handle = line.handle().clone();
    let (end, ended) = oneshot::channel::<()>();
    // Not waited for: it may be turning round.
    thread::Builder::new()
        .name("gateway".to_owned())
        .spawn(move || {
            // Closed at the end of this function.
            let _over = line.block_on(ended);
            line.shutdown_background();
        })
        .map_err(BotError::Machine)?;
    let ended = main.block_on(serve(settings, service, &handle));
    drop(end);
    main.shutdown_timeout(Duration::from_millis(200));
    ended
}

/// How long the store may take to say what servers have set, at the start.
const SETTINGS_WITHIN: Duration = Duration::from_secs(10);
/// How long the store may take to say what was collected of errors that no rule covers; then it is done without.
const GAPS_WITHIN: Duration = Duration::from_secs(5);

async fn serve(settings: &Settings, service: Arc<Service>, line: &Handle) -> Result<(), BotError> {
    let started = Instant::now();
    let desk = service.clone();
    tokio::spawn(reload::keep_up(service.clone()));
    let warm = tokio::task::spawn_blocking(move || desk.knowledge().warm_up(SystemTime::now()));
    // Listened for from the first moment to the last: as a container's first process it would not end otherwise while
    // Discord is out of reach.
    let mut stop = pin!(gateway::told_to_stop());
    let ready = async {
        service.read_teams(SETTINGS_WITHIN).await?;
        service.read_gaps(GAPS_WITHIN).await;
        let desk = service.clone();
        // A new version may have brought the rules. Nobody waits for this.
        tokio::task::spawn_blocking(move || desk.forget_covered_gaps());
        let prepared = connect::prepare(settings, started).await?;
        // Nobody is heard before the desk can answer in time. Should warming it fail, the first question will say why.
        let _warm = warm.await;
        Ok::<_, BotError>(prepared)
    };
    let prepared = tokio::select! {
        biased;
        () = &mut stop => return Ok(()),
        prepared = ready => prepared?,
    };
    let attachments = Attachments::new(prepared.client.clone(), settings.proxy.as_deref());
    let bot = Arc::new(Bot::new(service, attachments, prepared.application, prepared.intents));
    tokio::spawn(rounds::make(Arc::clone(&bot)));
    let handler = Arc::new(Handler::new(bot, Handle::current()));
    gateway::serve(prepared, handler, line, started, stop).await
}
