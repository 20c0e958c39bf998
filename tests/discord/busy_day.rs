//! A day of a busy server: 5,000 messages, 6 of 100 of them pastes, and everything the bot said, counted by kind.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde_json::Value;

use crate::dice::Dice;
use crate::fake::{Channel, Discord, Message, Person};
use crate::paste::discord;
use crate::setup::{lead, panel};

const MESSAGES: usize = 5_000;
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// How long the same error from the same person in the same channel is a repeat.
const REPEATED_WITHIN: Duration = Duration::from_secs(600);

/// The texts and labels of a corpus.
fn corpus(lines: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        (line["text"].as_str().unwrap().to_owned(), line["label"].as_str().unwrap_or_default().to_owned())
    };
    lines.lines().filter(|line| !line.is_empty()).map(line).collect()
}

/// The server with its people, and what was counted so far.
struct Day {
    discord: Discord,
    dice: Dice,
    chatter: Vec<(String, String)>,
    pastes: Vec<(String, String)>,
    askers: Vec<Person>,
    staff: Vec<Person>,
    /// How long ago it is now, in the story.
    ago: Duration,
    /// When somebody was last answered about an error somewhere: (person, channel, error).
    answered: HashMap<(u64, u64, String), Duration>,
    did: BTreeMap<&'static str, usize>,
    said: BTreeMap<&'static str, usize>,
}

impl Day {
    async fn new() -> Self {
        let discord = discord().await;
        let olga = lead(&discord);
        for name in ["bills", "lounge"] {
            discord.add_channel(name);
        }
        crate::setup::heard_of(&discord, "of 5 channels").await;
        let panel = panel(&discord, &olga).await;
        let (bills, lounge) = (discord.channel("bills").id, discord.channel("lounge").id);
        discord.choose_all(&olga, &panel, "Only when asked in …", &[bills]).await.update().await;
        discord.choose_all(&olga, &panel, "Off in …", &[lounge]).await.update().await;
        let people = |prefix: &str, many: usize| -> Vec<Person> {
            (0..many).map(|number| discord.person(&format!("{prefix} {number}"))).collect()
        };
        let (askers, staff) = (people("Asker", 40), people("Helper", 4));
        for helper in &staff {
            discord.make_staff(helper);
        }
        Self {
            discord,
            dice: Dice(0x0c0f_fee5_0b00_c0de),
            chatter: corpus(include_str!("../pastes/chatter.jsonl")),
            pastes: corpus(include_str!("../pastes/noisy.jsonl")),
            askers,
            staff,
            ago: DAY,
            answered: HashMap::new(),
            did: BTreeMap::new(),
            said: BTreeMap::new(),
        }
    }

    fn count(&mut self, did: &'static str, said: Option<&'static str>) {
        *self.did.entry(did).or_default() += 1;
        if let Some(said) = said {
            *self.said.entry(said).or_default() += 1;
        }
    }

    fn asker(&mut self) -> Person {
        self.dice.pick(&self.askers).clone()
    }

    fn channel(&mut self) -> Channel {
        let name = *self.dice.pick(&["support", "support", "general"]);
        self.discord.channel(name)
    }

    async fn post(&mut self, person: &Person, place: &Channel, text: &str, to: Option<&Message>) -> Message {
        let draft = self.discord.post(person, place, text).posted(self.ago);
        self.ago = self.ago.saturating_sub(DAY / u32::try_from(MESSAGES).unwrap());
        match to {
            Some(to) => draft.reply_to(to).await,
            None => draft.await,
        }
    }

    /// The answer to `paste`, which must be the next thing that is said there.
    async fn answer_to(&mut self, paste: &Message, place: &Channel) -> Message {
        let answer = self.discord.next_message_in(place).await;
        assert_eq!(answer.replies_to(), Some(paste.id), "{}", answer.shown());
        answer
    }

    async fn chats(&mut self) {
        let (text, tail) =
            (self.dice.pick(&self.chatter).0.clone(), *self.dice.pick(&["", " thanks", " 👍", "?", " x"]));
        let place = match self.dice.below(5) {
            0 => self.discord.channel("lounge"),
            1 => self.discord.channel("bills"),
            _ => self.channel(),
        };
        let helper = self.dice.below(8) == 0;
        let person = if helper { self.dice.pick(&self.staff).clone() } else { self.asker() };
        self.post(&person, &place, &format!("{text}{tail}"), None).await;
        self.count("chatter", None);
    }

