//! Whatever a reply holds, the message stays within Discord's limits and nothing captured acts.

use proptest::prelude::*;
use serde_json::Value;
use serenity::model::id::UserId;

use crate::helpdesk::{
    Answer, AskShown, Candidate, CauseShown, FixShown, HandedError, Handover, HowToReply, PromptShown, Reply,
    StepShown, Value as Captured, WayShown,
};
use crate::rules::{AppId, CauseId, Danger, HowToId, RuleId, Source, Text};

use super::{View, post, post_about, whole};

const VIEW: View = View { asker: UserId::new(u64::MAX), in_thread: false, shareable: false };

/// Strangers' and our own words: short, long, full of marks, of characters outside the first plane, of nothing at all.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,20}",
        "(@everyone |<@[0-9]{18}> |\\*\\*|`|\\|\\||https://e\\.example/|\\\\|\n|# |😀|\u{202e}|\u{200b}){0,20}",
        (0_usize..300).prop_map(|times| "some words ".repeat(times)),
        (0_usize..900).prop_map(|times| "😀".repeat(times)),
    ]
}

fn id() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,39}"
}

fn text() -> impl Strategy<Value = Text> {
    (words(), words()).prop_map(|(own, captured)| {
        let mut text = Text::plain(own);
        text.push(Text::value(captured));
        text
    })
}

fn source() -> impl Strategy<Value = Option<Source>> {
    prop::option::of((words(), words()).prop_map(|(title, url)| Source {
        title,
        url: format!("https://{url}"),
        checked: "2026-11-21".into(),
        line: 1,
    }))
}

fn step() -> impl Strategy<Value = StepShown> {
    let danger =
        prop::option::of(prop::sample::select(vec![Danger::Void, Danger::Delete, Danger::Clear, Danger::Unlock]));
    (text(), prop::option::of(words()), danger).prop_map(|(text, needs, danger)| StepShown { text, needs, danger })
}

fn prompts() -> impl Strategy<Value = Vec<PromptShown>> {
    let prompt = (id(), words()).prop_map(|(howto, button)| PromptShown { howto: HowToId::new(howto), button });
    prop::collection::vec(prompt, 0..8)
}

fn cause() -> impl Strategy<Value = CauseShown> {
    let fix = (any::<bool>(), prop::collection::vec(step(), 1..12)).prop_map(|(general, steps)| FixShown {
        general,
        steps,
        another: false,
    });
    (id(), text(), prop::option::of(fix)).prop_map(|(id, because, fix)| CauseShown {
        id: CauseId::new(id),
        because,
        fix,
    })
}

fn values() -> impl Strategy<Value = Vec<Captured>> {
    prop::collection::vec((words(), words()).prop_map(|(name, value)| Captured { name, value }), 0..14)
}

fn answer() -> impl Strategy<Value = Answer> {
    let known = (id(), text(), prop::option::of(words()), values(), 1_u32..9);
    let asked = prop::option::of((words(), prop::collection::vec((id(), words()), 0..30)));
    let apps = prop::collection::vec((id(), words()), 0..30);
    let rest = (prop::collection::vec(cause(), 1..6), asked, prompts(), source(), apps, any::<(bool, bool)>());
    (known, rest, (prop::option::of(text()), prop::option::of(words()))).prop_map(
        |((rule, title, recognised, values, count), (causes, asked, prompts, source, apps, flags), (note, app))| {
            Answer {
                rule: RuleId::new(rule),
                app: app.as_ref().map(|_| AppId::new("dext")),
                app_name: app,
                apps: apps.into_iter().map(|(id, name)| (AppId::new(id), name)).collect(),
                title,
                recognised,
                values,
                count,
                before: note.clone(),
                causes,
                ask: asked.map(|(question, answers)| AskShown {
                    question,
                    answers: answers.into_iter().map(|(cause, answer)| (CauseId::new(cause), answer)).collect(),
                }),
                after: note,
                prompts,
                source,
                fine: flags.0,
                ruled_out: vec!["An archived account".into()],
                another_way: flags.1,
            }
        },
    )
}

