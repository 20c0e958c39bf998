//! Which steps order something that cannot be taken back.

use super::super::Danger;

/// The dangers with their word in a file.
const DANGERS: [(Danger, &str); 4] =
    [(Danger::Void, "void"), (Danger::Delete, "delete"), (Danger::Clear, "clear"), (Danger::Unlock, "unlock")];

/// The danger that a word of a file stands for; `none` and unknown words stand for no danger.
pub(super) fn danger_named(name: &str) -> Option<Danger> {
    DANGERS.iter().find(|(_, word)| *word == name).map(|(danger, _)| *danger)
}

/// The word of a file for a danger.
pub(super) fn word(danger: Danger) -> &'static str {
    DANGERS.iter().find(|(known, _)| *known == danger).map_or("none", |(_, word)| word)
}

/// Words that turn an order into its opposite when they stand shortly before it: "do not void", "instead of deleting".
const UNDONE_BY: [&str; 8] = ["not", "never", "don't", "without", "cannot", "can't", "than", "instead"];
/// How many words before an order may undo it.
const REACH: usize = 2;
/// How many words after "move" or "change" may name what is moved.
const OBJECT: usize = 4;

/// What a step orders that cannot be taken back, in the order of the words. "Voided" and "deleted" name a state and
/// order nothing; menu words count, for "choose **Void**" is an order.
pub(super) fn dangers_ordered(step: &str) -> Vec<Danger> {
    let lower = step.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let undone = words.iter().take(at).rev().take(REACH).any(|before| UNDONE_BY.contains(before));
        let object: Vec<&str> = words.iter().skip(at + 1).take(OBJECT).copied().collect();
        let lock_date = object.windows(2).any(|pair| matches!(pair, ["lock", "date" | "dates"]));
        let danger = match *word {
            "void" | "voiding" => Some(Danger::Void),
            "delete" | "deleting" => Some(Danger::Delete),
            "clear" | "clearing" if object.contains(&"publishing") => Some(Danger::Clear),
            "unlock" | "unlocking" => Some(Danger::Unlock),
            "move" | "moving" | "change" | "changing" | "remove" | "removing" | "lift" | "lifting" if lock_date => {
                Some(Danger::Unlock)
            }
            _ => None,
        };
        if let Some(danger) = danger
            && !undone
            && !found.contains(&danger)
        {
            found.push(danger);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_told_from_a_mention() {
        for (step, ordered) in [
            ("Void the bill in Xero.", vec![Danger::Void]),
            ("Void or delete the copy in Xero.", vec![Danger::Void, Danger::Delete]),
            ("Choose **Bill Options > Void**.", vec![Danger::Void]),
            ("Clear the item's publishing data in Dext.", vec![Danger::Clear]),
            ("Clear the filter.", vec![]),
            ("Ask them to move the lock date.", vec![Danger::Unlock]),
            ("Send the change again, then have the lock date set back.", vec![]),
            ("Do not void it.", vec![]),
            ("Don’t delete it in Xero.", vec![]),
            ("Search its number, deleted and voided ones included.", vec![]),
            ("Avoid the weekend.", vec![]),
        ] {
            assert_eq!(dangers_ordered(step), ordered, "{step}");
        }
    }
}
