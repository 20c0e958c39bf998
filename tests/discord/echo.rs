//! A small bot that does a little of everything: it proves the fake, and shows how a test without the real bot looks.

use serenity::all::{
    ActionRowComponent, AutocompleteChoice, ButtonStyle, Command, CommandDataOptionValue, CommandInteraction,
    CommandOptionType, CommandType, ComponentInteraction, Context, CreateActionRow, CreateAllowedMentions,
    CreateAutocompleteResponse, CreateButton, CreateCommand, CreateCommandOption, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateThread, EditMessage,
    EventHandler, GatewayIntents, HttpBuilder, InputTextStyle, Interaction, Message, ModalInteraction, Nonce, Ready,
};
use serenity::{Client, async_trait, client::ClientBuilder};
use tokio::signal::unix::{SignalKind, signal};

use crate::fake::{BotSetup, Discord};

/// What the echo bot asks the gateway for.
pub const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES)
    .union(GatewayIntents::MESSAGE_CONTENT);

struct Echo;

/// Starts the echo bot in this process, through the plain front.
pub async fn start(discord: &Discord, intents: GatewayIntents) {
    let http = HttpBuilder::new(discord.token()).proxy(discord.proxy()).ratelimiter_disabled(true);
    run(http, intents).await;
}

/// Starts the echo bot with serenity's own rate limiter, over TLS.
pub async fn start_over_tls(discord: &Discord) {
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let (proxy, authority) = discord.tls_front(directory.path()).await;
    let authority = std::fs::read(authority).expect("the authority was written");
    let client = reqwest::Client::builder()
        .proxy(reqwest::Proxy::https(proxy).expect("the proxy has an address"))
        .add_root_certificate(reqwest::Certificate::from_pem(&authority).expect("the authority is a certificate"))
        .build()
        .expect("the client has a proxy and an authority");
    run(HttpBuilder::new(discord.token()).client(client), INTENTS).await;
}

async fn run(http: HttpBuilder, intents: GatewayIntents) {
    let mut client = connect(http, intents).await;
    tokio::spawn(async move { eprintln!("the echo bot ended: {:?}", client.start().await) });
}

async fn connect(http: HttpBuilder, intents: GatewayIntents) -> Client {
    let http = http.default_allowed_mentions(CreateAllowedMentions::new()).build();
    let client = ClientBuilder::new_with_http(http, intents).event_handler(Echo).await;
    let client = client.expect("the fake answers GET /gateway");
    // serenity falls back to the real gateway when it could not ask for one.
    let gateway = client.ws_url.lock().await.clone();
    assert!(gateway.starts_with("ws://127.0.0.1:"), "{gateway} is not on the loopback");
    client
}

/// The variable that makes this test program an echo bot.
const AS_A_PROCESS: &str = "ECHO_BOT";

/// How to start the echo bot as a process of its own: this test program with one test, which is no test then.
pub fn setup() -> BotSetup {
    BotSetup::default()
        .with_program(std::env::current_exe().expect("a running program has a path"))
        .with_args(&["--exact", "echo::as_a_process", "--nocapture"])
        .with(AS_A_PROCESS, "yes")
}

#[tokio::test]
async fn as_a_process() {
    if std::env::var_os(AS_A_PROCESS).is_none() {
        return;
    }
    let token = std::env::var("DISCORD_TOKEN").expect("the fake sets the token");
    let http = HttpBuilder::new(token);
    let http = match std::env::var("DISCORD_PROXY") {
        Ok(proxy) => http.proxy(proxy).ratelimiter_disabled(true),
        // HTTPS_PROXY and SSL_CERT_FILE lead to the fake.
        Err(_) => http,
    };
    let mut client = connect(http, INTENTS).await;
    eprintln!("the echo bot runs");
    let shards = client.shard_manager.clone();
    let mut goodbye = signal(SignalKind::terminate()).expect("signals can be waited for");
    tokio::spawn(async move {
        goodbye.recv().await;
        shards.shutdown_all().await;
    });
    client.start().await.expect("the fake lets the echo bot in");
    eprintln!("the echo bot says goodbye");
}

fn buttons() -> Vec<CreateActionRow> {
    vec![CreateActionRow::Buttons(vec![
        CreateButton::new("louder").label("Louder").style(ButtonStyle::Primary),
        CreateButton::new("form").label("Say it yourself"),
    ])]
}

#[async_trait]
impl EventHandler for Echo {
    async fn ready(&self, context: Context, _: Ready) {
        let text = CreateCommandOption::new(CommandOptionType::String, "text", "What to say").required(true);
        let commands = vec![
            CreateCommand::new("echo").description("Says it again").add_option(text.set_autocomplete(true)),
            CreateCommand::new("Echo this").kind(CommandType::Message),
        ];
        Command::set_global_commands(&context.http, commands).await.expect("the commands are within the limits");
    }

