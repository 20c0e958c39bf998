//! A request's body: JSON, or a form with JSON and files in it.

use serde_json::Value;

/// What the bot sent.
#[derive(Debug, Default)]
pub struct Body {
    pub json: Value,
    /// Name and bytes of each file.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Body {
    /// Reads a body by its content type; what is no JSON becomes null.
    pub fn read(content_type: Option<&str>, bytes: &[u8]) -> Self {
        let boundary = content_type
            .filter(|kind| kind.starts_with("multipart/form-data"))
            .and_then(|kind| kind.split_once("boundary="))
            .map(|(_, boundary)| boundary.trim_matches('"'));
        match boundary {
            Some(boundary) => Self::form(boundary, bytes),
            None => Self { json: serde_json::from_slice(bytes).unwrap_or_default(), files: Vec::new() },
        }
    }

    fn form(boundary: &str, bytes: &[u8]) -> Self {
        let mut body = Self::default();
        let delimiter = format!("--{boundary}");
        for part in split(bytes, delimiter.as_bytes()) {
            let Some(end) = find(part, b"\r\n\r\n") else {
                continue;
            };
            let (head, rest) = part.split_at(end);
            let head = String::from_utf8_lossy(head);
            let content = rest.get(4..rest.len().saturating_sub(2)).unwrap_or_default();
            let quoted = |key: &str| {
                head.split_once(&format!("{key}=\"")).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value)
            };
            match (quoted("; name"), quoted("filename")) {
                (Some("payload_json"), _) => {
                    body.json = serde_json::from_slice(content).unwrap_or_default();
                }
                (_, Some(name)) => body.files.push((name.to_owned(), content.to_vec())),
                _ => {}
            }
        }
        body
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn split<'a>(mut bytes: &'a [u8], delimiter: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = find(bytes, delimiter) {
        let (part, rest) = bytes.split_at(at);
        parts.push(part);
        bytes = rest.split_at(delimiter.len()).1;
    }
    parts
}
