//! What is kept of cases, for how long, and how it is forgotten.

use super::*;

#[tokio::test]
async fn a_case_is_read_as_it_was_kept_by_the_process_before() {
    let folder = Folder::new();
    let before = folder.open();
    before.store.keep(record("1", "ann"));
    before.end().await;
    let after = folder.open();
    assert_eq!(after.store.case(Post::new("1")).await, Some(record("1", "ann")));
    assert_eq!(after.store.case(Post::new("2")).await, None);
}

#[tokio::test]
async fn the_latest_state_counts_and_a_forgotten_case_is_gone() {
    let folder = Folder::new();
    let desk = folder.open();
    desk.store.keep(record("1", "ann"));
    desk.written().await;
    let mut later = record("1", "ann");
    later.case.stage = Stage::Solved;
    desk.store.keep(later.clone());
    assert_eq!(desk.store.case(Post::new("1")).await, Some(later));
    desk.store.forget(Post::new("1"));
    assert_eq!(desk.store.case(Post::new("1")).await, None);
}

#[tokio::test]
async fn a_conversation_goes_on_after_a_restart() {
    let folder = Folder::new();
    let about = Post::new("1");
    let first = folder.open();
    let service = Service::remembering(sample(), first.store.clone());
    let (case, effects) = service.consider(None, pasted("Account code 429 has been archived"), at(TODAY));
    assert!(
        matches!(effects.as_slice(), [Effect::Say(Reply::Answers { .. }), Effect::Remember(Outcome::Answered)]),
        "{effects:?}"
    );
    service.keep(&about, whose("ann"), case);
    service.converse(&about, Case::default(), Happened::Pressed(Press::App(AppId::new("dext"))), at(TODAY));
    service.converse(&about, Case::default(), Happened::Pressed(Press::StillStuck), at(TODAY));
    let left = service.case(&about).unwrap();
    assert_eq!(left.tried, [CauseId::new("archived")]);
    drop(service);
    first.end().await;

    let second = folder.open();
    let service = Service::remembering(sample(), second.store.clone());
    assert_eq!(service.case(&about), None);
    service.recall(&about, whose("somebody who pressed")).await;
    let found = service.case(&about).unwrap();
    assert_eq!((&found.in_hand, &found.app, &found.tried), (&left.in_hand, &left.app, &left.tried));
    let code = found.errors.first().and_then(|error| error.values.values().next().cloned());
    assert_eq!(code.as_deref(), Some("429"));
    service.converse(&about, Case::default(), Happened::Pressed(Press::Worked), at(TODAY + 1));
    second.written().await;
    let kept = second.store.case(about).await.unwrap();
    assert_eq!(kept.case.stage, Stage::Solved);
    assert_eq!(kept.whose, whose("ann"), "the case stays its asker's");
}

fn pasted(text: &str) -> Happened {
    Happened::Pasted { text: text.to_owned(), addressed: Addressed::Asked }
}

#[tokio::test]
async fn of_the_paste_only_harmless_values_are_in_the_file() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let mut case = case(TODAY);
    for error in &mut case.errors {
        error.recognised = Some(PASTE.to_owned());
        let values = [("bill", "INV-1234"), ("user", "ann@books.example"), ("contact", "Harbourlight Bakery")];
        error.values.extend(values.map(|(slot, value)| (slot.to_owned(), value.to_owned())));
        error.private.insert("contact".to_owned());
    }
    service.keep(&Post::new("1"), whose("ann"), case);
    desk.written().await;
    let kept = desk.store.case(Post::new("1")).await.unwrap();
    let values = kept.case.errors.first().map(|error| error.values.clone()).unwrap();
    assert_eq!(values.into_iter().collect::<Vec<_>>(), [("bill".to_owned(), "INV-1234".to_owned())]);
    for entry in std::fs::read_dir(folder.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for private in ["not of valid status", "ann@books", "Harbourlight"] {
            assert!(!text.contains(private), "{private}");
        }
    }
}

#[tokio::test]
async fn a_case_about_no_error_is_not_kept() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    service.keep(&about, whose("ann"), case(TODAY));
    service.converse(&about, Case::default(), Happened::Pressed(Press::NotThisOne), at(TODAY));
    assert_eq!(desk.store.case(about).await, None);
}

