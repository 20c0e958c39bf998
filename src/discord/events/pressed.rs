//! Buttons, selects and modals. Everything a press needs stands in its custom id, so it works after a restart.

use std::time::SystemTime;

use serenity::all::{
    ActionRowComponent, ComponentInteraction, ComponentInteractionDataKind, MessageFlags, ModalInteraction,
};
use serenity::builder::CreateInteractionResponse;

use crate::classify::Addressed;
use crate::helpdesk::{Case, Effect, Happened, Press, Reply, Tally};
use crate::rules::{AppId, CauseId, HowToId, RuleId};
use crate::service::Post as CaseId;

use super::super::bot::{Bot, case_about, case_of_interaction, whose};
use super::super::commands;
use super::super::custom_id::{About, CustomId, What};
use super::super::render::{self, FIELD, NOT_SURE_VALUE, Post, View};
use super::super::respond::{Caller, NOT_YOURS, OUT_OF_DATE, Turned};

/// Who may press a control that was made for somebody else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Anybody: nothing changes, they get an answer that only they see.
    Read,
    /// They get an answer of their own, about a case of their own.
    GetTheirOwn,
    /// Nobody but staff.
    No,
}

impl Bot {
    /// A button was pressed or something was selected.
    pub(super) async fn pressed(&self, press: &ComponentInteraction) {
        let caller = Caller::from(press);
        let knowledge = self.service.knowledge();
        let values: Vec<String> = match &press.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.clone(),
            ComponentInteractionDataKind::ChannelSelect { values } => values.iter().map(ToString::to_string).collect(),
            ComponentInteractionDataKind::RoleSelect { values } => values.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        let id = CustomId::read(&press.data.custom_id, knowledge.rules());
        let Some((id, happened)) = id.ok().and_then(|id| happened(&id, &values).map(|happened| (id, happened))) else {
            self.respond_with(&caller, Post::saying(OUT_OF_DATE), true).await;
            return;
        };
        match &id.what {
            What::Claim { case, tell } => return self.claim(&caller, press, case, *tell).await,
            What::Desk(desk) => return commands::desk(self, &caller, press, *desk, &values).await,
            What::Forget => return commands::ask_to_forget(self, &caller).await,
            What::ForgetNow => return commands::forget(self, &caller).await,
            What::ForgetNot => return commands::keep(self, &caller).await,
            _ => {}
        }
        let place = self.place_of(&caller).await;
        let about = self.case_of(&press.message, place);
        let errors = self.case_on(&press.message).map(|(case, _)| case.errors).unwrap_or_default();
        let errors: Vec<RuleId> = errors.into_iter().map(|error| error.rule).collect();
        let otherwise = case_about(&id.about, errors);
        let theirs = caller.user == id.about.asker || self.is_staff(&caller);
        let private = press.message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
        if !theirs && others(&id.what) == Others::No {
            self.respond_with(&caller, Post::saying(NOT_YOURS), true).await;
            return;
        }
        if matches!(id.what, What::StillStuck | What::NotThisOne | What::Share) && self.pressed_a_moment_ago(press) {
            // Pressed twice at once: what they see is about to change anyway.
            self.acknowledge(&caller).await;
            return;
        }
        self.service.recall(&about, whose(caller.guild, caller.channel, id.about.asker)).await;
        match (&id.what, happened) {
            (What::FollowUp, _) => self.open_follow_up(&caller, press, &id.about, &about, otherwise, private).await,
            (What::Share, _) => self.share(&caller, &about, otherwise).await,
            (What::More, _) => self.show_whole(&caller, &about, otherwise).await,
            (What::Browse(group), _) => commands::turn_page(self, &caller, *group, 0).await,
            (What::Turn(group, page), _) => commands::turn_page(self, &caller, *group, *page).await,
            (_, Some(happened)) if theirs => {
                let own_case = matches!(id.what, What::BrowseSelect);
                let about = if own_case { self.case_here(&caller, place) } else { about };
                if own_case {
                    self.service.recall(&about, caller.whose()).await;
                }
                let effects = self.service.converse(&about, otherwise, happened, SystemTime::now());
                if effects.contains(&Effect::TakeAway) {
                    self.forget_answer(press.channel_id, press.message.id);
                }
                let asked = self.about_case(&about, id.about.asker);
                // A choice from /errors or Did you mean takes the place of what offered it.
                let effects = in_place(effects, &id.what);
                self.turn(&caller, Turned { about: &about, asked, private, pressed: true }, effects, false).await;
            }
            (_, Some(happened)) => self.answer_for_themselves(&caller, &id, &about, otherwise, happened).await,
            (_, None) => {
                self.acknowledge(&caller).await;
            }
        }
    }

