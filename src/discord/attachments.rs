//! Small text attachments: a long paste arrives from Discord as `message.txt`.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;
use serenity::model::channel::Attachment;

/// Bytes read of one attachment; a larger one is left alone.
const MOST_BYTES: usize = 1 << 20;
/// Attachments read of one message.
const MOST_FILES: usize = 3;
/// Where Discord keeps attachments.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// How long one may take: an answer is due within moments, and the signed link ends anyway.
const TIME: Duration = Duration::from_secs(5);
/// Names that hold text, whatever type they are said to be of.
const TEXT_NAMES: [&str; 8] = [".txt", ".log", ".json", ".xml", ".csv", ".md", ".html", ".htm"];

/// Reads attachments.
#[derive(Clone, Debug)]
pub(super) struct Attachments {
    client: reqwest::Client,
    /// Whether a loopback address may be read: only while `DISCORD_PROXY` is one, which is in the tests.
    loopback: bool,
}

impl Attachments {
    /// Reads with `client`, which must refuse redirects. `proxy` is `DISCORD_PROXY`.
    pub(super) fn new(client: reqwest::Client, proxy: Option<&str>) -> Self {
        let loopback = proxy.and_then(|proxy| Url::parse(proxy).ok()).is_some_and(|proxy| is_loopback(&proxy));
        Self { client, loopback }
    }

    /// Whether any of these is worth reading.
    pub(super) fn any(attachments: &[Attachment]) -> bool {
        attachments.iter().any(is_text)
    }

    /// The texts of the small text files among `attachments`, in their order. What cannot be read is left out.
    pub(super) async fn texts(&self, attachments: &[Attachment]) -> Vec<String> {
        let mut texts = Vec::new();
        for attachment in attachments.iter().filter(|attachment| is_text(attachment)).take(MOST_FILES) {
            match tokio::time::timeout(TIME, self.read(attachment)).await {
                Ok(Some(text)) => texts.push(text),
                Ok(None) | Err(_) => tracing::debug!("an attachment could not be read"),
            }
        }
        texts
    }

    async fn read(&self, attachment: &Attachment) -> Option<String> {
        let url = Url::parse(&attachment.url).ok()?;
        if !self.allows(&url) {
            return None;
        }
        let mut response = self.client.get(url).send().await.ok()?.error_for_status().ok()?;
        if response.status() != reqwest::StatusCode::OK {
            return None;
        }
        let mut bytes = Vec::new();
        // The size Discord gave is not trusted: what comes in is counted.
        while let Some(chunk) = response.chunk().await.ok()? {
            if bytes.len() + chunk.len() > MOST_BYTES {
                return None;
            }
            bytes.extend_from_slice(&chunk);
        }
        decoded(&bytes)
    }

    fn allows(&self, url: &Url) -> bool {
        let from_discord = url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.host_str().is_some_and(|host| HOSTS.contains(&host));
        from_discord || self.loopback && is_loopback(url)
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_text(attachment: &Attachment) -> bool {
    let name = attachment.filename.to_lowercase();
    let named = TEXT_NAMES.iter().any(|ending| name.ends_with(ending));
    let said = attachment.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/"));
    (named || said) && usize::try_from(attachment.size).is_ok_and(|size| size <= MOST_BYTES)
}

/// UTF-8, or UTF-16 with its mark. Anything else is no text of ours.
fn decoded(bytes: &[u8]) -> Option<String> {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(proxy: Option<&str>, url: &str) -> bool {
        Attachments::new(reqwest::Client::new(), proxy).allows(&Url::parse(url).unwrap())
    }

    #[test]
    fn only_discords_own_hosts_over_https_are_read() {
        assert!(allows(None, "https://cdn.discordapp.com/attachments/1/2/message.txt?ex=1"));
        assert!(allows(None, "https://media.discordapp.net/attachments/1/2/message.txt"));
        for url in [
            "http://cdn.discordapp.com/attachments/1/2/message.txt",
            "https://cdn.discordapp.com.evil.example/a.txt",
            "https://cdn.discordapp.com@evil.example/a.txt",
            "https://evil@cdn.discordapp.com/a.txt",
            "https://cdn.discordapp.com:8443/a.txt",
            "https://169.254.169.254/latest",
            "http://127.0.0.1:8080/a.txt",
        ] {
            assert!(!allows(None, url), "{url}");
            assert!(!allows(Some("https://proxy.example"), url), "{url}");
        }
    }

    #[test]
    fn a_loopback_address_is_read_only_while_the_proxy_is_one() {
        assert!(allows(Some("http://127.0.0.1:4000"), "http://127.0.0.1:8080/a.txt"));
        assert!(allows(Some("http://[::1]:4000"), "http://localhost:8080/a.txt"));
        assert!(!allows(Some("http://10.0.0.1:4000"), "http://127.0.0.1:8080/a.txt"));
    }

    #[test]
    fn text_is_read_in_the_encodings_people_have() {
        assert_eq!(decoded("é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(decoded(b"\xef\xbb\xbfabc").as_deref(), Some("abc"));
        assert_eq!(decoded(b"\xff\xfea\0b\0").as_deref(), Some("ab"));
        assert_eq!(decoded(b"\xfe\xff\0a\0b").as_deref(), Some("ab"));
        assert_eq!(decoded(b"\xff\xfe\x00\xd8").as_deref(), Some("\u{fffd}"));
        assert_eq!(decoded(b"\x89PNG\xff\x00"), None);
    }
}