    async fn message(&self, context: Context, message: Message) {
        if message.author.bot {
            return;
        }
        let said = match message.content.as_str() {
            "nothing" => return,
            "" => "I cannot see that".to_owned(),
            content => content.to_owned(),
        };
        let mut answer = CreateMessage::new()
            .content(said)
            .components(buttons())
            .reference_message(&message)
            .nonce(Nonce::String(message.id.to_string()))
            .enforce_nonce(true);
        if message.content == "too wide" {
            answer = answer.button(CreateButton::new("wide").label("W".repeat(81)));
        }
        if message.content == "ping @everyone" {
            answer = answer.allowed_mentions(CreateAllowedMentions::new().everyone(true));
        }
        // What Discord refuses is recorded by the fake: the echo bot itself does not mind. A lost answer is asked again.
        let first = message.channel_id.send_message(&context.http, answer.clone()).await;
        if matches!(&first, Err(serenity::Error::Http(serenity::http::HttpError::Request(_)))) {
            let _ = message.channel_id.send_message(&context.http, answer).await;
        }
        if message.content == "a thread, please" {
            let thread = CreateThread::new("Here you are");
            let thread = message.channel_id.create_thread_from_message(&context.http, message.id, thread).await;
            let thread = thread.expect("the bot may open threads");
            thread.send_message(&context.http, CreateMessage::new().content("in here")).await.expect("so it may write");
        }
    }

    async fn message_update(
        &self,
        context: Context,
        _: Option<Message>,
        _: Option<Message>,
        event: serenity::all::MessageUpdateEvent,
    ) {
        let (Some(content), Some(author)) = (&event.content, &event.author) else {
            return;
        };
        if author.bot || event.edited_timestamp.is_none() {
            return;
        }
        let later = serenity::all::GetMessages::new().after(event.id).limit(5);
        let answers = event.channel_id.messages(&context.http, later).await.expect("the channel can be read");
        if let Some(mut answer) = answers.into_iter().find(|answer| answer.author.bot) {
            let edited = EditMessage::new().content(content.clone());
            answer.edit(&context.http, edited).await.expect("the bot may change its own message");
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        match interaction {
            Interaction::Command(command) => run_command(&context, &command).await,
            Interaction::Autocomplete(command) => choices(&context, &command).await,
            Interaction::Component(press) => pressed(&context, &press).await,
            Interaction::Modal(form) => filled(&context, &form).await,
            _ => {}
        }
    }
}

async fn run_command(context: &Context, command: &CommandInteraction) {
    let typed = command.data.options.first().and_then(|option| option.value.as_str());
    let picked = command.data.resolved.messages.values().next().map(|message| message.content.as_str());
    let text = typed.or(picked).unwrap_or_default();
    if text == "later" {
        command.defer(&context.http).await.expect("a deferral is an answer");
        // serenity leaves its default out of this one builder.
        let quiet = CreateAllowedMentions::new();
        let edit = serenity::all::EditInteractionResponse::new().content("at last").allowed_mentions(quiet);
        command.edit_response(&context.http, edit).await.expect("the deferred answer can be changed");
        return;
    }
    let answer = CreateInteractionResponseMessage::new().content(text).ephemeral(true);
    let first = command.create_response(&context.http, CreateInteractionResponse::Message(answer.clone())).await;
    first.expect("the first answer is taken");
    if text == "twice" {
        let second = command.create_response(&context.http, CreateInteractionResponse::Message(answer)).await;
        second.expect_err("the second is not");
    }
}

async fn choices(context: &Context, command: &CommandInteraction) {
    let typed = command.data.options.iter().find_map(|option| match &option.value {
        CommandDataOptionValue::Autocomplete { value, .. } => Some(value.as_str()),
        _ => None,
    });
    let choices = ["once", "again"].map(|word| {
        let name = format!("{} {word}", typed.unwrap_or_default());
        AutocompleteChoice::new(name.clone(), name)
    });
    let response = CreateAutocompleteResponse::new().set_choices(choices.to_vec());
    command
        .create_response(&context.http, CreateInteractionResponse::Autocomplete(response))
        .await
        .expect("two are few");
}

async fn pressed(context: &Context, press: &ComponentInteraction) {
    let response = if press.data.custom_id == "form" {
        let input = CreateInputText::new(InputTextStyle::Paragraph, "Your words", "words");
        let form = CreateModal::new("words", "Say it").components(vec![CreateActionRow::InputText(input)]);
        CreateInteractionResponse::Modal(form)
    } else {
        let louder = press.message.content.to_uppercase();
        let message = CreateInteractionResponseMessage::new().content(louder).components(vec![]);
        CreateInteractionResponse::UpdateMessage(message)
    };
    press.create_response(&context.http, response).await.expect("a press is answered once");
}

async fn filled(context: &Context, form: &ModalInteraction) {
    let mut inputs = form.data.components.iter().flat_map(|row| &row.components);
    let words = inputs.find_map(|input| match input {
        ActionRowComponent::InputText(input) => input.value.clone(),
        _ => None,
    });
    let message = CreateInteractionResponseMessage::new().content(words.unwrap_or_default());
    form.create_response(&context.http, CreateInteractionResponse::Message(message)).await.expect("a form is answered");
}
