use super::*;
use crate::look_up::{LookUp, from_command_line};
use crate::testing::{a_new_bike, an_account, fresh, indexed, registered};
use crate::{Index, Parts};
use domain::Clock;
use domain::look_up::Reason;
use std::time::Duration;

/// Finds bikes by a number with a gap in it. Only the index can do that.
async fn found(registry: &Registry, number: &str) -> Vec<BikeId> {
    let look_up = LookUp {
        number: Some(number.to_owned()),
        ..LookUp::default()
    };
    let found = from_command_line(registry, &Reason::parse("a test").unwrap(), &look_up, 10)
        .await
        .unwrap();
    found.bikes.iter().map(|one| one.found.bike.id).collect()
}

/// Opens the same register with another index.
fn with_index(registry: &Registry, folder: &std::path::Path) -> Registry {
    Registry::new(Parts {
        store: registry.store.clone(),
        index: Arc::new(Index::open(folder).unwrap()),
        photos: registry.photos.clone(),
        clock: registry.clock.clone(),
        random: registry.random.clone(),
        public_url: registry.public_url.clone(),
        answers_last: jiff::SignedDuration::from_hours(365 * 24),
    })
}

/// Opens the same register with other randomness.
fn with_random(registry: &Registry, seed: u64) -> Registry {
    Registry::new(Parts {
        store: registry.store.clone(),
        index: Arc::clone(&registry.index),
        photos: registry.photos.clone(),
        clock: registry.clock.clone(),
        random: Arc::new(testkit::Seeded::new(seed)),
        public_url: registry.public_url.clone(),
        answers_last: registry.answers_last,
    })
}