    /// Whether this very button was pressed on the same state of its message a moment ago.
    fn pressed_a_moment_ago(&self, press: &ComponentInteraction) -> bool {
        // What was shown, rather than when it was changed: a restart or a lost receipt changes nothing about it.
        let shown = format!("{:?}{:?}{}", press.message.embeds, press.message.content, press.data.custom_id);
        self.memory().pressed(press.message.id, &shown)
    }

    /// The case as it stands, else as the control knows it.
    fn case_or(&self, about: &CaseId, otherwise: Case) -> Case {
        match self.service.case(about) {
            Some(case) => case.agreeing_with(otherwise),
            None => otherwise,
        }
    }

    /// Somebody else pressed: the case stays its asker's, they get what they wanted to see for themselves.
    async fn answer_for_themselves(
        &self,
        caller: &Caller,
        id: &CustomId,
        about: &CaseId,
        otherwise: Case,
        happened: Happened,
    ) {
        let case = self.case_or(about, otherwise);
        let (case, effects) = self.service.knowledge().converse(case, happened, SystemTime::now());
        let own = case_of_interaction(caller.interaction.get());
        let asked =
            About { rule: case.in_hand.clone(), cause: case.cause.clone(), app: case.app.clone(), asker: caller.user };
        if others(&id.what) == Others::GetTheirOwn {
            // The error was brought by whoever asked.
            let case = Case { tally: Tally::Closed, ..case };
            self.service.keep(&own, caller.whose(), case);
        }
        let effects = effects.into_iter().filter(|effect| super::said(effect).is_some()).collect();
        self.turn(caller, Turned { about: &own, asked, private: true, pressed: false }, effects, false).await;
    }

    /// *More*: the whole answer, for whoever pressed.
    async fn show_whole(&self, caller: &Caller, about: &CaseId, otherwise: Case) {
        let case = self.case_or(about, otherwise);
        let answer = case.error_in_hand().and_then(|error| self.service.knowledge().answer(&case, error));
        let post = match answer {
            Some(answer) => {
                let in_hand = answer.rule.clone();
                render::whole(&Reply::Answers { answers: vec![answer], in_hand })
            }
            None => Post::saying(OUT_OF_DATE),
        };
        self.respond_with(caller, post, true).await;
    }

    /// *Share*: the answer as it stands, for everybody; whoever shared it goes on with it there.
    async fn share(&self, caller: &Caller, about: &CaseId, otherwise: Case) {
        let case = self.case_or(about, otherwise);
        let Some(reply) = self.service.knowledge().standing(&case) else {
            self.respond_with(caller, Post::saying(OUT_OF_DATE), true).await;
            return;
        };
        if self.is_silent_for(caller) {
            self.respond_with(caller, Post::saying(SILENT), true).await;
            return;
        }
        let post = render::post(&reply, caller.view());
        // Once is enough: the button goes.
        let bare = CreateInteractionResponse::UpdateMessage(post.clone().response(true));
        if !self.respond(caller, bare).await {
            return;
        }
        let shared = case_of_interaction(caller.interaction.get());
        self.memory().belongs(caller.interaction, shared.clone());
        self.service.counts_elsewhere(about);
        self.service.keep(&shared, caller.whose(), case);
        self.follow_up(caller, post.headed(&format!("<@{}> shared this answer.", caller.user)), false).await;
    }

