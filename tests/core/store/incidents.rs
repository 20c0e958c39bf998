//! Incidents of several teams on one host, and over a restart.

use crosscheck::helpdesk::incident::{AllClear, Over};
use crosscheck::rules::RuleSet;
use crosscheck::service::{Instead, Notices, Where};

use super::*;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(TODAY + seconds)
}

/// A desk at work with the rules that are built in.
async fn desk(folder: &Folder) -> (AtWork, Service) {
    let desk = folder.open();
    let service = Service::remembering(Knowledge::new(RuleSet::built_in().unwrap()), desk.store.clone());
    service.read_teams(Duration::from_secs(10)).await.unwrap();
    (desk, service)
}

fn met(service: &Service, team: &str, person: &str, seconds: u64) -> Instead {
    met_in(service, team, person, "xero-unavailable", seconds)
}

fn met_in(service: &Service, team: &str, person: &str, rule: &str, seconds: u64) -> Instead {
    let place = Place::new(format!("{team}.bills"));
    let whose = Whose { team: Some(Team::new(team)), place: place.clone(), person: Person::new(person) };
    service.met(&whose, &Where { channel: place, seen: true }, &[RuleId::new(rule)], at(seconds))
}

/// The teams among these that a notice is to be said in, unasked; it stands there then.
fn announced<'t>(service: &Service, teams: &[&'t str]) -> Vec<&'t str> {
    let said = |team: &&&str| {
        let due = service.announcements(&Team::new(**team));
        for (due, _) in &due {
            service.notice_said(&due.id, &due.channel, due.place.clone(), Post::new("1"));
        }
        !due.is_empty()
    };
    teams.iter().filter(said).copied().collect()
}

#[tokio::test]
async fn two_teams_of_a_host_are_not_enough_and_three_are() {
    let folder = Folder::new();
    let (_desk, service) = desk(&folder).await;
    assert_eq!(met(&service, "a", "ann", 0), Instead::Usual);
    assert_eq!(met(&service, "b", "ben", 60), Instead::Usual);
    assert_eq!(met(&service, "b", "bea", 70), Instead::Usual, "two people of one team");
    assert_eq!(met(&service, "c", "ann", 80), Instead::Usual, "ann is one person in two teams");
    assert_eq!(announced(&service, &["a", "b", "c"]), [""; 0]);
    let Instead::Notice(id, notice) = met_in(&service, "d", "dan", "not-authorised", 90) else { panic!() };
    service.notice_said(&id, &Place::new("d.bills"), Place::new("d.bills"), Post::new("9"));
    assert_eq!(
        notice.based_on,
        "People of several teams, yours among them, met connection or outage errors of Xero within ten minutes."
    );
    assert_eq!(announced(&service, &["a", "b", "c", "e"]), ["a", "b", "c"]);
    let Instead::Notice(_, notice) = met(&service, "e", "eve", 300) else { panic!() };
    assert_eq!(
        notice.based_on,
        "People of several other teams met connection or outage errors of Xero shortly before."
    );
}

#[tokio::test]
async fn errors_of_ones_own_and_direct_conversations_count_for_nothing() {
    let folder = Folder::new();
    let (_desk, service) = desk(&folder).await;
    for (n, person) in ["ann", "ben", "cat", "dan"].iter().enumerate() {
        assert_eq!(met_in(&service, "a", person, "lock-date", n as u64), Instead::Usual);
        assert_eq!(met_in(&service, "a", person, "rate-limit-minute", n as u64), Instead::Usual);
        let whose = Whose { team: None, place: Place::new("direct"), person: Person::new(*person) };
        let place = Where { channel: Place::new("direct"), seen: true };
        let rules = [RuleId::new("xero-unavailable")];
        assert_eq!(service.met(&whose, &place, &rules, at(n as u64)), Instead::Usual);
    }
}

#[tokio::test]
async fn a_team_without_notices_takes_no_part_unless_its_staff_say_so() {
    let folder = Folder::new();
    let (_desk, service) = desk(&folder).await;
    let team = Team::new("a");
    service.set_team(&team, |settings| settings.notices = Notices::Off).await;
    for person in ["ann", "ben", "cat", "dan"] {
        assert_eq!(met(&service, "a", person, 0), Instead::Usual);
    }
    service.start_incident(&team, &AppId::new("xero"), at(1));
    assert!(matches!(met(&service, "a", "ann", 2), Instead::Notice(..)));
}

#[tokio::test]
async fn what_was_said_is_known_after_a_restart_and_the_all_clear_is_still_said() {
    let folder = Folder::new();
    let (first, service) = desk(&folder).await;
    met(&service, "a", "ann", 0);
    met(&service, "a", "ben", 1);
    let Instead::Notice(id, _) = met(&service, "a", "cat", 2) else { panic!() };
    let place = Place::new("a.bills");
    service.notice_said(&id, &place, place.clone(), Post::new("7"));
    drop(service);
    first.end().await;

    let (second, service) = desk(&folder).await;
    let Instead::Short(_, stands) = met(&service, "a", "dan", 10) else { panic!() };
    assert_eq!(stands, Some((place.clone(), Post::new("7"))));
    service.incidents_passed(at(10 + 1_800));
    let due = service.all_clears(&Team::new("a"));
    let clear = AllClear { id, channel: place.clone(), notice: (place, Post::new("7")), over: Over::Quiet };
    assert_eq!(due, [(clear.clone(), true)], "the process before may have said it already");
    assert_eq!(service.all_clears(&Team::new("a")), [], "on its way");
    service.all_clear_said(&clear.id, &clear.channel);
    drop(service);
    second.end().await;

    let (third, service) = desk(&folder).await;
    service.incidents_passed(at(3_600));
    assert_eq!(service.all_clears(&Team::new("a")), []);
    service.incidents_passed(at(7_200));
    drop(service);
    third.end().await;
    let mut file = folder.connect().await;
    for table in ["incidents", "incident_notices"] {
        let rows = sqlx::query(&format!("SELECT * FROM {table}")).fetch_all(&mut file).await.unwrap();
        assert_eq!(rows.len(), 0, "{table}: nothing is kept of what is long over");
    }
}

#[tokio::test]
async fn who_asks_to_be_forgotten_has_met_nothing_and_nobody_is_in_the_file() {
    let folder = Folder::new();
    let (first, service) = desk(&folder).await;
    met(&service, "a", "ann", 0);
    met(&service, "a", "ben", 1);
    service.forget_person(&Person::new("ann")).await;
    assert_eq!(met(&service, "a", "cat", 2), Instead::Usual);
    assert!(matches!(met(&service, "a", "dan", 3), Instead::Notice(..)));
    drop(service);
    first.end().await;
    let bytes = std::fs::read(folder.file()).unwrap();
    for person in ["ben", "cat", "dan"] {
        assert!(!bytes.windows(3).any(|window| window == person.as_bytes()), "{person} is in the file");
    }
}