fn reply() -> impl Strategy<Value = Reply> {
    let answers = prop::collection::vec(answer(), 1..5).prop_map(|answers| {
        let in_hand = answers[0].rule.clone();
        Reply::Answers { answers, in_hand }
    });
    let near = (id(), words()).prop_map(|(rule, title)| Candidate { rule: RuleId::new(rule), title });
    let way = (prop::option::of(words()), any::<bool>(), prop::collection::vec(step(), 0..8))
        .prop_map(|(heading, general, steps)| WayShown { heading, general, steps });
    let howto = (id(), words(), text(), prop::collection::vec(way, 0..5), source(), prompts()).prop_map(
        |(howto, title, short, ways, source, prompts)| {
            Reply::HowTo(HowToReply { howto: HowToId::new(howto), title, short, ways, source, prompts })
        },
    );
    let error = (id(), text(), prop::option::of(words()), values()).prop_map(|(rule, title, recognised, values)| {
        HandedError { rule: RuleId::new(rule), title, recognised, values }
    });
    let handover = (prop::collection::vec(error, 0..30), prop::collection::vec(words(), 0..9))
        .prop_map(|(errors, tried)| Reply::Handover(Handover { errors, app_name: None, tried, ruled_out: Vec::new() }));
    prop_oneof![
        4 => answers,
        1 => prop::collection::vec(near, 0..6).prop_map(Reply::DidYouMean),
        1 => howto,
        1 => handover,
        1 => text().prop_map(Reply::Note),
        1 => prompts().prop_map(Reply::Nearest),
    ]
}

/// What Discord would refuse, in words.
fn refused(message: &Value) -> Option<String> {
    let length = |value: &Value| value.as_str().unwrap_or_default().encode_utf16().count();
    let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (content, embeds, rows) =
        (length(&message["content"]), array(&message["embeds"]), array(&message["components"]));
    if content > 2_000 || embeds.len() > 10 || rows.len() > 5 {
        return Some(format!("{content} characters, {} embeds, {} rows", embeds.len(), rows.len()));
    }
    if message["content"].as_str().unwrap_or_default().trim().is_empty() && embeds.is_empty() {
        return Some("nothing at all".into());
    }
    let mut total = 0;
    for embed in &embeds {
        let parts = [length(&embed["title"]), length(&embed["description"]), length(&embed["footer"]["text"])];
        total += parts.iter().sum::<usize>();
        if parts[0] > 256 || parts[1] > 4_096 || parts[2] > 2_048 || parts == [0, 0, 0] {
            return Some(format!("an embed of {parts:?}"));
        }
    }
    if total > 6_000 {
        return Some(format!("{total} characters in all embeds"));
    }
    let mut ids = Vec::new();
    for row in &rows {
        let controls = array(&row["components"]);
        if controls.is_empty() || controls.len() > 5 {
            return Some(format!("a row of {}", controls.len()));
        }
        for control in &controls {
            ids.push(control["custom_id"].clone());
            if length(&control["custom_id"]) > 100 || length(&control["custom_id"]) == 0 {
                return Some(format!("the id {}", control["custom_id"]));
            }
            if control["type"] == 2 && !(1..=80).contains(&length(&control["label"])) {
                return Some(format!("the label {}", control["label"]));
            }
            if control["type"] == 3 {
                let options = array(&control["options"]);
                let odd = options.iter().any(|option| {
                    !(1..=100).contains(&length(&option["label"])) || !(1..=100).contains(&length(&option["value"]))
                });
                if odd || !(1..=25).contains(&options.len()) || length(&control["placeholder"]) > 150 {
                    return Some(format!("the select {control}"));
                }
            }
        }
    }
    let all = ids.len();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    (ids.len() < all).then(|| "two controls with one id".to_owned())
}

/// Whether anything in `markdown` could mention, link, or hide its direction.
fn acts(markdown: &str) -> bool {
    let bare = |mark: &str| {
        markdown.match_indices(mark).any(|(at, _)| !markdown.get(..at).is_some_and(|before| before.ends_with('\\')))
    };
    bare("@everyone") || bare("<@") || markdown.contains("https:/") || markdown.contains(['\u{202e}', '\u{200b}'])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_reply_is_a_message_discord_takes(reply in reply()) {
        let asked = super::about(None, VIEW);
        for post in [post(&reply, VIEW), post_about(&reply, &asked, VIEW), whole(&reply)] {
            let message = serde_json::to_value(post.message()).unwrap();
            prop_assert_eq!(refused(&message), None);
            for embed in message["embeds"].as_array().unwrap() {
                for part in [&embed["title"], &embed["description"]] {
                    prop_assert!(!acts(part.as_str().unwrap_or_default()), "{embed}");
                }
            }
            prop_assert!(!acts(message["content"].as_str().unwrap_or_default()));
            prop_assert_eq!(&message["allowed_mentions"]["parse"], &serde_json::json!([]));
        }
    }
}
