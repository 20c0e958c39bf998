//! What was counted, over restarts and for as long as it is kept: reports, digests, experience.

use crosscheck::helpdesk::report::{Period, Report};
use crosscheck::helpdesk::{Counted, Day, Experience, Tally, Weekday};
use crosscheck::service::Place;

use super::*;

/// The rule of the sample with two causes.
const BILL: &str = "bill-exists";

fn today() -> Day {
    Day::of(at(TODAY))
}

fn week() -> Period {
    Period { last: today(), days: 7 }
}

fn books() -> Team {
    Team::new("books")
}

fn answered(rule: &str) -> Counted {
    Counted::of(Outcome::Answered, Some(RuleId::new(rule)))
}

/// Counts `times` errors of `team`, so many days ago.
fn count(desk: &AtWork, team: &str, counted: &Counted, days_ago: u64, times: usize) {
    for _ in 0..times {
        desk.store.count(Some(Team::new(team)), counted.clone(), at(TODAY - days_ago * A_DAY));
    }
}

fn brought(report: &Report) -> (u32, Option<u32>) {
    (report.now.brought, report.before.map(|before| before.brought))
}

#[tokio::test]
async fn what_was_counted_is_read_by_team_and_day_after_a_restart() {
    let folder = Folder::new();
    let before = folder.open();
    let worked = Counted {
        cause: Some(CauseId::new("draft")),
        app: Some(AppId::new("dext")),
        way: Some(1),
        after: Some(Duration::from_secs(240)),
        ..Counted::of(Outcome::Worked, Some(RuleId::new(BILL)))
    };
    count(&before, "books", &answered(BILL), 0, 2);
    count(&before, "books", &answered(BILL), 6, 1);
    count(&before, "books", &worked, 0, 1);
    count(&before, "books", &answered(BILL), 7, 5);
    count(&before, "others", &answered(BILL), 0, 9);
    // A clock that was put back: what was counted by the wrong one waits for its day.
    before.store.count(Some(books()), answered(BILL), at(TODAY + 2 * A_DAY));
    before.end_opened().await;

    let desk = folder.open();
    let mut read = desk.store.counts(Some(books()), week()).await.unwrap();
    read.sort_by_key(|(_, times)| *times);
    assert_eq!(read, [(worked, 1), (answered(BILL), 3)]);
    let everybody = desk.store.counts(None, week()).await.unwrap();
    assert_eq!(everybody.iter().find(|(counted, _)| *counted == answered(BILL)).map(|(_, times)| *times), Some(12));
    let service = Service::remembering(sample(), desk.store.clone());
    assert_eq!(brought(&service.report(&books(), week()).await.unwrap()), (3, Some(5)));
}

#[tokio::test]
async fn what_is_no_longer_kept_is_neither_counted_nor_compared_with() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.set_team(&books(), |settings| settings.retention_days = Some(7)).await;
    count(&desk, "books", &answered(BILL), 0, 2);
    count(&desk, "books", &answered(BILL), 8, 4);
    count(&desk, "others", &answered(BILL), 8, 4);
    desk.written().await;
    assert_eq!(brought(&service.report(&books(), week()).await.unwrap()), (2, None), "half of it may be deleted");
    desk.end().await;

    let desk = folder.open();
    desk.written().await;
    let month = Period { last: today(), days: 30 };
    let times = |tallies: Vec<(Counted, u32)>| tallies.iter().map(|(_, times)| times).sum::<u32>();
    assert_eq!(times(desk.store.counts(Some(books()), month).await.unwrap()), 2);
    assert_eq!(times(desk.store.counts(Some(Team::new("others")), month).await.unwrap()), 4);
}

#[tokio::test]
async fn a_case_knows_after_a_restart_what_of_it_was_counted() {
    let folder = Folder::new();
    let about = Post::new("1");
    let first = folder.open();
    let service = Service::remembering(sample(), first.store.clone());
    let text = "Account code 429 has been archived".to_owned();
    let pasted = Happened::Pasted { text, addressed: Addressed::Overheard };
    let (mut case, effects) = service.consider(None, pasted.clone(), at(TODAY - 3_600));
    service.reconsidered(&about, &whose("ann"), &mut case, &effects, at(TODAY - 3_600));
    service.keep(&about, whose("ann"), case);
    drop(service);
    first.end_opened().await;

    let second = folder.open();
    let service = Service::remembering(sample(), second.store.clone());
    service.recall(&about, whose("ann")).await;
    let found = service.case(&about).unwrap();
    assert_eq!((found.tally, found.opened), (Tally::Answered, Some(at(TODAY - 3_600))));
    // Edited, then solved, then solved again.
    let (mut case, effects) = service.consider(None, pasted, at(TODAY));
    service.reconsidered(&about, &whose("ann"), &mut case, &effects, at(TODAY));
    service.keep(&about, whose("ann"), case);
    for _ in 0..2 {
        service.converse(&about, Case::default(), Happened::Pressed(Press::Worked), at(TODAY));
    }
    let now = service.report(&books(), week()).await.unwrap().now;
    assert_eq!((now.brought, now.answered, now.solved), (1, 1, 1));
    assert_eq!(now.to_solved, Some(Duration::from_secs(3_600)));
}