testkit::on_each_database! {
    async fn a_bike_is_found_once_the_index_has_caught_up(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        assert_eq!(behind(&registry).await.unwrap(), 1);
        assert_eq!(found(&registry, "WTU?8*46J").await, []);
        indexed(&registry).await;
        assert_eq!(found(&registry, "WTU?8*46J").await, [bike]);
        assert_eq!(catch_up(&registry, |_| {}).await.unwrap(), 0, "nothing is left to do");
    }

    async fn a_worker_that_waits_finds_a_bike_within_a_second(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let worker = tokio::spawn({
            let registry = registry.clone();
            async move {
                loop {
                    catch_up(&registry, |_| {}).await.unwrap();
                    // Wait as the server's worker does, for the hint or for a short time.
                    let _ = tokio::time::timeout(Duration::from_millis(200), registry.until_bikes_change()).await;
                }
            }
        });
        for frame in ["WTU128G46J", "XKC771Q20P", "ZZR902B17M"] {
            let bike = registered(&registry, "ada@example.org", a_new_bike(frame)).await;
            let gap = format!("{}?{}", &frame[..4], &frame[5..]);
            let seen = async { while found(&registry, &gap).await != [bike] {} };
            tokio::time::timeout(Duration::from_secs(1), seen)
                .await
                .unwrap_or_else(|_| panic!("{frame} was not found within a second"));
        }
        worker.abort();
    }

    async fn a_bike_that_cannot_be_read_holds_up_no_other(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bad = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        indexed(&registry).await;
        let worse = registered(&registry, "ada@example.org", a_new_bike("WTU178G46J")).await;
        db.damage(&format!("UPDATE bike SET kind = 'spaceship' WHERE id = {bad}"));
        db.damage(&format!("UPDATE identifier SET kind = 'rune' WHERE bike_id = {worse}"));
        let tx = registry.store.begin().await.unwrap();
        store::feed::record(&tx, &[bad], registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        let good = registered(&registry, "ada@example.org", a_new_bike("WTU198G46J")).await;
        indexed(&registry).await;
        assert_eq!(found(&registry, "WTU1?8G46J").await, [good], "neither of those that nobody can read");
        let empty = with_index(&registry, &db.folder().join("another"));
        indexed(&empty).await;
        assert_eq!(found(&empty, "WTU1?8G46J").await, [good], "nor in an index that is built");
        db.damage(&format!("UPDATE bike SET kind = NULL WHERE id = {bad}"));
        rebuild(&registry, |_| {}).await.unwrap();
        let mut both = found(&registry, "WTU1?8G46J").await;
        both.sort();
        assert_eq!(both, [bad, good], "mended, it comes back");
    }

    async fn an_index_that_was_deleted_is_made_anew(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        indexed(&registry).await;
        let empty = with_index(&registry, &db.folder().join("another"));
        assert_eq!(behind(&empty).await.unwrap(), 1);
        indexed(&empty).await;
        assert_eq!(found(&empty, "WTU?8*46J").await, [bike]);
    }

    async fn an_index_goes_on_where_it_stopped(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let folder = db.folder().join("kept");
        let first = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        {
            let node = with_index(&registry, &folder);
            indexed(&node).await;
        }
        let second = registered(&registry, "ada@example.org", a_new_bike("WTU128G47J")).await;
        let node = with_index(&registry, &folder);
        assert_eq!(behind(&node).await.unwrap(), 1);
        indexed(&node).await;
        let mut both = found(&node, "WTU?28G4?J").await;
        both.sort();
        assert_eq!(both, [first, second]);
    }

    async fn an_index_of_another_database_starts_over(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let elsewhere = testkit::Database::sqlite().migrated();
        {
            // With the same randomness, it would have the same name.
            let (other, _) = fresh(&elsewhere).await;
            let tx = other.store.begin().await.unwrap();
            store::settings::set(&tx, "feed-epoch", "12345").await.unwrap();
            tx.commit().await.unwrap();
        }
        let (other, _) = fresh(&elsewhere).await;
        for frame in ["QQQ111", "QQQ222", "QQQ333"] {
            registered(&other, "ben@example.org", a_new_bike(frame)).await;
        }
        let folder = db.folder().join("shared");
        {
            let node = with_index(&other, &folder);
            indexed(&node).await;
            assert_eq!(node.index.len().unwrap(), 3);
        }
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let node = with_index(&registry, &folder);
        indexed(&node).await;
        assert_eq!(found(&node, "WTU?8*46J").await, [bike]);
        assert_eq!(node.index.len().unwrap(), 1, "what the other database held is gone");
    }

    async fn what_changes_is_found_as_it_is_now(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("XKC771Q20P")).await;
        indexed(&registry).await;
        clock.advance(jiff::SignedDuration::from_hours(1));
        let now = registry.now();
        let tx = registry.store.begin().await.unwrap();
        store::bike::update(&tx, bike, &a_new_bike("ZZR902B17M"), None, now).await.unwrap();
        store::bike::retire(&tx, other, domain::bike::Retirement::Withdrawn, now).await.unwrap();
        tx.commit().await.unwrap();
        indexed(&registry).await;
        assert_eq!(found(&registry, "ZZR9?2B17M").await, [bike]);
        assert!(!found(&registry, "WTU?28G46J").await.contains(&bike));
        let both = found(&registry, "XKC7?1Q20P").await;
        assert_eq!(both, [other], "police find a bike that was taken off the register");
        let ada = an_account(&registry, "ada@example.org").await;
        let theft = crate::testing::a_theft(&registry);
        crate::theft::report::report_theft(&registry, ada, bike, theft).await.unwrap();
        indexed(&registry).await;
        assert_eq!(found(&registry, "ZZR9?2B17M").await, [bike]);
    }

    async fn an_index_can_be_thrown_away_and_made_again(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        for at in 0..30 {
            registered(&registry, "ada@example.org", a_new_bike(&format!("WTU{at:03}G46J"))).await;
        }
        indexed(&registry).await;
        let mut heard = Vec::new();
        rebuild(&registry, |count| heard.push(count)).await.unwrap();
        indexed(&registry).await;
        assert_eq!(registry.index.len().unwrap(), 30);
        assert!(heard.last().is_some_and(|last| *last <= 30));
    }
    async fn an_index_is_built_from_the_bikes_when_the_feed_has_been_pruned(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let folder = db.folder().join("away");
        let first = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        {
            let node = with_index(&registry, &folder);
            indexed(&node).await;
        }
        let second = registered(&registry, "ben@example.org", a_new_bike("WTU128G47J")).await;
        let third = registered(&registry, "cyd@example.org", a_new_bike("WTU128G48J")).await;
        clock.advance(jiff::SignedDuration::from_hours(10 * 24));
        crate::upkeep::tidy(&registry).await.unwrap();
        assert_eq!(store::feed::count_after(&registry.store, None).await.unwrap(), 1);
        let node = with_index(&registry, &folder);
        assert_eq!(behind(&node).await.unwrap(), 3, "it has to be built");
        indexed(&node).await;
        let mut all = found(&node, "WTU?28G4?J").await;
        all.sort();
        assert_eq!(all, [first, second, third]);
    }
}

