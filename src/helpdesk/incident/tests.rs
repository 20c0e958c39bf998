//! What the incidents must do, each sentence of the contract as a test.

use proptest::prelude::*;

use super::*;

const MINUTE: u64 = 60;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

fn met(team: &str, channel: &str, person: &str, seconds: u64) -> Met {
    Met {
        team: Team::new(team),
        channel: Place::new(channel),
        place: Place::new(channel),
        person: Person::new(person),
        app: AppId::new("xero"),
        at: at(seconds),
        seen: true,
    }
}

fn privately(team: &str, channel: &str, person: &str, seconds: u64) -> Met {
    Met { seen: false, ..met(team, channel, person, seconds) }
}

fn xero() -> AppId {
    AppId::new("xero")
}

fn team() -> Team {
    Team::new("practice")
}

fn usual(answered: &Answered) -> bool {
    answered.manner == Manner::Usual && answered.announce.is_empty()
}

/// An incident that three people of the practice opened in one channel, the notice on its way as post 1.
fn running() -> (Incidents, IncidentId) {
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 0));
    incidents.met(&met("practice", "bills", "ben", 60));
    let third = incidents.met(&met("practice", "bills", "cat", 120));
    let Manner::Notice(id) = third.manner else { panic!("{third:?}") };
    incidents.said(&id, &Place::new("bills"), Place::new("bills"), Post::new("1"));
    (incidents, id)
}

#[test]
fn three_people_of_a_team_within_ten_minutes_open_an_incident_and_the_third_gets_the_notice() {
    let mut incidents = Incidents::default();
    assert!(usual(&incidents.met(&met("practice", "bills", "ana", 0))));
    assert!(usual(&incidents.met(&met("practice", "bills", "ben", 300))));
    let third = incidents.met(&met("practice", "bills", "cat", 600));
    assert!(matches!(third.manner, Manner::Notice(_)) && third.announce.is_empty(), "{third:?}");
    let incident = incidents.running(&team()).next().unwrap();
    assert_eq!(incident.because, Because::People(3));
}

#[test]
fn three_people_in_more_than_ten_minutes_are_chance() {
    let mut incidents = Incidents::default();
    for (person, seconds) in [("ana", 0), ("ben", 300), ("cat", 601)] {
        assert!(usual(&incidents.met(&met("practice", "bills", person, seconds))));
    }
}

#[test]
fn channels_where_the_others_met_it_are_told_when_it_opens() {
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 0));
    incidents.met(&privately("practice", "quiet", "ben", 10));
    let third = incidents.met(&met("practice", "sales", "cat", 20));
    let told: Vec<&str> = third.announce.iter().map(|announce| announce.channel.as_str()).collect();
    assert_eq!(told, ["bills"], "nothing is announced where only one person saw the question");
    assert!(matches!(third.manner, Manner::Notice(_)));
    assert!(matches!(incidents.met(&met("practice", "bills", "dan", 30)).manner, Manner::Short(..)));
}

#[test]
fn one_person_opens_nothing_however_often_and_in_however_many_teams_they_ask() {
    let mut incidents = Incidents::default();
    for n in 0..500_u64 {
        let met = met(&format!("team {}", n % 7), &format!("channel {}", n % 11), "ana", n);
        assert!(usual(&incidents.met(&met)));
    }
    assert!(incidents.evidence.len() <= 10);
}

#[test]
fn two_people_in_three_teams_are_two() {
    let mut incidents = Incidents::default();
    for (n, (team, person)) in [("a", "ana"), ("b", "ana"), ("b", "ben"), ("c", "ben"), ("c", "ana")].iter().enumerate()
    {
        assert!(usual(&incidents.met(&met(team, team, person, n as u64))));
    }
    let answered = incidents.met(&met("c", "c", "cat", 9));
    assert!(matches!(answered.manner, Manner::Notice(_)), "ana for a, ben for b, cat for c");
    assert_eq!(answered.announce.len(), 2);
}

