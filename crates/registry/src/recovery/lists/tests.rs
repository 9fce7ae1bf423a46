use super::*;
use crate::recovery::{self, matches};
use crate::testing::{a_new_bike, an_officer, followed, fresh, indexed, mail, registered};
use domain::bike::Identifier;
use domain::id::{BikeId, PropertyRowId};
use domain::look_up::Reason;
use domain::recovery::listed::{ListStage, Meaning, RowRecorded};
use domain::recovery::{NewRecovery, NumberRead, PairStatus, RecoveryStatus};
use store::look_up::audit::Action;
use testkit::time::NOON;

const LIST: &str = "Item;Serial;Owner;Location;Finder\nPS/1;WTU123456K;Robin;Mill Road;PC 482\nPS/2;XYZ99999999;Sam;;\n;GF28283377;;;\n";

async fn sent(registry: &Registry, officer: OfficerOf, text: &str) -> PropertyListId {
    let book = read(Sent::Text(text.to_owned())).await.unwrap();
    let tab = book.sheets[0].clone();
    let suggested = suggest(registry, officer, &tab.rows[0].cells).await.unwrap();
    let begin = Begin {
        reason: Reason::parse("Store check").unwrap(),
        name: None,
        meanings: suggested.into_iter().map(Suggested::meaning).collect(),
        tab,
        first_is_a_bike: false,
        with_hidden: false,
        leave_out_wrong: false,
    };
    start(registry, officer, begin).await.unwrap()
}

async fn shown(registry: &Registry, officer: OfficerOf, list: PropertyListId) -> Vec<RowView> {
    let mut rows = rows(registry, officer, list, Shown::All, (0, 99)).await.unwrap();
    rows.sort_by_key(|view| view.row.line);
    rows
}

/// Makes a register with two bikes, an officer, and a list that was looked up.
async fn looked_up(registry: &Registry) -> (OfficerOf, [BikeId; 2], PropertyListId, Vec<PropertyRowId>) {
    let first = registered(registry, "ada@example.org", a_new_bike("WTU123456K")).await;
    let second = registered(registry, "bob@example.org", a_new_bike("GF28283377")).await;
    indexed(registry).await;
    mail(registry).await;
    let officer = an_officer(registry, "cambs").await;
    let list = sent(registry, officer, LIST).await;
    assert_eq!(work(registry, || true).await.unwrap(), 3);
    let rows = shown(registry, officer, list).await;
    (
        officer,
        [first, second],
        list,
        rows.iter().map(|view| view.row.id).collect(),
    )
}

