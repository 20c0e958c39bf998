//! What bookkeepers write to each other all day: short lines without an error, many of them in the errors' own words.

use crate::dice::Dice;
use crate::grammar::{INVENTED, TRADE, Words, capital, fill};

/// The longest line, in bytes: the great majority of what is written in a channel is shorter.
pub(crate) const LONGEST: usize = 400;

/// As many lines of talk as asked for, the same every time; 80 bytes on average, about 12 in 100 not plain ASCII.
pub(crate) fn chatter(lines: usize) -> Vec<String> {
    let mut dice = Dice(0x5eed_c0ff_ee15_600d);
    (0..lines).map(|_| line(&mut dice)).collect()
}

fn line(dice: &mut Dice) -> String {
    let mut text = match dice.below(100) {
        0..12 => said(dice, SHORT),
        12..42 => said(dice, TALK),
        42..54 => said(dice, NEAR),
        54..61 => said(dice, OFFICE),
        61..73 => said(dice, ELSEWHERE),
        73..78 => format!("{} {}", said(dice, TALK), said(dice, NEAR)),
        78..86 => format!("{} {}", said(dice, TALK), said(dice, SHORT)),
        86..90 => format!("{} {}", said(dice, ELSEWHERE), said(dice, ELSEWHERE)),
        90..96 => format!("{} {} {}", said(dice, OFFICE), said(dice, TALK), said(dice, ELSEWHERE)),
        _ => manual(dice),
    };
    match dice.below(100) {
        0 => text = text.to_uppercase(),
        1..30 => text = capital(&text),
        30..35 => text.push_str(one(dice, &[" 🙏", " 😅", " 👍", " 🎉", " 😩", " ☕", " 👀"])),
        35..42 => text.push_str(one(dice, &[" thanks", " ta!", " lol", " ...", " :)", "??", " please and thank you"])),
        42 => text = format!("“{text}”"),
        43 => text = text.replace('\'', "’"),
        _ => {}
    }
    while text.len() > LONGEST {
        text.pop();
    }
    text
}

fn one<'t>(dice: &mut Dice, from: &[&'t str]) -> &'t str {
    from[dice.below(from.len())]
}

fn said(dice: &mut Dice, from: &[&str]) -> String {
    let sentence = *dice.pick(from);
    fill(dice, sentence, &[WORDS, TRADE, INVENTED])
}

/// A paragraph as in a manual, such as people quote to each other.
fn manual(dice: &mut Dice) -> String {
    (0..2 + dice.below(3)).map(|_| said(dice, MANUAL)).collect::<Vec<_>>().join(" ")
}

const WORDS: Words = &[
    (
        "who",
        &[
            "Nadia",
            "Gareth",
            "Zoë",
            "Femi",
            "Ingrid",
            "Rhys",
            "Aoife",
            "Marcus",
            "Leila",
            "Dougal",
            "the partner",
            "Colm",
        ],
    ),
    (
        "client",
        &[
            "the florist",
            "the vet",
            "our roofing client",
            "the theatre",
            "the two cafes",
            "the joinery",
            "the cycling club",
            "the brewery",
            "my newest client",
            "the lettings agent",
            "the charity shop",
            "a one-woman company",
        ],
    ),
    (
        "firm",
        &["Screwfix", "Royal Mail", "Vodafone", "Shell", "Ikea", "Trainline", "Adobe", "Currys", "a window cleaner"],
    ),
    ("app", &["Xero", "Dext", "Lentune", "Sage", "Stripe", "FreeAgent", "QuickBooks", "Hubdoc", "Excel"]),
    (
        "sum",
        &[
            "12.40",
            "£88",
            "three hundred",
            "£1,905.20",
            "7.99",
            "a tenner",
            "640 net",
            "£45 + VAT",
            "0.02",
            "1,250.00",
            "€30",
        ],
    ),
    ("code", &["310", "4120", "7502", "code 429", "the 5000s", "200", "sundries", "light and heat", "motor costs"]),
    (
        "when",
        &[
            "today",
            "before lunch",
            "by Thursday",
            "last quarter",
            "in the morning",
            "since the weekend",
            "at month end",
        ],
    ),
    (
        "paper",
        &[
            "bill",
            "receipt",
            "invoice",
            "statement",
            "payslip",
            "quote",
            "credit note",
            "expense claim",
            "till roll",
            "PO",
            "VAT",
            "wages",
            "deposit slip",
            "parking ticket",
            "fuel card",
            "rent",
            "phone bill",
        ],
    ),
    (
        "did",
        &["sent", "posted", "paid", "coded", "split", "scanned", "lost", "approved", "published", "found", "doubled"],
    ),
    ("act", &["send", "post", "pay", "code", "split", "scan", "approve", "publish", "file", "park", "copy"]),
    (
        "ugh",
        &["again", "as usual", "for some reason", "no idea why", "as far as I can see", "I think", "or so they say"],
    ),
];

/// Reactions.
const SHORT: &[&str] = &[
    "on it",
    "will look <when>",
    "ah that makes sense",
    "can you ring me about <client>?",
    "ok done",
    "no, still here <ugh>",
    "which one, <client>?",
    "<who> has it",
    "back in ten minutes",
    "see above, <who> asked the same",
    "not urgent, <when> is fine",
    "yes that was me, sorry",
    "have we heard from <firm>?",
    "great, closing it",
    "it went through in the end",
];

