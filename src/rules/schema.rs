//! The format as JSON Schema, so that editors complete and check rule files while they are written.

use serde_json::{Map, Value, json};

use super::keys::{self, Keys, LABEL, MAX_CAUSES, MAX_PROMPTS, MAX_STEPS, Shape};

/// The kinds of file there is a schema for, in the words of [`schema`].
pub const SCHEMAS: [&str; 4] = ["rule", "howto", "app", "intent"];

/// The JSON Schema (draft 7) of one kind of file; `None` for a word that is not in [`SCHEMAS`].
pub fn schema(of: &str) -> Option<Value> {
    let keys = match of {
        "rule" => &keys::RULE,
        "howto" => &keys::HOWTO,
        "app" => &keys::APP,
        "intent" => &keys::INTENT,
        _ => return None,
    };
    let mut schema = table(keys);
    // A file that switches an entry off needs nothing else.
    if let Some(required) = schema.remove("required") {
        schema.insert("anyOf".to_owned(), json!([{ "required": required }, { "required": ["off"] }]));
    }
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!(format!("Crosscheck: {}", keys.called)));
    Some(Value::Object(schema))
}

fn table(keys: &Keys) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in keys.keys {
        let mut property = shape(key.shape, key.name);
        property.insert("description".to_owned(), json!(key.about));
        properties.insert(key.name.to_owned(), Value::Object(property));
    }
    let required: Vec<&str> = keys.keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
    let mut table = object(json!({ "type": "object", "properties": properties, "additionalProperties": false }));
    if !required.is_empty() {
        table.insert("required".to_owned(), json!(required));
    }
    table
}

/// What may stand in a key. Lengths of wordings are left to `rules check`: they count without marks and with slots.
fn shape(shape: Shape, name: &str) -> Map<String, Value> {
    let text = json!({ "type": "string", "minLength": 1 });
    let list = |items: Value| json!({ "type": "array", "minItems": 1, "items": items });
    let mut schema = object(match shape {
        Shape::Text | Shape::Wording(_) => text,
        Shape::Label => json!({ "type": "string", "minLength": 1, "maxLength": LABEL }),
        Shape::Line(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Shape::Address => json!({ "type": "string", "pattern": "^https?://" }),
        Shape::Texts | Shape::Phrases(_) | Shape::Patterns => list(text),
        Shape::Flag => json!({ "type": "boolean" }),
        // An editor hands a bare TOML date on as a text.
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Table(keys) => Value::Object(table(keys)),
        Shape::Tables(keys) => list(Value::Object(table(keys))),
        Shape::TextsOrTables(keys) => list(json!({ "anyOf": [text, table(keys)] })),
    });
    let most = match name {
        "prompts" => Some(MAX_PROMPTS),
        "causes" => Some(MAX_CAUSES),
        "steps" => Some(MAX_STEPS),
        _ => None,
    };
    if let Some(most) = most {
        schema.insert("maxItems".to_owned(), json!(most));
    }
    schema
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
