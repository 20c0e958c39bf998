//! `rules new` and what follows, as somebody meets it who never wrote a rule.

use std::fs;

use crosscheck::classify::{Addressed, Certainty};

use super::command_line::{Ran, Shell};

const PASTE: &str = "hi all, what is this?\nPeriod 'P07' is not open for posting, contact jo.price@example.com\nthanks";

fn read(shell: &Shell, file: &str) -> String {
    fs::read_to_string(shell.folder.path().join(file)).unwrap()
}

fn draft(shell: &Shell, id: &str, paste: &str) -> Ran {
    shell.run(&["rules", "new", id], paste)
}

#[test]
fn a_paste_becomes_a_file_and_the_next_steps_are_said() {
    let shell = Shell::new();
    let paste = shell.write("paste.txt", PASTE);
    let ran = shell.run(&["rules", "new", "period-not-open", "--from", &paste], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let file = read(&shell, "rules/xero/period-not-open.toml");
    assert!(file.contains(r#"phrases = ["Period {period} is not open for posting, contact {email}"]"#), "{file}");
    assert!(!file.contains("jo.price") && file.contains("[email]"), "{file}");
    for said in [
        "rules/xero/period-not-open.toml",
        "1 x email",
        "title ",
        "because ",
        "steps ",
        "RULES_DIR=rules",
        "crosscheck rules check",
        "crosscheck rules preview period-not-open",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
}

#[test]
fn a_draft_that_is_filled_in_is_a_rule_in_force() {
    let shell = Shell::new();
    shell.write(".env", "RULES_DIR=rules\n");
    let ran = shell.run(&["rules", "new", "period-not-open", "--in", "lentune", "--from", "-"], PASTE);
    assert_eq!(ran.code, 0, "a folder that is not there yet is made: {}", ran.err);
    assert!(!ran.out.contains(".env"), "it counts already: {}", ran.out);
    let ran = shell.run(&["rules", "check"], "");
    assert_eq!(ran.code, 1);
    for key in ["`title`", "`because`", "`text`"] {
        assert!(ran.out.contains(&format!("{key} holds an empty text")), "{}", ran.out);
    }
    let file = read(&shell, "rules/lentune/period-not-open.toml")
        .replace("title = \"\"", "title = \"The period is closed\"")
        .replace("because = \"\"", "because = \"Somebody closed the period.\"")
        .replace("  \"\",", "  \"Ask whoever keeps the books to open it.\",");
    shell.write("rules/lentune/period-not-open.toml", file);
    let ran = shell.run(&["rules", "check"], "");
    assert_eq!(ran.code, 0, "{}", ran.out);
    let ran = shell.run(&["explain", "period P12 is not open for posting - contact admin@example.org"], "");
    assert!(ran.out.contains("The period is closed"), "{}", ran.out);
}

#[test]
fn an_id_that_cannot_be_is_refused_with_one_that_can() {
    let shell = Shell::new();
    for (id, better) in [("Period Not Open", "period-not-open"), ("period_not_open.toml", "period-not-open")] {
        let ran = draft(&shell, id, PASTE);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(&format!("for instance {better}")), "{}", ran.err);
    }
    for id in ["../escape", "a/b", "x--y", "", "-", &"a".repeat(41)] {
        assert_eq!(draft(&shell, id, PASTE).code, 2, "{id}");
    }
    assert!(!shell.folder.path().join("rules").exists());
}

#[test]
fn nothing_is_ever_overwritten() {
    let shell = Shell::new();
    shell.write("rules/dext/period-not-open.toml", "# half written");
    for id in ["period-not-open", "lock-date", "void-a-bill", "dext", "resolved"] {
        let ran = draft(&shell, id, PASTE);
        assert_eq!(ran.code, 2, "{id}");
        assert!(ran.err.contains("with the id") && ran.err.lines().count() == 1, "{}", ran.err);
    }
    assert_eq!(read(&shell, "rules/dext/period-not-open.toml"), "# half written");
}

#[test]
fn an_empty_paste_is_no_rule() {
    for paste in ["", " \n\t", "…!?"] {
        let ran = draft(&Shell::new(), "period-not-open", paste);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("nothing in this paste"), "{}", ran.err);
    }
    let ran = Shell::new().run(&["rules", "new", "period-not-open", "--from", "missing.txt"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("missing.txt"), "{}", ran.err);
}

#[test]
fn a_known_error_is_named_and_its_new_wording_offered_there() {
    let shell = Shell::new();
    let ran = draft(&shell, "account-gone", "Account code '429' has been archived or deleted");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("account-code-archived") && ran.out.contains("nothing to add"), "{}", ran.out);
    assert!(!shell.folder.path().join("rules").exists());

    let ran = draft(&shell, "account-gone", "Account code '429' was archived or has been deleted");
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("in xero/account-code-archived.toml, line "), "{}", ran.out);
    assert!(ran.out.contains(r#"add  "Account code {account_code} was archived or has been deleted","#), "{}", ran.out);

    let ran = shell.run(&["rules", "new", "account-gone", "--anyway"], "Account code '429' was archived or deleted");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(shell.folder.path().join("rules/xero/account-gone.toml").exists());
}

#[test]
fn a_draft_beside_another_half_written_one_is_no_trouble() {
    let shell = Shell::new();
    shell.write(".env", "RULES_DIR=mine\n");
    assert_eq!(draft(&shell, "period-not-open", PASTE).code, 0);
    assert_eq!(draft(&shell, "journal-not-open", "The journal 'J1' is not open for posting").code, 0);
    assert_eq!(draft(&shell, "journal-not-open", "The journal 'J1' is not open for posting").code, 2);
}

#[test]
fn tokens_and_names_never_reach_the_file() {
    let shell = Shell::new();
    let token = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    let paste = format!("Authorization: {token}\nThe posting run 7 could not be started for Contact: Moana Tipene\n");
    let ran = draft(&shell, "posting-run-failed", &paste);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let file = read(&shell, "rules/xero/posting-run-failed.toml");
    assert!(!file.contains("eyJ") && !file.contains("Moana"), "{file}");
    assert!(!ran.out.contains("eyJ") && !ran.out.contains("Moana"), "{}", ran.out);
}

#[test]
fn a_built_in_file_can_be_copied() {
    let ran = Shell::new().run(&["rules", "show", "lock-date", "--toml"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("phrases = ["), "{}", ran.out);
    assert_eq!(Shell::new().run(&["rules", "show", "lock-dat", "--toml"], "").code, 2);
}

#[test]
fn the_format_is_printed_for_editors() {
    let shell = Shell::new();
    for kind in ["rule", "howto", "app", "intent"] {
        let ran = shell.run(&["rules", "schema", kind], "");
        let schema: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(schema["type"], "object");
    }
    assert_eq!(shell.run(&["rules", "schema", "poem"], "").code, 2);
    assert_eq!(shell.run(&["rules", "schema", "--out", "schemas"], "").code, 0);
    assert!(read(&shell, "schemas/intent.json").contains("\"said\""));
}

/// The five minutes of rules/README.md, followed literally.
#[test]
fn the_walk_through_works_as_it_is_written() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/README.md")).unwrap();
    let walk = between(&readme, "## Add an error in five minutes\n", "\n### What the lines mean")[0];
    let shown = between(walk, "```text\n", "```");
    let [env, paste, new, checks, explain] = shown[..] else { panic!("{shown:?}") };
    let finished = between(walk, "```toml\n", "```")[0];
    let (heading, finished) = finished.split_once('\n').unwrap();
    let file = heading.strip_prefix("# ").unwrap();

    let shell = Shell::new();
    shell.write(".env", env);
    shell.write("paste.txt", paste);
    let run = |line: &str| {
        let quoted: Vec<&str> = line.strip_prefix("crosscheck ").unwrap().trim().splitn(2, '"').collect();
        let mut words: Vec<&str> = quoted[0].split_whitespace().collect();
        words.extend(quoted.get(1).map(|text| text.trim_end_matches('"')));
        shell.run(&words, "")
    };
    let ran = run(new);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(file), "{}", ran.out);

    // Filling in the three empty texts makes of the draft what is shown.
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
    };
    let drafted = lines(&read(&shell, file));
    let finished_lines = lines(finished);
    assert_eq!(drafted.len(), finished_lines.len(), "{drafted:#?}");
    let filled = drafted.iter().zip(&finished_lines).filter(|(before, after)| before != after);
    let filled: Vec<&str> = filled.map(|(before, _)| before.trim()).collect();
    assert_eq!(filled, ["title = \"\"", "because = \"\"", "\"\","]);
    shell.write(file, finished);

    for line in checks.lines() {
        let ran = run(line);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{line}: {}", ran.out);
        assert!(!ran.out.contains("warning"), "{}", ran.out);
    }
    let ran = run(explain);
    assert!(ran.out.contains("The supplier has no default account"), "{}", ran.out);
    assert!(ran.out.contains("Import the sheet again."), "{}", ran.out);
}

/// The table of rules/README.md.
#[test]
fn wordings_too_general_are_silent_overheard_and_answered_when_asked() {
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/README.md")).unwrap();
    let section = between(&readme, "### Wordings too general to stand alone", "\n## ")[0];
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix("` |")?.split_once(" | `"));
    let pairs: Vec<(&str, &str)> =
        rows.flat_map(|(wordings, id)| wordings.split(", ").map(move |wording| (wording, id))).collect();
    assert!(pairs.len() > 20);
    let knowledge = crosscheck::helpdesk::Knowledge::new(crosscheck::rules::RuleSet::built_in().unwrap());
    for (wording, id) in pairs {
        let overheard = knowledge.classifier().classify(wording, Addressed::Overheard);
        assert_ne!(overheard.certainty, Certainty::Known, "{wording}");
        let asked = knowledge.classifier().classify(wording, Addressed::Asked);
        let first: Vec<&str> = asked.diagnoses.iter().take(2).map(|diagnosis| diagnosis.rule.as_str()).collect();
        assert!(first.contains(&id), "{wording}: {first:?}");
    }
}

