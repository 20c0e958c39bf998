//! `/privacy`: what is kept about somebody, and how it is forgotten.

use crate::fake::{BotSetup, Discord, Message, Person};
use crate::paste::{ARCHIVED, BANK, discord};

async fn privacy(discord: &Discord, person: &Person) -> Message {
    let shown = discord.slash(person, "general", "privacy", &[]).await.response().await;
    assert!(shown.is_private(), "{}", shown.shown());
    shown
}

#[tokio::test]
async fn who_asks_sees_what_is_kept_and_has_it_forgotten() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    let nothing = privacy(&discord, &ada).await;
    assert!(nothing.shown().contains("| I keep no case of yours."), "{}", nothing.shown());
    assert!(nothing.buttons().is_empty());
    discord.post(&ada, "support", BANK).await;
    let answer = discord.next_message_in("support").await;
    discord.dm(&ada, ARCHIVED).await;
    discord.next_dm_to(&ada).await;
    discord.post(&ben, "support", BANK).await;
    discord.next_message_in("support").await;
    let kept = privacy(&discord, &ada).await;
    for line in [
        "(only Ada sees this)",
        "| # What I keep about you",
        "| I keep 2 cases of yours.",
        "| - (a time): account-code-archived, #",
        "| - (a time): unknown-bank-account, (link to Ada's message in #support)",
    ] {
        assert!(kept.shown().lines().any(|shown| shown == line), "{line}\n{}", kept.shown());
    }
    let sure = discord.press(&ada, &kept, "Forget it").await.update().await;
    assert!(sure.content().starts_with("This cannot be undone."), "{}", sure.shown());
    let kept_after_all = discord.press(&ada, &sure, "Keep it").await.update().await;
    assert_eq!(kept_after_all.content(), "Nothing was changed.");
    let kept = privacy(&discord, &ada).await;
    assert!(kept.shown().contains("I keep 2 cases of yours."));
    let sure = discord.press(&ada, &kept, "Forget it").await.update().await;
    let done = discord.press(&ada, &sure, "Yes, forget it").await.update().await;
    assert!(done.content().starts_with("Done: I have forgotten your cases."), "{}", done.shown());
    assert!(privacy(&discord, &ada).await.shown().contains("I keep no case of yours."));
    assert!(privacy(&discord, &ben).await.shown().contains("I keep one case of yours."));
    // The buttons know enough to go on.
    discord.press(&ada, &answer, "An archived account").await.update().await;
    discord.finish().await;
}

#[tokio::test]
async fn a_custom_id_made_up_forgets_nobody_else() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    let hers = privacy(&discord, &ada).await;
    let id = hers.custom_id("Forget it").unwrap().replacen(".z.", ".Z.", 1);
    discord.press_custom_id(&ben, &hers, &id).await.update().await;
    assert!(privacy(&discord, &ada).await.shown().contains("I keep one case of yours."));
    discord.finish().await;
}

#[tokio::test]
async fn what_cannot_be_forgotten_at_once_is_not_called_done_and_is_done_later() {
    let discord = Discord::start().await;
    let bot = discord.start_bot(BotSetup::default()).await;
    let ada = discord.person("Ada");
    discord.post(&ada, "support", BANK).await;
    discord.next_message_in("support").await;
    crate::crash::written(&bot, "person != ''").await;
    let kept = privacy(&discord, &ada).await;
    let sure = discord.press(&ada, &kept, "Forget it").await.update().await;
    let lock = crate::crash::lock(&bot).await;
    let said = discord.press(&ada, &sure, "Yes, forget it").await.update().await;
    assert!(said.content().contains("they may still be on disk"), "{}", said.shown());
    drop(lock);
    bot.logged("the store can be used again").await;
    assert!(privacy(&discord, &ada).await.shown().contains("I keep no case of yours."));
    discord.finish().await;
}
