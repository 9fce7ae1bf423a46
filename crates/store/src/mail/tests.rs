use super::*;
use crate::testing::{fresh, with_other_key};
use crate::time::instant;
use std::collections::HashSet;
use testkit::time::{NOON, days_after_noon, hours_after_noon, hours_before_noon};

const LEASE: SignedDuration = SignedDuration::from_mins(15);

fn a_letter(n: u32) -> Letter {
    let to = EmailAddress::parse("ada@example.org").unwrap();
    Letter {
        to,
        subject: format!("Letter {n}"),
        body: "Hello\n".into(),
        stop: None,
    }
}

async fn queued(store: &Store, count: u32) {
    let tx = store.begin().await.unwrap();
    for n in 0..count {
        queue(&tx, &a_letter(n), NOON).await.unwrap();
    }
    tx.commit().await.unwrap();
}

testkit::on_each_database! {
    async fn a_letter_goes_out_once_its_transaction_is_done(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        queue(&tx, &a_letter(1), NOON).await.unwrap();
        drop(tx);
        assert_eq!(claim(&store, NOON, LEASE, 9).await.unwrap(), [], "it was rolled back");

        queued(&store, 1).await;
        assert_eq!(claim(&store, hours_before_noon(1), LEASE, 9).await.unwrap(), [], "not due yet");
        let claimed = claim(&store, NOON, LEASE, 9).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!((&claimed[0].letter, claimed[0].attempts), (&a_letter(0), 1));
        assert_eq!(claim(&store, NOON, LEASE, 9).await.unwrap(), [], "claimed");

        let again = claim(&store, NOON + LEASE, LEASE, 9).await.unwrap();
        assert_eq!((again[0].id, again[0].attempts), (claimed[0].id, 2), "its worker died");
        let tx = store.begin().await.unwrap();
        sent(&tx, claimed[0].id, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, days_after_noon(1), LEASE, 9).await.unwrap(), [], "sent");
        assert_eq!(waiting(&store).await.unwrap(), 0);
        let row = outbox::Entity::find().one(store.connection()).await.unwrap().unwrap();
        assert!(row.letter.is_empty(), "the text of a sent e-mail is not kept");
    }

    async fn no_two_workers_take_the_same_letter(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 60).await;
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    loop {
                        let claimed = claim(&store, NOON, LEASE, 3).await.unwrap();
                        if claimed.is_empty() {
                            return mine;
                        }
                        mine.extend(claimed.into_iter().map(|c| c.id));
                    }
                })
            })
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        // A worker may find that others have locked the rest, and stop early. What it leaves is still in the outbox.
        all.extend(claim(&store, NOON, LEASE, 99).await.unwrap().into_iter().map(|c| c.id));
        assert_eq!(all.len(), 60);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 60);
    }

    async fn what_failed_is_tried_again_until_it_is_given_up(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 1).await;
        let id = claim(&store, NOON, LEASE, 1).await.unwrap()[0].id;
        let tx = store.begin().await.unwrap();
        failed(&tx, id, NOON, Some(hours_after_noon(2))).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, hours_after_noon(1), LEASE, 1).await.unwrap(), []);
        assert_eq!(claim(&store, hours_after_noon(2), LEASE, 1).await.unwrap()[0].attempts, 2);
        assert_eq!(waiting(&store).await.unwrap(), 1);
        let tx = store.begin().await.unwrap();
        failed(&tx, id, NOON, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claim(&store, days_after_noon(9), LEASE, 1).await.unwrap(), [], "given up");
        assert_eq!(waiting(&store).await.unwrap(), 0);
        queued(&store, 1).await;
        let tx = store.begin().await.unwrap();
        assert_eq!(prune(&tx, days_after_noon(9)).await.unwrap(), 1, "the one still waiting stays");
    }

    async fn a_letter_under_another_key_waits_for_it(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 1).await;
        let other = with_other_key(&db).await;
        assert_eq!(claim(&other, NOON, LEASE, 9).await.unwrap(), []);
        assert_eq!(claim(&store, NOON + LEASE, LEASE, 9).await.unwrap().len(), 1);
    }

    async fn a_letter_without_its_key_waits_longer_each_time_and_is_in_nobodys_way(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 1).await;
        let other = with_other_key(&db).await;
        let tx = other.begin().await.unwrap();
        queue(&tx, &a_letter(7), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let claimed = claim(&other, NOON, LEASE, 1).await.unwrap();
        assert_eq!(claimed[0].letter, a_letter(7), "the one behind it, in the same claim");
        let tx = other.begin().await.unwrap();
        sent(&tx, claimed[0].id, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let due = || async { outbox::Entity::find_by_id(1).one(store.connection()).await.unwrap().unwrap().due_at };
        let mut waits = Vec::new();
        for _ in 0..9 {
            let at = instant("outbox", due().await).unwrap();
            assert_eq!(claim(&other, at, LEASE, 1).await.unwrap(), []);
            waits.push(instant("outbox", due().await).unwrap().duration_since(at).as_mins());
        }
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 720, 720, 720]);
        let back = claim(&store, days_after_noon(9), LEASE, 1).await.unwrap();
        assert_eq!((back[0].attempts, given_up(&store).await.unwrap()), (1, 0), "no try was used up");
    }

    async fn a_damaged_letter_is_given_up_and_holds_up_no_other(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 6).await;
        let tx = store.begin().await.unwrap();
        for (id, damaged) in [(1, vec![]), (2, vec![1, 2, 3]), (4, store.keys().seal(COLUMN, b"{}").unwrap())] {
            outbox::Entity::update_many()
                .col_expr(outbox::Column::Letter, Expr::value(damaged))
                .filter(outbox::Column::Id.eq(id))
                .exec(tx.connection())
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let claimed = claim(&store, NOON, LEASE, 2).await.unwrap();
        assert_eq!(claimed.iter().map(|one| one.id.0).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(claim(&store, NOON, LEASE, 2).await.unwrap().len(), 1);
        assert_eq!((waiting(&store).await.unwrap(), given_up(&store).await.unwrap()), (3, 3));
        let tx = store.begin().await.unwrap();
        assert_eq!(prune(&tx, days_after_noon(1)).await.unwrap(), 3, "they go with the old ones");
    }

    async fn who_waits_at_a_screen_is_served_first(db: testkit::Database) {
        let store = fresh(&db).await;
        queued(&store, 3).await;
        let tx = store.begin().await.unwrap();
        queue_first(&tx, &a_letter(8), NOON).await.unwrap();
        queue_first(&tx, &a_letter(9), NOON).await.unwrap();
        tx.commit().await.unwrap();
        let order: Vec<_> = claim(&store, NOON, LEASE, 9).await.unwrap().into_iter().map(|one| one.id.0).collect();
        assert_eq!(order, [4, 5, 1, 2, 3]);
    }
}