    /// A modal was submitted.
    pub(super) async fn submitted(&self, modal: &ModalInteraction) {
        let knowledge = self.service.knowledge();
        let typed = modal.data.components.iter().flat_map(|row| &row.components).find_map(|field| match field {
            ActionRowComponent::InputText(input) if input.custom_id == FIELD => input.value.clone(),
            _ => None,
        });
        let id = CustomId::read(&modal.data.custom_id, knowledge.rules());
        let away = id.as_ref().is_ok_and(|id| match id.what {
            What::ExplainModal { away, .. } | What::FollowUpModal { away } => away,
            _ => false,
        });
        let caller = Caller::of_modal(modal, away);
        let (Ok(id), Some(text)) = (id, typed) else {
            self.respond_with(&caller, Post::saying(OUT_OF_DATE), true).await;
            return;
        };
        match id.what {
            What::ExplainModal { private, why, .. } => {
                commands::explain_text(self, &caller, text, id.about.app, private, why).await;
            }
            What::FollowUpModal { .. } => {
                let place = self.place_of(&caller).await;
                let about = match &modal.message {
                    Some(message) => self.case_of(message, place),
                    None => self.case_here(&caller, place),
                };
                let private = modal
                    .message
                    .as_ref()
                    .and_then(|message| message.flags)
                    .is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
                let happened = Happened::Typed { text, directly: true };
                let otherwise = case_about(&id.about, Vec::new());
                self.service.recall(&about, whose(caller.guild, caller.channel, id.about.asker)).await;
                let effects = self.service.converse(&about, otherwise, happened, SystemTime::now());
                let asked = self.about_case(&about, caller.user);
                self.turn(&caller, Turned { about: &about, asked, private, pressed: false }, effects, false).await;
            }
            _ => {
                self.respond_with(&caller, Post::saying(OUT_OF_DATE), true).await;
            }
        }
    }

    /// *Ask a follow-up*: a thread from the paste; a modal where there can be none, or where it could not read along.
    async fn open_follow_up(
        &self,
        caller: &Caller,
        press: &ComponentInteraction,
        asked: &About,
        about: &CaseId,
        otherwise: Case,
        private: bool,
    ) {
        let needed =
            serenity::all::Permissions::CREATE_PUBLIC_THREADS | serenity::all::Permissions::SEND_MESSAGES_IN_THREADS;
        // In a thread of its own it hears nothing but what mentions it without that.
        let allowed = self.sees_content()
            && !self.is_silent_for(caller)
            && caller.guild.is_some()
            && !caller.in_thread
            && !private
            && caller
                .ours
                .is_none_or(|ours| ours.contains(needed) || ours.contains(serenity::all::Permissions::ADMINISTRATOR));
        if !allowed {
            self.respond_with_modal(caller, render::follow_up_modal(caller.away, asked)).await;
            return;
        }
        // Opening a thread may take longer than Discord waits.
        self.acknowledge(caller).await;
        let case = self.case_or(about, otherwise);
        let knowledge = self.service.knowledge();
        let answer = case.error_in_hand().and_then(|error| knowledge.answer(&case, error));
        let title = answer.as_ref().map_or_else(|| "Follow-up".to_owned(), |answer| answer.title.to_plain());
        let title = render::label(&title, THREAD_TITLE);
        let paste = super::super::speak::replies_to(&press.message).unwrap_or(press.message.id);
        let mut thread = self.open_thread(press.channel_id, paste, &title).await;
        if thread.is_err_and(|problem| problem.is_gone()) && paste != press.message.id {
            thread = self.open_thread(press.channel_id, press.message.id, &title).await;
        }
        let Ok(thread) = thread else {
            let sorry = "I could not open a thread here. Reply to my answer with your question instead.";
            self.follow_up(caller, Post::saying(sorry), true).await;
            return;
        };
        let me = self.me().await;
        self.memory().channel(thread, Some(me));
        let in_thread = CaseId::new(thread.to_string());
        if in_thread != *about || self.service.case(&in_thread).is_none() {
            self.service.counts_elsewhere(about);
            self.service.keep(&in_thread, whose(caller.guild, thread, asked.asker), case);
        }
        let view = View { asker: asked.asker, in_thread: true, shareable: false };
        let opening = render::opening(&title, answer.as_ref(), asked, view);
        self.say(thread, &format!("t{thread}"), opening).await;
    }
}