/// Yesterday's file is put back beside today's index, and the bikes that come next take the numbers and the places
/// in the feed that the index has already seen.
#[test]
fn yesterdays_file_beside_todays_index_is_followed_again() {
    testkit::run(async {
        let db = testkit::Database::sqlite().migrated();
        let (registry, clock) = fresh(&db).await;
        let kept = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        indexed(&registry).await;
        let yesterday = db.folder().join("yesterday.sqlite");
        db.texts(&format!("VACUUM INTO '{}'", yesterday.display()));
        for frame in ["XKC771Q20P", "XKC771Q21P"] {
            registered(&registry, "ben@example.org", a_new_bike(frame)).await;
        }
        indexed(&registry).await;
        let was = registry.store.feed_epoch();
        registry.store.clone().close().await.unwrap();
        drop(registry);
        std::fs::copy(&yesterday, db.folder().join("framemark.sqlite")).unwrap();

        let (restored, again) = fresh(&db).await;
        // Another seed, because the same seed would draw the same secrets again.
        let restored = with_random(&restored, 8);
        again.advance(clock.now().duration_since(again.now()) + jiff::SignedDuration::from_hours(1));
        let mut new = Vec::new();
        for frame in ["ZZR902B17M", "ZZR902B18M"] {
            new.push(registered(&restored, "cyd@example.org", a_new_bike(frame)).await);
        }
        indexed(&restored).await;
        let mut both = found(&restored, "ZZR9?2B1?M").await;
        both.sort();
        assert_eq!(both, new);
        assert_eq!(found(&restored, "WTU?28G46J").await, [kept]);
        assert_eq!(
            found(&restored, "XKC7?1Q20P").await,
            [],
            "it went with the restore"
        );
        assert_ne!(restored.store.feed_epoch(), was);
    });
}

/// A dump goes from a cluster that has seen many transactions into a fresh one, which counts its transactions from
/// the start.
#[test]
fn a_register_that_moves_to_another_cluster_is_followed_again() {
    testkit::run(async {
        let old = testkit::Database::postgres().migrated();
        let (registry, _) = fresh(&old).await;
        let first = registered(&registry, "ada@example.org", a_new_bike("WTU128G46J")).await;
        old.texts("DO $$ BEGIN FOR i IN 1..3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        let second = registered(&registry, "ben@example.org", a_new_bike("WTU128G47J")).await;
        indexed(&registry).await;
        let (was, name) = (registry.store.feed_epoch(), registry.store.register_id());
        drop(registry);

        let cluster = testkit::Cluster::start();
        let new = testkit::Database::postgres_in(cluster.url());
        old.dump_into(&new);
        let (moved, _) = fresh(&new).await;
        let moved = with_random(&with_index(&moved, &old.folder().join("index")), 8);
        let third = registered(&moved, "cyd@example.org", a_new_bike("WTU128G48J")).await;
        indexed(&moved).await;
        let mut all = found(&moved, "WTU?28G4?J").await;
        all.sort();
        assert_eq!(all, [first, second, third]);
        assert_ne!(moved.store.feed_epoch(), was);
        assert_eq!(moved.store.register_id(), name, "it is the same register");

        rebuild(&moved, |_| {}).await.unwrap();
        assert_eq!(
            moved.index.len().unwrap(),
            3,
            "an index that is made again holds the old ones, too"
        );
    });
}
