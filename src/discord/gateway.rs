//! The gateway while it is open: started, watched, closed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::Client;
use serenity::all::OnlineStatus;
use serenity::client::ClientBuilder;
use serenity::gateway::{ConnectionStage, GatewayError, ShardManager, ShardMessenger};
use serenity::http::Http;
use serenity::model::gateway::GatewayIntents;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::connect::{BotError, PATIENCE};
use super::events::Handler;

/// The one shard. A shard serves 2,500 servers; beyond that Discord demands several, which is another program.
const SHARD: serenity::all::ShardId = serenity::all::ShardId(0);
/// A connection that is neither there nor back after this long is stuck: resuming takes under a second.
const STUCK: Duration = Duration::from_secs(6);
/// serenity's own restart takes five seconds before it shows; ours must not cross it.
const OWN_RESTART: Duration = Duration::from_secs(7);
/// How long closing may take; together with [`LAST_WORDS`] under the five seconds a supervisor is told.
const CLOSING: Duration = Duration::from_secs(3);
/// Time for the close frame to leave. After a reconnect, serenity reports a shard as closed before it is.
const LAST_WORDS: Duration = Duration::from_millis(800);

/// What is known about the connection, for the watch over it.
#[derive(Default)]
pub(super) struct Link {
    state: watch::Sender<State>,
    messenger: Mutex<Option<ShardMessenger>>,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// When it was lost or was last seen on its way back; none while it is up.
    down_since: Option<Instant>,
    /// How often it came up.
    ups: u32,
}

impl Link {
    /// The connection is up: a new session, or the old one resumed.
    pub(super) fn up(&self) {
        self.state.send_modify(|state| {
            state.down_since = None;
            state.ups = state.ups.saturating_add(1);
        });
    }

    /// The connection changed its stage.
    pub(super) fn stage(&self, stage: ConnectionStage, messenger: ShardMessenger) {
        *self.messenger.lock().unwrap_or_else(PoisonError::into_inner) = Some(messenger);
        tracing::debug!(%stage, "gateway");
        if stage.is_connecting() {
            self.state.send_modify(|state| state.down_since = Some(Instant::now()));
        }
    }

    /// Ends when the connection was never up within what is left of the patience for a start.
    async fn never_up(&self, started: Instant) {
        let mut state = self.state.subscribe();
        let left = PATIENCE.saturating_sub(started.elapsed());
        if timeout(left, state.wait_for(|state| state.ups > 0)).await.is_ok() {
            std::future::pending::<()>().await;
        }
    }

    /// Brings a stuck connection back, for ever.
    ///
    /// serenity notices that resuming was refused only at the next heartbeat, up to 51 seconds later. A runner with a
    /// dead socket ends when it is told to send something; told to close, it would wait for ever. Only when nothing else
    /// restarted it meanwhile is a new one started.
    async fn watch(&self, shards: &ShardManager) {
        let mut state = self.state.subscribe();
        loop {
            let Ok(seen) = state.wait_for(|state| state.down_since.is_some()).await.map(|state| *state) else {
                return;
            };
            if timeout(STUCK, state.wait_for(|now| now.down_since != seen.down_since)).await.is_ok() {
                continue;
            }
            tracing::warn!("the connection does not come back by itself");
            let messenger = self.messenger.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(messenger) = messenger {
                messenger.set_status(OnlineStatus::Online);
            }
            let moved = timeout(OWN_RESTART, state.wait_for(|now| now.down_since != seen.down_since)).await.is_ok();
            if moved || !shards.has(SHARD).await {
                continue;
            }
            // The runner is gone and cannot confirm its end: without this, five seconds are lost waiting for it.
            shards.shutdown_finished(SHARD);
            shards.restart(SHARD).await;
            let _back = timeout(PATIENCE, state.wait_for(|now| now.down_since != seen.down_since)).await;
        }
    }
}

/// Opens the gateway and serves until `stop` ends or it cannot go on.
pub(super) async fn serve(
    http: Http,
    intents: GatewayIntents,
    address: String,
    handler: Arc<Handler>,
    started: Instant,
    stop: impl Future<Output = ()>,
) -> Result<(), BotError> {
    let mut client: Client = ClientBuilder::new_with_http(http, intents)
        .status(OnlineStatus::Online)
        .event_handler_arc(handler.clone())
        .await
        .map_err(|_| BotError::Client)?;
    // serenity asked for the address once more and would have taken Discord's own had that failed.
    *client.ws_url.lock().await = address;
    let shards = client.shard_manager.clone();
    handler.opened(client.http.clone(), shards.clone());
    let link = handler.link();
    tokio::select! {
        ended = client.start() => match ended {
            Err(serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents)) => Err(BotError::IntentRefused),
            Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication)) => Err(BotError::WrongToken),
            Err(_) => Err(BotError::Closed),
            Ok(()) => Ok(()),
        },
        () = link.never_up(started) => Err(BotError::Unreachable),
        () = link.watch(&shards) => Ok(()),
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