/// Said where nothing is said for all to see.
const SILENT: &str = "I am switched off in this channel, so this stays between us.";

/// Characters of a thread's name.
const THREAD_TITLE: usize = 100;

/// What a press means to the desk: `None` when nothing it could mean was selected, `Some(None)` when the edge deals with
/// it alone.
fn happened(id: &CustomId, values: &[String]) -> Option<Option<Happened>> {
    let value = || values.first().map(String::as_str);
    let press = match &id.what {
        What::Prompt(howto) => Press::Prompt(HowToId::clone(howto)),
        What::Worked => Press::Worked,
        What::StillStuck => Press::StillStuck,
        What::NotThisOne => Press::NotThisOne,
        What::Cause(cause) => Press::Cause(cause.clone()),
        What::Causes if value()? == NOT_SURE_VALUE => Press::NotSure,
        What::Causes => Press::Cause(CauseId::new(value()?)),
        What::NotSure => Press::NotSure,
        What::App => Press::App(AppId::new(value()?)),
        What::GoOnWith => Press::GoOnWith(RuleId::new(value()?)),
        What::NoneOfThese => Press::NoneOfThese,
        What::Person => Press::Person,
        What::Candidate(rule) => return Some(Some(Happened::Chose(rule.clone()))),
        What::BrowseSelect => return Some(Some(Happened::Chose(RuleId::new(value()?)))),
        What::FollowUp
        | What::More
        | What::Share
        | What::Browse(_)
        | What::Turn(..)
        | What::Claim { .. }
        | What::Desk(_)
        | What::Forget
        | What::ForgetNow
        | What::ForgetNot => return Some(None),
        // Modals come back as modals.
        What::FollowUpModal { .. } | What::ExplainModal { .. } => return None,
    };
    Some(Some(Happened::Pressed(press)))
}

/// What somebody else than the asker may do with a control.
fn others(what: &What) -> Others {
    match what {
        What::Prompt(_) | What::More | What::Browse(_) | What::Turn(..) | What::BrowseSelect => Others::Read,
        What::Cause(_) | What::Causes | What::NotSure | What::App | What::GoOnWith | What::Candidate(_) => {
            Others::GetTheirOwn
        }
        What::Worked
        | What::StillStuck
        | What::NotThisOne
        | What::NoneOfThese
        | What::Person
        | What::Share
        | What::FollowUp
        | What::FollowUpModal { .. }
        | What::ExplainModal { .. }
        | What::Claim { .. }
        | What::Desk(_)
        | What::Forget
        | What::ForgetNow
        | What::ForgetNot => Others::No,
    }
}

/// A rule that was chosen from a list is shown in the list's place.
fn in_place(effects: Vec<Effect>, what: &What) -> Vec<Effect> {
    if !matches!(what, What::Candidate(_) | What::BrowseSelect) {
        return effects;
    }
    let change = |effect| match effect {
        Effect::Say(reply) => Effect::Change(reply),
        other => other,
    };
    effects.into_iter().map(change).collect()
}

/// Text submitted to a modal or given to a command, as the desk takes it.
pub(in crate::discord) fn asked_about(text: String) -> Happened {
    Happened::Pasted { text, addressed: Addressed::Asked }
}
