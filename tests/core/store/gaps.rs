//! What no rule covers, over a restart and in trouble.

use crosscheck::service::{Gap, GapId};

use super::*;

fn team() -> Team {
    Team::new("books")
}

/// A desk at work with its inboxes.
async fn desk(folder: &Folder) -> (AtWork, Service) {
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.read_teams(Duration::from_secs(10)).await.unwrap();
    service.read_gaps(Duration::from_secs(10)).await;
    (desk, service)
}

/// Somebody of `whose` pastes this in `post`.
fn met(service: &Service, post: &str, whose: &Whose, text: &str, seconds: u64) {
    let effects = [Effect::Unrecognised { text: text.to_owned() }];
    service.considered(&Post::new(post), whose, &Case::default(), &effects, at(seconds));
}

const ONE: &str = "The tracking category 'North' must be valid";
const OTHER: &str = "The branding theme 'Blue' could not be found";

fn counts(gaps: &[Gap]) -> Vec<(u64, String)> {
    gaps.iter().map(|gap| (gap.count, gap.wording())).collect()
}

#[tokio::test]
async fn gaps_are_read_by_the_process_after_and_what_was_counted_counts_no_more() {
    let folder = Folder::new();
    let (first, service) = desk(&folder).await;
    met(&service, "1", &whose("ann"), ONE, TODAY);
    met(&service, "1", &whose("ann"), ONE, TODAY);
    met(&service, "2", &whose("ben"), &ONE.replace("North", "South East"), TODAY + 9);
    met(&service, "3", &whose("ben"), OTHER, TODAY + 5);
    let before = service.gaps(&team(), at(TODAY + 10));
    let one = (2, "The tracking category … must be valid".to_owned());
    let other = (1, "The branding theme … could not be found".to_owned());
    assert_eq!(counts(&before), [one.clone(), other]);
    assert_eq!(service.silence_gap(&team(), before[1].id).await, Some(true));
    assert_eq!(service.silence_gap(&team(), GapId(7)).await, None);
    drop(service);
    first.end().await;

    let (_desk, service) = desk(&folder).await;
    let after = service.gaps(&team(), at(TODAY + 10));
    assert_eq!(after, before[..1]);
    // What was posted before the end is read once more.
    met(&service, "2", &whose("ben"), &ONE.replace("North", "South East"), TODAY + 9);
    met(&service, "4", &whose("cy"), &OTHER.replace("Blue", "Green"), TODAY + 20);
    assert_eq!(counts(&service.gaps(&team(), at(TODAY + 30))), [one]);
    met(&service, "5", &whose("ben"), ONE, TODAY + 21);
    assert_eq!(service.gaps(&team(), at(TODAY + 30))[0].count, 3);
    assert!(service.gaps(&Team::new("others"), at(TODAY)).is_empty());
}

#[tokio::test]
async fn of_one_gap_only_the_latest_waits() {
    let folder = Folder::new();
    let (desk, service) = desk(&folder).await;
    let lock = folder.lock().await;
    met(&service, "0", &whose("ann"), ONE, TODAY);
    desk.until(|health| health.troubled).await;
    for number in 1..50 {
        met(&service, &number.to_string(), &whose("ann"), ONE, TODAY + number);
    }
    assert!(desk.until(|_| true).await.waiting <= 2);
    lock.close().await.unwrap();
    desk.end_opened().await;
    let (_desk, service) = self::desk(&folder).await;
    assert_eq!(service.gaps(&team(), at(TODAY))[0].count, 50);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_no_reason_not_to_collect() {
    let folder = Folder::new();
    std::fs::write(folder.file(), "this was a database once, ".repeat(1_000)).unwrap();
    let log = Log::default();
    let _lines = log.start();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.read_gaps(Duration::from_millis(50)).await;
    assert!(log.lines().iter().any(|line| line.contains("could not be read")), "{:?}", log.lines());
    met(&service, "1", &whose("ann"), ONE, TODAY);
    assert_eq!(service.gaps(&team(), at(TODAY)).len(), 1);
    assert!(!log.lines().concat().contains("tracking"), "{:?}", log.lines());
}

#[tokio::test]
async fn a_team_decides_how_long_its_gaps_are_kept() {
    let folder = Folder::new();
    let (first, service) = desk(&folder).await;
    assert!(service.set_team(&team(), |settings| settings.retention_days = Some(30)).await);
    met(&service, "1", &whose("ann"), ONE, TODAY - 31 * A_DAY);
    met(&service, "2", &whose("ann"), OTHER, TODAY - 29 * A_DAY);
    let elsewhere = Whose { team: Some(Team::new("usual")), ..whose("ann") };
    met(&service, "3", &elsewhere, ONE, TODAY - 89 * A_DAY);
    met(&service, "4", &elsewhere, OTHER, TODAY - 91 * A_DAY);
    assert_eq!(service.gaps(&team(), at(TODAY)).len(), 1, "in memory");
    // A clock stepped back takes nothing away.
    assert_eq!(service.gaps(&elsewhere.team.clone().unwrap(), at(TODAY - 200 * A_DAY)).len(), 2);
    drop(service);
    first.end_opened().await;
    folder.open().end_opened().await;
    let (_desk, service) = desk(&folder).await;
    for (team, kept) in [(team(), OTHER), (Team::new("usual"), ONE)] {
        let gaps = service.gaps(&team, at(TODAY - 200 * A_DAY));
        assert_eq!(gaps.iter().flat_map(|gap| &gap.examples).collect::<Vec<_>>(), [kept], "in the store");
    }
}

#[tokio::test]
async fn nothing_is_collected_of_a_direct_conversation_and_nobody_is_named() {
    let folder = Folder::new();
    let (desk, service) = desk(&folder).await;
    met(&service, "1", &Whose { team: None, ..whose("ann") }, ONE, TODAY);
    met(&service, "post-2", &whose("ann"), OTHER, TODAY);
    desk.written().await;
    let mut file = folder.connect().await;
    let rows = sqlx::query("SELECT * FROM gaps").fetch_all(&mut file).await.unwrap();
    assert_eq!(rows.len(), 1);
    for column in ["team", "template", "examples"] {
        let text: String = rows[0].get(column);
        assert!(!text.contains("ann") && !text.contains("post-2") && !text.contains("tracking"), "{column}: {text}");
    }
}

#[tokio::test]
async fn one_person_opens_ten_gaps_in_ten_minutes_and_counts_on_in_those_there_are() {
    let service = Service::new(sample());
    let words = ["apple", "birch", "cedar", "dahlia", "elder", "fern", "gorse", "hazel", "iris", "juniper", "kowhai"];
    for (number, word) in (0..).zip(words) {
        let text = format!("The {word} ledger of the {word} book must be {word}ish");
        met(&service, &number.to_string(), &whose("ann"), &text, TODAY);
    }
    assert_eq!(service.gaps(&team(), at(TODAY)).len(), 10);
    met(&service, "20", &whose("ann"), "The apple ledger of the apple book must be appleish", TODAY);
    assert_eq!(service.gaps(&team(), at(TODAY))[0].count, 2);
    met(&service, "21", &whose("ben"), ONE, TODAY);
    met(&service, "22", &whose("ann"), OTHER, TODAY + 601);
    assert_eq!(service.gaps(&team(), at(TODAY)).len(), 12);
}
