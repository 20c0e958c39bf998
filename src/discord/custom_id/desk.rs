//! The controls of `/crosscheck …`, for those who look after the bot.

use crate::service::GapId;

use super::OutOfDate;
use super::number::{base36, number};

/// A control of `/crosscheck …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::discord) enum Desk {
    /// `setup`: a select; its values are what is set.
    Set(Setting),
    /// `setup`: another page of the panel.
    Page(Page),
    /// `gaps`: a page of the list.
    Gaps(u8),
    /// `gaps`: the select of a page; its values are gaps.
    OpenGap,
    /// `gaps`: *Draft a rule*.
    DraftGap(GapId),
    /// `gaps`: *Not an error*.
    SilenceGap(GapId),
    /// `report`: of another period.
    Report(Span),
    /// `report`: the same as a file.
    ReportFile(Span),
}

/// How far back a report goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::discord) enum Span {
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
    /// Ninety days.
    Quarter,
}

impl Span {
    /// Each of them, with the letter it is written as.
    pub(in crate::discord) const ALL: [(Self, &'static str); 3] =
        [(Self::Week, "w"), (Self::Month, "m"), (Self::Quarter, "q")];

    /// Its days.
    pub(in crate::discord) fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// The one of so many days.
    pub(in crate::discord) fn of(days: u16) -> Option<Self> {
        Self::ALL.into_iter().map(|(span, _)| span).find(|span| span.days() == days)
    }
}

/// What a team can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::discord) enum Setting {
    /// What is done in channels that are not named.
    UsualMode,
    /// The channels where everything known is answered.
    Answer,
    /// The channels where only what is addressed to the bot is answered.
    AskOnly,
    /// The channels where nothing is said.
    Off,
    /// On which days staff are there.
    QuietDays,
    /// From which hour on staff are there.
    QuietFrom,
    /// Until which hour staff are there.
    QuietTo,
    /// The clock that hours and days go by.
    Zone,
    /// The channel for cases that need a person.
    Handover,
    /// The role of those who help.
    SupportRole,
    /// The app people use unless a paste shows another.
    App,
    /// The channel for the weekly digest.
    Digest,
    /// The day of the weekly digest.
    DigestDay,
    /// Whether an incident is announced.
    Incidents,
    /// How long cases are kept.
    Retention,
}

impl Setting {
    /// Every setting with the letter it is written as.
    const ALL: [(Self, &'static str); 15] = [
        (Self::UsualMode, "m"),
        (Self::Answer, "y"),
        (Self::AskOnly, "k"),
        (Self::Off, "o"),
        (Self::QuietDays, "q"),
        (Self::QuietFrom, "f"),
        (Self::QuietTo, "t"),
        (Self::Zone, "z"),
        (Self::Handover, "h"),
        (Self::SupportRole, "r"),
        (Self::App, "a"),
        (Self::Digest, "g"),
        (Self::DigestDay, "G"),
        (Self::Incidents, "i"),
        (Self::Retention, "d"),
    ];
}

/// A page of the panel of `/crosscheck setup`, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::discord) enum Page {
    /// Where answers are given.
    Channels,
    /// When staff are there.
    Hours,
    /// Who helps, and with what.
    People,
    /// What is told unasked, and what is kept.
    News,
    /// What is missing for all that.
    Check,
}

impl Page {
    /// Every page in order, with the letter it is written as.
    pub(in crate::discord) const ALL: [(Self, &'static str); 5] =
        [(Self::Channels, "c"), (Self::Hours, "h"), (Self::People, "p"), (Self::News, "n"), (Self::Check, "e")];
}

impl Desk {
    /// What it is written as: a letter for what it is, then for which.
    pub(super) fn write(self) -> String {
        match self {
            Self::Set(setting) => format!("s{}", letter_of(&Setting::ALL, setting)),
            Self::Page(page) => format!("p{}", letter_of(&Page::ALL, page)),
            Self::Gaps(page) => format!("g{page}"),
            Self::OpenGap => "o".to_owned(),
            Self::DraftGap(gap) => format!("d{}", base36(gap.0.into())),
            Self::SilenceGap(gap) => format!("x{}", base36(gap.0.into())),
            Self::Report(span) => format!("r{}", letter_of(&Span::ALL, span)),
            Self::ReportFile(span) => format!("f{}", letter_of(&Span::ALL, span)),
        }
    }

    /// What `written` stands for.
    pub(super) fn read(written: &str) -> Result<Self, OutOfDate> {
        match written.split_at_checked(1) {
            Some(("s", letter)) => of_letter(&Setting::ALL, letter).map(Self::Set),
            Some(("p", letter)) => of_letter(&Page::ALL, letter).map(Self::Page),
            Some(("g", page)) => page.parse().map(Self::Gaps).map_err(|_| OutOfDate),
            Some(("o", "")) => Ok(Self::OpenGap),
            Some(("d", gap)) => gap_of(gap).map(Self::DraftGap),
            Some(("x", gap)) => gap_of(gap).map(Self::SilenceGap),
            Some(("r", letter)) => of_letter(&Span::ALL, letter).map(Self::Report),
            Some(("f", letter)) => of_letter(&Span::ALL, letter).map(Self::ReportFile),
            _ => Err(OutOfDate),
        }
    }
}

fn gap_of(written: &str) -> Result<GapId, OutOfDate> {
    u32::try_from(number(written)?).map(GapId).map_err(|_| OutOfDate)
}

fn letter_of<T: PartialEq + Copy>(all: &[(T, &'static str)], one: T) -> &'static str {
    all.iter().find(|(known, _)| *known == one).map(|(_, letter)| *letter).unwrap_or_default()
}

fn of_letter<T: Copy>(all: &[(T, &'static str)], letter: &str) -> Result<T, OutOfDate> {
    all.iter().find(|(_, known)| *known == letter).map(|(one, _)| *one).ok_or(OutOfDate)
}