#[test]
fn three_teams_of_the_host_open_it_for_themselves_and_others_hear_when_they_meet_it() {
    let mut incidents = Incidents::default();
    assert!(usual(&incidents.met(&met("a", "a1", "ana", 0))));
    assert!(usual(&incidents.met(&met("b", "b1", "ben", 60))));
    let third = incidents.met(&met("c", "c1", "cat", 120));
    assert!(matches!(third.manner, Manner::Notice(_)));
    assert_eq!(third.announce.iter().map(|other| other.id.team.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(incidents.running(&Team::new("d")).count(), 0);
    let fourth = incidents.met(&met("d", "d1", "dan", 600));
    assert!(matches!(fourth.manner, Manner::Notice(_)), "at once with the first");
    assert_eq!(incidents.running(&Team::new("d")).next().unwrap().because, Because::Others);
}

#[test]
fn teams_that_only_joined_do_not_keep_it_going_for_others() {
    let mut incidents = Incidents::default();
    for (team, person) in [("a", "ana"), ("b", "ben"), ("c", "cat")] {
        incidents.met(&met(team, team, person, 0));
    }
    assert!(matches!(incidents.met(&met("d", "d", "dan", 29 * MINUTE)).manner, Manner::Notice(_)));
    incidents.passed(at(31 * MINUTE));
    assert!(usual(&incidents.met(&met("e", "e", "dan", 32 * MINUTE))), "dan alone is left");
}

#[test]
fn another_app_is_another_incident() {
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 0));
    incidents.met(&met("practice", "bills", "ben", 1));
    let dext = Met { app: AppId::new("dext"), ..met("practice", "bills", "cat", 2) };
    assert!(usual(&incidents.met(&dext)));
}

#[test]
fn a_channel_gets_one_notice_and_short_answers_that_lead_to_it() {
    let (mut incidents, id) = running();
    let stands = Some((Place::new("bills"), Post::new("1")));
    for n in 0..5 {
        let again = incidents.met(&met("practice", "bills", "ana", 200 + n));
        assert_eq!(again, Answered { manner: Manner::Short(id.clone(), stands.clone()), announce: Vec::new() });
    }
    assert_eq!(incidents.met(&met("practice", "sales", "ana", 300)).manner, Manner::Notice(id));
}

#[test]
fn a_private_question_gets_the_short_answer_and_no_notice() {
    let (mut incidents, id) = running();
    let asked = incidents.met(&privately("practice", "sales", "ana", 200));
    assert_eq!(asked.manner, Manner::Short(id.clone(), None));
    assert_eq!(incidents.met(&met("practice", "sales", "ben", 201)).manner, Manner::Notice(id));
}

#[test]
fn a_notice_that_could_not_be_said_is_said_to_the_next_who_asks() {
    let (mut incidents, id) = running();
    assert_eq!(incidents.met(&met("practice", "sales", "ana", 200)).manner, Manner::Notice(id.clone()));
    incidents.unsaid(&id, &Place::new("sales"));
    assert_eq!(incidents.met(&met("practice", "sales", "ana", 201)).manner, Manner::Notice(id));
}

#[test]
fn it_ends_after_half_an_hour_without_anything_met_and_each_notice_gets_its_all_clear_once() {
    let (mut incidents, id) = running();
    incidents.met(&met("practice", "bills", "ana", 10 * MINUTE));
    incidents.passed(at(40 * MINUTE - 1));
    assert_eq!(incidents.all_clears(), []);
    incidents.passed(at(40 * MINUTE));
    let due = incidents.all_clears();
    let stands = (Place::new("bills"), Post::new("1"));
    assert_eq!(due, [AllClear { id: id.clone(), channel: Place::new("bills"), notice: stands, over: Over::Quiet }]);
    incidents.cleared(&id, &Place::new("bills"));
    incidents.passed(at(41 * MINUTE));
    assert_eq!(incidents.all_clears(), []);
}

#[test]
fn it_ends_after_a_day_whatever_is_met() {
    let (mut incidents, _) = running();
    for quarter in 1..=4 * 24 {
        incidents.met(&met("practice", "bills", "ana", quarter * 15 * MINUTE));
        incidents.passed(at(quarter * 15 * MINUTE));
    }
    assert_eq!(incidents.running(&team()).count(), 1);
    incidents.passed(at(24 * 60 * MINUTE + 120));
    assert_eq!(incidents.all_clears().first().map(|clear| clear.over), Some(Over::TooLong));
}

#[test]
fn after_an_end_what_was_met_before_proves_nothing() {
    let (mut incidents, _) = running();
    incidents.passed(at(2 * 60 * MINUTE));
    let late = 120;
    assert!(usual(&incidents.met(&met("practice", "bills", "dan", late))));
    let again = 121 * MINUTE;
    assert!(usual(&incidents.met(&met("practice", "bills", "ana", again))));
    assert!(usual(&incidents.met(&met("practice", "bills", "ben", again + 1))));
    assert!(matches!(incidents.met(&met("practice", "bills", "cat", again + 2)).manner, Manner::Notice(_)));
}