#[tokio::test]
async fn outcomes_are_counted_by_error_cause_app_and_day_alone() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    let about = Post::new("1");
    let cause = SAMPLE.rules().rule("bill-exists").unwrap().causes.first().unwrap().id.clone();
    let found = Case::of(RuleId::new("bill-exists"), Some(cause.clone()), Some(AppId::new("dext")));
    service.keep(&about, whose("ann"), found);
    for press in [Press::StillStuck, Press::Worked, Press::Worked] {
        service.converse(&about, Case::default(), Happened::Pressed(press), at(TODAY));
    }
    desk.written().await;
    let mut other = folder.connect().await;
    let rows = sqlx::query("SELECT * FROM outcomes").fetch_all(&mut other).await.unwrap();
    let outcomes: Vec<String> = rows.iter().map(|row| row.get("outcome")).collect();
    assert_eq!(outcomes, ["still stuck", "worked"], "said twice, counted once");
    let first = rows.first().unwrap();
    assert_eq!(first.get::<String, _>("cause"), cause.as_str());
    assert_eq!(first.get::<String, _>("rule"), "bill-exists");
    assert_eq!(first.get::<i64, _>("day"), i64::try_from(TODAY / A_DAY).unwrap());
    let columns: Vec<&str> = first.columns().iter().map(sqlx::Column::name).collect();
    assert_eq!(columns, ["day", "team", "outcome", "rule", "cause", "app", "way", "seconds"]);
}

#[tokio::test]
async fn what_is_old_is_deleted_at_the_start_and_every_day() {
    let folder = Folder::new();
    let before = folder.open();
    let aged = |post: &str, days: u64| Record { case: case(TODAY - days * A_DAY), ..record(post, "ann") };
    before.store.keep(aged("old", 91));
    before.store.keep(aged("young", 89));
    before.end_opened().await;

    let desk = folder.open();
    desk.written().await;
    assert_eq!(desk.store.case(Post::new("old")).await, None);
    assert!(desk.store.case(Post::new("young")).await.is_some());

    folder.clock.fetch_add(2 * A_DAY, Ordering::Relaxed);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(A_DAY + 1)).await;
    tokio::time::resume();
    assert_eq!(desk.store.case(Post::new("young")).await, None);
}

#[tokio::test]
async fn who_asks_sees_what_is_kept_and_is_forgotten_everywhere() {
    let folder = Folder::new();
    let desk = folder.open();
    let service = Service::remembering(sample(), desk.store.clone());
    service.keep(&Post::new("1"), whose("ann"), case(TODAY - A_DAY));
    service.keep(&Post::new("2"), whose("ann"), case(TODAY));
    service.keep(&Post::new("3"), whose("ben"), case(TODAY));
    let kept = service.kept_about(&Person::new("ann")).await.unwrap();
    assert_eq!(kept.iter().map(|case| case.touched).collect::<Vec<_>>(), [at(TODAY), at(TODAY - A_DAY)]);
    assert_eq!(kept[0].rules, [RuleId::new("bill-exists"), RuleId::new("account-archived")]);

    assert!(service.forget_person(&Person::new("ann")).await);
    assert_eq!(service.kept_about(&Person::new("ann")).await.unwrap(), []);
    assert_eq!(service.case(&Post::new("1")), None);
    service.recall(&Post::new("2"), whose("ann")).await;
    assert_eq!(service.case(&Post::new("2")), None);
    assert!(service.case(&Post::new("3")).is_some());
    assert_eq!(service.kept_about(&Person::new("ben")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_is_to_be_forgotten_is_not_read_while_the_file_is_locked() {
    let folder = Folder::new();
    let desk = folder.open();
    desk.store.keep(record("1", "ann"));
    desk.written().await;
    let lock = folder.lock().await;
    let store = desk.store.clone();
    let forgotten = tokio::spawn(async move { store.forget_person(Person::new("ann")).await });
    desk.until(|health| health.troubled).await;
    assert_eq!(desk.store.case(Post::new("1")).await, None);
    assert_eq!(desk.store.kept_about(Person::new("ann")).await, Some(Vec::new()));
    lock.close().await.unwrap();
    assert!(forgotten.await.unwrap());
}

#[test]
fn the_end_of_the_program_writes_what_waits() {
    let folder = Folder::new();
    let running = store::start(&folder.url()).unwrap();
    // Kept for ever by the real clock: it is not old yet in any year to come.
    let lasting = Record { case: case(TODAY * 10), ..record("1", "ann") };
    running.store().keep(lasting.clone());
    drop(running);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let found = runtime.block_on(async { folder.open().store.case(Post::new("1")).await });
    assert_eq!(found, Some(lasting));
}
