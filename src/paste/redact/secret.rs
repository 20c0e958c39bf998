//! What opens a door: tokens, secrets, passwords. And the long ids that stand beside them in logs and addresses.

use std::ops::Range;
use std::sync::LazyLock;

use super::Kind;
use super::finds::{Finds, LazyPattern, compiled};
use super::view::{View, is_mark};

/// Least characters of an id that nobody reads.
const LONG: usize = 24;

/// Least characters of a token that is told by its shape, JSON Web Tokens apart.
const SHORTEST_SHAPE: usize = 15;

/// Takes tokens by their labels and shapes, then what is left of web addresses, then long ids.
pub(super) fn find(finds: &mut Finds<'_>) {
    behind_labels(finds);
    if finds.longest_run() >= SHORTEST_SHAPE || finds.says(&["eyj"]) {
        by_shape(finds);
    }
    if finds.says(&["="]) {
        in_addresses(finds);
    }
    if finds.longest_run() >= LONG {
        long_ids(finds);
    }
}

fn behind_labels(finds: &mut Finds<'_>) {
    // "Bearer" of a header, and the pairs of OAuth answers, forms, settings files and sentences.
    static SCHEME: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(r#"(?i)\b(?:bearer|authorization["']?[ ]?[:=][ ]?["']?basic)[ :="']{1,4}([\w.~+/=-]{8,})"#)
    });
    static PAIR: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?ix)
            (?:\b|_)(?:
                (?:access|refresh|id|auth|bearer|session|oauth|api|verification)[\s_-]?token(?:[\s_-]?secret)?
                | client[\s_-]?secret | consumer[\s_-]?secret | webhook[\s_-]?key | signing[\s_-]?(?:key|secret)
                | (?:x-)?api[\s_-]?key | app[\s_-]?secret | private[\s_-]?key | oauth_(?:token|verifier|signature)
            )
            (?: \s{0,2}["'*`]{0,2}\s{0,2}[:=>]\s{0,2}["'*`]{0,2} | \s+(?:is|was)\s*:?\s+["'`]? | \s+["'`]? )
            ([^\s"'`&,;<>{}\[\]()]{6,})"#,
        )
    });
    // "token" and "secret" alone say little: the value must look random.
    static WEAK: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(?:token|secret|signature|jwt)["'*`]{0,2}(?:\s{0,2}[:=>]\s{0,2}|\s+(?:is\s+)?)["'*`]{0,2}([\w.~+/=-]{16,})"#,
        )
    });
    static PASSWORD: LazyLock<LazyPattern> = LazyLock::new(|| {
        compiled(
            r#"(?i)\b(?:(?:password|passwd|pwd|passphrase)["'*`]{0,2}(?:\s{0,2}[:=>]\s{0,2}|\s+is\s+|\s+)|pw["'*`]{0,2}\s{0,2}[:=]\s{0,2})["'*`]{0,2}([^\s"'`&,<>]{6,})"#,
        )
    });
    if finds.says(&["bearer", "authorization"])
        && let Some(pattern) = SCHEME.as_ref()
    {
        finds.each(pattern, |_, captures| {
            let value = captures.get(1)?;
            (is_mixed(value.as_str()) || value.len() >= 20).then_some((Kind::Token, value.range()))
        });
    }
    if finds.says(&["token", "secret", "key", "oauth_"])
        && let Some(pattern) = PAIR.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let value = captures.get(1)?;
            let range = without_full_stop(view, value.range());
            let text = view.part(range.clone());
            // A pair in a file may hold anything; in a sentence the next word is seldom the token.
            let between =
                captures.get(0).map_or("", |whole| whole.as_str()).strip_suffix(value.as_str()).unwrap_or_default();
            let quoted = between.ends_with(['"', '\'']) && between.contains([':', '=']);
            let secret = quoted || (is_mixed(text) && text.len() >= 8) || (text.len() >= 20 && text.is_ascii());
            (secret && !is_uuid(text) && !text.contains("://")).then_some((Kind::Token, range))
        });
    }
    if finds.says(&["token", "secret", "signature", "jwt"])
        && let Some(pattern) = WEAK.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let range = without_full_stop(view, captures.get(1)?.range());
            let text = view.part(range.clone());
            (is_mixed(text) && is_random(text) && !is_uuid(text)).then_some((Kind::Token, range))
        });
    }
    if finds.says(&["password", "passwd", "passphrase", "pw"])
        && let Some(pattern) = PASSWORD.as_ref()
    {
        finds.each(pattern, |view, captures| {
            let range = without_full_stop(view, captures.get(1)?.range());
            is_mixed(view.part(range.clone())).then_some((Kind::Password, range))
        });
    }
}