#[tokio::test]
async fn a_paste_that_was_not_recognised_and_then_edited_is_one_error() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    let hear = |text: &str| {
        let pasted = Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked };
        let (mut case, effects) = service.consider(None, pasted, at(TODAY));
        service.reconsidered(&about, &whose("ann"), &mut case, &effects, at(TODAY));
    };
    let unknown = "A validation exception occurred: The TaxBasis must be specified for this document type";
    hear(unknown);
    hear(unknown);
    let now = service.report(&books(), week()).await.unwrap().now;
    assert_eq!((now.brought, now.answered, now.unrecognised), (1, 0, 1));
    hear("Account code 429 has been archived");
    hear(unknown);
    hear("Account code 429 has been archived");
    let now = service.report(&books(), week()).await.unwrap().now;
    assert_eq!((now.brought, now.answered), (1, 1));
}

#[tokio::test]
async fn experience_is_read_from_everybody_and_outlives_a_reload() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    count(&desk, "books", &answered(BILL), 1, 2);
    count(&desk, "others", &answered(BILL), 1, 3);
    count(&desk, "others", &answered(BILL), 100, 3);
    assert_eq!(service.knowledge().experience().as_ref(), &Experience::default());
    assert!(service.learn(at(TODAY)).await);
    assert_eq!(service.knowledge().experience().times(&RuleId::new(BILL)), 5);
    service.replace(sample());
    assert_eq!(service.knowledge().experience().times(&RuleId::new(BILL)), 5);
}

/// A desk whose team wants a digest on the day it is, at `nine` in the morning, and had one eight days ago.
async fn wants_a_digest(desk: &AtWork) -> (Service, SystemTime) {
    let service = Service::remembering(sample(), desk.store.clone());
    let nine = at(TODAY - TODAY % A_DAY + 9 * 3_600);
    let weekday = |now| Weekday::of(&crosscheck::service::Zone::default().local(now));
    service
        .set_team(&books(), |settings| {
            settings.digest = Some(Place::new("news"));
            settings.digest_day = weekday(nine);
        })
        .await;
    assert!(desk.store.digest_posted(books(), today().before(8)).await);
    (service, nine)
}

#[tokio::test]
async fn a_digest_is_given_once_also_after_a_restart_and_by_a_clock_put_back() {
    let folder = Folder::new();
    let desk = folder.open();
    let (service, nine) = wants_a_digest(&desk).await;
    count(&desk, "books", &answered(BILL), 1, 3);
    assert_eq!(service.digest(&books(), nine - Duration::from_secs(1)).await, None);
    let (day, report) = service.digest(&books(), nine).await.unwrap();
    assert_eq!((day, report.period.last, brought(&report)), (today(), today().before(1), (3, None)));
    assert_eq!(service.digest(&books(), nine + Duration::from_secs(20)).await, None);
    // It could not be posted: it is due again.
    service.digest_failed(&books(), day).await;
    assert_eq!(service.digest(&books(), nine + Duration::from_secs(40)).await.map(|(day, _)| day), Some(today()));
    drop(service);
    desk.end().await;

    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.read_teams(Duration::from_secs(5)).await.unwrap();
    for now in [nine, nine + Duration::from_secs(3_600), nine - Duration::from_secs(7 * A_DAY)] {
        assert_eq!(service.digest(&books(), now).await, None);
    }
    let next = nine + Duration::from_secs(7 * A_DAY);
    assert!(service.digest(&books(), next).await.is_some());
}

#[tokio::test]
async fn a_digest_that_cannot_be_taken_note_of_is_not_given() {
    let folder = Folder::new();
    let desk = folder.open();
    let (service, nine) = wants_a_digest(&desk).await;
    let lock = folder.lock().await;
    desk.store.count(None, answered(BILL), at(TODAY));
    desk.until(|health| health.troubled).await;
    assert_eq!(service.digest(&books(), nine).await, None);
    lock.close().await.unwrap();
    desk.until(|health| !health.troubled).await;
    assert!(service.digest(&books(), nine).await.is_some());
}
