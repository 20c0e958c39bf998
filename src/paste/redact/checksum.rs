//! The check digits of each kind of number. All take digits alone and answer false for any other length.

/// The sum of the digits, each times its weight; `None` when there are not as many digits as weights.
fn weighted(digits: &str, weights: &[u32]) -> Option<u32> {
    if digits.len() != weights.len() {
        return None;
    }
    digits.chars().zip(weights).map(|(digit, weight)| Some(digit.to_digit(10)? * weight)).sum()
}

/// Payment cards, and Canadian GST numbers: Luhn's formula, ISO/IEC 7812-1 annex B.
pub(super) fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.chars().rev().enumerate() {
        let Some(digit) = digit.to_digit(10) else { return false };
        let value = if place % 2 == 1 { digit * 2 } else { digit };
        sum += value / 10 + value % 10;
    }
    !digits.is_empty() && sum % 10 == 0
}

/// IBAN in capitals without blanks: ISO 13616, modulo 97 of the number with its first four characters last.
pub(super) fn iban(iban: &str) -> bool {
    let (Some(head), Some(rest)) = (iban.get(..4), iban.get(4..)) else { return false };
    let mut remainder = 0;
    for c in rest.chars().chain(head.chars()) {
        let Some(value) = c.to_digit(36) else { return false };
        remainder = if value > 9 { remainder * 100 + value } else { remainder * 10 + value } % 97;
    }
    remainder == 1
}

