//! What a team has set for itself. A team that set nothing is helped all the same.

use crate::rules::AppId;

use super::{Place, Role};

/// The settings of one team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TeamSettings {
    /// Who helps: called with a case that needs a person. None: whoever may moderate counts as staff, and nobody is
    /// called by name.
    pub support_role: Option<Role>,
    /// Where cases that need a person are handed over. None: the summary is given to whoever asked.
    pub handover: Option<Place>,
    /// What people use here unless a paste shows another app.
    pub default_app: Option<AppId>,
    /// Days a case is kept after something last happened to it; none: as long as everywhere.
    pub retention_days: Option<u16>,
}
