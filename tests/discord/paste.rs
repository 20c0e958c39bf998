//! Somebody pastes an error, or writes about something else.

use std::time::Duration;

use crate::fake::{BotSetup, Discord, Message};

/// Dext's words for a payment whose bank account Xero does not know: two causes, told apart by a question.
pub const BANK: &str = "The specified bank account details do not match a known bank account";
/// Xero's words for a code that was archived, with a value to capture.
pub const ARCHIVED: &str = "Account code '429' has been archived, or deleted.";
/// Xero's words for a locked period.
pub const LOCKED: &str = "The document date cannot be before the period lock date";

/// A Discord with the bot connected.
pub async fn discord() -> Discord {
    let discord = Discord::start().await;
    discord.start_bot(BotSetup::default()).await;
    discord
}

/// The title of the answer's first embed.
pub fn title(answer: &Message) -> String {
    answer.json()["embeds"][0]["title"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_pasted_error_is_answered_as_a_reply_to_it() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.replies_to(), Some(paste.id));
    assert_eq!(title(&answer), "Bank account not recognised");
    for words in ["An archived account", "Not sure", "It worked", "Still stuck", "Ask a follow-up", "Not this one"] {
        assert!(answer.buttons().iter().any(|button| button == words), "{}", answer.shown());
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn captured_values_are_shown_and_cannot_act() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "Account code '@everyone **4** `x` 2' has been archived, or deleted.").await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(title(&answer), r"Account code \@everyone \*\*4\*\* \`x\` 2 archived or deleted");
    assert!(answer.shown().contains(r"Account code: **\@everyone \*\*4\*\* \`x\` 2**"), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn two_errors_in_one_paste_are_answered_in_one_message() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", &format!("{ARCHIVED}\n\n{BANK}")).await;
    let answer = discord.next_message_in("support").await;
    let shown = answer.shown();
    let (first, second) = (shown.find("# Account code 429"), shown.find("# Bank account not recognised"));
    assert!(first.is_some() && first < second, "{shown}");
    assert!(shown.contains("<Go on with …: "), "{shown}");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn many_errors_get_a_line_each_and_the_first_is_shown_whole() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = [
        ARCHIVED,
        BANK,
        LOCKED,
        "Invoice not of valid status for modification",
        "The TaxType code 'INPUT2' does not exist or cannot be used for this type of transaction.",
    ];
    discord.post(&ada, "support", &paste.join("\n\n")).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(answer.json()["embeds"].as_array().map(Vec::len), Some(2), "{}", answer.shown());
    assert!(answer.shown().contains("errors in this paste"), "{}", answer.shown());
    assert!(answer.shown().contains("\n| 1. Account code 429"), "{}", answer.shown());
    let press = discord.select(&ada, &answer, "Bank account not recognised").await;
    let changed = press.update().await;
    assert!(changed.buttons().iter().any(|button| button == "An archived account"), "{}", changed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn small_talk_is_left_alone() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    for talk in ["morning all", "is anyone else having trouble with Xero today?", "lunch?", "https://example.com", ""] {
        discord.post(&ada, "support", talk).await;
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn bots_and_webhooks_are_never_read() {
    let discord = discord().await;
    let bot = discord.other_bot("Feed");
    discord.post(&bot, "support", BANK).await;
    discord.post(&bot, "support", BANK).by_webhook().await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_long_paste_that_arrives_as_a_file_is_read() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "").attach("message.txt", BANK.as_bytes()).await;
    assert_eq!(title(&discord.next_message_in("support").await), "Bank account not recognised");
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(ARCHIVED.encode_utf16().flat_map(u16::to_le_bytes));
    discord.post(&ada, "support", "see the log").attach("export.log", &utf16).await;
    assert_eq!(title(&discord.next_message_in("support").await), "Account code 429 archived or deleted");
    discord.finish().await;
}

#[tokio::test]
async fn files_that_are_large_or_no_text_or_lie_elsewhere_are_left_alone() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let mut large = BANK.as_bytes().to_vec();
    large.resize((1 << 20) + 1, b' ');
    discord.post(&ada, "support", "").attach("message.txt", &large).await;
    discord.post(&ada, "support", "").attach("screenshot.png", b"\x89PNG").await;
    discord.post(&ada, "support", "").attach("binary.txt", &[0xff, 0x00, 0xfe, 0x80]).await;
    discord.post(&ada, "support", "").attach_from("message.txt", "https://example.com/message.txt").await;
    discord.post(&ada, "support", "").attach_from("message.txt", "http://169.254.169.254/message.txt").await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_forwarded_error_is_answered() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    discord.forward(&ada, "general", &paste).await;
    assert_eq!(title(&discord.next_message_in("general").await), "Bank account not recognised");
    discord.finish().await;
}

#[tokio::test]
async fn who_addresses_the_bot_is_always_answered() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", "how do I void a bill?").mention_bot().await;
    let howto = discord.next_message_in("support").await;
    assert!(title(&howto).to_lowercase().contains("void"), "{}", howto.shown());
    discord.post(&ada, "support", "what's for lunch").mention_bot().await;
    let nothing = discord.next_message_in("support").await;
    assert!(nothing.content().contains("found no error message"), "{}", nothing.shown());
    discord.dm(&ada, ARCHIVED).await;
    assert_eq!(title(&discord.next_dm_to(&ada).await), "Account code 429 archived or deleted");
    discord.finish().await;
}

#[tokio::test]
async fn a_bare_mention_under_somebodys_paste_asks_about_that_paste() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    let vague = discord.post(&ada, "support", "xero says the account code is archived or so").await;
    discord.nothing_said().await;
    discord.post(&ben, "support", "").mention_bot().reply_to(&vague).await;
    let offered = discord.next_message_in("support").await;
    assert!(!offered.content().contains("found no error"), "{}", offered.shown());
    discord.finish().await;
}