/// The day's work.
const TALK: &[&str] = &[
    "has anybody got the login for <app> that <client> uses",
    "I put <sum> from <firm> to <code>, shout if that is wrong",
    "<who> wants the <paper> for <client> <when>",
    "how do you lot treat <firm> for <client>, all to <code>?",
    "the <paper> from <firm> came to <sum> and nobody knows what it was for",
    "we moved <client> from <app> to <app> <when> and it was fine",
    "can I <act> a <paper> in <app> without telling the client",
    "<client> sent me a photo of a <paper>, sideways, with a coffee ring on it",
    "is there a shortcut in <app> to <act> several of them at once",
    "<app> is slow <when>, or is it just our broadband",
    "chasing <client> for the <paper> since forever",
    "whoever <did> the <paper> for <client>: thank you",
    "do I need the <paper> to be <did> before I start the <paper>",
    "that <paper> is <sum> out and I have been staring at it <when>",
    "<who> says <app> now lets you <act> the <paper> from your phone",
    "I always <act> the <paper> first, old habit",
    "reminder: the <paper> of <client> is due <when>",
    "what rate do we use for <firm>, they bill from Dublin",
    "got <sum> from <firm> twice, one of them must be the <paper>",
    "please don't touch the <paper> in <app>, <who> is still in there",
    "how long does <app> take to <act> a <paper> for you?",
    "<client> want to pay <sum> a month towards the <paper>",
    "switched the <paper> of <client> to cash basis, remind me to tell <who>",
    "new starter on Monday, can somebody give them a <app> login",
    "there is a webinar about <app> <when>, anybody going?",
    "the <paper> for <client> is with <who> for review",
];

/// No errors, but their words: the lines that a fuzzy search takes for errors.
const NEAR: &[&str] = &[
    "is <code> the right account code for this document or should I ask",
    "the <thing> was <did> by mistake, can we get it back",
    "you can't <act> a <paper> once it has been <did>, I learned that the hard way",
    "does the <thing> have to be unique in <app>?",
    "an invoice with that number already exists so I put a B on the end",
    "the bank account details don't match what <client> sent me",
    "who has permission to <act> the <paper> these days",
    "the tax on this line is greater than I expected for <firm>",
    "<client> reached the limit of their plan, <sum> a month for the next one",
    "the lock date is the end of the year so nothing before it may be <did>",
    "spend money cannot be right for this, it was a <thing>",
    "is your subscription to <app> still active? mine lapsed <when>",
    "the <paper> could not be found in the pile, <who> had it",
    "make sure the <thing> is <did> before you <act> the <thing>",
    "<who> was not authorised to <act> it so I did",
    "the <paper> date is before the <paper> date, does that matter",
    "has the <thing> been <did> or is it <state>",
    "it must be a valid <paper>, otherwise <app> moans",
    "tracking category or cost centre? <app> wants one of them",
    "the total of the lines is <sum> but the <thing> says <sum>",
    "an error occurred in my sums, not in <app>",
    "each line item needs a code, <who> tells me <ugh>",
    "the contact name is used for two suppliers <ugh>",
    "I would void it and <act> the <paper> once more",
    "the specified <thing> is in another <thing>, clever",
    "the invoice is not of the status I thought it was",
];

/// From other channels, with words nobody in the trade uses.
const ELSEWHERE: &[&str] = &[
    "does <odd> build against <odd> yet, or only <odd>",
    "<who>: that was <odd>, not <odd>",
    "I pushed a fix for <odd>, please try again",
    "what happens if <odd> returns nothing and <odd> waits",
    "so <odd> is basically <odd> with nicer colours",
    "anyone been to <odd>? we might go in August",
    "heh, <odd> again",
    "<odd> 2.<code> is out, no idea if it helps",
    "my guess: <odd> keeps a pointer to <odd> after it is gone",
    "the <odd> docs say otherwise but they are from 2019",
    "we watched <odd> last night, <who> fell asleep",
    "#<code> has a smaller example of it",
    "let me see whether <odd> works without <odd> first",
    "yes but then every <odd> would need its own <odd>",
    "there is a <odd> for that, written in <odd>",
    "no wonder, <odd> was never meant for <odd>",
    "var <odd> = <odd>[0..n];",
    "makes sense, thanks, will read up on <odd>",
];

/// Of anything else.
const OFFICE: &[&str] = &[
    "the printer on the second floor is out of toner <ugh>",
    "lunch order closes at 11:30, the list is on the fridge",
    "who parked across <who>'s space",
    "my second screen flickers since the update, IT says wait",
    "https://example.org/notes/<code> has the minutes of <when>",
    "fire drill <when>, leave your laptops",
    "does `git pull` work for you? it hangs here <ugh>",
    "happy birthday <who>!! cake in the kitchen",
    "the train is cancelled, I am working from home <when>",
    "can somebody let the man from <firm> in",
    "if (total != sum) return; is all the macro does, I looked",
    "heating is off <when>, bring a jumper",
    "PDF of the slides is 18 MB, too big for mail, it is on the share drive",
];

/// Sentences of a help page.
const MANUAL: &[&str] = &[
    "To <act> a <paper>, open the list, tick the ones you want and choose the button above the table.",
    "A <paper> that has been <did> stays in the list but can no longer be changed by a standard user.",
    "The column on the right shows whether the <paper> is <state>; point at it to see when it changed last.",
    "Only an adviser can <act> a <paper> of an earlier year, and a note is written to the history.",
    "If you use several currencies, choose the <paper> before you enter the lines, because totals are worked out from it.",
    "When the <paper> and the <paper> differ by a rounding amount, the difference goes to the account named in the settings.",
];
