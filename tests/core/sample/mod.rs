//! A small set of rules that holds still, for tests that show whole replies.

use std::sync::LazyLock;

use crosscheck::helpdesk::Knowledge;
use crosscheck::rules::{RuleSet, SourceFile};

/// The sample rules, compiled once.
pub(crate) static SAMPLE: LazyLock<Knowledge> = LazyLock::new(|| {
    let files = [
        ("apps/dext.toml", include_str!("dext.toml")),
        ("apps/lentune.toml", "name = \"Lentune\"\nknown_by = [\"Lentune\"]\n"),
        ("howto/void-a-bill.toml", include_str!("void-a-bill.toml")),
        ("howto/refresh-accounting-data.toml", include_str!("refresh-accounting-data.toml")),
        ("intents/resolved.toml", include_str!("resolved.toml")),
        ("intents/escalate.toml", include_str!("escalate.toml")),
        ("intents/unrelated.toml", include_str!("unrelated.toml")),
        ("xero/account-archived.toml", include_str!("account-archived.toml")),
        ("xero/bill-exists.toml", include_str!("bill-exists.toml")),
    ];
    let files = files.map(|(path, text)| SourceFile::added(path, text));
    Knowledge::new(RuleSet::from_files(files).unwrap_or_else(|faults| panic!("{faults}")))
});