    async fn pastes(&mut self) {
        let (text, error) = self.dice.pick(&self.pastes).clone();
        let (person, place) = (self.asker(), self.channel());
        match self.dice.below(20) {
            0 | 1 => {
                let helper = self.dice.pick(&self.staff).clone();
                let question = self.post(&helper, &place, "what does it say?", None).await;
                self.post(&person, &place, &text, Some(&question)).await;
                self.count("a paste that answers staff", None);
            }
            2 => {
                let helper = self.dice.pick(&self.staff).clone();
                let asked = self.post(&person, &place, "Xero will not take my bill", None).await;
                self.post(&helper, &place, &text, Some(&asked)).await;
                self.count("staff quote an error to somebody", None);
            }
            3 => {
                let helper = self.dice.pick(&self.staff).clone();
                let message = self.post(&person, &place, "it will not publish", None).await;
                self.post(&helper, &place, "let me see, which one?", Some(&message)).await;
                self.discord.edit_after(&message, Duration::from_secs(60), &text).await;
                self.count("edited into an error after staff wrote", None);
            }
            4 => {
                let bills = self.discord.channel("bills");
                self.post(&person, &bills, &text, None).await;
                self.count("a paste where only what is asked is answered", None);
            }
            5 => {
                let bills = self.discord.channel("bills");
                let text = format!("<@{}> {text}", self.discord.bot_id());
                let asked = self.post(&person, &bills, &text, None).await;
                self.answer_to(&asked, &bills).await;
                self.count("asked there by a mention", Some("an answer"));
            }
            6 => {
                let lounge = self.discord.channel("lounge");
                self.post(&person, &lounge, &text, None).await;
                self.count("a paste where the bot is off", None);
            }
            _ => self.pastes_unasked(person, place, text, error).await,
        }
    }

    /// A paste where it is answered unasked, and what may follow.
    async fn pastes_unasked(&mut self, person: Person, place: Channel, text: String, error: String) {
        let key = (person.id, place.id, error);
        let again = self.answered.get(&key).is_some_and(|then| then.saturating_sub(self.ago) < REPEATED_WITHIN);
        let at = self.ago;
        let paste = self.post(&person, &place, &text, None).await;
        let answer = self.answer_to(&paste, &place).await;
        assert_eq!(answer.content().starts_with("Same error as before"), again, "{}", answer.shown());
        if again {
            self.count("a paste", Some("a short reply that links the earlier answer"));
            return;
        }
        self.count("a paste", Some("an answer"));
        match self.dice.below(10) {
            0 => {
                self.discord.delete(&paste).await;
                self.discord.gone(&answer).await;
                self.count("deleted", Some("an answer taken away"));
            }
            1 => {
                self.discord.edit_after(&paste, Duration::from_secs(90), "sorted, it was the wrong client").await;
                self.discord.gone(&answer).await;
                self.count("edited into something else", Some("an answer taken away"));
            }
            2 => {
                let other = "The specified bank account details do not match a known bank account";
                self.discord.edit_after(&paste, Duration::from_secs(90), other).await;
                if key.2 != "unknown-bank-account" {
                    self.discord.next_edit_of(&answer).await;
                    self.count("edited into another error", Some("an answer changed"));
                }
            }
            3 => {
                self.answered.insert(key, at);
                let again = self.post(&person, &place, &text, None).await;
                self.answer_to(&again, &place).await;
                self.count("the same paste again", Some("a short reply that links the earlier answer"));
            }
            _ => {
                self.answered.insert(key, at);
            }
        }
    }
}

#[tokio::test]
async fn of_five_thousand_messages_only_the_errors_are_answered_and_none_after_staff() {
    let mut day = Day::new().await;
    while !day.ago.is_zero() {
        if day.dice.below(100) < 6 { day.pastes().await } else { day.chats().await }
    }
    day.discord.nothing_said().await;
    let pastes: usize = day.did.iter().filter(|(did, _)| **did != "chatter").map(|(_, times)| times).sum();
    eprintln!("did: {:#?}\nsaid: {:#?}", day.did, day.said);
    assert!(pastes > MESSAGES * 5 / 100, "{pastes}");
    assert!(day.did.values().all(|times| *times > 3), "{:?}", day.did);
    day.discord.finish().await;
}
