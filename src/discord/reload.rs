//! When the rules are read again: when their folder has changed, and at SIGHUP. The work is done beside the runtime.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::service::Service;

/// How often the folder is looked at. A change counts once two looks agree, so it is in force two to four seconds
/// after it was saved, and an editor that saves in steps has that long between them.
const LOOK: Duration = Duration::from_secs(2);

/// Keeps the rules of `service` up to date, for ever. What comes of each reload the desk says in the log.
pub(super) async fn keep_up(service: Arc<Service>) {
    let mut hangups = Hangups::listen();
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    if let Some(folder) = service.rule_source().folder() {
        tracing::info!(folder = %folder.display(), "the rules folder is watched");
    }
    loop {
        let told = tokio::select! {
            () = hangups.next() => true,
            _ = looks.tick(), if service.rule_source().folder().is_some() => false,
        };
        let desk = Arc::clone(&service);
        let done = spawn_blocking(move || {
            let now = SystemTime::now();
            if told { Some(desk.reload(now)) } else { desk.reload_if_changed(now) }
        });
        if done.await.is_err() {
            tracing::error!("the rules could not be reloaded: those in force stay");
        }
    }
}

/// The SIGHUPs sent to this process; where there are no such signals, none ever comes.
struct Hangups {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangups {
    #[cfg(unix)]
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self { signal: signal(SignalKind::hangup()).ok() }
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self {}
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
