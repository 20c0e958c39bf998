//! The ids of rules, causes, how-tos, apps and intents: permanent, kebab-case, cheap to clone.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the id as it stands in a file or in a custom id; does not check that it exists.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:?}", &*self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// The id of a rule: its file name without `.toml`.
    RuleId
);
id!(
    /// The id of a cause, unique within its rule; buttons, cases and reports keep it.
    CauseId
);
id!(
    /// The id of a how-to: its file name without `.toml`.
    HowToId
);
id!(
    /// The id of an app people work in (`dext`, `lentune`, …), or [`AppId::any`].
    AppId
);
id!(
    /// The id of an intent: `resolved`, `escalate` or `unrelated`.
    IntentId
);

/// The id in `app = ["any"]`: a fix for whoever's app has none of its own.
const ANY: &str = "any";

impl AppId {
    /// The app id that stands for every app.
    pub fn any() -> Self {
        Self::new(ANY)
    }

    /// Whether this stands for every app.
    pub fn is_any(&self) -> bool {
        self.as_str() == ANY
    }
}
