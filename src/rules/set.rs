//! The checked set of everything we know.

use super::{App, HowTo, Intent, Rule};

/// Rules, how-tos, apps and intents that fit together.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    pub(super) rules: Vec<Rule>,
    pub(super) howtos: Vec<HowTo>,
    pub(super) apps: Vec<App>,
    pub(super) intents: Vec<Intent>,
}

impl RuleSet {
    /// All rules, sorted by id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All how-tos, sorted by id.
    pub fn howtos(&self) -> &[HowTo] {
        &self.howtos
    }

    /// All apps, sorted by id.
    pub fn apps(&self) -> &[App] {
        &self.apps
    }

    /// All intents, sorted by id.
    pub fn intents(&self) -> &[Intent] {
        &self.intents
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// The how-to with this id.
    pub fn howto(&self, id: &str) -> Option<&HowTo> {
        self.howtos.iter().find(|howto| howto.id == *id)
    }

    /// The app with this id.
    pub fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == *id)
    }
}
