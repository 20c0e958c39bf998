//! The REST front: requests in, faults and rate limits applied, the model asked, Discord's answers out.

mod application;
mod body;
mod channels;
mod interactions;
mod messages;

use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

use self::body::Body;
use super::model::now_ms;
use super::state::{Refusal, Shared, State};
use super::traffic::{Allowance, Call, Fault, Front, Route};

/// What the model answers: a body, nothing (204), or a refusal.
type Answer = Result<Option<Value>, Refusal>;

/// Raised to drop the connection instead of answering.
#[derive(Debug)]
struct Lost;

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is dropped, as the script says")
    }
}

impl std::error::Error for Lost {}

/// A request, read and taken apart.
struct Asked {
    route: Route,
    query: String,
    body: Body,
}

impl Asked {
    /// The value of `key` in the query.
    fn query(&self, key: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }
}

/// Serves plain HTTP until the listener goes.
pub async fn serve(listener: TcpListener, shared: Shared) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_connection(stream, shared.clone(), Front::Proxy));
    }
}

/// Serves one connection, plain or unwrapped from TLS.
pub async fn serve_connection<S>(stream: S, shared: Shared, front: Front)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(request, shared.clone(), front));
    // An error here is a connection that was dropped, by the script or by the bot's end.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, shared: Shared, front: Front) -> Result<Response<Full<Bytes>>, Lost> {
    let (head, incoming) = request.into_parts();
    let bytes = incoming.collect().await.map_err(|_| Lost)?.to_bytes();
    let (method, path) = (head.method.as_str(), head.uri.path());
    if method == "GET" && path.starts_with("/attachments/") {
        return Ok(file(&shared, path));
    }
    let route = path.strip_prefix("/api/v10").and_then(|path| Route::parse(method, path));
    let Some(route) = route else {
        shared.change(|state| state.broke(format!("the fake knows no {method} {path}")));
        return Ok(respond(404, &json!({ "message": "404: Not Found", "code": 0 }), None));
    };
    let fault = shared.change(|state| state.traffic.due(route.call));
    let body = Body::read(head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()), &bytes);
    let asked = Asked { route, query: head.uri.query().unwrap_or_default().to_owned(), body };
    match fault {
        Some(Fault::LostRequest) => return Err(Lost),
        Some(Fault::Status(status)) => {
            shared.change(|state| state.traffic.calls.push((asked.route.call, status)));
            return Ok(respond(status, &Value::Null, None));
        }
        Some(Fault::RateLimited(after)) => {
            return Ok(shared.change(|state| too_many(state, &asked, after, false)));
        }
        Some(Fault::RateLimitedEverywhere(after)) => {
            return Ok(shared.change(|state| too_many(state, &asked, after, true)));
        }
        Some(Fault::LostAnswer | Fault::Late(_)) | None => {}
    }
    let response = shared.change(|state| {
        let allowance = state.traffic.count(&asked.route, Instant::now());
        if allowance.exceeded && front == Front::Discord {
            return too_many(state, &asked, allowance.reset_after.as_secs_f64(), false);
        }
        let answer = authorised(state, &asked, &head.headers).and_then(|()| perform(state, &asked));
        if fault == Some(Fault::LostAnswer) {
            interactions::answer_lost(state, &asked);
        }
        settle(state, &asked, answer, allowance)
    });
    match fault {
        Some(Fault::LostAnswer) => Err(Lost),
        Some(Fault::Late(late)) => {
            // The lateness itself is what the test has ordered: a Discord that takes so long to answer.
            tokio::time::sleep(late).await;
            Ok(response)
        }
        _ => Ok(response),
    }
}

/// The calls an interaction's token is enough for, and `GET /gateway`, need no other authorisation.
fn authorised(state: &State, asked: &Asked, headers: &HeaderMap) -> Result<(), Refusal> {
    let expected = format!("Bot {}", state.world.application.token);
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if asked.route.token.is_some() || asked.route.call == Call::Gateway || given == Some(&expected) {
        return Ok(());
    }
    Err(Refusal::new(401, 0, "401: Unauthorized"))
}

