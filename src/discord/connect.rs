//! Before the gateway is opened: the HTTP client, who the bot is, what it may read, and where the gateway stands.

use std::time::Duration;

use reqwest::redirect;
use serde::Deserialize;
use serenity::all::{ApplicationFlags, Permissions};
use serenity::http::{Http, HttpBuilder};
use serenity::model::gateway::GatewayIntents;
use serenity::model::id::ApplicationId;
use thiserror::Error;
use tokio::time::{Instant, sleep};

use crate::service::SettingsUnread;
use crate::settings::{MessageContent, Settings, Token};

use super::render::nobody;
use super::rest::Problem;

/// Discord itself, where no proxy stands before it.
const DISCORD: &str = "https://discord.com";
/// How long Discord may be out of reach at the start.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(15);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest pause between two tries at the start.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Why the bot could not start, or ended. Each is one sentence for whoever runs it, with what to do next.
#[derive(Debug, Error)]
pub enum BotError {
    /// There is no token.
    #[error("DISCORD_TOKEN is not set: put the bot's token into it, or into the file that DISCORD_TOKEN_FILE names")]
    NoToken,
    /// Discord refused the token.
    #[error(
        "Discord does not accept the bot's token: reset it on the Bot page of the developer portal and put the new one \
         into DISCORD_TOKEN"
    )]
    WrongToken,
    /// Discord did not answer for a minute.
    #[error(
        "Discord could not be reached for 60 seconds: check the network (HTTPS_PROXY behind a company proxy) and start again"
    )]
    Unreachable,
    /// The proxy is there, but does not say where the gateway is.
    #[error("DISCORD_PROXY does not answer GET /gateway: point it at a proxy for Discord's REST API, or unset it")]
    ProxyWithoutGateway,
    /// Discord closed the gateway with 4014.
    #[error(
        "Discord refused the Message Content intent: switch it on under Bot > Privileged Gateway Intents in the \
         developer portal, or set MESSAGE_CONTENT=off"
    )]
    IntentRefused,
    /// Discord closed the gateway for good for another reason.
    #[error("Discord closed the connection for good: look up the application's state in the developer portal")]
    Closed,
    /// The store did not say what servers have set.
    #[error(transparent)]
    Settings(#[from] SettingsUnread),
    /// The program could not be set up on this machine.
    #[error("the bot could not be set up on this machine")]
    Machine(#[source] std::io::Error),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: check SSL_CERT_FILE and HTTPS_PROXY")]
    Client,
}

impl BotError {
    /// The program's exit code: 2 for arguments or settings that cannot work, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoToken | Self::WrongToken | Self::ProxyWithoutGateway | Self::IntentRefused => 2,
            Self::Unreachable | Self::Closed | Self::Settings(_) | Self::Machine(_) | Self::Client => 1,
        }
    }
}

/// Everything that was found out before the gateway is opened.
pub(super) struct Prepared {
    /// The client every call goes through.
    pub(super) http: Http,
    /// The plain client below it, for attachments.
    pub(super) client: reqwest::Client,
    /// The application.
    pub(super) application: ApplicationId,
    /// What the gateway is asked for.
    pub(super) intents: GatewayIntents,
    /// Where the gateway is.
    pub(super) gateway: String,
}

/// The part of `GET /applications/@me` that matters; serenity asks the older `/oauth2/applications/@me`.
#[derive(Deserialize)]
struct Application {
    id: ApplicationId,
    #[serde(default)]
    flags: u64,
}

/// Finds out who the bot is and where the gateway stands; gives up after [`PATIENCE`], counted from `started`.
pub(super) async fn prepare(settings: &Settings, started: Instant) -> Result<Prepared, BotError> {
    let token = settings.token.as_ref().ok_or(BotError::NoToken)?;
    let client = client()?;
    let base = settings.proxy.as_deref().unwrap_or(DISCORD);
    let application = patiently(started, || application(&client, base, token))
        .await
        .map_err(|problem| if problem.is_unauthorised() { BotError::WrongToken } else { BotError::Unreachable })?;
    let intents = intents(settings.message_content, &application);
    tracing::info!("invite the bot with {}", invite(application.id));

    let mut builder = HttpBuilder::new(token.reveal())
        .client(client.clone())
        .application_id(application.id)
        .default_allowed_mentions(nobody());
    if let Some(proxy) = &settings.proxy {
        // With its limiter on, serenity ignores the proxy without a word and calls Discord itself.
        builder = builder.proxy(proxy.clone()).ratelimiter_disabled(true);
    }
    let http = builder.build();
    // serenity falls back to Discord's own gateway when this fails; a proxy was set so that nobody calls Discord directly.
    let gateway = patiently(started, || async { http.get_gateway().await.map_err(Problem::from) })
        .await
        .map_err(|_| if settings.proxy.is_some() { BotError::ProxyWithoutGateway } else { BotError::Unreachable })?;
    Ok(Prepared { http, client, application: application.id, intents, gateway: gateway.url })
}

