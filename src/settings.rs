//! Every setting from the environment and `.env`, read once and checked; the only place that looks at variables.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Where cases are kept unless `DATABASE_URL` says otherwise: a file in the working directory.
const DEFAULT_DATABASE: &str = "sqlite://crosscheck.db";

/// The settings, checked and ready.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `DISCORD_TOKEN`, or the content of `DISCORD_TOKEN_FILE`; without one there is no bot.
    pub token: Option<Token>,
    /// `DISCORD_PROXY`: base URL of a REST proxy, without a slash at its end; unset: Discord itself.
    pub proxy: Option<String>,
    /// `MESSAGE_CONTENT`.
    pub message_content: MessageContent,
    /// `DATABASE_URL`: where cases are kept, a SQLite address.
    pub database_url: String,
    /// `RULES_DIR`: rules added to, or replacing, the ones built in.
    pub rules_dir: Option<PathBuf>,
    /// `RUST_LOG`: what is logged, as `tracing-subscriber` reads it.
    pub log: Option<String>,
    /// `LOG_FORMAT`.
    pub log_format: LogFormat,
    /// `OPS_ADDR`: where health and metrics are served; off unless set.
    pub ops_addr: Option<SocketAddr>,
}

/// Whether the bot asks Discord for the text of messages that do not address it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageContent {
    /// As the application's flags say.
    #[default]
    Auto,
    /// Never.
    Off,
}

/// How the log is written to standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The bot's token. Never printed: `{:?}` shows `Token(…)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself, for the one place that signs in with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

/// A setting that cannot be used; the sentence says which and what would do. Never holds a token.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SettingsError {
    /// A value that is none of those allowed.
    #[error("{name} is {found:?}, but it must be {expected}")]
    Value {
        /// The variable.
        name: &'static str,
        /// What it holds.
        found: String,
        /// What it may hold.
        expected: &'static str,
    },
    /// `DISCORD_TOKEN_FILE` names a file that cannot be read.
    #[error("DISCORD_TOKEN_FILE names {path}, which cannot be read: {why}")]
    TokenFile {
        /// The file.
        path: String,
        /// The system's words.
        why: String,
    },
    /// `DATABASE_URL` is no address of a SQLite file. It is not shown: those of other databases hold a password.
    #[error("DATABASE_URL must be the address of a SQLite file, such as {DEFAULT_DATABASE}")]
    Database,
    /// `.env` cannot be read or holds a line that is no `NAME=value`.
    #[error(".env cannot be read: {0}")]
    DotEnv(String),
}

impl Settings {
    /// Reads the environment, and `.env` in the working directory for what the environment leaves out.
    pub fn read() -> Result<Self, SettingsError> {
        let written = dot_env(Path::new(".env"))?;
        Self::from_variables(|name| std::env::var(name).ok().or_else(|| written.get(name).cloned()))
    }

    /// Checks the settings that `variable` gives by name. An empty value counts as unset.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let get = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Ok(Self {
            token: token(get("DISCORD_TOKEN"), get("DISCORD_TOKEN_FILE"))?,
            proxy: get("DISCORD_PROXY").map(proxy).transpose()?,
            message_content: match get("MESSAGE_CONTENT").as_deref() {
                None | Some("auto") => MessageContent::Auto,
                Some("off") => MessageContent::Off,
                Some(other) => return Err(value("MESSAGE_CONTENT", other, "auto or off")),
            },
            database_url: database_url(get("DATABASE_URL"))?,
            rules_dir: get("RULES_DIR").map(PathBuf::from),
            log: get("RUST_LOG"),
            log_format: match get("LOG_FORMAT").as_deref() {
                None | Some("text") => LogFormat::Text,
                Some("json") => LogFormat::Json,
                Some(other) => return Err(value("LOG_FORMAT", other, "text or json")),
            },
            ops_addr: get("OPS_ADDR").map(|address| ops_addr(&address)).transpose()?,
        })
    }
}

fn value(name: &'static str, found: &str, expected: &'static str) -> SettingsError {
    SettingsError::Value { name, found: found.to_owned(), expected }
}