fn perform(state: &mut State, asked: &Asked) -> Answer {
    match asked.route.call {
        Call::Gateway
        | Call::GatewayBot
        | Call::Me
        | Call::User
        | Call::Application
        | Call::Commands
        | Call::ReplaceCommands
        | Call::CreateCommand
        | Call::EditCommand
        | Call::DeleteCommand => application::perform(state, asked),
        Call::Guild
        | Call::GuildChannels
        | Call::GuildRoles
        | Call::GuildMember
        | Call::ActiveThreads
        | Call::Channel
        | Call::EditChannel
        | Call::Typing
        | Call::OpenThread
        | Call::JoinThread
        | Call::OpenDm => channels::perform(state, asked),
        Call::Messages | Call::PostMessage | Call::Message | Call::EditMessage | Call::DeleteMessage => {
            messages::perform(state, asked)
        }
        Call::Respond | Call::FollowUp | Call::Response | Call::EditResponse | Call::DeleteResponse => {
            interactions::perform(state, asked)
        }
    }
}

fn settle(state: &mut State, asked: &Asked, answer: Answer, allowance: Allowance) -> Response<Full<Bytes>> {
    let (status, body) = match answer {
        Ok(Some(body)) => (if asked.route.call == Call::OpenThread { 201 } else { 200 }, body),
        Ok(None) => (204, Value::Null),
        Err(refusal) => {
            let mut body = json!({ "code": refusal.code, "message": refusal.message });
            if let Some(errors) = refusal.errors {
                body["errors"] = errors;
            }
            let message = format!("{:?}: {}", asked.route.call, refusal.message);
            state.refused.push((refusal.status, refusal.code, message));
            (refusal.status, body)
        }
    };
    state.traffic.calls.push((asked.route.call, status));
    respond(status, &body, Some((allowance, &asked.route)))
}

fn too_many(state: &mut State, asked: &Asked, after: f64, global: bool) -> Response<Full<Bytes>> {
    state.traffic.calls.push((asked.route.call, 429));
    state.refused.push((429, 0, format!("{:?}: You are being rate limited.", asked.route.call)));
    let body = json!({ "message": "You are being rate limited.", "retry_after": after, "global": global });
    let reset_after = Duration::from_secs_f64(after);
    let allowance = Allowance { limit: 5, remaining: 0, reset_after, exceeded: true };
    let mut response = respond(429, &body, Some((allowance, &asked.route)));
    let mut header = |name: &'static str, value: String| {
        response.headers_mut().insert(name, value.parse().expect("a number or a word is a header"));
    };
    // The header is in whole seconds, as Discord sends it for scopes it knows, but serenity reads fractions too.
    header("retry-after", format!("{after}"));
    header("x-ratelimit-scope", if global { "global" } else { "user" }.to_owned());
    if global {
        header("x-ratelimit-global", "true".to_owned());
    }
    response
}

fn respond(status: u16, body: &Value, allowance: Option<(Allowance, &Route)>) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(status);
    if let Some((allowance, route)) = allowance {
        let reset_after = allowance.reset_after.as_secs_f64();
        let now = Duration::from_millis(now_ms()).as_secs_f64();
        response = response
            .header("x-ratelimit-limit", allowance.limit)
            .header("x-ratelimit-remaining", allowance.remaining)
            .header("x-ratelimit-reset", format!("{:.3}", now + reset_after))
            .header("x-ratelimit-reset-after", format!("{reset_after:.3}"))
            .header("x-ratelimit-bucket", format!("{:?}", route.call).to_lowercase());
    }
    let bytes = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let response = response.header(CONTENT_TYPE, "application/json").body(Full::new(bytes));
    response.expect("all headers are numbers and words")
}

fn file(shared: &Shared, path: &str) -> Response<Full<Bytes>> {
    let id = path.split('/').nth(3).and_then(|id| id.parse::<u64>().ok());
    let bytes = shared.look(|state| {
        let files =
            state.world.messages.values().flat_map(|message| &message.attachments).chain(&state.world.loose_files);
        files.into_iter().find(|file| Some(file.id) == id).map(|file| Bytes::from(file.bytes.clone()))
    });
    let response = match bytes {
        Some(bytes) => Response::builder().status(200).body(Full::new(bytes)),
        None => Response::builder().status(404).body(Full::new(Bytes::from("This content is no longer available."))),
    };
    response.expect("a status and a body make a response")
}
