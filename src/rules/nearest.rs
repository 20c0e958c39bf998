//! The name an author probably meant.

/// Mistakes that still count as a slip of typing, at most; shorter names allow fewer.
const MOST_SLIPS: usize = 3;

/// The one of `names` that is nearest to `written`, if any is near: a letter in four may differ, three at most.
/// Letters that changed places count once.
pub(super) fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let slips = (written.chars().count() / 4).clamp(1, MOST_SLIPS);
    names
        .into_iter()
        .filter(|name| *name != written && name.chars().count().abs_diff(written.chars().count()) <= slips)
        .map(|name| (distance(&written.to_lowercase(), name), name))
        .filter(|(distance, _)| *distance <= slips)
        .min()
        .map(|(_, name)| name)
}

/// Letters to change, add, leave out or swap with their neighbour to get from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, c) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, d) in to.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (at(&last, column) + usize::from(c != *d)).min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = column > 0 && previous == Some(*d) && to.get(column - 1) == Some(&c);
            if swapped {
                best = best.min(at(&before_last, column - 1).saturating_add(1));
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(c);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_typing_finds_its_name() {
        let names = ["title", "phrases", "prompts", "described"];
        for (written, meant) in [
            ("titel", Some("title")),
            ("phrase", Some("phrases")),
            ("promts", Some("prompts")),
            ("Title", Some("title")),
            ("description", None),
            ("causes", None),
        ] {
            assert_eq!(nearest(written, names), meant, "{written}");
        }
    }
}
