//! The gateway while it is open: started, watched, closed.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use serenity::Client;
use serenity::all::OnlineStatus;
use serenity::client::ClientBuilder;
use serenity::gateway::{ConnectionStage, GatewayError, ShardManager};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::connect::{BotError, PATIENCE, Prepared};
use super::events::Handler;

/// The one shard. A shard serves 2,500 servers; beyond that Discord demands several, which is another program.
const SHARD: serenity::all::ShardId = serenity::all::ShardId(0);
/// How often a dead connection is looked for.
const LOOK: Duration = Duration::from_secs(10);
/// How long closing may take; together with [`LAST_WORDS`] under the five seconds a supervisor is told.
const CLOSING: Duration = Duration::from_secs(3);
/// Time for the close frame to leave. After a reconnect, serenity reports a shard as closed before it is.
const LAST_WORDS: Duration = Duration::from_millis(800);

/// Whether the connection was ever up.
#[derive(Default)]
pub(super) struct Link {
    was_up: watch::Sender<bool>,
}

impl Link {
    /// The connection is up: a new session, or the old one resumed.
    pub(super) fn up(&self) {
        self.was_up.send_replace(true);
    }

    /// Ends when the connection was never up within what is left of the patience for a start.
    async fn never_up(&self, started: Instant) {
        let mut was_up = self.was_up.subscribe();
        let left = PATIENCE.saturating_sub(started.elapsed());
        if timeout(left, was_up.wait_for(|up| *up)).await.is_ok() {
            std::future::pending::<()>().await;
        }
    }
}

/// Brings a dead connection back, for ever. `holders` is how many hold `shards` while no runner does.
///
/// When resuming is refused after a cut line, serenity's runner turns round on the dead socket, with all of a thread,
/// until the next heartbeat, and needs ten seconds more for a new session: 51 in all. Told to send something it ends at
/// once; told to close, it would wait for ever. That it ended shows in who still holds the manager.
async fn watch_over(shards: &Arc<ShardManager>, holders: usize) {
    loop {
        sleep(LOOK).await;
        let runs = Arc::strong_count(shards) > holders;
        let runner = shards.runners.lock().await.get(&SHARD).map(|runner| (runner.stage, runner.runner_tx.clone()));
        match runner {
            // Not before IDENTIFY: Discord closes on whoever speaks first. These stages come after it or after RESUME.
            Some((ConnectionStage::Connected | ConnectionStage::Connecting | ConnectionStage::Resuming, messenger))
                if runs =>
            {
                messenger.set_status(OnlineStatus::Online);
            }
            Some(_) if !runs => {
                tracing::warn!("the connection is dead: a new one is opened");
                // The runner is gone and cannot confirm its end: without this, five seconds are lost waiting for it.
                shards.shutdown_finished(SHARD);
                shards.restart(SHARD).await;
            }
            // On its way up, or being restarted by serenity itself.
            Some(_) | None => {}
        }
    }
}

/// Opens the gateway on the runtime `line` and serves until `stop` ends or it cannot go on.
pub(super) async fn serve(
    prepared: Prepared,
    handler: Arc<Handler>,
    line: &Handle,
    started: Instant,
    stop: impl Future<Output = ()>,
) -> Result<(), BotError> {
    let builder = ClientBuilder::new_with_http(prepared.http, prepared.intents)
        .status(OnlineStatus::Online)
        .event_handler_arc(handler.clone());
    let built = line.spawn(builder.into_future()).await;
    let mut client: Client = built.ok().and_then(Result::ok).ok_or(BotError::Client)?;
    // serenity asked for the address once more and would have taken Discord's own had that failed.
    *client.ws_url.lock().await = prepared.gateway;
    let shards = client.shard_manager.clone();
    handler.opened(client.http.clone(), shards.clone());
    let link = handler.link();
    let holders = Arc::strong_count(&shards);
    let serving = line.spawn(async move { client.start().await });
    tokio::select! {
        ended = serving => match ended {
            Ok(Err(serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents))) => Err(BotError::IntentRefused),
            Ok(Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication))) => Err(BotError::WrongToken),
            Ok(Err(_)) | Err(_) => Err(BotError::Closed),
            Ok(Ok(())) => Ok(()),
        },
        () = link.never_up(started) => Err(BotError::Unreachable),
        () = watch_over(&shards, holders) => Ok(()),
        () = stop => {
            tracing::info!("closing");
            let _closed = timeout(CLOSING, shards.shutdown_all()).await;
            sleep(LAST_WORDS).await;
            Ok(())
        }
    }
}

/// Ends at SIGTERM or Ctrl-C.
pub(super) async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_gateway_that_never_opens_is_given_up_a_minute_after_the_start() {
        let started = Instant::now();
        Link::default().never_up(started).await;
        assert_eq!(started.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_gateway_that_opened_once_is_never_given_up() {
        let link = Link::default();
        link.up();
        assert!(timeout(PATIENCE * 100, link.never_up(Instant::now())).await.is_err());
    }
}
