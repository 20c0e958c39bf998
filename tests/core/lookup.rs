//! Errors looked for by name: what `/lookup` and `/errors` offer, in which order.

use crosscheck::rules::{Origin, RuleId, RuleSet, SourceFile};

use crate::desk::BUILT_IN;

/// The ids of what is offered, when nothing was explained yet.
fn offered(typed: &str) -> Vec<&'static str> {
    BUILT_IN.search(typed, |_| 0).into_iter().map(|rule| rule.id.as_str()).collect()
}

fn first(typed: &str) -> &'static str {
    offered(typed).first().copied().unwrap_or("nothing")
}

#[test]
fn an_error_is_found_by_its_id_its_title_and_words_of_either_in_any_order() {
    for typed in
        ["unknown-bank-account", "Bank account not recognised", "BANK account not", "recognised  bank", "unknown-ba"]
    {
        assert_eq!(first(typed), "unknown-bank-account", "{typed}");
    }
    for rule in BUILT_IN.rules().rules() {
        assert_eq!(first(rule.id.as_str()), rule.id.as_str());
        assert_eq!(first(&rule.title.bare(None).to_plain().to_uppercase()), rule.id.as_str());
    }
}

#[test]
fn an_error_is_found_by_its_message_as_it_was_pasted() {
    let unfound: Vec<_> = BUILT_IN
        .rules()
        .rules()
        .iter()
        .flat_map(|rule| rule.examples.iter().map(move |example| (rule, &example.paste)))
        .filter(|(rule, paste)| !offered(paste).iter().take(3).any(|id| rule.id == **id))
        .map(|(rule, paste)| (rule.id.as_str(), paste.as_str()))
        .collect();
    assert_eq!(unfound, []);
}

#[test]
fn every_error_of_a_message_is_offered_in_its_order() {
    let pasted = "The TaxType field is mandatory. Email address must be valid.";
    assert_eq!(offered(pasted)[..2], ["tax-type-required", "email-invalid"]);
    let pasted = "Email address must be valid. The TaxType field is mandatory.";
    assert_eq!(offered(pasted)[..2], ["email-invalid", "tax-type-required"]);
}

#[test]
fn a_product_finds_what_it_says_first_and_then_what_has_steps_for_it() {
    for product in ["xero", "Dext", "lentune"] {
        let said_by: Vec<bool> = BUILT_IN
            .search(product, |_| 0)
            .into_iter()
            .map(|rule| format!("{:?}", rule.group).eq_ignore_ascii_case(product))
            .collect();
        let own =
            BUILT_IN.rules().rules().iter().filter(|rule| format!("{:?}", rule.group).eq_ignore_ascii_case(product));
        let titled = said_by.iter().take_while(|own| !**own).count();
        assert!(titled <= 3, "{product}: {titled} others first");
        assert_eq!(said_by.iter().filter(|own| **own).count(), own.count(), "{product}");
    }
    assert!(offered("dext").contains(&"unknown-bank-account"));
    assert_eq!(first("lentune dash"), "lentune-skipped");
    assert_eq!(first("xero lock date"), "lock-date");
    let for_hubdoc: Vec<_> =
        BUILT_IN.rules().rules().iter().filter(|rule| rule.apps().iter().any(|app| *app == "hubdoc")).collect();
    assert!(!for_hubdoc.is_empty() && for_hubdoc.iter().all(|rule| offered("Hubdoc").contains(&rule.id.as_str())));
}

#[test]
fn a_problem_told_in_other_words_is_found_too() {
    assert!(offered("the card it was paid from was archived").iter().take(5).any(|id| *id == "unknown-bank-account"));
}

#[test]
fn nothing_typed_offers_everything_the_best_known_first() {
    let all = offered("");
    assert_eq!(all.len(), BUILT_IN.rules().rules().len());
    assert_eq!(offered("   "), all);
    // Errors that many pages speak of.
    for id in ["invalid-status-for-modification", "contact-archived", "payment-or-credit-allocated"] {
        assert!(all.iter().take(10).any(|first| *first == id), "{id}: {:?}", &all[..10]);
    }
    let used = |rule: &RuleId| if *rule == "url-invalid" { 2 } else { u32::from(*rule == "item-code-invalid") };
    let by_use: Vec<&str> = BUILT_IN.search("", used).into_iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(by_use[..2], ["url-invalid", "item-code-invalid"]);
    let rest: Vec<&str> = all.into_iter().filter(|id| !by_use[..2].contains(id)).collect();
    assert_eq!(by_use[2..], rest);
}

#[test]
fn what_is_in_no_rule_finds_nothing() {
    for odd in ["([", "\\", "^$", "\u{202e}", "\u{0}", "@everyone", "ﬀ", "İ", "qqqq", "qqqq wwww"] {
        assert!(offered(odd).is_empty(), "{odd:?}: {:?}", offered(odd));
    }
}

#[test]
fn rules_of_ones_own_are_found_as_well() {
    let described = "described = [\"our finance team bounced it\"]\n[[causes]]";
    let text = include_str!("../house_rule.toml").replace("[[causes]]", described);
    let path = "dext/cost-centre.toml".to_owned();
    let file = SourceFile { shown: path.clone(), path, text, origin: Origin::Added };
    let files = crosscheck::rules::built_in_files().chain([file]);
    let knowledge = crosscheck::helpdesk::Knowledge::new(RuleSet::from_files(files).unwrap());
    for typed in
        ["cost", "dext cost centre", "choose centre first", "finance bounced", "Please choose a cost centre first"]
    {
        let found = knowledge.search(typed, |_| 0);
        assert_eq!(found.first().map(|rule| rule.id.as_str()), Some("cost-centre"), "{typed}");
    }
}