testkit::on_each_database! {
    async fn a_list_is_looked_up_decided_on_and_recorded(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, [first, _], list, ids) = looked_up(&registry).await;
        let seen = shown(&registry, officer, list).await;
        assert_eq!(seen[0].row.best, Some(first));
        assert_eq!((seen[1].row.best, seen[1].row.likely), (None, 0));
        let told = progress(&registry, officer, list).await.unwrap();
        assert_eq!((told.list.stage, told.looked, told.to_decide, told.nothing), (ListStage::Looked, 3, 2, 1));
        decide(&registry, officer, (list, ids[0]), (&Decision::Bike(first, String::new()), None)).await.unwrap();
        decide(&registry, officer, (list, ids[2]), (&Decision::Other, None)).await.unwrap();
        assert!(mail(&registry).await.is_empty(), "nobody is told before the list is recorded");
        record(&registry, officer, list, NOON).await.unwrap();
        record(&registry, officer, list, NOON).await.unwrap();
        work(&registry, || true).await.unwrap();
        assert_eq!(work(&registry, || true).await.unwrap(), 0);
        let told = progress(&registry, officer, list).await.unwrap();
        assert_eq!((told.list.stage, told.recorded), (ListStage::Recorded, 2));
        assert_eq!(told.not_recorded, [(RowRecorded::NoReference, 1)]);
        let made = shown(&registry, officer, list).await[0].row.recovery.unwrap();
        let made = recovery::find(&registry, officer, made).await.unwrap();
        assert_eq!((made.status, made.bike), (RecoveryStatus::Tied, Some(first)));
        assert_eq!(made.recovery.place.as_deref(), Some("Mill Road"));
        assert_eq!(made.recovery.found_by.as_deref(), Some("PC 482"));
        assert_eq!(mail(&registry).await.len(), 1, "its owner is told once");
        let decided = decide(&registry, officer, (list, ids[0]), (&Decision::Open, None)).await;
        assert!(matches!(decided, Err(ListError::Recorded)));
    }

    async fn what_was_not_mapped_is_nowhere_and_every_row_is_in_the_log(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, _, list, _) = looked_up(&registry).await;
        let rows = shown(&registry, officer, list).await;
        assert!(rows.iter().all(|view| !view.row.told.contains("Robin") && !view.row.told.contains("Sam")));
        for view in &rows {
            let logged = store::look_up::get(&registry.store, view.row.look_up.unwrap()).await.unwrap().unwrap();
            assert_eq!((logged.account, logged.reason.as_str()), (Some(officer.account), "Store check"));
        }
        // The force's next list needs no mapping. Another force's list is not affected.
        let headers = ["Item".to_owned(), "Owner".to_owned()];
        let known = suggest(&registry, officer, &headers).await.unwrap();
        assert_eq!(known, [Suggested::Remembered(Some(Meaning::PropertyRef)), Suggested::Remembered(None)]);
        let other = an_officer(&registry, "beds").await;
        assert_eq!(suggest(&registry, other, &headers).await.unwrap()[1], Suggested::Unknown);
        assert!(matches!(progress(&registry, other, list).await, Err(ListError::NotFound)));
        assert!(matches!(row(&registry, other, (list, rows[0].row.id)).await, Err(ListError::NotFound)));
        assert!(matches!(remove(&registry, other, list).await, Err(ListError::NotFound)));
        remove(&registry, officer, list).await.unwrap();
        assert!(matches!(progress(&registry, officer, list).await, Err(ListError::NotFound)));
    }

    async fn an_officer_sees_what_another_has_decided_meanwhile(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, [first, _], list, ids) = looked_up(&registry).await;
        let at = (list, ids[0]);
        let seen = Some(version(&row(&registry, officer, at).await.unwrap().1.row));
        decide(&registry, officer, at, (&Decision::Other, seen)).await.unwrap();
        decide(&registry, officer, at, (&Decision::Other, seen)).await.unwrap();
        let bike = Decision::Bike(first, String::new());
        for late in [&bike, &Decision::Open] {
            let refused = decide(&registry, officer, at, (late, seen)).await;
            assert!(matches!(refused, Err(ListError::Changed)), "{refused:?}");
        }
        let now = row(&registry, officer, at).await.unwrap().1.row;
        assert_eq!(now.decided, Some(Decided::Other));
        decide(&registry, officer, at, (&bike, Some(version(&now)))).await.unwrap();
    }

    async fn a_reference_that_is_used_and_a_bike_that_is_held_are_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, [first, _], list, ids) = looked_up(&registry).await;
        decide(&registry, officer, (list, ids[0]), (&Decision::Bike(first, String::new()), None)).await.unwrap();
        let again = sent(&registry, officer, "Item;Serial\nPS/1;WTU123456K\nPS/7;WTU123456K\n").await;
        work(&registry, || true).await.unwrap();
        let second = shown(&registry, officer, again).await[1].row.id;
        decide(&registry, officer, (again, second), (&Decision::Bike(first, String::new()), None)).await.unwrap();
        for list in [list, again] {
            record(&registry, officer, list, NOON).await.unwrap();
            work(&registry, || true).await.unwrap();
        }
        let recorded: Vec<_> = shown(&registry, officer, again).await.iter().map(|view| view.row.recorded).collect();
        assert_eq!(recorded, [Some(RowRecorded::SameReference), Some(RowRecorded::HeldElsewhere)]);
    }

    async fn bikes_that_were_refused_in_a_list_come_up_again_only_on_better_evidence(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let battery = Identifier::parse("battery:BAT7788991").unwrap();
        let mut new = a_new_bike("WTU123456K");
        new.identifiers.push(battery.clone());
        let bike = registered(&registry, "ada@example.org", new).await;
        for other in ["GF28283377", "U21BF95005", "KK0099887", "M12345678"] {
            registered(&registry, "others@example.org", a_new_bike(other)).await;
        }
        indexed(&registry).await;
        let officer = an_officer(&registry, "cambs").await;
        let list = sent(&registry, officer, "Item;Serial\nPS/1;WTU12345?K\n").await;
        work(&registry, || true).await.unwrap();
        let row = shown(&registry, officer, list).await.remove(0).row;
        assert_eq!(row.best, Some(bike));
        decide(&registry, officer, (list, row.id), (&Decision::Other, None)).await.unwrap();
        record(&registry, officer, list, NOON).await.unwrap();
        work(&registry, || true).await.unwrap();
        followed(&registry).await;
        let pairs = async |status| matches::list(&registry, officer, status, (0, 9)).await.unwrap();
        assert!(pairs(PairStatus::Waiting).await.is_empty());
        let rejected = pairs(PairStatus::Rejected).await;
        assert_eq!(rejected[0].likely.found.bike.id, bike);
        assert!(rejected[0].reason.as_deref().unwrap().starts_with("It is none of the bikes"));
        let logged = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert!(logged.iter().any(|(_, entry)| entry.action == Action::MatchRejected && entry.actor == Some(officer.account)));

        let made = shown(&registry, officer, list).await[0].row.recovery.unwrap();
        let recovered = recovery::find(&registry, officer, made).await.unwrap().recovery;
        let better = NewRecovery { identifiers: vec![NumberRead::from(&battery)], ..recovered };
        assert!(recovery::correct(&registry, officer, (made, None), &better).await.unwrap());
        followed(&registry).await;
        let waiting = pairs(PairStatus::Waiting).await;
        assert_eq!(waiting.iter().map(|pair| pair.likely.found.bike.id).collect::<Vec<_>>(), [bike]);
    }

    async fn bad_lines_keep_nothing_or_are_left_out(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let book = read(Sent::Text("ref,frame,found on\n1,A1,yesterday\n2,B2,01/02/2025\n2,C3,\n3\n".into())).await.unwrap();
        let begin = Begin {
            reason: Reason::parse("Store check").unwrap(),
            name: None,
            meanings: vec![Some(Meaning::PropertyRef), Some(Meaning::FrameNumber), Some(Meaning::FoundOn)],
            tab: book.sheets[0].clone(),
            first_is_a_bike: false,
            with_hidden: false,
            leave_out_wrong: false,
        };
        let Err(StartError::Wrong(problems)) = start(&registry, officer, begin.clone()).await else {
            panic!("bad lines were taken");
        };
        let lines: Vec<u64> = problems.first.iter().map(|wrong| wrong.line).collect();
        assert_eq!((lines.as_slice(), problems.all), (&[2, 4, 5][..], 3));
        assert!(lists(&registry, officer).await.unwrap().is_empty());
        let twice = Begin { meanings: vec![Some(Meaning::Make), Some(Meaning::Make)], ..begin.clone() };
        assert!(matches!(start(&registry, officer, twice).await, Err(StartError::Twice(Meaning::Make))));
        let blind = Begin { meanings: vec![Some(Meaning::PropertyRef)], ..begin.clone() };
        assert!(matches!(start(&registry, officer, blind).await, Err(StartError::NothingToLookFor)));
        let list = start(&registry, officer, Begin { leave_out_wrong: true, ..begin }).await.unwrap();
        let told = progress(&registry, officer, list).await.unwrap();
        assert_eq!((told.list.total, told.list.left_out), (1, 3));
    }

    async fn as_many_rows_as_a_list_may_have_are_kept_and_one_more_keeps_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let first = registered(&registry, "ada@example.org", a_new_bike("WTU123456K")).await;
        indexed(&registry).await;
        let officer = an_officer(&registry, "cambs").await;
        let rows = |many: usize| -> String {
            let row = |row: usize| format!("PS/{row},QXZ{row:05}K{},Ribble,red\n", row % 7);
            std::iter::once("PS/first,WTU12345?K,Ribble,red\n".to_owned()).chain((1..many).map(row)).collect()
        };
        let list = sent(&registry, officer, &format!("ref,frame,make,colour\n{}", rows(MOST_ROWS))).await;
        let told = progress(&registry, officer, list).await.unwrap();
        assert_eq!((told.list.total, told.looked), (20_000, 0));
        let turns = std::cell::Cell::new(0);
        let two_turns = || turns.replace(turns.get() + 1) < 2;
        let looked = work(&registry, two_turns).await.unwrap() as u64;
        let told = progress(&registry, officer, list).await.unwrap();
        assert!(looked > 0 && told.looked == looked && told.list.stage == ListStage::Looking, "{told:?}");
        let page = super::rows(&registry, officer, list, Shown::All, (0, 20)).await.unwrap();
        assert_eq!((page[0].row.line, page[0].row.best), (2, Some(first)), "the likeliest comes first");
        let last = super::rows(&registry, officer, list, Shown::All, (19_999, 20)).await.unwrap();
        assert_eq!(last.len(), 1);
        remove(&registry, officer, list).await.unwrap();
        assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM property_row"), ["0"]);

        let too_long = format!("ref,frame,make,colour\n{}", rows(MOST_ROWS + 1));
        assert!(matches!(read(Sent::Text(too_long)).await, Err(BookError::TooManyRows)));
        let book = read(Sent::Text(rows(MOST_ROWS + 1))).await.unwrap();
        let begin = Begin {
            reason: Reason::parse("Store check").unwrap(),
            name: None,
            meanings: vec![Some(Meaning::PropertyRef), Some(Meaning::FrameNumber), None, None],
            tab: book.sheets[0].clone(),
            first_is_a_bike: true,
            with_hidden: false,
            leave_out_wrong: true,
        };
        let refused = start(&registry, officer, begin).await;
        assert!(matches!(refused, Err(StartError::TooMany)), "{refused:?}");
        assert!(lists(&registry, officer).await.unwrap().is_empty());
        assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM property_row"), ["0"]);
    }

    async fn two_nodes_share_a_list_and_do_each_row_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let lines: String = (0..60).map(|row| format!("PS/{row},WTU{row:06}\n")).collect();
        let list = sent(&registry, officer, &format!("ref,frame\n{lines}")).await;
        let (one, two) = tokio::join!(work(&registry, || true), work(&registry, || true));
        assert_eq!(one.unwrap() + two.unwrap(), 60);
        record(&registry, officer, list, NOON).await.unwrap();
        let (one, two) = tokio::join!(work(&registry, || true), work(&registry, || true));
        assert_eq!(one.unwrap() + two.unwrap(), 60);
        assert_eq!(progress(&registry, officer, list).await.unwrap().recorded, 60);
        assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM look_up"), ["60"]);
        assert_eq!(db.texts("SELECT CAST(COUNT(*) AS TEXT) FROM recovery"), ["60"]);
    }

    async fn our_own_result_is_the_same_list_again(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, _, list, _) = looked_up(&registry).await;
        let rows = result(&registry, officer, list).await.unwrap();
        let mut csv = Vec::new();
        as_csv(&mut csv, &HEADER, &rows).unwrap();
        let again = sent(&registry, officer, &String::from_utf8(csv).unwrap()).await;
        work(&registry, || true).await.unwrap();
        let told = |views: Vec<RowView>| views.into_iter().map(|view| view.told).collect::<Vec<_>>();
        assert_eq!(told(shown(&registry, officer, again).await), told(shown(&registry, officer, list).await));
    }
}
