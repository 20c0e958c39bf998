//! The controls of `/privacy`.

use serenity::all::ButtonStyle;
use serenity::builder::CreateActionRow;
use serenity::model::id::UserId;

use super::super::custom_id::{About, What};
use super::controls::button;

/// *Forget it* under what is kept about somebody.
pub(in crate::discord) fn forget(person: UserId) -> Vec<CreateActionRow> {
    let about = About { rule: None, cause: None, app: None, asker: person };
    vec![CreateActionRow::Buttons(vec![button(What::Forget, "Forget it", ButtonStyle::Danger, &about)])]
}

/// The question before it is forgotten.
pub(in crate::discord) fn forget_now(person: UserId) -> Vec<CreateActionRow> {
    let about = About { rule: None, cause: None, app: None, asker: person };
    vec![CreateActionRow::Buttons(vec![
        button(What::ForgetNow, "Yes, forget it", ButtonStyle::Danger, &about),
        button(What::ForgetNot, "Keep it", ButtonStyle::Secondary, &about),
    ])]
}