/// What stands between two marks of the page, for each time they stand there.
fn between<'p>(page: &'p str, start: &str, end: &str) -> Vec<&'p str> {
    page.split(start).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

#[test]
fn the_catalogue_is_one_page_that_needs_nothing_else() {
    let shell = Shell::new();
    let ran = shell.run(&["rules", "docs", "--out", "catalogue.html"], "");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    let page = read(&shell, "catalogue.html");
    // Nothing is loaded, whatever stands in a rule: no sources of scripts, styles, pictures, frames or fonts.
    for loading in [" src=", "<link rel=\"stylesheet", "@import", "url(", "<img", "<iframe", "fetch(", "XMLHttpRequest"]
    {
        assert!(!page.contains(loading), "{loading}");
    }
    for landmark in [
        "<header>",
        "<nav aria-label=",
        "<main id=",
        "<footer>",
        "role=\"search\"",
        "role=\"status\"",
        "lang=\"en-GB\"",
    ] {
        assert_eq!(page.matches(landmark).count(), 1, "{landmark}");
    }
    assert!(
        page.contains("<label for=\"search\">")
            && page.contains("prefers-color-scheme: dark")
            && page.contains("@media print")
    );

    // Every id once, every link leads somewhere.
    let mut ids = between(&page, " id=\"", "\"");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for target in between(&page, "href=\"#", "\"") {
        assert!(ids.binary_search(&target).is_ok(), "#{target}");
    }
    let listed = shell.run(&["rules", "list"], "").out;
    let listed: Vec<&str> = listed.split("\n\n").take(2).flat_map(|part| part.lines().skip(1)).collect();
    assert!(listed.len() > 100);
    for line in listed {
        let id = line.split_whitespace().next().unwrap();
        assert!(page.contains(&format!("<article id=\"{id}\"")), "{id}");
    }
    // No value of a paste, no mark of the format is left.
    let text = page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    assert!(!text.contains('{') && !text.contains('}') && !text.contains("**"));
    assert!(text.contains("Voiding cannot be undone in Xero."));
    assert!(text.contains("read <time datetime=\"2026-11-21\">21 November 2026</time>"));
}

