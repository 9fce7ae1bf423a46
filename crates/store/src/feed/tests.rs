use super::*;
use crate::testing::{a_bike, fresh};
use domain::clock::Random;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::{Engine, NOON, Seeded};

/// A reader of the feed that works like the index.
#[derive(Default)]
struct Follower {
    at: Option<FeedPosition>,
    seen: Vec<i64>,
}

impl Follower {
    /// Reads on, a few at a time, until there is nothing new.
    async fn read(&mut self, store: &Store) {
        loop {
            let changes = after(store, self.at, 3).await.unwrap();
            if changes.is_empty() {
                return;
            }
            for change in changes {
                let key = |at: FeedPosition| (at.transaction, at.position);
                assert!(
                    self.at.is_none_or(|at| key(at) < key(change.position)),
                    "the feed went back"
                );
                self.at = Some(change.position);
                self.seen.push(change.subject.unwrap().number());
            }
        }
    }

    /// Reads until this many changes have been seen. Databases of one PostgreSQL cluster share its transaction numbers,
    /// so another test's transaction may hold this feed up for a moment.
    async fn read_until(&mut self, store: &Store, count: usize) {
        let reading = async {
            while self.seen.len() < count {
                self.read(store).await;
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(30), reading).await;
        assert!(
            done.is_ok(),
            "{count} changes were committed and only {:?} were seen",
            self.seen
        );
    }
}

async fn write(tx: &Tx, bike: i64) {
    record(tx, &[BikeId(bike)], NOON).await.unwrap();
}

#[test]
fn a_change_that_is_committed_late_is_not_passed_over() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        let mut follower = Follower::default();

        let first = store.begin().await.unwrap();
        write(&first, 1).await;
        let second = store.begin().await.unwrap();
        write(&second, 2).await;
        second.commit().await.unwrap();
        follower.read(&store).await;
        assert_eq!(
            follower.seen, [0; 0],
            "a change must wait for those that come before it and are not committed yet"
        );

        first.commit().await.unwrap();
        follower.read_until(&store, 2).await;
        follower.read(&store).await;
        assert_eq!(
            follower.seen,
            [1, 2],
            "every follower sees the same order, and no change twice"
        );
        let mut other = Follower::default();
        other.read_until(&store, 2).await;
        assert_eq!(other.seen, follower.seen);
    });
}

#[test]
fn a_transaction_that_began_early_and_wrote_late_is_not_passed_over() {
    testkit::run(async {
        let db = testkit::Database::postgres().migrated();
        let store = fresh(&db).await;
        let mut follower = Follower::default();

        // This transaction has no number yet, because PostgreSQL gives it one at its first write.
        let early = store.begin().await.unwrap();
        count_after(&early, None).await.unwrap();
        let quick = store.begin().await.unwrap();
        write(&quick, 1).await;
        quick.commit().await.unwrap();
        follower.read_until(&store, 1).await;
        write(&early, 2).await;
        follower.read(&store).await;
        assert_eq!(follower.seen, [1]);
        early.commit().await.unwrap();
        follower.read_until(&store, 2).await;
        assert_eq!(follower.seen, [1, 2]);
    });
}

testkit::on_each_database! {
    async fn whatever_the_interleaving_every_committed_change_is_seen_once(db: testkit::Database) {
        let store = fresh(&db).await;
        // SQLite has one writer at a time, so a second transaction would wait for the first for ever.
        let desks = if db.engine() == Engine::Sqlite { 1 } else { 5 };
        for seed in 0..6 {
            let chance = Seeded::new(seed);
            let die = |sides: u8| {
                let mut byte = [0];
                chance.fill(&mut byte);
                byte[0] % sides
            };
            let start = after(&store, None, u64::MAX).await.unwrap().last().map(|change| change.position);
            let mut follower = Follower { at: start, ..Follower::default() };
            let mut open: Vec<(Tx, Vec<i64>)> = Vec::new();
            let mut committed = BTreeSet::new();
            let mut next = 0;
            for _ in 0..120 {
                match die(8) {
                    0 | 1 if open.len() < desks => open.push((store.begin().await.unwrap(), Vec::new())),
                    2..=4 if !open.is_empty() => {
                        let at = usize::from(die(5)) % open.len();
                        next += 1;
                        write(&open[at].0, next).await;
                        open[at].1.push(next);
                    }
                    5 if !open.is_empty() => {
                        let (tx, wrote) = open.remove(usize::from(die(5)) % open.len());
                        if die(4) == 0 {
                            drop(tx);
                        } else {
                            tx.commit().await.unwrap();
                            committed.extend(wrote);
                        }
                    }
                    _ => follower.read(&store).await,
                }
            }
            for (tx, wrote) in open {
                tx.commit().await.unwrap();
                committed.extend(wrote);
            }
            follower.read_until(&store, committed.len()).await;
            follower.read(&store).await;
            let seen: BTreeSet<i64> = follower.seen.iter().copied().collect();
            assert_eq!(seen.len(), follower.seen.len(), "seed {seed}: one was seen twice");
            assert_eq!(seen, committed, "seed {seed}");
        }
    }

    async fn changes_come_in_the_order_in_which_they_were_made(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        record(&tx, &[], NOON).await.unwrap();
        record(&tx, &[BikeId(9), BikeId(4), BikeId(9)], NOON).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin().await.unwrap();
        write(&tx, 1).await;
        tx.commit().await.unwrap();
        let mut follower = Follower::default();
        follower.read_until(&store, 4).await;
        assert_eq!(follower.seen, [9, 4, 9, 1]);
        assert_eq!(follower.at.map(|at| at.epoch), Some(store.feed_epoch()));
    }

    async fn what_is_left_to_read_is_counted(db: testkit::Database) {
        let store = fresh(&db).await;
        assert_eq!(count_after(&store, None).await.unwrap(), 0);
        let bikes: Vec<BikeId> = (1..=4_500).map(BikeId).collect();
        let tx = store.begin().await.unwrap();
        record(&tx, &bikes, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count_after(&store, None).await.unwrap(), 4_500);
        let mut follower = Follower::default();
        follower.read_until(&store, 4_500).await;
        assert_eq!(count_after(&store, follower.at).await.unwrap(), 0);
        a_bike(&store).await;
        assert_eq!(count_after(&store, follower.at).await.unwrap(), 1);
    }
}
