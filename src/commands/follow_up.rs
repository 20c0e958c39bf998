//! `follow-up`: JSON Lines of questions asked after an answer to JSON Lines of topics.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::helpdesk::Knowledge;
use crate::helpdesk::follow_up::Topic;
use crate::rules::RuleId;

use super::classify::rounded;
use super::lines::{all_cores, each_line, read_line, write_object};

/// What every line should look like.
const GOOD_LINE: &str = r#"{"about":"lock-date","text":"where do I change it"}"#;

/// Topics named beside the best one.
const OTHERS: usize = 2;

#[derive(Debug, Deserialize)]
struct Question {
    /// The rule that was explained before.
    #[serde(alias = "context")]
    about: String,
    text: String,
}

/// One line of the output; the field names are a contract.
#[derive(Debug, Serialize)]
struct Understood {
    topic: String,
    score: f32,
    others: Vec<String>,
}

/// Finds the topic of every line of `input` and writes one object a line to `out`; unreadable lines and unknown rules
/// become error objects. Fails only when reading or writing does.
pub fn follow_up(knowledge: &Knowledge, input: impl Read + Send + 'static, out: &mut dyn Write) -> io::Result<()> {
    each_line(input, out, all_cores(), None, |_, bytes, out| {
        let mut mended = String::new();
        let question: Question = read_line(bytes, &mut mended, GOOD_LINE)?;
        if knowledge.rules().rule(&question.about).is_none() {
            let about = &question.about;
            return Err(format!(
                "`about` is the id of a rule, as `crosscheck rules list` shows them, and {about:?} is none"
            ));
        }
        let ranked = knowledge.topics(Some(&RuleId::new(question.about)), &question.text);
        let mut ranked = ranked.into_iter();
        let (topic, score) = ranked.next().ok_or("there are no topics: the rules hold neither how-tos nor intents")?;
        let id = |topic: Topic| topic.as_str().to_owned();
        let understood = Understood {
            topic: id(topic),
            score: rounded(score),
            others: ranked.take(OTHERS).map(|(topic, _)| id(topic)).collect(),
        };
        write_object(out, &understood)
    })
}
