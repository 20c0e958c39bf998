//! What teams have set, and who took a case over.

use crosscheck::service::{Days, Mode, Notices, QuietHours, Role, SettingsUnread, TeamSettings, Weekday, Zone};

use super::*;

fn set() -> TeamSettings {
    let modes = [(Place::new("bills"), Mode::Answer), (Place::new("lounge"), Mode::Off)];
    TeamSettings {
        usual_mode: Mode::AskOnly,
        modes: modes.into(),
        quiet: Some(QuietHours { days: Days::Every, from: 22, to: 6 }),
        zone: Zone::named("Europe/London").unwrap(),
        digest: Some(Place::new("reports")),
        digest_day: Weekday::Friday,
        notices: Notices::Off,
        support_role: Some(Role::new("helpers")),
        handover: Some(Place::new("desk")),
        default_app: Some(AppId::new("dext")),
        retention_days: Some(30),
    }
}

/// A desk at work with what its teams have set.
async fn desk(folder: &Folder) -> (AtWork, Service) {
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.read_teams(Duration::from_secs(10)).await.unwrap();
    (desk, service)
}

#[tokio::test]
async fn what_a_team_has_set_is_read_by_the_process_after() {
    let folder = Folder::new();
    let team = Team::new("books");
    let (first, service) = desk(&folder).await;
    assert_eq!(service.team(&team), TeamSettings::default());
    assert!(service.set_team(&team, |settings| *settings = set()).await);
    assert!(service.set_team(&team, |settings| settings.default_app = None).await);
    drop(service);
    first.end().await;
    let (_desk, service) = desk(&folder).await;
    assert_eq!(service.team(&team), TeamSettings { default_app: None, ..set() });
    assert_eq!(service.team(&Team::new("others")), TeamSettings::default());
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_not_taken_for_none() {
    let folder = Folder::new();
    std::fs::write(folder.file(), "this was a database once, ".repeat(1_000)).unwrap();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    assert_eq!(service.read_teams(Duration::from_millis(50)).await, Err(SettingsUnread));
}

#[tokio::test]
async fn a_file_that_is_locked_for_a_moment_at_the_start_is_waited_for() {
    let folder = Folder::new();
    folder.open().end_opened().await;
    let mut lock = folder.connect().await;
    sqlx::query("PRAGMA locking_mode = EXCLUSIVE").execute(&mut lock).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut lock).await.unwrap();
    let desk = folder.open();
    let service = Arc::new(Service::remembering(sample(), desk.store.clone()));
    let reading = Arc::clone(&service);
    let read = tokio::spawn(async move { reading.read_teams(Duration::from_secs(10)).await });
    desk.until(|health| health.troubled).await;
    drop(lock);
    assert_eq!(read.await.unwrap(), Ok(()));
}

#[tokio::test]
async fn what_is_set_while_the_file_is_locked_holds_at_once_and_is_written_later() {
    let folder = Folder::new();
    let team = Team::new("books");
    let (first, service) = desk(&folder).await;
    let lock = folder.lock().await;
    let unlocking = async {
        first.until(|health| health.troubled).await;
        assert_eq!(service.team(&team), set());
        lock.close().await.unwrap();
    };
    tokio::join!(service.set_team(&team, |settings| *settings = set()), unlocking);
    drop(service);
    first.end().await;
    let (_desk, service) = desk(&folder).await;
    assert_eq!(service.team(&team), set());
}

#[tokio::test]
async fn a_team_decides_how_long_its_cases_are_kept() {
    let folder = Folder::new();
    let (before, service) = desk(&folder).await;
    for (team, days) in [("short", 30), ("long", 365)] {
        assert!(service.set_team(&Team::new(team), |settings| settings.retention_days = Some(days)).await);
    }
    let cases = [("1", 31, "short"), ("2", 29, "short"), ("3", 364, "long"), ("4", 366, "long"), ("5", 91, "usual")];
    for (post, days, team) in cases {
        before.store.keep(Record {
            whose: Whose { team: Some(Team::new(team)), ..whose("ann") },
            case: case(TODAY - days * A_DAY),
            ..record(post, "ann")
        });
    }
    before.end_opened().await;
    let desk = folder.open();
    desk.written().await;
    for (post, kept) in [("1", false), ("2", true), ("3", true), ("4", false), ("5", false)] {
        assert_eq!(desk.store.case(Post::new(post)).await.is_some(), kept, "{post}");
    }
}

#[tokio::test]
async fn a_claim_is_kept_shown_to_who_made_it_and_forgotten_without_the_case() {
    let folder = Folder::new();
    let (desk, service) = desk(&folder).await;
    let (about, eve) = (Post::new("1"), Person::new("eve"));
    service.keep(&about, whose("ann"), case(TODAY));
    let claimed = service.converse(&about, Case::default(), Happened::Claimed(eve.clone()), at(TODAY));
    assert_eq!(claimed, [Effect::Claimed { by: eve.clone() }]);
    let second = service.converse(&about, Case::default(), Happened::Claimed(Person::new("sam")), at(TODAY));
    assert_eq!(second, [Effect::SayPrivately(Reply::Claimed(eve.clone()))]);
    desk.written().await;
    let kept = desk.store.case(about.clone()).await.unwrap().case;
    assert_eq!((kept.stage, kept.claimed_by), (Stage::HandedOver, Some(eve.clone())));
    let hers = service.kept_about(&eve).await.unwrap();
    assert_eq!(hers.iter().map(|case| case.claimed).collect::<Vec<_>>(), [true]);
    assert!(service.forget_person(&eve).await);
    assert_eq!(service.kept_about(&eve).await.unwrap(), []);
    assert_eq!(desk.store.case(about.clone()).await.unwrap().case.claimed_by, None);
    assert_eq!(service.case(&about).unwrap().claimed_by, None);
}

#[tokio::test]
async fn that_staff_wrote_is_known_to_the_process_after() {
    let folder = Folder::new();
    let about = Post::new("1");
    let typed = |directly| Happened::Typed { text: "and what now?".to_owned(), directly };
    let (first, service) = desk(&folder).await;
    service.keep(&about, whose("ann"), case(TODAY));
    assert_eq!(service.converse(&about, Case::default(), Happened::StaffWrote, at(TODAY)), []);
    drop(service);
    first.end().await;
    let (_desk, service) = desk(&folder).await;
    service.recall(&about, whose("ann")).await;
    assert_eq!(service.converse(&about, Case::default(), typed(false), at(TODAY + 1)), []);
    assert_ne!(service.converse(&about, Case::default(), typed(true), at(TODAY + 2)), []);
}
