//! The Discord edge: events in, messages out. Discord's words stay in here.

mod answered;
mod attachments;
mod bot;
mod commands;
mod connect;
mod custom_id;
mod events;
mod gateway;
mod queue;
mod render;
mod respond;
mod rest;
mod speak;

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::classify::Addressed;
use crate::helpdesk::{Case, Happened};
use crate::service::Service;
use crate::settings::Settings;

pub use connect::BotError;

use attachments::Attachments;
use bot::Bot;
use events::Handler;

/// Runs the bot with `service` as its desk until it is told to stop (SIGTERM, Ctrl-C) or cannot go on.
pub fn run(settings: &Settings, service: Arc<Service>) -> Result<(), BotError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(BotError::Machine)?;
    let ended = runtime.block_on(serve(settings, service));
    // A task that serenity left waiting on a dead socket must not hold up the end.
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

async fn serve(settings: &Settings, service: Arc<Service>) -> Result<(), BotError> {
    let started = Instant::now();
    let warm = service.clone();
    tokio::task::spawn_blocking(move || warm_up(&warm));
    // Listened for from the first moment to the last: as a container's first process it would not end otherwise while
    // Discord is out of reach.
    let mut stop = pin!(gateway::told_to_stop());
    let prepared = tokio::select! {
        biased;
        () = &mut stop => return Ok(()),
        prepared = connect::prepare(settings, started) => prepared?,
    };
    let attachments = Attachments::new(prepared.client, settings.proxy.as_deref());
    let bot = Arc::new(Bot::new(service, attachments, prepared.application));
    let handler = Arc::new(Handler::new(bot));
    gateway::serve(prepared.http, prepared.intents, prepared.gateway, handler, started, stop).await
}

/// Asks the desk something nobody hears: what it compiles at the first question must not cost the first person who asks
/// the three seconds Discord waits.
fn warm_up(service: &Service) {
    let knowledge = service.knowledge();
    let Some(rule) = knowledge.rules().rules().first() else { return };
    let case = Case::of(rule.id.clone(), None, None);
    let asked = Happened::Typed { text: "how do I do that?".to_owned(), directly: true };
    let described =
        Happened::Pasted { text: "it says the account is archived".to_owned(), addressed: Addressed::Asked };
    let _nobody_hears = knowledge.converse(case.clone(), asked, SystemTime::now());
    let _nobody_hears = knowledge.converse(case, described, SystemTime::now());
}