fn by_shape(finds: &mut Finds<'_>) {
    static SHAPE: LazyLock<LazyPattern> = LazyLock::new(|| {
        let shapes = [
            // JSON Web Tokens begin with an object in base64url: RFC 7519.
            r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}",
            // The prefixes by which providers make their keys known to scanners.
            r"(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}",
            r"sk-[A-Za-z0-9_-]{20,}",
            r"gh[pousr]_[A-Za-z0-9]{20,}",
            r"github_pat_[A-Za-z0-9_]{20,}",
            r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
            r"(?:AKIA|ASIA)[A-Z0-9]{16}",
            r"AIza[A-Za-z0-9_-]{30,}",
            // A Discord bot's.
            r"[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
        ];
        compiled(&format!(r"\b(?:{})", shapes.join("|")))
    });
    if let Some(pattern) = SHAPE.as_ref() {
        finds.each(pattern, |_, captures| Some((Kind::Token, captures.get(0)?.range())));
    }
}

/// The values in the query of a web address whose key says that they are personal or secret, or that are long. Short
/// ones stay: pages, codes and states.
fn in_addresses(finds: &mut Finds<'_>) {
    static VALUE: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r#"[?&]([\w.\[\]-]{1,40})=([^ \t\r\n&?#"'<>]+)"#));
    let Some(pattern) = VALUE.as_ref() else { return };
    finds.each(pattern, |_, captures| {
        let (key, value) = (captures.get(1)?.as_str().to_ascii_lowercase(), captures.get(2)?);
        let named = |names: &[&str]| names.iter().any(|name| key.split(['_', '-', '.']).any(|part| part == *name));
        let text = value.as_str();
        let kind = if text.contains(is_mark) || is_uuid(text) {
            return None;
        } else if named(&["token", "secret", "sig", "signature", "auth", "jwt", "apikey", "key", "verifier"])
            || (named(&["code", "state", "session", "sid", "nonce"]) && text.len() >= 16 && is_mixed(text))
        {
            (text.len() >= 6 && is_mixed(text)).then_some(Kind::Token)?
        } else if named(&["password", "pwd"]) {
            Kind::Password
        } else if named(&[
            "name",
            "contact",
            "contactname",
            "supplier",
            "customer",
            "firstname",
            "lastname",
            "user",
            "username",
        ]) {
            text.starts_with(char::is_alphabetic).then_some(Kind::Name)?
        } else if named(&["address", "street"]) {
            Kind::Address
        } else {
            (text.len() >= LONG && is_mixed(text) && is_random(text)).then_some(Kind::LongId)?
        };
        Some((kind, value.range()))
    });
}

fn long_ids(finds: &mut Finds<'_>) {
    static UUID: LazyLock<LazyPattern> =
        LazyLock::new(|| compiled(r"(?i)\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"));
    static RUN: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"\b[A-Za-z0-9]{24,}\b"));
    static BASE64: LazyLock<LazyPattern> = LazyLock::new(|| compiled(r"[A-Za-z0-9+/_=-]{32,}"));
    if let Some(pattern) = UUID.as_ref() {
        finds.each(pattern, |_, captures| {
            let whole = captures.get(0)?;
            // The empty id names nothing and says what went wrong.
            whole.as_str().contains(|c| c != '0' && c != '-').then_some((Kind::LongId, whole.range()))
        });
    }
    if let Some(pattern) = RUN.as_ref() {
        finds.each_whole(pattern, |view, range| {
            let text = view.part(range);
            let several = (0..=9).filter(|digit| text.contains(char::from(b'0' + digit))).count() > 3;
            let digits_only = text.bytes().all(|byte| byte.is_ascii_digit()) && several;
            let hex = is_mixed(text) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            (digits_only || hex || is_random(text)).then_some(Kind::LongId)
        });
    }
    if let Some(pattern) = BASE64.as_ref() {
        finds.each_whole(pattern, |view, range| {
            let before = view.around(&(range.start..range.start), 200, 0);
            let chunk = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            // In an address the slashes part words; what is long there was found piece by piece.
            (!chunk.contains("://") && is_random(view.part(range))).then_some(Kind::LongId)
        });
    }
}

fn without_full_stop(view: &View, range: Range<usize>) -> Range<usize> {
    let text = view.part(range.clone());
    let trimmed = text.trim_end_matches(['.', ':', '?', '!', ')']);
    range.start..range.start + trimmed.len()
}

/// Letters and digits both.
fn is_mixed(text: &str) -> bool {
    text.contains(char::is_alphabetic) && text.contains(|c: char| c.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// Whether a text of letters and digits is random rather than words and numbers run together: between capitals, small
/// letters and digits it changes at every fifth character or more. A capital before small letters begins a word.
fn is_random(text: &str) -> bool {
    let class = |c: char| match c {
        'a'..='z' => 1,
        'A'..='Z' => 2,
        '0'..='9' => 3,
        _ => 0,
    };
    let changes = text
        .chars()
        .zip(text.chars().skip(1))
        .filter(|(one, next)| {
            let (one, next) = (class(*one), class(*next));
            one != next && one != 0 && next != 0 && (one, next) != (2, 1)
        })
        .count();
    is_mixed(text) && changes * 5 >= text.chars().count()
}
