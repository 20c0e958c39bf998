//! What helped others most comes first, and no list changes its order under anybody's finger.

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::{Connection, query};

use crate::crash::connect;
use crate::fake::{Bot, BotSetup, Discord};
use crate::paste::{ARCHIVED, BANK};
use crate::report::{A_DAY, pasted};

/// A bot that starts with these outcomes of another team in its file, and has taken them into account.
async fn experienced(discord: &Discord, outcomes: &[(&str, &str, Option<&str>, u32)]) -> Bot {
    let mut bot = discord.start_bot(BotSetup::default()).await;
    bot.kill();
    bot.exit().await;
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / A_DAY;
    let mut file = connect(&bot).await;
    for (outcome, rule, cause, times) in outcomes {
        for _ in 0..*times {
            query("INSERT INTO outcomes (day, team, outcome, rule, cause) VALUES ($1, 'others', $2, $3, $4)")
                .bind(i64::try_from(today).unwrap())
                .bind(outcome)
                .bind(rule)
                .bind(cause)
                .execute(&mut file)
                .await
                .unwrap();
        }
    }
    file.close().await.unwrap();
    bot.start_again().await;
    bot.logged("what has helped so far is taken into account").await;
    bot
}

/// The order in which the words stand on the message.
fn places(shown: &str, words: [&str; 2]) -> [usize; 2] {
    words.map(|words| shown.find(words).unwrap_or_else(|| panic!("{words}\n{shown}")))
}

#[tokio::test]
async fn what_helped_others_most_comes_first_and_buttons_know_no_order() {
    let discord = Discord::start().await;
    let bank = "unknown-bank-account";
    let _bot = experienced(
        &discord,
        &[
            ("still stuck", bank, Some("archived"), 9),
            ("worked", bank, Some("not-a-bank"), 9),
            ("answered", "tax-type-unknown", None, 2),
            ("answered", bank, None, 3),
        ],
    )
    .await;
    let causes = ["has been archived in Xero", "not a bank-type account in"];
    let (ada, answer) = pasted(&discord, "Ada", BANK).await;
    let [archived, other] = places(answer.shown(), causes);
    assert!(archived < other, "the question is as it was written\n{}", answer.shown());
    let unsure = discord.press(&ada, &answer, "Not sure").await.update().await;
    let [archived, other] = places(unsure.shown(), causes);
    assert!(other < archived, "{}", unsure.shown());

    let (ben, answer) = pasted(&discord, "Ben", BANK).await;
    let stuck = discord.press(&ben, &answer, "Still stuck").await.update().await;
    assert!(
        stuck.shown().contains("not a bank-type account in") && !stuck.shown().contains("archived in Xero"),
        "{}",
        stuck.shown()
    );

    let errors = discord.slash(&ada, "general", "errors", &[]).await.response().await;
    let listed: Vec<&str> = errors.shown().lines().filter(|line| line.starts_with("| - ")).take(2).collect();
    assert_eq!(listed[0], "| - Bank account not recognised");
    // What is asked meanwhile changes nothing: the pages stay as they are until tomorrow.
    let next = discord.press(&ada, &errors, "Next").await.update().await;
    for name in ["Cy", "Dan", "Eve", "Flo"] {
        pasted(&discord, name, ARCHIVED).await;
    }
    let back = discord.press(&ada, &next, "Back").await.update().await;
    assert_eq!(back.shown(), errors.shown());
    discord.finish().await;
}
