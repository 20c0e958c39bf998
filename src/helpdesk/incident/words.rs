//! What is said while an incident lasts and after it: never who met it.

use crate::rules::{AppId, Source, Text};

use super::super::{Case, Knowledge, StepShown};
use super::{Because, Incident, Over};

/// The notice, in its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeShown {
    /// Headline.
    pub title: String,
    /// What not to do yet.
    pub lead: Text,
    /// What to do first: the steps of the app's status how-to; empty where it has none.
    pub steps: Vec<StepShown>,
    /// What it rests on, without a name.
    pub based_on: String,
    /// How it goes on.
    pub meanwhile: String,
    /// Where the steps come from.
    pub source: Option<Source>,
}

/// The short answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ShortShown {
    /// Before the link to the notice.
    pub lead: Text,
    /// What to do first where there is no notice to lead to; none where nothing is known.
    pub first: Option<Text>,
}

/// The all-clear.
#[derive(Clone, Debug, PartialEq)]
pub struct AllClearShown {
    /// Headline.
    pub title: String,
    /// Why it is said, and what to do now.
    pub lines: Vec<Text>,
}

impl Knowledge {
    /// The notice of `incident`.
    pub fn notice(&self, incident: &Incident) -> NoticeShown {
        let app = self.app_named(&incident.id.app);
        let status = self.status_of(&incident.id.app);
        let (steps, source) = match status {
            Some((steps, source)) => (steps, source),
            None => (Vec::new(), None),
        };
        let mut lead = Text::bold("Do not reconnect yet.");
        lead.push(Text::plain(if steps.is_empty() {
            " Wait a little, and look whether others can get in.".to_owned()
        } else {
            format!(" First see whether {app} itself is down:")
        }));
        let title = match incident.because {
            Because::Staff => format!("{app} is having trouble"),
            _ => format!("{app} seems to be having trouble"),
        };
        let based_on = match incident.because {
            Because::People(people) => {
                format!("{people} people here met connection or outage errors of {app} within ten minutes.")
            }
            Because::Teams => {
                format!(
                    "People of several teams, yours among them, met connection or outage errors of {app} within ten minutes."
                )
            }
            Because::Others => {
                format!("People of several other teams met connection or outage errors of {app} shortly before.")
            }
            Because::Staff => "Your staff say so.".to_owned(),
        };
        let meanwhile = "While it lasts I answer these errors in a line, with the whole answer behind **More**, and I say \
                         here when it seems to be over.";
        let meanwhile = meanwhile.to_owned();
        NoticeShown { title, lead, steps, based_on, meanwhile, source }
    }

    /// The short answer to an error of `app` while it is down.
    pub fn short_answer(&self, app: &AppId) -> ShortShown {
        let name = self.app_named(app);
        let mut lead = Text::plain(format!("{name} seems to be having trouble just now: "));
        lead.push(Text::bold("do not reconnect yet."));
        let first = self.status_of(app).and_then(|(steps, _)| steps.into_iter().next()).map(|step| step.text);
        ShortShown { lead, first }
    }

    /// What is said when an incident of `app` is over.
    pub fn all_clear(&self, app: &AppId, over: Over) -> AllClearShown {
        let name = self.app_named(app);
        let (title, why) = match over {
            Over::Quiet => (
                format!("The trouble with {name} seems to be over"),
                "Nobody here has met it for half an hour.".to_owned(),
            ),
            Over::TooLong => (
                format!("No more notices about {name}"),
                "It was a day ago that I began to give short answers: from here on I answer in full again.".to_owned(),
            ),
            Over::Stopped => (format!("The trouble with {name} is over"), "Your staff say so.".to_owned()),
        };
        let now = "Send again what failed. If it still fails for you, reconnect the app, or paste the message here.";
        AllClearShown { title, lines: vec![Text::plain(why), Text::plain(now)] }
    }

    /// The name of `app` as people know it.
    pub fn app_named(&self, app: &AppId) -> String {
        self.rules().app(app.as_str()).map_or_else(|| app.as_str().to_owned(), |app| app.name.clone())
    }

    /// The apps that some error shows to be down, with their names, in order.
    pub fn apps_that_can_be_down(&self) -> Vec<(AppId, String)> {
        let is_named = |app: &AppId| self.rules().rules().iter().any(|rule| rule.outage.as_ref() == Some(app));
        let apps = self.rules().apps().iter().filter(|app| is_named(&app.id));
        apps.map(|app| (app.id.clone(), app.name.clone())).collect()
    }

    /// The first way of the how-to that tells whether `app` is down, and where it comes from.
    fn status_of(&self, app: &AppId) -> Option<(Vec<StepShown>, Option<Source>)> {
        let status = self.rules().app(app.as_str())?.status.as_ref()?;
        let howto = self.how_to(status, &Case::default())?;
        Some((howto.ways.into_iter().next()?.steps, howto.source))
    }
}
