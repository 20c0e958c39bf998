//! What people paste: errors in a sentence of theirs, with slips, read off a picture, or as a payload.

use crate::dice::Dice;
use crate::grammar::capital;

/// What happened to an error on its way into the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    /// Nothing: copied and pasted.
    Exact,
    /// As many letters typed wrong, left out, doubled or swapped.
    Edits(usize),
    /// Read off a picture: 8 letters in 100 taken for others, wrapped where the picture's line ended.
    Noise,
    /// The answer of Xero's API around it.
    Json,
}

/// A paste and the number of the rule whose error it holds.
pub(crate) struct Paste {
    pub(crate) rule: usize,
    pub(crate) text: String,
}

/// `count` pastes of errors drawn from `forms` (rule and wording), damaged as said; the same every time.
pub(crate) fn pastes(forms: &[(usize, String)], damage: Damage, count: usize) -> Vec<Paste> {
    let mut dice = Dice(0x0dd5_0f7e_57ed_b175);
    let made = (0..count).map(|_| {
        let (rule, wording) = dice.pick(forms);
        let error = with_values(&mut dice, wording);
        let text = match damage {
            Damage::Exact => in_chat(&mut dice, &error),
            Damage::Edits(edits) => {
                let slipped = slips(&mut dice, &error, edits);
                in_chat(&mut dice, &slipped)
            }
            Damage::Noise => {
                let read = misread(&mut dice, &error);
                in_chat(&mut dice, &read)
            }
            Damage::Json => payload(&mut dice, &error),
        };
        Paste { rule: *rule, text }
    });
    made.collect()
}

fn with_values(dice: &mut Dice, wording: &str) -> String {
    let mut parts = wording.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(&value(dice));
        text.push_str(part);
    }
    text
}

fn value(dice: &mut Dice) -> String {
    let number = dice.below(90_000) + 10_000;
    match dice.below(6) {
        0 => format!("'{}'", number % 1_000),
        1 => format!("INV-{number}"),
        2 => format!("{}", number % 10_000),
        3 => format!("PO{number}"),
        4 => (*dice.pick(&["Hartwell Ltd", "Bramley & Co", "Quayside Motors", "Tern Foods"])).to_owned(),
        _ => format!("{:02} May 2026", number % 28 + 1),
    }
}

fn in_chat(dice: &mut Dice, error: &str) -> String {
    let before = *dice.pick(&[
        "",
        "",
        "anybody know this one: ",
        "Publishing from Dext and I get ",
        "hello 👋 stuck on a bill, it comes back with: ",
        "> ",
        "Error: ",
        "client rang, their screen says \"",
        "third time today - ",
        "after I pressed publish:\n",
    ]);
    let after = match (before.ends_with('"'), dice.below(5)) {
        (true, _) => "\"",
        (false, 0) => ". What now?",
        (false, 1) => "\nit was fine yesterday",
        (false, 2) => " 😩",
        _ => "",
    };
    format!("{before}{error}{after}")
}

/// `error` with as many slips of the fingers.
fn slips(dice: &mut Dice, error: &str, edits: usize) -> String {
    let mut letters: Vec<char> = error.chars().collect();
    for _ in 0..edits {
        let at = dice.below(letters.len() - 1);
        let typed = char::from(b'a' + u8::try_from(dice.below(26)).unwrap_or(0));
        match dice.below(5) {
            0 => letters.swap(at, at + 1),
            1 | 2 => letters[at] = typed,
            3 => drop(letters.remove(at)),
            _ => letters.insert(at, typed),
        }
    }
    letters.into_iter().collect()
}

/// What text recognition takes for what.
const CONFUSED: &[(&str, &str)] = &[
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("vv", "w"),
    ("o", "0"),
    ("O", "0"),
    ("l", "1"),
    ("i", "l"),
    ("I", "l"),
    ("e", "c"),
    ("c", "e"),
    ("s", "5"),
    ("b", "6"),
    ("g", "9"),
    ("t", "f"),
    ("h", "b"),
    ("n", "ri"),
    ("u", "v"),
    ("a", "o"),
];

fn misread(dice: &mut Dice, error: &str) -> String {
    let mut read = String::with_capacity(error.len() + 8);
    let wrapped = error.len() / 3 + dice.below(error.len() / 3 + 1);
    let mut rest = error;
    while let Some(letter) = rest.chars().next() {
        let mut taken = letter.len_utf8();
        let confused = CONFUSED.iter().filter(|(from, _)| rest.starts_with(from)).collect::<Vec<_>>();
        if dice.below(100) < 11 && (letter == ' ' || !confused.is_empty()) {
            if let Some((from, to)) = confused.get(dice.below(confused.len().max(1))) {
                read.push_str(to);
                taken = from.len();
            }
        } else if letter == ' ' && error.len() - rest.len() >= wrapped && !read.contains('\n') {
            read.push('\n');
        } else {
            read.push(letter);
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    read
}

/// The answer of Xero's API to a document it refuses, as developers and logs show it.
fn payload(dice: &mut Dice, error: &str) -> String {
    let message = capital(error).replace('\\', "\\\\").replace('"', "\\\"");
    let before = *dice.pick(&["", "from the log:\n", "Response 400: ", "our developer sent me this, "]);
    let (number, sum) = (10_000 + dice.below(90_000), 10 + dice.below(900));
    let id = format!("{:08x}-5b1d-4c3e-9a77-{:012x}", number * 48_611, number * 7_919);
    let errors = format!("\"ValidationErrors\":[{{\"Message\":\"{message}\"}}]");
    let document = match dice.below(3) {
        0 => errors,
        1 => format!("\"InvoiceID\":\"{id}\",\"InvoiceNumber\":\"INV-{number}\",\"HasErrors\":true,{errors}"),
        _ => format!(
            "\"Type\":\"ACCPAY\",\"InvoiceID\":\"{id}\",\"Contact\":{{\"Name\":\"Tern Foods\",\"HasValidationErrors\":false}},\
             \"Status\":\"DRAFT\",\"LineItems\":[{{\"Description\":\"Oat flour, 25 kg\",\"UnitAmount\":{sum}.00,\
             \"Quantity\":2,\"ValidationErrors\":[]}}],\"SubTotal\":{sum}.00,\"CurrencyCode\":\"GBP\",{errors}"
        ),
    };
    let whole = format!(
        "{{\"ErrorNumber\":10,\"Type\":\"ValidationException\",\"Message\":\"A validation exception occurred\",\
         \"Elements\":[{{{document}}}]}}"
    );
    if dice.below(2) == 0 { format!("{before}{whole}") } else { format!("{before}{}", whole.replace(",\"", ",\n  \"")) }
}
