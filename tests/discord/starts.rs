//! How the bot starts, and how it refuses to: token, intent, gateway, invite link, commands.

use crate::fake::{BotSetup, Call, Discord, Exit, Fault, Handshake, Permission, permissions};
use crate::paste::BANK;

/// The intent without which the text of messages in a guild is empty.
const MESSAGE_CONTENT: u64 = 1 << 15;

/// The one sentence a bot that ends leaves on standard error, after whatever it logged.
fn sentence(exit: &Exit) -> &str {
    let mut said = exit.stderr.lines().filter_map(|line| line.strip_prefix("crosscheck: "));
    let sentence = said.next().unwrap_or_else(|| panic!("nothing was said:\n{}", exit.stderr));
    assert_eq!(said.next(), None, "one sentence is enough:\n{}", exit.stderr);
    assert_eq!(exit.stderr.lines().last().and_then(|line| line.strip_prefix("crosscheck: ")), Some(sentence));
    assert_eq!(exit.stdout, "", "standard output is for results");
    sentence
}

/// How often the log says something.
fn times(log: &str, words: &str) -> usize {
    log.lines().filter(|line| line.contains(words)).count()
}

/// The address of a port nobody listens on: bound and let go again.
fn nobody_listens() -> String {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    format!("http://{}", port.expect("the loopback has a free port"))
}

#[tokio::test]
async fn without_a_token_the_bot_says_so_and_calls_nobody() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(BotSetup::default().with("DISCORD_TOKEN", "")).await;
    let exit = bot.exit().await;
    insta::assert_snapshot!(sentence(&exit), @"there is no token: set DISCORD_TOKEN (or DISCORD_TOKEN_FILE), or run `crosscheck chat` for the terminal");
    assert_eq!(exit.code, Some(2));
    assert_eq!(exit.stderr.lines().count(), 1, "{}", exit.stderr);
    assert!(discord.calls(Call::Application).is_empty());
    discord.finish().await;
}

#[tokio::test]
async fn a_wrong_token_is_tried_once_and_said_in_one_sentence() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(BotSetup::default().with("DISCORD_TOKEN", "somebody.elses.token")).await;
    let exit = bot.exit().await;
    insta::assert_snapshot!(sentence(&exit), @"Discord does not accept the bot's token: reset it on the Bot page of the developer portal and put the new one into DISCORD_TOKEN");
    assert_eq!(exit.code, Some(2));
    assert_eq!(exit.stderr.lines().count(), 1, "{}", exit.stderr);
    assert_eq!(discord.calls(Call::Application), [401]);
    assert_eq!(discord.identifies(), 0);
    assert!(!exit.stderr.contains("somebody.elses"), "{}", exit.stderr);
    discord.finish().await;
}

#[tokio::test]
async fn a_token_that_discord_takes_back_ends_the_bot_without_a_second_try() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    discord.close_socket(4004);
    let exit = bot.exit().await;
    insta::assert_snapshot!(sentence(&exit), @"Discord does not accept the bot's token: reset it on the Bot page of the developer portal and put the new one into DISCORD_TOKEN");
    assert_eq!(exit.code, Some(2));
    assert_eq!(discord.identifies(), 1);
    discord.finish().await;
}

#[tokio::test]
async fn an_intent_refused_although_it_was_granted_ends_the_bot_without_a_second_try() {
    let discord = Discord::start().await;
    discord.refuse_message_content();
    let bot = discord.launch_bot(BotSetup::default()).await;
    let exit = bot.exit().await;
    insta::assert_snapshot!(sentence(&exit), @"Discord refused the Message Content intent: switch it on under Bot > Privileged Gateway Intents in the developer portal, or set MESSAGE_CONTENT=off");
    assert_eq!(exit.code, Some(2));
    assert_eq!(discord.identifies(), 1);
    assert_eq!(discord.calls(Call::Application), [200]);
    discord.finish().await;
}

