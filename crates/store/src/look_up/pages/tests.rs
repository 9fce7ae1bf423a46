use super::super::audit::Action;
use super::super::{Entry, log};
use super::*;
use crate::Store;
use crate::testing::{a_bike, an_account, an_organisation, fresh};
use domain::look_up::Reason;
use testkit::time::{NOON, hours_after_noon};

fn everything() -> Wanted {
    Wanted {
        whose: Whose::Everybody,
        who: None,
        topic: None,
        from: None,
        until: None,
        bike: None,
    }
}

/// Adds a look-up and an entry, at the same time.
async fn add(
    store: &Store,
    account: AccountId,
    organisation: Option<OrganisationId>,
    action: Action,
    at: Timestamp,
) {
    let tx = store.begin().await.unwrap();
    let (reason, query) = (Reason::parse("PS/2026/118").unwrap(), serde_json::json!({}));
    let entry = Entry {
        account: Some(account),
        organisation,
        reason: &reason,
        query: &query,
    };
    log(&tx, entry, None, at).await.unwrap();
    let entry = AuditEntry {
        actor: Some(account),
        organisation,
        ..AuditEntry::of(action)
    };
    audit::record(&tx, &entry, at).await.unwrap();
    tx.commit().await.unwrap();
}

/// Reads all lines, a few at a time.
async fn all(store: &Store, wanted: &Wanted, at_a_time: u64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let last = lines.last().map(Line::place);
        let place = last.map(|place| place.to_string().parse().unwrap());
        let more = page(store, wanted, place, at_a_time).await.unwrap();
        if more.is_empty() {
            return lines;
        }
        lines.extend(more);
    }
}

testkit::on_each_database! {
    async fn pages_of_any_length_have_each_line_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "police").await;
        let officer = an_account(&store, "officer@example.org").await;
        for hour in [0, 0, 1, 3, 3] {
            add(&store, officer, Some(force), Action::PhotosOpened, hours_after_noon(hour)).await;
        }
        let whole = all(&store, &everything(), 99).await;
        assert_eq!(whole.len(), 10);
        assert!(whole.is_sorted_by_key(|line| Reverse(line.place())));
        for at_a_time in [1, 2, 3, 7] {
            assert_eq!(all(&store, &everything(), at_a_time).await, whole, "{at_a_time} at a time");
        }
    }

    async fn filters_leave_only_what_they_say(db: testkit::Database) {
        let store = fresh(&db).await;
        let (force, other) = (an_organisation(&store, "one").await, an_organisation(&store, "two").await);
        let officer = an_account(&store, "officer@example.org").await;
        let stranger = an_account(&store, "stranger@example.org").await;
        let bike = a_bike(&store).await;
        add(&store, officer, Some(force), Action::PhotosOpened, NOON).await;
        add(&store, stranger, Some(other), Action::RoleTaken, hours_after_noon(1)).await;
        add(&store, officer, None, Action::SignedIn, hours_after_noon(2)).await;
        let tx = store.begin().await.unwrap();
        let tied = AuditEntry {
            organisation: Some(force),
            subject_account: Some(stranger),
            bike: Some(bike),
            ..AuditEntry::of(Action::RoleTaken)
        };
        audit::record(&tx, &tied, hours_after_noon(3)).await.unwrap();
        tx.commit().await.unwrap();
        let own = Wanted { whose: Whose::Of(vec![force]), ..everything() };
        for (wanted, lines) in [
            (everything(), 7),
            (own.clone(), 3),
            // The sign-in, which belongs to no organisation.
            (Wanted { who: Some(officer), ..own.clone() }, 3),
            (Wanted { topic: Some(Topic::LookUps), ..everything() }, 3),
            (Wanted { topic: Some(Topic::Opened), ..everything() }, 1),
            (Wanted { bike: Some(bike), ..own.clone() }, 1),
            (Wanted { from: Some(hours_after_noon(1)), ..everything() }, 5),
            (Wanted { until: Some(hours_after_noon(1)), ..everything() }, 2),
        ] {
            assert_eq!(all(&store, &wanted, 99).await.len(), lines, "{wanted:?}");
        }
        assert_eq!(left(&store, &[force]).await.unwrap(), [stranger]);
        assert_eq!(super::own(&store, officer, None, 9).await.unwrap().len(), 2);
    }
}

#[test]
fn a_place_that_was_tampered_with_is_refused() {
    for written in ["", "12", "l", "12l", "l12", "12x3", "12l3l4"] {
        assert!(written.parse::<Place>().is_err(), "{written:?}");
    }
}