#[test]
fn hostile_words_in_a_rule_stay_words_on_the_page() {
    let shell = Shell::new();
    let hostile = r#"
title = "<script>alert(1)</script> \" onmouseover='x' &amp; **\u202Ebold**"
phrases = ["The <img src=x onerror=alert(1)> thing {is} not open"]
described = ["\"><svg onload=alert(1)>"]
prompts = [{ howto = "void-a-bill", button = "</a><b>x", short = "<i>no</i>" }]
sources = [{ title = "</ul><form>", url = "https://x.org/\"><script>", checked = 2026-11-21 }]
[[causes]]
because = "--><!-- {app}"
[[causes.fixes]]
app = ["any"]
steps = [{ text = "</li></ol><style>*</style>", needs = "<u>", danger = "none" }]
[[examples]]
paste = "the <img src=x onerror=alert(1)> thing A is not open"
"#;
    shell.write("mine/xero/hostile.toml", hostile);
    let ran = shell.with("RULES_DIR", "mine").run(&["rules", "docs"], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let article = between(&ran.out, "<article id=\"hostile\"", "</article>")[0];
    let mut rest = article;
    let known = ["h3", "a", "ul", "li", "q", "div", "p", "h4", "h5", "b", "span", "details", "summary", "time", "code"];
    while let Some((_, after)) = rest.split_once('<') {
        let name: String = after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(known.contains(&name.as_str()), "<{name}");
        rest = after;
    }
    assert!(article.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !article.contains('\u{202e}'), "{article}");
    assert_eq!(article.matches("href=\"").count(), 3, "{article}");
    let attributes: Vec<&str> = ["onmouseover=", "onerror=", "onload="].into();
    for attribute in attributes {
        for tag in between(article, "<", ">") {
            let outside: String = tag.split('"').step_by(2).collect();
            assert!(!outside.contains(attribute), "{tag}");
        }
    }
}