#[tokio::test]
async fn the_first_message_of_a_forum_post_is_asked() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let post = discord.forum_post(&ada, "questions", "Publishing", "how do I reconnect Xero?").await;
    let answer = discord.next_message_in(&post.thread()).await;
    assert!(title(&answer).to_lowercase().contains("reconnect"), "{}", answer.shown());
    discord.post(&ada, &post.thread(), "thanks, looking").await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn the_same_error_again_gets_one_short_reply_that_leads_to_the_answer() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    for _ in 0..2 {
        discord.post(&ada, "support", &format!("again: {BANK}")).await;
        let short = discord.next_message_in("support").await;
        assert_eq!(
            short.shown(),
            "(reply to Ada)\nSame error as before: the answer is [here]((link to Crosscheck's message in #support))."
        );
    }
    discord.post(&ben, "support", BANK).await;
    assert_eq!(title(&discord.next_message_in("support").await), "Bank account not recognised");
    discord.post(&ada, "general", BANK).await;
    assert_eq!(title(&discord.next_message_in("general").await), "Bank account not recognised");
    discord.finish().await;
}

#[tokio::test]
async fn a_repeated_event_says_nothing_twice() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    discord.repeat_event(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn an_event_that_comes_again_after_a_restart_is_answered_once() {
    let discord = Discord::start().await;
    let mut bot = discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    let paste = discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    bot.restart().await;
    discord.repeat_event(&paste).await;
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn odd_messages_are_harmless() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", &"\n".repeat(1_999)).await;
    discord.post(&ada, "support", &"a".repeat(2_000)).mention_bot().await;
    discord.next_message_in("support").await;
    discord.post(&ada, "support", &format!("\u{202e}\u{200b}{BANK}\u{0}")).await;
    discord.next_message_in("support").await;
    discord.post(&ada, "support", "").attach("message.txt", &vec![b'x'; 1 << 20]).await;
    discord.unknown_event();
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn what_was_posted_while_the_bot_was_away_is_answered_if_it_is_young() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", ARCHIVED).posted(Duration::from_secs(1_200)).await;
    let paste = discord.post(&ada, "general", BANK).posted(Duration::from_secs(120)).await;
    discord.start_bot(BotSetup::default()).await;
    assert_eq!(discord.next_message_in("general").await.replies_to(), Some(paste.id));
    discord.nothing_said().await;
    discord.finish().await;
}
