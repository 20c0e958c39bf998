//! One incident in one team: what it rests on, who was told, and how long it matters.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use crate::rules::AppId;

use super::super::{Place, Post, Team};
use super::{HELD, Manner, Met, WITHIN};

/// How long after the end an all-clear is still news.
const NEWS: Duration = Duration::from_secs(3_600);
/// Notices of one incident; in further channels the answers are short and lead nowhere.
const MOST_NOTICES: usize = 200;

/// Which incident is meant: an app has one at a time in a team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentId {
    /// The team it is told to.
    pub team: Team,
    /// The app that is down.
    pub app: AppId,
    /// When it was opened.
    pub opened: SystemTime,
}

/// What an incident rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// So many people of the team.
    People(usize),
    /// People of several teams, this one among them.
    Teams,
    /// People of several other teams, before somebody of this one.
    Others,
    /// The team's staff said so.
    Staff,
}

/// How an incident ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Nobody met anything for a while.
    Quiet,
    /// It lasted as long as any may.
    TooLong,
    /// The team's staff said so.
    Stopped,
}

/// The notice in one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Where it stands: the channel, or a thread of it. None while it is on its way; after a restart it may have been lost
    /// there, and is not said again.
    pub stands: Option<(Place, Post)>,
    /// The all-clear was said, or is not to be said any more.
    pub cleared: bool,
}

/// One incident in one team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Which.
    pub id: IncidentId,
    /// What it rests on.
    pub because: Because,
    /// When somebody last met it, or the staff spoke of it.
    pub last_met: SystemTime,
    /// When and how it ended.
    pub over: Option<(SystemTime, Over)>,
    /// The channels that were told.
    pub notices: BTreeMap<Place, Notice>,
}

impl Incident {
    pub(super) fn new(id: IncidentId, because: Because, at: SystemTime) -> Self {
        Self { id, because, last_met: at, over: None, notices: BTreeMap::new() }
    }

    pub(super) fn is_about(&self, team: &Team, app: &AppId) -> bool {
        self.id.team == *team && self.id.app == *app
    }

    /// Whether one more channel may be told.
    pub(super) fn has_room(&self) -> bool {
        self.over.is_none() && self.notices.len() < MOST_NOTICES
    }

    /// How to answer somebody who met it.
    pub(super) fn told(&mut self, met: &Met) -> Manner {
        match self.notices.get(&met.channel) {
            Some(notice) => Manner::Short(self.id.clone(), notice.stands.clone()),
            None if met.seen && self.has_room() => {
                self.notices.insert(met.channel.clone(), Notice::default());
                Manner::Notice(self.id.clone())
            }
            None => Manner::Short(self.id.clone(), None),
        }
    }

    /// Whether it has anything left to do or to prevent.
    pub(super) fn matters(&self, now: SystemTime) -> bool {
        let Some((ended, over)) = self.over else { return true };
        let since = now.duration_since(ended).unwrap_or_default();
        let holds = match over {
            Over::Stopped => HELD,
            Over::Quiet | Over::TooLong => WITHIN * 2,
        };
        let waits = self.notices.values().any(|notice| !notice.cleared && notice.stands.is_some());
        since < holds || (waits && since < NEWS)
    }
}
