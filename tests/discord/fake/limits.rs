//! Discord's limits on messages, embeds, components and forms, checked as Discord checks them.
//!
//! The numbers are those of Discord's developer documentation (resources/message, components/reference).

use std::collections::HashSet;

use serde_json::{Value, json};

/// The most characters of a message's content.
const CONTENT: usize = 2000;
/// The most characters of all embeds of a message together.
const EMBEDS_TOGETHER: usize = 6000;

/// What is wrong with a request's body: where, Discord's code, and Discord's words.
#[derive(Debug, Default)]
pub struct Problems(Vec<(String, &'static str, String)>);

impl Problems {
    /// Adds one.
    pub fn add(&mut self, at: impl Into<String>, code: &'static str, says: impl Into<String>) {
        self.0.push((at.into(), code, says.into()));
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One line each, for the report of the test.
    pub fn lines(&self) -> String {
        let line = |(at, code, says): &(String, &str, String)| format!("{at}: {code}: {says}");
        self.0.iter().map(line).collect::<Vec<_>>().join("; ")
    }

    /// The `errors` object of Discord's answer 50035.
    pub fn wire(&self) -> Value {
        let mut errors = json!({});
        for (at, code, says) in &self.0 {
            let mut node = &mut errors;
            for key in at.split('.') {
                node = &mut node[key];
            }
            node["_errors"] = json!([{ "code": code, "message": says }]);
        }
        errors
    }

    /// Complains about a text that is missing, empty or longer than `most` characters.
    pub fn length(&mut self, at: &str, value: &Value, least: usize, most: usize) {
        let length = value.as_str().map_or(0, |text| text.chars().count());
        if length == 0 && least > 0 {
            self.add(at, "BASE_TYPE_REQUIRED", "This field is required");
        } else if length < least || length > most {
            let says = format!("Must be between {least} and {most} in length, is {length}.");
            self.add(at, "BASE_TYPE_BAD_LENGTH", says);
        }
    }

    /// Complains about more than `most` items.
    pub fn count(&mut self, at: &str, count: usize, most: usize) {
        if count > most {
            self.add(at, "BASE_TYPE_BAD_LENGTH", format!("Must be {most} or fewer in length, is {count}."));
        }
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> + Clone {
    value.as_array().into_iter().flatten()
}

fn characters(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

/// Checks a message as it would stand: content, embeds, components.
pub fn message(body: &Value) -> Problems {
    let mut problems = Problems::default();
    problems.length("content", &body["content"], 0, CONTENT);
    embeds(&body["embeds"], &mut problems);
    components(&body["components"], &mut problems);
    if let Some(nonce) = body["nonce"].as_str().filter(|nonce| nonce.chars().count() > 25) {
        problems.add("nonce", "NONCE_TYPE_TOO_LONG", format!("Nonce is too long: {nonce}"));
    }
    problems
}

/// Whether the message may ping somebody: the house rule is an `allowed_mentions` with an empty `parse`, and neither
/// users nor roles named, on everything the bot writes. `callable` is the one role that may be called there.
pub fn may_ping(body: &Value, callable: Option<&str>) -> Option<String> {
    let allowed = &body["allowed_mentions"];
    if !allowed.is_object() {
        return Some("no allowed_mentions: everything in the text would be parsed".into());
    }
    if allowed["parse"].as_array().is_none_or(|parse| !parse.is_empty()) {
        return Some(format!("allowed_mentions.parse is not an empty list: {allowed}"));
    }
    let others = items(&allowed["roles"]).filter(|role| role.as_str() != callable || callable.is_none());
    let named = items(&allowed["users"]).chain(others).count();
    (named > 0).then(|| format!("allowed_mentions names users or roles: {allowed}"))
}

/// Whether nothing would be shown.
pub fn is_empty(body: &Value, files: usize) -> bool {
    body["content"].as_str().is_none_or(|content| content.trim().is_empty())
        && items(&body["embeds"]).count() == 0
        && files == 0
        && body["poll"].is_null()
        && items(&body["sticker_ids"]).count() == 0
}

fn embeds(embeds: &Value, problems: &mut Problems) {
    problems.count("embeds", items(embeds).count(), 10);
    let mut together = 0;
    for (position, embed) in items(embeds).enumerate() {
        let at = |key: &str| format!("embeds.{position}.{key}");
        problems.length(&at("title"), &embed["title"], 0, 256);
        problems.length(&at("description"), &embed["description"], 0, 4096);
        problems.length(&at("footer.text"), &embed["footer"]["text"], 0, 2048);
        problems.length(&at("author.name"), &embed["author"]["name"], 0, 256);
        problems.count(&at("fields"), items(&embed["fields"]).count(), 25);
        for (number, field) in items(&embed["fields"]).enumerate() {
            problems.length(&at(&format!("fields.{number}.name")), &field["name"], 1, 256);
            problems.length(&at(&format!("fields.{number}.value")), &field["value"], 1, 1024);
            together += characters(&field["name"]) + characters(&field["value"]);
        }
        together += characters(&embed["title"])
            + characters(&embed["description"])
            + characters(&embed["footer"]["text"])
            + characters(&embed["author"]["name"]);
        if embed.as_object().is_none_or(|embed| embed.keys().all(|key| key == "type" || key == "color")) {
            problems.add(at("description"), "BASE_TYPE_REQUIRED", "This field is required");
        }
        if embed["url"].as_str().is_some_and(|url| !url.starts_with("http")) {
            problems.add(at("url"), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }
    if together > EMBEDS_TOGETHER {
        let says = format!("Embed size exceeds maximum size of {EMBEDS_TOGETHER}, is {together}.");
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", says);
    }
}

fn components(rows: &Value, problems: &mut Problems) {
    problems.count("components", items(rows).count(), 5);
    let mut ids = HashSet::new();
    for (number, row) in items(rows).enumerate() {
        let at = format!("components.{number}");
        if row["type"] != 1 {
            problems.add(at.clone(), "UNION_TYPE_CHOICES", "The top level of a message holds action rows only.");
        }
        let parts = items(&row["components"]);
        if parts.clone().count() == 0 {
            problems.add(format!("{at}.components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }
        let selects = parts.clone().filter(|part| part["type"] != 2).count();
        problems.count(&format!("{at}.components"), parts.clone().count(), if selects > 0 { 1 } else { 5 });
        for (position, part) in parts.enumerate() {
            let at = format!("{at}.components.{position}");
            match part["type"].as_u64() {
                Some(2) => button(&at, part, problems),
                Some(3) => select(&at, part, problems),
                Some(5..=8) => {}
                _ => problems.add(at.clone(), "UNION_TYPE_CHOICES", "Not a component of a message."),
            }
            if part["url"].is_null() {
                problems.length(&format!("{at}.custom_id"), &part["custom_id"], 1, 100);
                if !ids.insert(part["custom_id"].as_str()) {
                    let says = "Component custom id cannot be duplicated";
                    problems.add(format!("{at}.custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", says);
                }
            }
        }
    }
}

fn button(at: &str, button: &Value, problems: &mut Problems) {
    problems.length(&format!("{at}.label"), &button["label"], 0, 80);
    if characters(&button["label"]) == 0 && !button["emoji"].is_object() {
        problems.add(format!("{at}.label"), "BUTTON_COMPONENT_INVALID", "A button must have a label or emoji");
    }
    match (button["style"].as_u64(), button["url"].as_str()) {
        (Some(1..=4), None) | (Some(5), Some(_)) => {}
        _ => problems.add(format!("{at}.style"), "BUTTON_COMPONENT_INVALID", "Style and address do not go together"),
    }
}

fn select(at: &str, select: &Value, problems: &mut Problems) {
    problems.length(&format!("{at}.placeholder"), &select["placeholder"], 0, 150);
    let options = items(&select["options"]);
    problems.count(&format!("{at}.options"), options.clone().count(), 25);
    if options.clone().count() == 0 {
        problems.add(format!("{at}.options"), "BASE_TYPE_REQUIRED", "This field is required");
    }
    let mut values = HashSet::new();
    for (number, option) in options.enumerate() {
        let at = format!("{at}.options.{number}");
        problems.length(&format!("{at}.label"), &option["label"], 1, 100);
        problems.length(&format!("{at}.value"), &option["value"], 1, 100);
        problems.length(&format!("{at}.description"), &option["description"], 0, 100);
        if !values.insert(option["value"].as_str()) {
            let says = "The specified option value is already used";
            problems.add(format!("{at}.value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", says);
        }
    }
}

/// Checks a form: title, one to five rows with one text input each.
pub fn modal(data: &Value) -> Problems {
    let mut problems = Problems::default();
    problems.length("title", &data["title"], 1, 45);
    problems.length("custom_id", &data["custom_id"], 1, 100);
    let rows = items(&data["components"]).count();
    if !(1..=5).contains(&rows) {
        problems.add("components", "BASE_TYPE_BAD_LENGTH", format!("Must be between 1 and 5 in length, is {rows}."));
    }
    let mut ids = HashSet::new();
    for (number, row) in items(&data["components"]).enumerate() {
        let at = format!("components.{number}.components.0");
        let input = &row["components"][0];
        if row["type"] != 1 || input["type"] != 4 || items(&row["components"]).count() != 1 {
            problems.add(at.clone(), "UNION_TYPE_CHOICES", "A row of a form holds one text input.");
            continue;
        }
        problems.length(&format!("{at}.custom_id"), &input["custom_id"], 1, 100);
        problems.length(&format!("{at}.label"), &input["label"], 1, 45);
        problems.length(&format!("{at}.placeholder"), &input["placeholder"], 0, 100);
        problems.length(&format!("{at}.value"), &input["value"], 0, 4000);
        for key in ["min_length", "max_length"] {
            if input[key].as_u64().is_some_and(|length| length > 4000) {
                problems.add(format!("{at}.{key}"), "NUMBER_TYPE_MAX", "Must be less than or equal to 4000.");
            }
        }
        if !ids.insert(input["custom_id"].as_str()) {
            let says = "Component custom id cannot be duplicated";
            problems.add(format!("{at}.custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", says);
        }
    }
    problems
}

/// Checks a list of choices for autocomplete: 25 at most, names and text values of 1 to 100 characters.
pub fn choices(data: &Value) -> Problems {
    let mut problems = Problems::default();
    if !data["choices"].is_array() {
        problems.add("choices", "BASE_TYPE_REQUIRED", "This field is required");
    }
    problems.count("choices", items(&data["choices"]).count(), 25);
    for (number, choice) in items(&data["choices"]).enumerate() {
        problems.length(&format!("choices.{number}.name"), &choice["name"], 1, 100);
        if !choice["value"].is_number() {
            problems.length(&format!("choices.{number}.value"), &choice["value"], 1, 100);
        }
    }
    problems
}
