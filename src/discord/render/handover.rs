//! What a person needs to take over: for whoever asked, to pass on, and where the staff are, to be claimed.

use serenity::all::ButtonStyle;
use serenity::builder::CreateActionRow;
use serenity::model::id::{ChannelId, RoleId, UserId};

use crate::helpdesk::{Handover, words};
use crate::rules::Text;
use crate::service::Post as CaseId;

use super::super::custom_id::{About, What};
use super::text::{foreign, markdown};
use super::{Embed, LISTED, Post, answer, controls, limits};

/// The summary for whoever asked: nobody else is called.
pub(super) fn post(handover: &Handover) -> Post {
    Post {
        content: "I have no further steps for this. Somebody from your team can take over from here; \
                  the summary can also be copied for the vendor's support."
            .to_owned(),
        embeds: vec![summary(handover)],
        ..Post::default()
    }
}

/// The summary where the staff are: calls `role` if there is one, says who asked and where, and can be claimed.
pub(in crate::discord) fn call(
    handover: &Handover,
    role: Option<RoleId>,
    link: &str,
    (case, tell): (CaseId, Option<ChannelId>),
    asked: &About,
) -> Post {
    let called = role.map(|role| format!("<@&{role}> ")).unwrap_or_default();
    let claim = controls::button(What::Claim { case, tell }, "Claim", ButtonStyle::Primary, asked);
    limits::within(Post {
        content: format!("{called}<@{}>{NEEDS}{link}", asked.asker),
        embeds: vec![summary(handover)],
        rows: vec![CreateActionRow::Buttons(vec![claim])],
        calls: role,
    })
}

/// What stands between who needs a person and where, in every call.
const NEEDS: &str = " needs a person: ";

/// Whether a message of ours says so: who replies to it speaks to the others there.
pub(in crate::discord) fn is_call(content: &str) -> bool {
    content.contains(NEEDS)
}

/// The text of a call once `by` has claimed it: their name in place of the call, the rest as it was.
pub(in crate::discord) fn claimed(call: &str, by: UserId) -> String {
    let (first, rest) = call.split_once('\n').unwrap_or((call, ""));
    // Behind the role, which is called no more.
    let asked = first.split_once("> <").map_or_else(|| first.to_owned(), |(_, asked)| format!("<{asked}"));
    let asked = if first.starts_with("<@&") { asked } else { first.to_owned() };
    format!("**Claimed** by <@{by}>. {asked}\n{rest}").trim().to_owned()
}

fn summary(handover: &Handover) -> Embed {
    let mut lines = Vec::new();
    for error in handover.errors.iter().take(LISTED) {
        lines.push(format!("**{}**", markdown(&Text::plain(error.title.to_plain()))));
        if let Some(recognised) = &error.recognised {
            lines.push(format!("> {}", foreign(recognised)));
        }
        lines.extend(answer::values(&error.values));
    }
    if let Some(app) = &handover.app_name {
        lines.push(format!("**App:** {app}"));
    }
    if !handover.ruled_out.is_empty() {
        lines.push(format!("**{}** {}", words::RULED_OUT, handover.ruled_out.join(" · ")));
    }
    if !handover.tried.is_empty() {
        lines.push("**Tried without success:**".to_owned());
        lines.extend(handover.tried.iter().map(|tried| format!("- {}", markdown(&Text::plain(tried)))));
    }
    if lines.is_empty() {
        lines.push("No error was recognised yet.".to_owned());
    }
    Embed { title: "For whoever takes over".to_owned(), description: lines.join("\n"), ..Embed::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_call_names_who_has_it_and_calls_nobody() {
        let by = UserId::new(3);
        let claimed_call = claimed("<@&1> <@2> needs a person: https://e.example\n**Summary**", by);
        assert_eq!(claimed_call, "**Claimed** by <@3>. <@2> needs a person: https://e.example\n**Summary**");
        assert_eq!(claimed("<@2> needs a person: there", by), "**Claimed** by <@3>. <@2> needs a person: there");
    }
}
