//! A reply as a Discord message: embeds, buttons and selects within Discord's limits, whatever the reply holds.

mod answer;
mod controls;
mod gaps;
mod handover;
mod incident;
mod limits;
mod privacy;
mod report;
mod setup;
#[cfg(test)]
mod tests;
mod text;

use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateEmbed, CreateEmbedFooter, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, EditInteractionResponse, EditMessage,
};
use serenity::model::id::{ChannelId, GuildId, RoleId, UserId};

use crate::helpdesk::{Answer, Candidate, HowToReply, PromptShown, Reply, words};
use crate::rules::{RuleId, Source, Text};

pub(super) use answer::rules_of;
pub(super) use controls::{FIELD, NOT_SURE_VALUE, browse, explain_modal, follow_up_modal};
pub(super) use gaps::{gap, gaps};
pub(super) use handover::{call, claimed, is_call};
pub(super) use incident::{all_clear, notice, short_answer};
pub(super) use privacy::{forget, forget_now};
pub(super) use report::{digest, report};
pub(super) use setup::{NONE_VALUE, Panel, RETENTION, ZONES, setup};
pub(super) use text::{foreign, label};

use super::custom_id::About;

/// Errors shown whole in one message at most; of more, each gets a line and the one in hand is shown whole.
const SHOWN_WHOLE: usize = 3;
/// Lines of a list of errors at most.
const LISTED: usize = 20;

/// Who reads a message, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// Who asked; may press what changes the case.
    pub(super) asker: UserId,
    /// Inside a thread: nothing offers to open another.
    pub(super) in_thread: bool,
    /// Only they see it, and may show it to everybody.
    pub(super) shareable: bool,
}

/// A message, ready to be sent in any of Discord's ways.
#[derive(Clone, Debug, Default)]
pub(super) struct Post {
    content: String,
    embeds: Vec<Embed>,
    rows: Vec<CreateActionRow>,
    /// The one role it may reach; everything else mentions nobody.
    calls: Option<RoleId>,
}

/// The parts of an embed that are used, where they can still be measured and cut.
#[derive(Clone, Debug, Default)]
struct Embed {
    title: String,
    url: Option<String>,
    description: String,
    footer: String,
}

/// The reply as a message.
pub(super) fn post(reply: &Reply, view: View) -> Post {
    let post = match reply {
        Reply::Answers { answers, in_hand } => answer::post(answers, in_hand, view),
        Reply::DidYouMean(candidates) => did_you_mean(candidates, view),
        Reply::HowTo(howto) => how_to(howto, None, view),
        Reply::NotCovered => Post::saying(words::NOT_COVERED),
        Reply::NothingFound => Post::saying(words::NOTHING_FOUND),
        Reply::Note(note) => Post { content: text::markdown(note), ..Post::default() },
        Reply::Nearest(prompts) => nearest(prompts, None, view),
        Reply::Handover(handover) => handover::post(handover),
        Reply::Claimed(by) => Post::saying(&format!("<@{}> has taken this over already.", by.as_str())),
    };
    limits::within(post)
}

/// The reply as a message whose buttons know the error it follows up, for what itself names none.
pub(super) fn post_about(reply: &Reply, about: &About, view: View) -> Post {
    let post = match reply {
        Reply::HowTo(howto) => how_to(howto, Some(about), view),
        Reply::Nearest(prompts) => nearest(prompts, Some(about), view),
        _ => return post(reply, view),
    };
    limits::within(post)
}

/// What *More* shows: everything there is to say about the error in hand, without buttons.
pub(super) fn whole(reply: &Reply) -> Post {
    let post = match reply {
        Reply::Answers { answers, in_hand } => answer::whole(answers, in_hand),
        Reply::HowTo(howto) => Post { embeds: vec![how_to_embed(howto)], ..Post::default() },
        _ => Post::saying(words::NOT_COVERED),
    };
    limits::within(post)
}

/// The first message in a thread that was opened for follow-ups: what may be asked, and the controls of the answer.
pub(super) fn opening(title: &str, answer: Option<&Answer>, asked: &About, view: View) -> Post {
    let rows = answer.map(|answer| controls::answer(&[], answer, false, View { in_thread: true, ..view }));
    Post {
        content: format!(
            "Ask about **{}** here: how to do a step, where to find something, or what to try next. \
             Paste the new message if another one turns up.",
            text::markdown(&Text::plain(title))
        ),
        rows: rows.unwrap_or_else(|| controls::nearest(&[], asked)),
        ..Post::default()
    }
}

/// Characters of a block of text, so that its fences stay within an embed's description (4096).
const CODE_MAX: usize = 3_900;

impl Post {
    /// A sentence of our own.
    pub(super) fn saying(sentence: &str) -> Self {
        limits::within(Self { content: sentence.to_owned(), ..Self::default() })
    }

    /// With a sentence of our own above it.
    pub(super) fn headed(mut self, sentence: &str) -> Self {
        self.content = format!("{sentence}\n{}", self.content).trim_end().to_owned();
        limits::within(self)
    }

    /// A headline with lines of our own below it; markdown in `lines` is kept.
    pub(super) fn listing(title: &str, lines: &[String]) -> Self {
        let embed = Embed { title: text::heading(title), description: lines.join("\n"), ..Embed::default() };
        limits::within(Self { embeds: vec![embed], ..Self::default() })
    }

