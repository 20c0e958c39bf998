//! Talk that never ends: lines as a bookkeepers' channel has them, made up, none of which may be answered unasked.

mod grammar;

use std::collections::HashSet;

use crosscheck::classify::Certainty;
use crosscheck::rules::Piece;

use crate::desk::{BUILT_IN, ids, known, overheard};
use crate::dice::Dice;
use grammar::{PARTS, SENTENCES};

/// Lines of talk, none of which may be answered.
const LINES: usize = 20_000;

/// Replaces every `{part}` by one of its forms, however deep.
fn filled(template: &str, dice: &mut Dice, fragments: &[String]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap();
        out.push_str(before);
        match name {
            "fragment" => out.push_str(&fragments[dice.below(fragments.len())]),
            "code" => out.push_str(&(200 + dice.below(700)).to_string()),
            "amount" => out.push_str(&format!("{}.{:02}", dice.below(4_000), dice.below(100))),
            "number" => out.push_str(&(2 + dice.below(60)).to_string()),
            _ => {
                let (_, forms) = PARTS.iter().find(|(part, _)| *part == name).unwrap_or_else(|| panic!("{name}"));
                out.push_str(&filled(dice.pick::<&str>(forms), dice, fragments));
            }
        }
        rest = tail;
    }
    out + rest
}

/// Two to four neighbouring words of each wording, less than half of it and no wording of their own: what talk and errors
/// have in common.
fn fragments() -> Vec<String> {
    let mut fragments = Vec::new();
    for phrase in BUILT_IN.rules().rules().iter().flat_map(|rule| &rule.phrases) {
        let Some(variant) = phrase.variants.first() else { continue };
        for piece in &variant.pieces {
            let Piece::Words(words) = piece else { continue };
            let words: Vec<&str> = words.split(' ').collect();
            for length in 2..=4 {
                if length * 2 < words.len() {
                    fragments.extend(
                        words.windows(length).map(|words| words.join(" ")).filter(|words| known(words).is_empty()),
                    );
                }
            }
        }
    }
    fragments
}

/// So many different lines.
fn lines(count: usize) -> Vec<String> {
    let fragments = fragments();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    while lines.len() < count {
        let mut line = filled(dice.pick::<&str>(SENTENCES), &mut dice, &fragments);
        if dice.below(4) == 0 {
            line = format!(
                "{line}{}{}",
                dice.pick(&[". ", "\n", ", ", " - "]),
                filled(dice.pick::<&str>(SENTENCES), &mut dice, &fragments)
            );
        }
        if dice.below(3) == 0 {
            // Half of the channel writes with a capital.
            let mut chars = line.chars();
            line = chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
        }
        if seen.insert(line.clone()) {
            lines.push(line);
        }
    }
    lines
}

/// The lines that would be answered, with the errors taken for them.
fn answered(lines: &[String]) -> Vec<String> {
    let spoken = lines.iter().filter_map(|line| {
        let found = overheard(line);
        (found.certainty == Certainty::Known).then(|| format!("{:?}: {line}", ids(&found)))
    });
    spoken.collect()
}

#[test]
fn talk_is_never_answered() {
    assert_eq!(answered(&lines(LINES)), [] as [String; 0]);
}