fn dot_env(path: &Path) -> Result<HashMap<String, String>, SettingsError> {
    let lines = match dotenvy::from_path_iter(path) {
        Ok(lines) => lines,
        Err(error) if error.not_found() => return Ok(HashMap::new()),
        Err(_) => return Err(SettingsError::DotEnv("the file is there but cannot be opened".to_owned())),
    };
    lines
        .collect::<Result<_, _>>()
        // The library's own message quotes the line, which may hold the token.
        .map_err(|_| SettingsError::DotEnv("a line in it is not of the form NAME=value".to_owned()))
}

fn token(direct: Option<String>, file: Option<String>) -> Result<Option<Token>, SettingsError> {
    let written = match (direct, file) {
        (Some(token), _) => token,
        (None, Some(path)) => {
            std::fs::read_to_string(&path).map_err(|error| SettingsError::TokenFile { path, why: error.to_string() })?
        }
        (None, None) => return Ok(None),
    };
    // People copy it together with the header's scheme.
    let bare = written.trim().trim_start_matches("Bot ").trim();
    Ok((!bare.is_empty()).then(|| Token(bare.to_owned())))
}

fn database_url(written: Option<String>) -> Result<String, SettingsError> {
    let url = written.unwrap_or_else(|| DEFAULT_DATABASE.to_owned());
    if url.starts_with("sqlite:") { Ok(url) } else { Err(SettingsError::Database) }
}

fn proxy(url: String) -> Result<String, SettingsError> {
    if url.starts_with("http://") || url.starts_with("https://") {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err(SettingsError::Value {
            name: "DISCORD_PROXY",
            found: url,
            expected: "an address that starts with http:// or https://",
        })
    }
}

fn ops_addr(written: &str) -> Result<SocketAddr, SettingsError> {
    if let Ok(port) = written.parse::<u16>() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    written.parse().map_err(|_| value("OPS_ADDR", written, "a port such as 9090 or an address such as 127.0.0.1:9090"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        Settings::from_variables(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_a_terminal_without_a_bot() {
        let settings = settings(&[]).unwrap();
        assert_eq!(settings.token, None);
        assert_eq!(settings.database_url, "sqlite://crosscheck.db");
        assert_eq!(settings.message_content, MessageContent::Auto);
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(settings(&[("DISCORD_TOKEN", " "), ("LOG_FORMAT", "")]).unwrap().token, None);
    }

    #[test]
    fn a_token_is_never_printed() {
        let settings = settings(&[("DISCORD_TOKEN", "Bot abc.def")]).unwrap();
        assert_eq!(settings.token.as_ref().map(Token::reveal), Some("abc.def"));
        assert!(!format!("{settings:?}").contains("abc"));
    }

    #[test]
    fn a_value_that_is_not_allowed_is_named_with_what_would_do() {
        let error = settings(&[("MESSAGE_CONTENT", "on")]).unwrap_err();
        assert_eq!(error.to_string(), "MESSAGE_CONTENT is \"on\", but it must be auto or off");
        let error = settings(&[("DISCORD_PROXY", "localhost:8080")]).unwrap_err();
        assert!(error.to_string().contains("http://"), "{error}");
    }

    #[test]
    fn another_database_is_refused_without_showing_its_password() {
        let error = settings(&[("DATABASE_URL", "postgres://desk:secret@localhost/desk")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "DATABASE_URL must be the address of a SQLite file, such as sqlite://crosscheck.db"
        );
    }

    #[test]
    fn a_bare_port_stays_on_this_machine() {
        let settings = settings(&[("OPS_ADDR", "9090")]).unwrap();
        assert_eq!(settings.ops_addr, Some("127.0.0.1:9090".parse().unwrap()));
    }

    #[test]
    fn a_token_file_is_read_and_named_when_it_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "abc.def\n").unwrap();
        let found = settings(&[("DISCORD_TOKEN_FILE", path.to_str().unwrap())]).unwrap();
        assert_eq!(found.token.as_ref().map(Token::reveal), Some("abc.def"));
        let error = settings(&[("DISCORD_TOKEN_FILE", "/no/such/file")]).unwrap_err();
        assert!(error.to_string().contains("/no/such/file"), "{error}");
    }
}