    /// A headline with a block of text below it, in which nothing is markup.
    pub(super) fn code(title: &str, block: &str) -> Self {
        let block: String = nothing_acts(block).chars().take(CODE_MAX).collect();
        Self::listing(title, &[format!("```\n{block}\n```")])
    }

    /// With these rows of controls.
    pub(super) fn with_rows(mut self, rows: Vec<CreateActionRow>) -> Self {
        self.rows = rows;
        limits::within(self)
    }

    /// The same in plain text, for a channel where embeds are not allowed.
    pub(super) fn without_embeds(mut self) -> Self {
        let mut parts = vec![self.content];
        for embed in self.embeds.drain(..) {
            parts.push(format!("**{}**\n{}", embed.title, embed.description));
        }
        self.content = parts.join("\n").trim().to_owned();
        limits::within(Self { embeds: Vec::new(), ..self })
    }

    /// As a new message in a channel.
    pub(super) fn message(self) -> CreateMessage {
        CreateMessage::new()
            .content(self.content)
            .embeds(self.embeds.into_iter().map(Embed::build).collect())
            .components(self.rows)
            .allowed_mentions(nobody().roles(self.calls))
    }

    /// In place of a message.
    pub(super) fn edit(self) -> EditMessage {
        EditMessage::new()
            .content(self.content)
            .embeds(self.embeds.into_iter().map(Embed::build).collect())
            .components(self.rows)
            .allowed_mentions(nobody())
    }

    /// As the first answer to an interaction.
    pub(super) fn response(self, private: bool) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.content)
            .embeds(self.embeds.into_iter().map(Embed::build).collect())
            .components(self.rows)
            .allowed_mentions(nobody())
            .ephemeral(private)
    }

    /// In the place of "thinking…".
    pub(super) fn edit_response(self) -> EditInteractionResponse {
        EditInteractionResponse::new()
            .content(self.content)
            .embeds(self.embeds.into_iter().map(Embed::build).collect())
            .components(self.rows)
            .allowed_mentions(nobody())
    }

    /// As a further answer to an interaction.
    pub(super) fn follow_up(self, private: bool) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(self.content)
            .embeds(self.embeds.into_iter().map(Embed::build).collect())
            .components(self.rows)
            .allowed_mentions(nobody())
            .ephemeral(private)
    }
}

/// A text for a block in which nothing is markup: a backtick would end it; the look-alike reads the same.
fn nothing_acts(text: &str) -> String {
    text.replace('`', "\u{2cb}")
}

/// Mentions nobody, not even the person replied to.
pub(super) fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

impl Embed {
    fn build(self) -> CreateEmbed {
        let mut embed = CreateEmbed::new();
        if !self.title.is_empty() {
            embed = embed.title(self.title);
        }
        if let Some(url) = self.url {
            embed = embed.url(url);
        }
        if !self.description.is_empty() {
            embed = embed.description(self.description);
        }
        if !self.footer.is_empty() {
            embed = embed.footer(CreateEmbedFooter::new(self.footer));
        }
        embed
    }

    /// Shows where the knowledge comes from: in the footer, with the title as the link.
    fn sourced(mut self, source: Option<&Source>) -> Self {
        if let Some(source) = source {
            let said = format!("Source: {} (read {})", source.title, source.checked);
            self.footer = if self.footer.is_empty() { said } else { format!("{} · {said}", self.footer) };
            self.url = link(&source.url);
        }
        self
    }
}

/// The address that leads to a channel in every Discord client.
pub(super) fn channel_link(guild: Option<GuildId>, channel: ChannelId) -> String {
    let guild = guild.map_or_else(|| "@me".to_owned(), |guild| guild.to_string());
    format!("https://discord.com/channels/{guild}/{channel}")
}

/// An address Discord takes as a link, else none.
fn link(url: &str) -> Option<String> {
    let fits = url.len() <= 500 && url.chars().all(|c| c.is_ascii_graphic());
    (fits && (url.starts_with("https://") || url.starts_with("http://"))).then(|| url.to_owned())
}

fn about(rule: Option<&RuleId>, view: View) -> About {
    About { rule: rule.cloned(), cause: None, app: None, asker: view.asker }
}

fn did_you_mean(candidates: &[Candidate], view: View) -> Post {
    Post {
        content: words::DID_YOU_MEAN.to_owned(),
        rows: controls::candidates(candidates, &about(None, view)),
        ..Post::default()
    }
}

fn how_to(howto: &HowToReply, after: Option<&About>, view: View) -> Post {
    let about = after.cloned().unwrap_or_else(|| about(None, view));
    Post { embeds: vec![how_to_embed(howto)], rows: controls::prompts(&howto.prompts, &about), ..Post::default() }
}

fn how_to_embed(howto: &HowToReply) -> Embed {
    let mut lines = vec![text::markdown(&howto.short)];
    for way in &howto.ways {
        if let Some(heading) = &way.heading {
            lines.push(format!("**{}**", text::markdown(&Text::plain(heading))));
        }
        lines.extend(answer::steps(&way.steps));
        if way.general {
            lines.push(format!("*{}*", words::general(howto.source.is_some())));
        }
    }
    Embed { title: text::heading(&howto.title), description: lines.join("\n"), ..Embed::default() }
        .sourced(howto.source.as_ref())
}

fn nearest(prompts: &[PromptShown], after: Option<&About>, view: View) -> Post {
    let about = after.cloned().unwrap_or_else(|| about(None, view));
    Post { content: words::NEAREST.to_owned(), rows: controls::nearest(prompts, &about), ..Post::default() }
}