#[test]
fn the_staffs_stop_holds_for_an_hour() {
    let (mut incidents, id) = running();
    assert_eq!(incidents.stop(&team(), &xero(), at(300)), Some(id));
    assert_eq!(incidents.stop(&team(), &xero(), at(301)), None, "nothing runs any more");
    assert_eq!(incidents.all_clears().first().map(|clear| clear.over), Some(Over::Stopped));
    for (n, person) in ["ana", "ben", "cat", "dan", "eve"].iter().enumerate() {
        assert!(usual(&incidents.met(&met("practice", "bills", person, 400 + n as u64))));
    }
    let later = 300 + 60 * MINUTE;
    incidents.passed(at(later));
    incidents.met(&met("practice", "bills", "ana", later));
    incidents.met(&met("practice", "bills", "ben", later));
    assert!(matches!(incidents.met(&met("practice", "bills", "cat", later)).manner, Manner::Notice(_)));
}

#[test]
fn staff_start_it_without_any_evidence_and_also_after_their_own_stop() {
    let mut incidents = Incidents::default();
    let Started::Now(id) = incidents.start(&team(), &xero(), at(0)) else { panic!() };
    assert_eq!(incidents.start(&team(), &xero(), at(1)), Started::Already(id.clone()));
    assert!(incidents.tell(&id, &Place::new("bills")));
    assert!(!incidents.tell(&id, &Place::new("bills")), "one notice for each channel");
    assert!(matches!(incidents.met(&met("practice", "bills", "ana", 2)).manner, Manner::Short(..)));
    assert!(matches!(incidents.met(&met("practice", "sales", "ana", 3)).manner, Manner::Notice(_)));
    assert!(usual(&incidents.met(&met("other", "bills", "ana", 4))), "the staff of one team speak for it alone");
    incidents.stop(&team(), &xero(), at(5));
    assert!(matches!(incidents.start(&team(), &xero(), at(6)), Started::Now(_)));
}

#[test]
fn a_clock_that_is_stepped_back_ends_and_repeats_nothing() {
    let (mut incidents, id) = running();
    incidents.passed(at(5 * MINUTE));
    incidents.passed(SystemTime::UNIX_EPOCH);
    assert_eq!(incidents.running(&team()).count(), 1);
    assert!(matches!(incidents.met(&met("practice", "bills", "ana", 1)).manner, Manner::Short(..)));
    incidents.passed(at(60 * MINUTE));
    assert_eq!(incidents.all_clears().len(), 1);
    incidents.cleared(&id, &Place::new("bills"));
    incidents.passed(at(0));
    assert_eq!(incidents.all_clears(), []);
    assert_eq!(incidents.running(&team()).count(), 0, "an end is never taken back");
}

#[test]
fn messages_out_of_order_count_by_their_own_time() {
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 0));
    incidents.met(&met("practice", "bills", "cat", 9 * MINUTE));
    assert!(matches!(incidents.met(&met("practice", "bills", "ben", 5 * MINUTE)).manner, Manner::Notice(_)));
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 60 * MINUTE));
    for (n, person) in ["ben", "cat", "dan"].iter().enumerate() {
        assert!(usual(&incidents.met(&met("practice", "bills", person, n as u64))), "an hour old: no news");
    }
}

#[test]
fn what_is_kept_brings_everything_back() {
    let (mut incidents, id) = running();
    let kept: Vec<Incident> = incidents.changes().into_iter().filter_map(|(_, incident)| incident).collect();
    assert_eq!(incidents.changes(), [], "told once");
    let mut again = Incidents::resumed(kept);
    let short = again.met(&met("practice", "bills", "ana", 300)).manner;
    assert_eq!(short, Manner::Short(id, Some((Place::new("bills"), Post::new("1")))));
    again.passed(at(60 * MINUTE));
    assert_eq!(again.all_clears().len(), 1);
}

#[test]
fn a_notice_that_was_on_its_way_at_a_restart_is_not_said_again() {
    let mut incidents = Incidents::default();
    for (n, person) in ["ana", "ben", "cat"].iter().enumerate() {
        incidents.met(&met("practice", "bills", person, n as u64));
    }
    let kept = incidents.changes().into_iter().filter_map(|(_, incident)| incident).collect();
    let mut again = Incidents::resumed(kept);
    assert!(matches!(again.met(&met("practice", "bills", "ana", 300)).manner, Manner::Short(_, None)));
    again.passed(at(60 * MINUTE));
    assert_eq!(again.all_clears(), [], "nobody knows where it would belong");
}