#[tokio::test]
async fn without_the_intent_the_bot_starts_in_the_mode_that_needs_none_and_says_so_in_one_line() {
    let discord = Discord::start().await;
    discord.message_content(false);
    let bot = discord.launch_bot(BotSetup::default()).await;
    let Handshake::Identified { intents } = discord.next_handshake().await else { panic!("a new bot has no session") };
    assert_eq!(intents & MESSAGE_CONTENT, 0);
    assert_eq!(times(&bot.log(), "Message Content"), 1, "{}", bot.log());
    assert_eq!(times(&bot.log(), "developer portal"), 1, "{}", bot.log());
    let ada = discord.person("Ada");

    discord.post(&ada, "support", BANK).await;
    let paste = discord.post(&ada, "support", BANK).mention_bot().await;
    let mentioned = discord.next_message_in("support").await;
    assert_eq!(mentioned.replies_to(), Some(paste.id), "the paste before cannot be seen");
    discord.dm(&ada, BANK).await;
    let direct = discord.next_dm_to(&ada).await;
    let command = discord.slash(&ada, "support", "explain", &[("text", BANK)]).await.response().await;
    let unseen = discord.post(&ada, "support", BANK).await;
    let menu = discord.message_command(&ada, "Explain this error", &unseen).await.response().await;
    for answer in [mentioned, direct, command, menu] {
        assert!(answer.shown().contains("Bank account not recognised"), "{}", answer.shown());
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn message_content_off_never_asks_for_the_intent_and_needs_no_advice() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(BotSetup::default().with("MESSAGE_CONTENT", "off")).await;
    let Handshake::Identified { intents } = discord.next_handshake().await else { panic!("a new bot has no session") };
    assert_eq!(intents & MESSAGE_CONTENT, 0);
    assert_eq!(times(&bot.log(), "Message Content"), 0, "{}", bot.log());
    discord.finish().await;
}

#[tokio::test]
async fn the_log_has_an_invite_link_with_exactly_the_permissions_it_needs() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    let needed = permissions::bits(&[
        Permission::ViewChannel,
        Permission::SendMessages,
        Permission::EmbedLinks,
        Permission::ReadMessageHistory,
        Permission::CreatePublicThreads,
        Permission::SendMessagesInThreads,
    ]);
    let id = discord.bot_id();
    let link = format!(
        "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={needed}"
    );
    let log = bot.log();
    assert!(log.lines().any(|line| line.ends_with(&link)), "{link} is not in\n{log}");
    discord.finish().await;
}

#[tokio::test]
async fn a_proxy_that_does_not_say_where_the_gateway_is_ends_the_bot() {
    let discord = Discord::start().await;
    discord.script(Call::Gateway, 1, Fault::Status(404));
    let bot = discord.launch_bot(BotSetup::default()).await;
    let exit = bot.exit().await;
    insta::assert_snapshot!(sentence(&exit), @"DISCORD_PROXY does not answer GET /gateway: point it at a proxy for Discord's REST API, or unset it");
    assert_eq!(exit.code, Some(2));
    assert_eq!(discord.calls(Call::Gateway), [404]);
    assert_eq!(discord.identifies(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn the_gateway_is_the_one_the_proxy_named_also_when_serenity_asks_again_and_fails() {
    let discord = Discord::start().await;
    // The bot's own question is answered; serenity's, after it, is not: it would then go to Discord's own gateway.
    discord.script(Call::Gateway, 1, Fault::Late(std::time::Duration::ZERO));
    discord.script(Call::Gateway, 1, Fault::Status(404));
    let _bot = discord.start_bot(BotSetup::default()).await;
    assert_eq!(discord.calls(Call::Gateway), [200, 404]);
    discord.finish().await;
}

#[tokio::test]
async fn a_discord_that_is_out_of_reach_for_a_moment_is_waited_for() {
    let discord = Discord::start().await;
    discord.script(Call::Application, 1, Fault::Status(503));
    discord.script(Call::Application, 1, Fault::LostRequest);
    let bot = discord.start_bot(BotSetup::default()).await;
    assert_eq!(times(&bot.log(), "trying again"), 2, "{}", bot.log());
    discord.finish().await;
}

#[tokio::test]
async fn told_to_stop_while_discord_is_out_of_reach_the_bot_ends_well() {
    let discord = Discord::start().await;
    let bot = discord.launch_bot(BotSetup::default().with("DISCORD_PROXY", nobody_listens())).await;
    bot.logged("Discord is out of reach, trying again").await;
    bot.terminate();
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(0), "{}", exit.stderr);
    discord.finish().await;
}

#[tokio::test]
async fn commands_are_told_to_discord_once_and_not_again_at_the_next_start() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default().with("RUST_LOG", "debug")).await;
    bot.logged("told Discord about the commands").await;
    assert_eq!(
        discord.commands(),
        ["/crosscheck", "/errors", "/explain", "/howto", "/lentune", "/lookup", "/privacy", "Explain this error"]
    );
    bot.restart().await;
    bot.logged("Discord knows the commands").await;
    assert_eq!(discord.command_writes(), 1);
    discord.finish().await;
}