/// Australian business number: the first digit less one, weights, modulo 89. Source: Australian Business Register.
pub(super) fn abn(digits: &str) -> bool {
    // The 1 taken off the first digit counts ten times.
    weighted(digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
        .is_some_and(|sum| sum >= 10 && (sum - 10) % 89 == 0 && !digits.starts_with('0'))
}

/// Australian company number: weights 8 to 1, the check digit completes to ten. Source: ASIC.
pub(super) fn acn(digits: &str) -> bool {
    weighted(digits, &[8, 7, 6, 5, 4, 3, 2, 1, 1]).is_some_and(|sum| sum % 10 == 0 && sum > 0)
}

/// Australian tax file number of nine digits: weights, modulo 11. Source: Australian Taxation Office.
pub(super) fn tax_file_number(digits: &str) -> bool {
    weighted(digits, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_some_and(|sum| sum % 11 == 0 && sum > 0)
}

/// New Zealand business number: a GS1 location number under 9429. Source: NZBN register.
pub(super) fn nzbn(digits: &str) -> bool {
    digits.starts_with("9429")
        && weighted(digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_some_and(|sum| sum % 10 == 0)
}

/// British VAT number of 9 digits, or 12 with those of a branch: modulo 97, the newer ones with 55 added. Source: HMRC.
pub(super) fn uk_vat(digits: &str) -> bool {
    let number = if digits.len() == 12 { digits.get(..9).unwrap_or_default() } else { digits };
    weighted(number, &[8, 7, 6, 5, 4, 3, 2, 10, 1])
        .is_some_and(|sum| sum > 0 && (sum % 97 == 0 || (sum + 55) % 97 == 0))
}

/// New Zealand IRD number of 8 or 9 digits: weights, modulo 11, a second row of weights where the first gives 10.
/// Source: Inland Revenue, resident withholding tax file upload specification.
pub(super) fn ird(digits: &str) -> bool {
    let padded = format!("{digits:0>9}");
    let in_use = padded.parse().is_ok_and(|number: u32| (10_000_000..=150_000_000).contains(&number));
    let (Some(base), Some(last)) = (padded.get(..8), padded.chars().last().and_then(|c| c.to_digit(10))) else {
        return false;
    };
    let check = |weights: &[u32; 8]| weighted(base, weights).map(|sum| (11 - sum % 11) % 11);
    let mut wanted = check(&[3, 2, 7, 6, 5, 4, 3, 2]);
    if wanted == Some(10) {
        wanted = check(&[7, 4, 3, 2, 5, 2, 7, 6]);
    }
    in_use && digits.len() >= 8 && wanted == Some(last)
}

/// New Zealand bank account, its parts bank, branch, account and suffix. Source: the same specification, which bank uses
/// which of the rules A to G.
pub(super) fn nz_bank_account(bank: &str, branch: &str, account: &str, suffix: &str) -> bool {
    let digits = format!("{bank:0>2}{branch:0>4}{account:0>8}{suffix:0>4}");
    let low = account.parse().is_ok_and(|number: u32| number < 990_000);
    let (weights, modulus, folded): ([u32; 18], u32, bool) = match bank.parse().unwrap_or(0) {
        1..=6 | 10..=24 | 27 | 30 | 35 | 38 if low => {
            ([0, 0, 6, 3, 7, 9, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], 11, false)
        }
        1..=6 | 10..=24 | 27 | 30 | 35 | 38 => ([0, 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], 11, false),
        8 => ([0, 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0], 11, false),
        9 => ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 0, 1], 11, true),
        25 | 33 => ([0, 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0, 0], 10, false),
        26 | 28 | 29 => ([0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 0, 3, 7, 1], 10, true),
        // Bank 31 has no check digit.
        31 => ([0; 18], 1, false),
        _ => return false,
    };
    if digits.len() != weights.len() || digits.chars().all(|digit| digit == '0') {
        return false;
    }
    let sum_of_digits = |mut value: u32| {
        while folded && value > 9 {
            value = value / 10 + value % 10;
        }
        value
    };
    let sum: Option<u32> =
        digits.chars().zip(weights).map(|(digit, weight)| Some(sum_of_digits(digit.to_digit(10)? * weight))).sum();
    sum.is_some_and(|sum| sum % modulus == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changing any one digit must be noticed, which is what check digits are for.
    fn notices_a_wrong_digit(number: &str, check: impl Fn(&str) -> bool) {
        assert!(check(number), "{number}");
        for (place, right) in number.char_indices() {
            for wrong in '0'..='9' {
                if wrong == right || !right.is_ascii_digit() {
                    continue;
                }
                let mut changed = number.to_owned();
                changed.replace_range(place..=place, &wrong.to_string());
                assert!(!check(&changed), "{changed}");
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed() {
        notices_a_wrong_digit("4111111111111111", luhn);
        notices_a_wrong_digit("GB82WEST12345698765432", iban);
        notices_a_wrong_digit("43111222333", abn);
        notices_a_wrong_digit("9429000123457", nzbn);
    }

    #[test]
    fn published_examples_pass() {
        // The examples of Inland Revenue's specification.
        for number in ["49091850", "35901981", "136410132"] {
            assert!(ird(number), "{number}");
        }
        assert!(!ird("136410133") && !ird("9125568"));
        assert!(nz_bank_account("01", "0902", "0068389", "00"));
        assert!(nz_bank_account("08", "6523", "1954512", "001"));
        assert!(nz_bank_account("26", "2600", "0320871", "032"));
        assert!(nz_bank_account("12", "3140", "0171323", "50") && !nz_bank_account("12", "3140", "0171324", "50"));
        // ASIC's own example; its even weights miss some wrong digits.
        assert!(acn("004085616") && !acn("004085617"));
        assert!(tax_file_number("123456782"));
        assert!(uk_vat("765432126") && uk_vat("111222346") && !uk_vat("765432127"));
    }

    #[test]
    fn other_lengths_and_other_characters_never_pass() {
        for text in ["", "0", "12a", "99999999999999999999999", "é"] {
            let checks: [fn(&str) -> bool; 9] = [luhn, iban, abn, acn, nzbn, uk_vat, ird, tax_file_number, |text| {
                nz_bank_account(text, text, text, text)
            }];
            for check in checks {
                assert!(!check(text) || text == "0", "{text}");
            }
        }
    }
}