/// The HTTP client: the system's and rustls' own roots, so that `HTTPS_PROXY` and `SSL_CERT_FILE` work; no redirects, since
/// neither the API nor the attachments have any.
fn client() -> Result<reqwest::Client, BotError> {
    reqwest::Client::builder()
        .use_rustls_tls()
        .connect_timeout(CONNECT)
        .timeout(REQUEST)
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|_| BotError::Client)
}

/// Makes a call until it succeeds, is refused for good, or [`PATIENCE`] is over.
async fn patiently<T, F>(started: Instant, mut call: impl FnMut() -> F) -> Result<T, Problem>
where
    F: Future<Output = Result<T, Problem>>,
{
    let mut pause = Duration::from_millis(500);
    loop {
        let left = PATIENCE.saturating_sub(started.elapsed());
        let problem = match tokio::time::timeout(left, call()).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(problem)) => problem,
            Err(_) => return Err(Problem::NoAnswer { sent: false }),
        };
        let passing = match problem {
            Problem::Refused { status, .. } => status == 429 || status >= 500,
            Problem::NoAnswer { .. } => true,
            Problem::Unreadable => false,
        };
        if !passing || started.elapsed() + pause >= PATIENCE {
            return Err(problem);
        }
        tracing::warn!(%problem, "Discord is out of reach, trying again");
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn application(client: &reqwest::Client, base: &str, token: &Token) -> Result<Application, Problem> {
    let request = client
        .get(format!("{base}/api/v10/applications/@me"))
        .header("Authorization", format!("Bot {}", token.reveal()))
        .header("User-Agent", concat!("DiscordBot (crosscheck, ", env!("CARGO_PKG_VERSION"), ")"));
    let body = request.send().await?.error_for_status()?.bytes().await?;
    serde_json::from_slice(&body).map_err(|_| Problem::Unreadable)
}

/// What the gateway is asked for: servers, their messages, direct messages, and their text where that is granted.
fn intents(wanted: MessageContent, application: &Application) -> GatewayIntents {
    let plain = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    let flags = ApplicationFlags::from_bits_truncate(application.flags);
    let granted =
        flags.intersects(ApplicationFlags::GATEWAY_MESSAGE_CONTENT | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED);
    match wanted {
        MessageContent::Auto if granted => plain | GatewayIntents::MESSAGE_CONTENT,
        MessageContent::Auto => {
            tracing::warn!(
                "without the Message Content intent: pastes that do not address the bot cannot be seen; mentions, direct \
                 messages, commands and the message menu work. Switch it on under Bot > Privileged Gateway Intents in \
                 the developer portal"
            );
            plain
        }
        MessageContent::Off => plain,
    }
}

/// The permissions the bot needs, and none besides.
fn permissions() -> Permissions {
    Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::EMBED_LINKS
        | Permissions::READ_MESSAGE_HISTORY
        | Permissions::CREATE_PUBLIC_THREADS
        | Permissions::SEND_MESSAGES_IN_THREADS
}

fn invite(application: ApplicationId) -> String {
    format!(
        "{DISCORD}/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        permissions().bits()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(flags: u64) -> bool {
        let application = Application { id: ApplicationId::new(1), flags };
        intents(MessageContent::Auto, &application).contains(GatewayIntents::MESSAGE_CONTENT)
    }

    #[test]
    fn the_text_of_messages_is_asked_for_exactly_when_it_is_granted() {
        assert!(granted(1 << 18));
        assert!(granted(1 << 19));
        assert!(!granted(1 << 12));
        let application = Application { id: ApplicationId::new(1), flags: 1 << 18 };
        assert!(!intents(MessageContent::Off, &application).contains(GatewayIntents::MESSAGE_CONTENT));
    }

    #[test]
    fn the_invite_link_asks_for_what_is_needed_and_no_more() {
        assert_eq!(
            invite(ApplicationId::new(42)),
            "https://discord.com/oauth2/authorize?client_id=42&scope=bot+applications.commands&permissions=309237730304"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn discord_out_of_reach_is_waited_for_a_minute_and_no_longer() {
        // Bound and let go again: a port nobody listens on.
        let proxy = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let settings = Settings::from_variables(|name| match name {
            "DISCORD_TOKEN" => Some("abc.def".to_owned()),
            "DISCORD_PROXY" => Some(format!("http://{proxy}")),
            _ => None,
        });
        let started = Instant::now();
        let ended = prepare(&settings.unwrap(), started).await.err();
        assert!(matches!(ended, Some(BotError::Unreachable)), "{ended:?}");
        let waited = started.elapsed();
        assert!(waited <= PATIENCE && waited + LONGEST_PAUSE >= PATIENCE, "{waited:?}");
    }

    #[test]
    fn every_reason_to_stop_is_one_sentence() {
        for error in [
            BotError::NoToken,
            BotError::WrongToken,
            BotError::Unreachable,
            BotError::ProxyWithoutGateway,
            BotError::IntentRefused,
            BotError::Closed,
            BotError::Settings(SettingsUnread),
            BotError::Client,
        ] {
            assert!(!error.to_string().contains(['\n']) && !error.to_string().contains(". "), "{error}");
            assert_ne!(error.exit_code(), 0);
        }
    }
}
