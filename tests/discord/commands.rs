//! The slash commands, their choices and forms, and the entry in a message's menu: what a person sees of each.

use crate::fake::{Call, Discord, Fault, Message};
use crate::paste::{ARCHIVED, BANK, discord, title};

/// What Ada sees after `/explain` with these options in #support.
async fn explained(discord: &Discord, options: &[(&str, &str)]) -> Message {
    let ada = discord.person("Ada");
    discord.slash(&ada, "support", "explain", options).await.response().await
}

#[tokio::test]
async fn explain_with_a_text_answers_for_everybody() {
    let discord = discord().await;
    let answer = explained(&discord, &[("text", ARCHIVED), ("app", "dext")]).await;
    insta::assert_snapshot!(answer.shown(), @r"
    | # Account code 429 archived or deleted
    | > Account code '429' has been archived, or deleted
    | Account code: **429**
    | The account behind the category, **429**, was archived or deleted in Xero after your app last read the chart of accounts. One such line is enough.
    | Read-only? It is in approval: choose **Cancel request** first.
    | 1. Reload the categories list in Dext. *(needs: Admin in Dext)*
    | 2. Choose an active category on the item and on each of its lines.
    | 3. Publish the item again.
    | 4. Correct the supplier rule if it put the old category there.
    | The message stays on the item until a publish succeeds: publish although it still shows.
    | -- In Dext · Source: Dext: Xero publishing error messages (read 2026-11-21)
    [Bring the account back] [Reload the categories] [It still shows the error] [Cancel the approval request]
    [It worked] [Still stuck] [Ask a follow-up] [Not this one]
    ");
    discord.finish().await;
}

#[tokio::test]
async fn explain_in_private_answers_the_caller_alone() {
    let discord = discord().await;
    let answer = explained(&discord, &[("text", BANK), ("private", "true")]).await;
    assert!(answer.shown().starts_with("(only Ada sees this)\n"), "{}", answer.shown());
    assert_eq!(title(&answer), "Bank account not recognised");
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn explain_with_an_app_gives_the_steps_of_that_app_by_id_or_by_name() {
    let discord = discord().await;
    for (given, shown) in [("dext", "In Dext"), ("lentune", "In Lentune"), ("ApprovalMax", "In ApprovalMax")] {
        let answer = explained(&discord, &[("text", ARCHIVED), ("app", given)]).await;
        assert!(answer.shown().contains(shown), "{given}: {}", answer.shown());
    }
    // What is typed on without choosing is no app: answered as if it had been left out.
    let answer = explained(&discord, &[("text", ARCHIVED), ("app", "the green one")]).await;
    assert!(answer.shown().contains("Where did you see this?"), "{}", answer.shown());
    discord.finish().await;
}

#[tokio::test]
async fn explain_with_why_adds_the_evidence_for_the_caller_alone() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let text = format!("hi, Dext says **{ARCHIVED}** `@everyone`");
    let run = discord.slash(&ada, "support", "explain", &[("text", &text), ("why", "true")]).await;
    let answer = run.response().await;
    assert!(!answer.is_private());
    insta::assert_snapshot!(run.follow_up().await.shown(), @r#"
    (only Ada sees this)
    | # How it was recognised
    | ```
    | Read as: hi dext says account code 429 has been archived or deleted everyone
    | Known: answered even when nobody asked.
    |   account-code-archived 1.00 exact, bytes 16..64: counts
    |     "Account code '429' has been archived, or deleted"
    |     account_code = "429"
    | App: dext, because of "Dext"
    |
    | ```
    "#);
    discord.finish().await;
}

#[tokio::test]
async fn explain_without_a_text_opens_a_form_for_several_lines() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let form = discord.slash(&ada, "support", "explain", &[]).await.modal().await;
    insta::assert_snapshot!(form.shown(), @r"
    # Explain an error
    The message, as the app shows it: []
    ");
    let lines = format!("Failed to publish\n\n{BANK}\nItem 12 of 40");
    let typed = [("The message, as the app shows it", lines.as_str())];
    let answer = discord.submit_modal(&ada, &form, &typed).await.response().await;
    assert!(!answer.is_private());
    assert_eq!(title(&answer), "Bank account not recognised");
    let worked = discord.press(&ada, &answer, "It worked").await;
    assert!(worked.update().await.buttons().is_empty());
    assert!(worked.response().await.is_private());
    discord.finish().await;
}

#[tokio::test]
async fn the_form_keeps_what_was_said_with_the_command() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let options = [("app", "lentune"), ("private", "true"), ("why", "true")];
    let form = discord.slash(&ada, "support", "explain", &options).await.modal().await;
    let sent = discord.submit_modal(&ada, &form, &[("The message, as the app shows it", ARCHIVED)]).await;
    let answer = sent.response().await;
    assert!(answer.is_private() && answer.shown().contains("In Lentune"), "{}", answer.shown());
    let evidence = sent.follow_up().await;
    assert!(evidence.is_private() && title(&evidence) == "How it was recognised", "{}", evidence.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn explain_says_what_to_do_where_it_finds_nothing() {
    let discord = discord().await;
    insta::assert_snapshot!(explained(&discord, &[("text", "🙂")]).await.shown(), @"I found no error message in this. Paste the message as Xero, Lentune or Dext shows it: the more of it, the better.");
    discord.finish().await;
}

#[tokio::test]
async fn explain_takes_the_longest_and_the_oddest_text() {
    let discord = discord().await;
    let long = format!("{}{BANK}", "x ".repeat(2900));
    assert_eq!(title(&explained(&discord, &[("text", &long)]).await), "Bank account not recognised");
    for odd in ["(", "\\", "```", "\u{202e}\u{0}", "{\"Message\": \"\\ud800\"}", &"\n".repeat(4000)] {
        let answer = explained(&discord, &[("text", odd)]).await;
        assert!(answer.content().starts_with("I found no error message in this."), "{odd:?}: {}", answer.shown());
    }
    discord.finish().await;
}

#[tokio::test]
async fn lookup_shows_an_error_with_nothing_captured_left_open() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let run = discord.slash(&ada, "support", "lookup", &[("error", "account-code-archived")]).await;
    insta::assert_snapshot!(run.response().await.shown(), @r"
    | # Account code archived or deleted
    | The account behind the category was archived or deleted in Xero after your app last read the chart of accounts. One such line is enough.
    | 1. Choose an active account in the app you use, or restore the old one in Xero (**Chart of accounts > Archive > Restore**).
    | 2. Refresh the list of accounts in the app you use.
    | 3. Correct the default or rule that put the old account there.
    | 4. Send it again.
    | -- Source: Dext: Xero publishing error messages (read 2026-11-21)
    <Where did you see this?: Dext / Lentune / Somewhere else>
    [Bring the account back] [Reload the categories] [It still shows the error] [Cancel the approval request]
    [It worked] [Still stuck] [Ask a follow-up] [Not this one]
    ");
    discord.finish().await;
}

#[tokio::test]
async fn lookup_takes_an_id_a_title_or_what_was_typed_on() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    for typed in ["unknown-bank-account", "bank account not recognised", BANK] {
        let run = discord.slash(&ada, "support", "lookup", &[("error", typed), ("private", "true")]).await;
        let answer = run.response().await;
        assert!(answer.is_private(), "{}", answer.shown());
        assert_eq!(title(&answer), "Bank account not recognised", "{typed}");
    }
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn lentune_explains_each_mark_of_the_integration_column() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    for (mark, expected) in [
        ("cross", "Lentune: a cross in the Integration column"),
        ("tick", "Lentune: a tick in the Integration column"),
        ("blank", "Lentune: nothing in the Integration column"),
    ] {
        let answer = discord.slash(&ada, "support", "lentune", &[("state", mark)]).await.response().await;
        assert_eq!(title(&answer), expected);
    }
    let dash = discord.slash(&ada, "support", "lentune", &[("state", "dash")]).await.response().await;
    insta::assert_snapshot!(dash.shown(), @r"
    | # Lentune: a dash in the Integration column
    | - Xero has this invoice already, so Lentune skipped it. If that bill is right, there is nothing to send.
    | - It was sent once and then deleted or voided. Xero still counts it as existing, so Lentune cannot send it again.
    | - Xero shows no copy, so the reason has to come from Lentune's integration log.
    | **Search its number in Xero, deleted and voided ones included. What do you find?**
    | -- In Lentune · Source: Lentune: Identifying Xero integration errors (read 2026-11-21)
    [A live bill] [A deleted or voided one] [Nothing] [Not sure]
    [Look in deleted and voided] [Where is the message?] [Will it be there twice?] [Void it and send again?]
    [It worked] [Still stuck] [Ask a follow-up] [Not this one]
    ");
    discord.finish().await;
}

#[tokio::test]
async fn howto_shows_the_steps_of_a_topic() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let answer = discord.slash(&ada, "support", "howto", &[("topic", "deleted-and-voided")]).await.response().await;
    insta::assert_snapshot!(answer.shown(), @r"
    | # Find deleted and voided bills in Xero
    | Xero hides deleted and voided bills until you switch them on.
    | 1. In Xero open **Invoices > Bills to pay**.
    | 2. On the right, under **Filter**, find **Deleted and voided** and select **Show**.
    | 3. Look for the number. What you see there can be read and copied, not changed.
    | **Older screens**
    | 1. Open **Bills to pay**, tab **All**, and choose **Search**.
    | 2. Tick **Include Deleted & Voided** and search for the number.
    | -- Source: Lentune: Identifying Xero integration errors (read 2026-11-21)
    ");
    let typed = discord.slash(&ada, "support", "howto", &[("topic", "how do I reconnect dext to xero")]).await;
    let typed = typed.response().await;
    assert!(title(&typed).contains("econnect"), "{}", typed.shown());
    discord.finish().await;
}

#[tokio::test]
async fn errors_are_browsed_by_product_and_page_and_one_is_chosen_in_place() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let list = discord.slash(&ada, "support", "errors", &[]).await.response().await;
    assert!(list.is_private());
    assert!(title(&list).starts_with("What Xero says (1 of "), "{}", list.shown());
    assert!(list.buttons().contains(&"Next".to_owned()) && !list.buttons().contains(&"Back".to_owned()));
    let second = discord.press(&ada, &list, "Next").await.update().await;
    assert!(title(&second).starts_with("What Xero says (2 of "), "{}", second.shown());
    let first = discord.press(&ada, &list, "Back").await.update().await;
    assert_eq!(first.shown(), list.shown());
    let lentune = discord.press(&ada, &list, "Lentune").await.update().await;
    insta::assert_snapshot!(lentune.shown(), @r"
    (only Ada sees this)
    | # What Lentune shows
    | - Lentune does not know this supplier
    | - Lentune: nothing in the Integration column
    | - Lentune: the mail's attachment could not be read
    | - Lentune: a cross in the Integration column
    | - Lentune: a dash in the Integration column
    | - Lentune: a tick in the Integration column
    | - Lentune: the automatic check found something
    | - Lentune: the invoice differs from the purchase order
    <Choose an error: Lentune does not know this supplier / Lentune: nothing in the Integration column / Lentune: the mail's attachment could not be read / Lentune: a cross in the Integration column / Lentune: a dash in the Integration column / Lentune: a tick in the Integration column / Lentune: the automatic check found something / Lentune: the invoice differs from the purchase order>
    [Xero] [Dext] [Lentune, off]
    ");
    let chosen = discord.select(&ada, &list, "Lentune: a dash in the Integration column").await.update().await;
    assert_eq!(title(&chosen), "Lentune: a dash in the Integration column");
    assert!(chosen.is_private() && chosen.buttons().contains(&"It worked".to_owned()), "{}", chosen.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn errors_are_searched_by_words_message_id_and_product() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let search = async |typed: &str| {
        let list = discord.slash(&ada, "support", "errors", &[("search", typed)]).await.response().await;
        assert!(list.is_private(), "{}", list.shown());
        list
    };
    let dash = search("lentune dash").await;
    assert!(dash.shown().contains("that\n| - Lentune: a dash in the Integration column\n"), "{}", dash.shown());
    assert!(dash.shown().ends_with("\n[Xero] [Dext] [Lentune]"), "{}", dash.shown());
    for typed in ["recognised bank", "unknown-bank-account", BANK] {
        let list = search(typed).await;
        assert!(
            list.shown().lines().nth(2).is_some_and(|line| line == "| - Bank account not recognised"),
            "{}",
            list.shown()
        );
    }
    let long = format!("{}{ARCHIVED}", "x ".repeat(2_900));
    let found = search(&long).await;
    let chosen = discord.select(&ada, &found, "Account code archived or deleted").await.update().await;
    assert_eq!(title(&chosen), "Account code archived or deleted");
    let many = search("xero").await;
    assert!(title(&many).starts_with("The best 25 of "), "{}", many.shown());
    let none = search("qqqq wwww").await;
    insta::assert_snapshot!(none.shown(), @r"
    (only Ada sees this)
    | # Nothing fits that
    | Try a word of the message, or paste all of it into /explain.
    [Xero] [Dext] [Lentune]
    ");
    let browsed = discord.press(&ada, &none, "Dext").await.update().await;
    assert_eq!(title(&browsed), "What Dext says");
    discord.finish().await;
}

/// What the list below an option offers.
async fn choices(discord: &Discord, command: &str, option: (&str, &str)) -> Vec<String> {
    let ada = discord.person("Ada");
    discord.autocomplete(&ada, "support", command, &[option]).await.choices().await
}

#[tokio::test]
async fn choices_are_found_by_the_words_of_the_title_or_the_id_in_any_order() {
    let discord = discord().await;
    for typed in ["bank account not", "BANK", "recognised bank", "unknown-bank", "  bank   recognised "] {
        let offered = choices(&discord, "lookup", ("error", typed)).await;
        assert!(offered.contains(&"Bank account not recognised".to_owned()), "{typed}: {offered:?}");
    }
    let offered = choices(&discord, "howto", ("topic", "void")).await;
    assert!(offered.iter().any(|title| title.contains("deleted and voided")), "{offered:?}");
    let offered = choices(&discord, "explain", ("app", "")).await;
    assert_eq!(offered, ["a developer's own client", "ApprovalMax", "Dext", "Hubdoc", "Lentune", "Xero"]);
    let ada = discord.person("Ada");
    let with_text = [("text", ARCHIVED), ("app", "lent")];
    let offered = discord.autocomplete(&ada, "support", "explain", &with_text).await.choices().await;
    assert_eq!(offered, ["Lentune"]);
    discord.finish().await;
}

#[tokio::test]
async fn odd_input_gets_a_list_too_if_an_empty_one() {
    let discord = discord().await;
    let long = "x".repeat(4000);
    for odd in ["([", "[", "\\", "*", "^$", "\u{202e}", "\u{0}", "@everyone", "ﬀ", "İ", &long] {
        for (command, option) in [("lookup", "error"), ("howto", "topic"), ("explain", "app")] {
            let offered = choices(&discord, command, (option, odd)).await;
            assert!(offered.is_empty(), "{command} {odd:?}: {offered:?}");
        }
    }
    let offered = choices(&discord, "lookup", ("error", "(")).await;
    assert!(offered.iter().all(|title| title.contains('(')), "{offered:?}");
    discord.finish().await;
}

#[tokio::test]
async fn nothing_typed_offers_the_commonest_first_and_twenty_five_at_most() {
    let discord = discord().await;
    let usual = choices(&discord, "lookup", ("error", "")).await;
    assert_eq!(usual.len(), 25);
    // Before anything was asked: what most sources report.
    assert!(usual.iter().take(10).any(|title| title == "The supplier is archived in Xero"), "{usual:?}");
    assert_eq!(choices(&discord, "lookup", ("error", "   ")).await, usual);
    // One is pasted twice, another looked up once.
    for name in ["Ada", "Ben"] {
        let person = discord.person(name);
        discord.post(&person, "support", BANK).await;
        discord.next_message_in("support").await;
    }
    let ada = discord.person("Ada");
    discord.slash(&ada, "support", "lookup", &[("error", "user-id-not-linked")]).await.response().await;
    let offered = choices(&discord, "lookup", ("error", "")).await;
    assert_eq!(offered[0], "Bank account not recognised");
    assert!(!usual.contains(&offered[1]) && offered[1].contains("not linked"), "{offered:?}");
    let rest: Vec<String> = usual.into_iter().filter(|title| *title != offered[0]).take(23).collect();
    assert_eq!(offered[2..], rest);
    discord.finish().await;
}

#[tokio::test]
async fn the_menu_of_a_message_explains_it_as_it_stands() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    let talk = discord.post(&ben, "support", "there is a dash in the integration column in Lentune").await;
    let answer = discord.message_command(&ada, "Explain this error", &talk).await.response().await;
    assert!(!answer.is_private());
    assert!(answer.shown().contains("Lentune: a dash in the Integration column"), "{}", answer.shown());
    // The answer is Ada's, who asked, not Ben's.
    let refused = discord.press(&ben, &answer, &answer.buttons()[answer.buttons().len() - 1]).await.response().await;
    assert!(refused.is_private(), "{}", refused.shown());
    discord.nothing_said().await;
    discord.finish().await;
}

#[tokio::test]
async fn the_menu_reads_files_and_forwards_and_leaves_bots_alone() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    let other = discord.other_bot("Alerts");
    let file = discord.post(&ben, "support", "").attach("notes.png", b"\x89PNG").await;
    let empty = discord.message_command(&ada, "Explain this error", &file).await.response().await;
    assert!(empty.content().starts_with("I found no error message in this."), "{}", empty.shown());
    let alert = discord.post(&other, "support", BANK).await;
    let refused = discord.message_command(&ada, "Explain this error", &alert).await.response().await;
    insta::assert_snapshot!(refused.shown(), @r"
    (only Ada sees this)
    I do not read the messages of bots. Copy the error into /explain instead.
    ");
    let file = discord.post(&ben, "general", "").attach("message.txt", BANK.as_bytes()).await;
    discord.next_message_in("general").await;
    let answer = discord.message_command(&ada, "Explain this error", &file).await.response().await;
    assert_eq!(title(&answer), "Bank account not recognised");
    let forward = discord.forward(&ben, "support", &file).await;
    discord.next_message_in("support").await;
    let answer = discord.message_command(&ada, "Explain this error", &forward).await.response().await;
    assert_eq!(title(&answer), "Bank account not recognised");
    discord.finish().await;
}

#[tokio::test]
async fn an_answer_that_comes_later_comes_also_after_a_fault_and_only_once() {
    let discord = discord().await;
    let (ada, ben) = (discord.person("Ada"), discord.person("Ben"));
    let file = discord.post(&ben, "general", "").attach("message.txt", BANK.as_bytes()).await;
    discord.next_message_in("general").await;
    discord.script(Call::EditResponse, 1, Fault::Status(500));
    discord.script(Call::EditResponse, 1, Fault::LostAnswer);
    let run = discord.message_command(&ada, "Explain this error", &file).await;
    assert_eq!(title(&run.response().await), "Bank account not recognised");
    // Said again after the lost answer, in the same place.
    assert_eq!(title(&run.update().await), "Bank account not recognised");
    assert_eq!(discord.calls(Call::EditResponse), [500, 200, 200]);
    assert!(discord.calls(Call::FollowUp).is_empty());
    discord.finish().await;
}

#[tokio::test]
async fn commands_work_in_direct_messages() {
    let discord = discord().await;
    let ada = discord.person("Ada");
    let place = discord.dm_with(&ada);
    let answer = discord.slash(&ada, &place, "explain", &[("text", BANK)]).await.response().await;
    assert_eq!(title(&answer), "Bank account not recognised");
    discord.dm(&ada, "where do I link the payment method?").await;
    let howto = discord.next_dm_to(&ada).await;
    assert!(howto.shown().contains("1. "), "{}", howto.shown());
    discord.finish().await;
}
