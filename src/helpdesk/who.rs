//! Who, where and what was said: opaque ids, so that nothing shows whose platform they come from.

use std::sync::Arc;

macro_rules! opaque {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes whatever the platform calls it.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The id as the platform gave it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

opaque!(
    /// People who share settings and rules: a server.
    Team
);
opaque!(
    /// Where something is said: a channel, a thread, a direct conversation.
    Place
);
opaque!(
    /// Somebody.
    Person
);
opaque!(
    /// People of a team who are called together: those who help.
    Role
);
opaque!(
    /// Something said once: a message. The post that opened a case stands for the case.
    Post
);

/// Whose case it is: who asked, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The team; none in a direct conversation.
    pub team: Option<Team>,
    /// Where the case was opened.
    pub place: Place,
    /// Who asked.
    pub person: Person,
}
