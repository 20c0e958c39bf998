//! Forums, forwards, chats the bot is no member of, and servers it is removed from.

use std::time::Duration;

use crate::fake::{BotSetup, Channel, Discord, Message, Permission};
use crate::paste::{ARCHIVED, BANK, discord, title};
use crate::setup::{heard, heard_of, lead, page};

/// A forum that wants tags, whose posts the bot may tag.
async fn forum(discord: &Discord) {
    discord.tag_forum("questions", &["Bills", "Xero", "Dext", "Solved"], true);
    heard_of(discord, "posts in #questions I need **Manage Threads** there.").await;
    discord.allow("questions", Permission::ManageThreads);
    heard(discord, |report| !report.contains("Manage Threads")).await;
}

fn post_of(message: &Message) -> Channel {
    message.thread()
}

#[tokio::test]
async fn a_forum_post_gets_the_tags_of_its_product_and_of_what_became_of_it() {
    let discord = discord().await;
    forum(&discord).await;
    let ada = discord.person("Ada");
    let starter = discord.forum_post(&ada, "questions", "Dext will not publish", ARCHIVED).await;
    let post = post_of(&starter);
    let answer = discord.next_message_in(&post).await;
    discord.tag(&post, "Bills");
    let changed = discord.select(&ada, &answer, "Dext").await.update().await;
    let worked = discord.press(&ada, &changed, "It worked").await;
    worked.update().await;
    worked.follow_up().await;
    discord.called(crate::fake::Call::EditChannel, 2).await;
    let mut tags = discord.tags_of(&post);
    tags.sort();
    assert_eq!(tags, ["Bills", "Solved", "Xero"]);
    discord.finish().await;
}

#[tokio::test]
async fn a_forum_where_the_bot_may_not_tag_is_answered_all_the_same() {
    let discord = discord().await;
    discord.tag_forum("questions", &["Xero", "Solved"], false);
    heard_of(&discord, "posts in #questions I need **Manage Threads** there.").await;
    let ada = discord.person("Ada");
    let starter =
        discord.forum_post(&ada, "questions", "help", "that card again, dext says it is archived in xero").await;
    let answer = discord.next_message_in(&post_of(&starter)).await;
    assert!(answer.replies_to().is_some(), "{}", answer.shown());
    assert_eq!(discord.calls(crate::fake::Call::EditChannel).len(), 0);
    assert_eq!(discord.refusals(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn without_the_content_intent_a_forum_post_is_explained_when_it_mentions_the_bot() {
    let discord = Discord::start().await;
    discord.message_content(false);
    discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.forum_post(&ada, "questions", "help", BANK).await;
    discord.nothing_said().await;
    let text = format!("<@{}> {BANK}", discord.bot_id());
    let starter = discord.forum_post(&ada, "questions", "help", &text).await;
    discord.next_message_in(&post_of(&starter)).await;
    let report = discord.slash(&lead(&discord), "general", "crosscheck status", &[]).await.response().await;
    assert!(report.shown().contains("I do not see what people write unless they mention me"), "{}", report.shown());
    discord.finish().await;
}

#[tokio::test]
async fn a_mention_with_words_under_somebodys_paste_asks_about_that_paste() {
    for content in [true, false] {
        let discord = Discord::start().await;
        discord.message_content(content);
        discord.start_bot(BotSetup::default()).await;
        let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
        let olga = lead(&discord);
        let panel = crate::setup::panel(&discord, &olga).await;
        discord.select(&olga, &panel, "Everywhere else: only when asked").await.update().await;
        let paste = discord.post(&ada, "support", BANK).await;
        let asked = discord.post(&ben, "support", "what does this one mean?").mention_bot().reply_to(&paste).await;
        let answer = discord.next_message_in("support").await;
        assert_eq!(answer.replies_to(), Some(asked.id));
        if content {
            assert_eq!(title(&answer), "Bank account not recognised");
        }
        discord.finish().await;
    }
}

#[tokio::test]
async fn a_forward_without_text_is_no_question() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let picture = discord.post(&ada, "general", "").attach("screen.png", b"not a picture").await;
    discord.forward(&ada, "support", &picture).await;
    discord.nothing_said().await;
    let paste = discord.post(&ada, "general", BANK).await;
    discord.next_message_in("general").await;
    discord.forward(&ada, "support", &paste).await;
    discord.next_message_in("support").await;
    discord.finish().await;
}

#[tokio::test]
async fn whoever_installed_the_bot_for_themselves_uses_it_in_any_chat() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    for place in [discord.chat_of(&ada), discord.elsewhere(&ada)] {
        let answer = discord.slash(&ada, &place, "explain", &[("text", BANK)]).await.response().await;
        assert_eq!(title(&answer), "Bank account not recognised");
        let narrowed = discord.press(&ada, &answer, "An archived account").await.update().await;
        assert!(!narrowed.shown().contains("Not sure"), "{}", narrowed.shown());
        // There is no thread to open where the bot is no member.
        let modal = discord.press(&ada, &narrowed, "Ask a follow-up").await.modal().await;
        let howto = discord
            .submit_modal(&ada, &modal, &[("Your question", "how do I refresh the data?")])
            .await
            .response()
            .await;
        assert!(howto.shown().contains("# Refresh"), "{}", howto.shown());
        let howto = discord.slash(&ada, &place, "howto", &[("topic", "reconnect")]).await.response().await;
        assert!(howto.shown().contains("# Reconnect"), "{}", howto.shown());
        let private = [("error", "lock-date"), ("private", "true")];
        let private = discord.slash(&ada, &place, "lookup", &private).await.response().await;
        let press = discord.press(&ada, &private, "Share").await;
        press.update().await;
        assert!(!press.follow_up().await.is_private());
        // Each command is a case of its own there: two people in one chat do not share one.
        let stuck = discord.press(&ada, &narrowed, "Still stuck").await.update().await;
        assert_eq!(title(&stuck), "Bank account not recognised");
    }
    assert_eq!(discord.refusals(), 0);
    discord.finish().await;
}

#[tokio::test]
async fn removed_and_invited_again_it_knows_its_settings_and_answers_nothing_twice() {
    let discord = discord().await;
    let olga = lead(&discord);
    let panel = page(&discord, &olga, "3 Who").await;
    discord.select(&olga, &panel, "Usual app: Dext").await.update().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).posted(Duration::from_secs(60)).await;
    discord.next_message_in("support").await;
    discord.remove_bot();
    discord.invite_bot();
    heard_of(&discord, "of 3 channels").await;
    let report = discord.slash(&olga, "general", "crosscheck status", &[]).await.response().await;
    assert!(report.shown().contains("**Usual app:** Dext."), "{}", report.shown());
    discord.post(&ada, "support", ARCHIVED).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(title(&answer), "Account code 429 archived or deleted");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn what_was_posted_before_it_was_invited_was_not_said_to_it() {
    let discord = Discord::start().await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).posted(Duration::from_secs(120)).await;
    discord.start_bot_just_invited().await;
    discord.post(&ada, "support", ARCHIVED).await;
    let answer = discord.next_message_in("support").await;
    assert_eq!(title(&answer), "Account code 429 archived or deleted");
    discord.nothing_said().await;
    discord.finish().await;
}