#[test]
fn who_met_it_is_forgotten_after_ten_minutes_and_at_once_on_request() {
    let mut incidents = Incidents::default();
    incidents.met(&met("practice", "bills", "ana", 0));
    incidents.met(&met("practice", "bills", "ben", 1));
    incidents.forget_person(&Person::new("ana"));
    assert_eq!(incidents.evidence.len(), 1);
    incidents.passed(at(10 * MINUTE + 2));
    assert_eq!(incidents.evidence.len(), 0);
    assert!(!format!("{incidents:?}").contains("ben"));
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut incidents = Incidents::default();
    for n in 0..3_000 {
        incidents.met(&met(&format!("team {}", n % 2), "bills", &format!("person {n}"), n / 100));
    }
    assert!(incidents.evidence.len() <= 1_000);
    incidents.passed(at(3 * 60 * MINUTE));
    incidents.passed(at(4 * 60 * MINUTE));
    assert_eq!(incidents.known.len(), 0, "an end without a notice leaves nothing behind");
}

/// Something that happens, with a time that may lie anywhere in three hours.
#[derive(Clone, Debug)]
enum Event {
    Met(Met),
    Passed(u64),
    Stop(u8, u64),
    Said,
    Cleared,
}

fn event(people: std::ops::Range<u8>) -> impl Strategy<Value = Event> {
    let time = 0..3 * 60 * MINUTE;
    prop_oneof![
        8 => (0_u8..4, 0_u8..3, people, time.clone(), any::<bool>()).prop_map(|(team, channel, person, seconds, seen)| {
            let channel = format!("{team}.{channel}");
            let met = met(&format!("t{team}"), &channel, &format!("p{person}"), seconds);
            Event::Met(Met { seen, ..met })
        }),
        2 => time.clone().prop_map(Event::Passed),
        1 => (0_u8..4, time).prop_map(|(team, seconds)| Event::Stop(team, seconds)),
        3 => Just(Event::Said),
        3 => Just(Event::Cleared),
    ]
}

proptest! {
    #[test]
    fn one_person_never_opens_anything(events in prop::collection::vec(event(0..1), 0..200)) {
        let mut incidents = Incidents::default();
        for event in events {
            match event {
                Event::Met(met) => prop_assert!(usual(&incidents.met(&met))),
                Event::Passed(seconds) => incidents.passed(at(seconds)),
                Event::Stop(team, seconds) => {
                    prop_assert_eq!(incidents.stop(&Team::new(format!("t{team}")), &xero(), at(seconds)), None);
                }
                Event::Said | Event::Cleared => {}
            }
        }
    }

    #[test]
    fn a_channel_has_one_notice_and_one_all_clear_of_an_incident(
        events in prop::collection::vec(event(0..6), 0..300)
    ) {
        let mut incidents = Incidents::default();
        let mut notices: Vec<(IncidentId, Place)> = Vec::new();
        let mut waiting: Vec<(IncidentId, Place)> = Vec::new();
        let mut clears: Vec<(IncidentId, Place)> = Vec::new();
        for event in events.into_iter().chain([Event::Said, Event::Passed(10 * 60 * MINUTE), Event::Cleared]) {
            match event {
                Event::Met(met) => {
                    let Answered { manner, announce } = incidents.met(&met);
                    let answer = match manner {
                        Manner::Notice(id) => { prop_assert!(met.seen); Some((id, met.channel)) }
                        Manner::Usual | Manner::Short(..) => None,
                    };
                    for notice in announce.into_iter().map(|other| (other.id, other.channel)).chain(answer) {
                        prop_assert!(!notices.contains(&notice), "said twice: {:?}", notice);
                        let running = incidents.incident(&notice.0).is_some_and(|incident| incident.over.is_none());
                        prop_assert!(running);
                        notices.push(notice.clone());
                        waiting.push(notice);
                    }
                }
                Event::Passed(seconds) => incidents.passed(at(seconds)),
                Event::Stop(team, seconds) => {
                    incidents.stop(&Team::new(format!("t{team}")), &xero(), at(seconds));
                }
                Event::Said => for (id, channel) in waiting.drain(..) {
                    incidents.said(&id, &channel, channel.clone(), Post::new("1"));
                },
                Event::Cleared => for clear in incidents.all_clears() {
                    let said = (clear.id.clone(), clear.channel.clone());
                    prop_assert!(notices.contains(&said));
                    prop_assert!(!clears.contains(&said), "all-clear said twice: {:?}", said);
                    incidents.cleared(&clear.id, &clear.channel);
                    clears.push(said);
                },
            }
            // One runs at a time of each app in each team.
            for team in 0..4 {
                let running = incidents.running(&Team::new(format!("t{team}"))).count();
                prop_assert!(running <= 1);
            }
        }
    }
}
