//! Calls to Discord's REST API: repeated where that is safe, with errors that carry no address and no token.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use reqwest::StatusCode;
use serenity::http::HttpError;

/// Why a call did not succeed. Holds numbers only: an address may carry an interaction's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Discord answered with this status and its own code (0 without one, -1 when the body was not JSON).
    Refused {
        /// HTTP status.
        status: u16,
        /// Discord's JSON error code.
        code: i64,
    },
    /// No answer: refused, reset or timed out. `sent` is false when the request certainly never reached Discord.
    NoAnswer {
        /// Whether Discord may have acted on it.
        sent: bool,
    },
    /// An answer that could not be read, or a request that could not be made.
    Unreadable,
}

/// Discord's JSON error codes that are acted on.
/// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>
mod code {
    pub(super) const UNKNOWN_CHANNEL: i64 = 10003;
    pub(super) const UNKNOWN_MESSAGE: i64 = 10008;
    pub(super) const UNKNOWN_INTERACTION: i64 = 10062;
    pub(super) const ALREADY_ACKNOWLEDGED: i64 = 40060;
    pub(super) const THREAD_EXISTS: i64 = 160_004;
    pub(super) const CANNOT_REPLY_WITHOUT_HISTORY: i64 = 160_002;
}

impl Problem {
    /// No permission; trying again soon will not help.
    pub(super) fn is_forbidden(self) -> bool {
        matches!(self, Self::Refused { status: 403, .. })
    }

    /// The token is wrong.
    pub(super) fn is_unauthorised(self) -> bool {
        matches!(self, Self::Refused { status: 401, .. })
    }

    /// What the call was about is gone.
    pub(super) fn is_gone(self) -> bool {
        matches!(
            self,
            Self::Refused { status: 404, .. }
                | Self::Refused { code: code::UNKNOWN_CHANNEL | code::UNKNOWN_MESSAGE | code::UNKNOWN_INTERACTION, .. }
        )
    }

    /// The interaction has its first answer already: an earlier try arrived although its answer was lost.
    pub(super) fn is_answered_already(self) -> bool {
        matches!(self, Self::Refused { code: code::ALREADY_ACKNOWLEDGED, .. })
    }

    /// The message has a thread already.
    pub(super) fn is_thread_there(self) -> bool {
        matches!(self, Self::Refused { code: code::THREAD_EXISTS, .. })
    }

    /// A reply needs Read Message History; the same message without the reference may pass.
    pub(super) fn needs_history(self) -> bool {
        matches!(self, Self::Refused { code: code::CANNOT_REPLY_WITHOUT_HISTORY, .. })
    }

    fn of(status: StatusCode, code: i64) -> Self {
        Self::Refused { status: status.as_u16(), code }
    }

    /// How long to wait before try number `tries` + 1 (from 1), when trying again is worth it and safe.
    fn wait(self, repeat: Repeat, tries: u32) -> Option<Duration> {
        let worth_it = match self {
            // With serenity's limiter on, a 429 never gets here. Behind a proxy the proxy does the waiting, and the
            // one that gets through has lost its Retry-After (serenity gives code -1): back off within bounds.
            Self::Refused { status: 429, .. } => true,
            Self::Refused { status: 500 | 502 | 503 | 504, .. } => repeat == Repeat::Safe,
            Self::NoAnswer { sent } => !sent || repeat == Repeat::Safe,
            Self::Refused { .. } | Self::Unreadable => false,
        };
        (worth_it && tries < TRIES).then(|| FIRST_WAIT * 4_u32.saturating_pow(tries.saturating_sub(1)))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code } => write!(out, "Discord answered {status} (code {code})"),
            Self::NoAnswer { .. } => out.write_str("Discord did not answer"),
            Self::Unreadable => out.write_str("Discord's answer could not be read"),
        }
    }
}

impl std::error::Error for Problem {}

impl From<serenity::Error> for Problem {
    fn from(error: serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
                Self::of(response.status_code, i64::try_from(response.error.code).unwrap_or(-1))
            }
            serenity::Error::Http(HttpError::Request(error)) => Self::from(error),
            _ => Self::Unreadable,
        }
    }
}

impl From<reqwest::Error> for Problem {
    fn from(error: reqwest::Error) -> Self {
        if let Some(status) = error.status() {
            return Self::of(status, -1);
        }
        if error.is_decode() || error.is_builder() || error.is_redirect() {
            return Self::Unreadable;
        }
        Self::NoAnswer { sent: !error.is_connect() }
    }
}

/// Whether a call may be made twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Making it twice is the same as once: reading, editing, deleting, a message with its nonce.
    Safe,
    /// A second one would be seen; repeated only when the first certainly did not arrive.
    IfUnsent,
}

/// Tries in all: with the waits between them, under ten seconds.
const TRIES: u32 = 4;
/// The first wait; each further one is four times as long.
const FIRST_WAIT: Duration = Duration::from_millis(300);

/// Makes a call, again where that is safe and worth it; serenity itself repeats neither 500, 502 nor a reset connection.
pub(super) async fn attempt<T, E, F>(repeat: Repeat, mut call: impl FnMut() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, E>>,
    Problem: From<E>,
{
    let mut tries = 1;
    loop {
        let problem = match call().await {
            Ok(value) => return Ok(value),
            Err(error) => Problem::from(error),
        };
        let Some(wait) = problem.wait(repeat, tries) else {
            return Err(problem);
        };
        tracing::debug!(%problem, tries, "trying again");
        tokio::time::sleep(wait).await;
        tries += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOST: Problem = Problem::NoAnswer { sent: true };

    #[tokio::test(start_paused = true)]
    async fn a_lost_answer_is_asked_for_again_only_when_that_is_safe() {
        for (repeat, calls) in [(Repeat::Safe, 2), (Repeat::IfUnsent, 1)] {
            let mut made = 0;
            let result: Result<(), Problem> = attempt(repeat, || {
                made += 1;
                let answer = if made == 1 { Err(LOST) } else { Ok(()) };
                async move { answer }
            })
            .await;
            assert_eq!(made, calls);
            assert_eq!(result.is_ok(), repeat == Repeat::Safe);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_behind_a_proxy_is_waited_for_within_bounds() {
        let started = tokio::time::Instant::now();
        let mut made = 0;
        let result: Result<(), Problem> = attempt(Repeat::IfUnsent, || {
            made += 1;
            async { Err(Problem::Refused { status: 429, code: -1 }) }
        })
        .await;
        assert!(result.is_err());
        assert_eq!(made, TRIES);
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_final() {
        let mut made = 0;
        let result: Result<(), Problem> = attempt(Repeat::Safe, || {
            made += 1;
            async { Err(Problem::Refused { status: 403, code: 50013 }) }
        })
        .await;
        assert!(result.is_err_and(Problem::is_forbidden));
        assert_eq!(made, 1);
    }
}
