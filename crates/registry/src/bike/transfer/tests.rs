use super::*;
use crate::bike::own;
use crate::bike::retire::retire_bike;
use crate::message::send::{About, Words};
use crate::testing::{
    a_desk, a_kit, a_new_bike, a_theft, an_account, confirmed, email, fresh, mail, registered, unconfirmed,
};
use crate::theft::report::{found_it, report_theft};
use domain::account::contact::{Contact, Postcode};
use domain::bike::Retirement;
use domain::theft::TheftOutcome;
use store::mail::Letter;

const START: &str = "https://bikes.example.org/transfer/";

fn secret(letters: &[Letter]) -> String {
    let mut lines = letters.iter().flat_map(|letter| letter.body.lines());
    lines
        .find_map(|line| line.strip_prefix(START))
        .unwrap()
        .to_owned()
}

fn details() -> Contact {
    Contact {
        name: Some("Ben".into()),
        postcode: Some(Postcode::parse("CB1 2AB").unwrap()),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn a_bike_goes_over_with_its_label_and_without_its_old_owner(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 1).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("WTU123056K"), owner, Some(kit[0])).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let to = email("ben@example.org");
        assert!(matches!(offer(&registry, ada, bike, &to).await, Err(TransferError::NotConfirmed)));
        confirmed(&registry, bike).await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        assert!(matches!(offer(&registry, ada, bike, &to).await, Err(TransferError::Stolen)));
        found_it(&registry, ada, bike, TheftOutcome::Returned).await.unwrap();
        let words = Words { text: "Dear Ada".into(), email: None, sighting: None };
        crate::message_owner(&registry, &About::Mark(kit[0]), &words).await.unwrap();
        assert!(matches!(offer(&registry, ada, bike, &email("ADA@example.org")).await, Err(TransferError::Yourself)));
        mail(&registry).await;

        offer(&registry, ada, bike, &to).await.unwrap();
        assert!(matches!(offer(&registry, ada, bike, &to).await, Err(TransferError::Offered)));
        let letters = mail(&registry).await;
        let token = secret(&letters);
        assert!(letters.iter().any(|letter| letter.to == email("ada@example.org")));
        assert!(!letters.iter().any(|letter| letter.to == to && letter.body.contains("ada@")));
        assert_eq!(waiting(&registry, ada, bike).await.unwrap().unwrap().to, Some(to.clone()));
        let offered = peek(&registry, &token).await.unwrap();
        assert_eq!((offered.bike.id, offered.known), (bike, None));
        assert!(own::bike(&registry, ada, bike).await.unwrap().is_ok(), "looking changes nothing");

        clock.advance(SignedDuration::from_hours(1));
        let accepted = accept(&registry, &token, &details()).await.unwrap();
        let ben = an_account(&registry, "ben@example.org").await;
        assert_eq!((accepted.bike, accepted.account, accepted.sign_in.is_some()), (bike, ben, true));
        assert!(own::bike(&registry, ada, bike).await.unwrap().is_err());
        let mine = own::find(&registry, ben, bike).await.unwrap().unwrap();
        assert_eq!(mine.bike.mark, Some(kit[0]));
        assert!(mine.messages.is_empty() && mine.reports.is_empty(), "what was Ada's stays hers");
        assert!(mine.bike.confirmed && mine.confirmed_at.is_some());
        assert_eq!(crate::own_contact(&registry, ben).await.unwrap().name.as_deref(), Some("Ben"));
        assert_eq!(mail(&registry).await.len(), 2, "both are told");
        assert!(matches!(accept(&registry, &token, &details()).await, Err(TransferError::Useless)));
        assert_eq!(own::overview(&registry, ben).await.unwrap()[0].unread, 0);
    }

    async fn either_side_says_no_and_time_ends_it(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        let to = email("ben@example.org");
        mail(&registry).await;
        let offered = async || {
            offer(&registry, ada, bike, &to).await.unwrap();
            secret(&mail(&registry).await)
        };
        let ended = async |token: &str| {
            assert!(matches!(accept(&registry, token, &details()).await, Err(TransferError::Useless)));
            assert_eq!(waiting(&registry, ada, bike).await.unwrap(), None);
            mail(&registry).await.len()
        };
        let token = offered().await;
        call_off(&registry, ada, bike).await.unwrap();
        assert_eq!(ended(&token).await, 2);
        assert!(matches!(call_off(&registry, ada, bike).await, Err(TransferError::Useless)));

        let token = offered().await;
        refuse(&registry, &token).await.unwrap();
        assert_eq!(ended(&token).await, 2);

        let token = offered().await;
        clock.advance(SignedDuration::from_hours(14 * 24));
        assert_eq!(expire(&registry).await.unwrap(), 1);
        assert_eq!(expire(&registry).await.unwrap(), 0);
        assert_eq!(ended(&token).await, 2);

        // A bike that was stolen in the meantime stays with its owner.
        let token = offered().await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        assert!(matches!(accept(&registry, &token, &details()).await, Err(TransferError::Stolen)));
        found_it(&registry, ada, bike, TheftOutcome::Mistaken).await.unwrap();
        call_off(&registry, ada, bike).await.unwrap();
        retire_bike(&registry, ada, bike, Retirement::Sold).await.unwrap();
        assert!(matches!(offer(&registry, ada, bike, &to).await, Err(TransferError::Retired)));
        let ben = an_account(&registry, "ben@example.org").await;
        assert!(matches!(offer(&registry, ben, bike, &to).await, Err(TransferError::NotYours(_))));
    }

    async fn of_two_who_accept_at_once_one_has_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        offer(&registry, ada, bike, &email("ben@example.org")).await.unwrap();
        let token = secret(&mail(&registry).await);
        let accepting: Vec<_> = (0..4)
            .map(|_| {
                let (registry, token) = (registry.clone(), token.clone());
                tokio::spawn(async move { accept(&registry, &token, &details()).await.is_ok() })
            })
            .collect();
        let mut done = 0;
        for one in accepting {
            done += usize::from(one.await.unwrap());
        }
        assert_eq!(done, 1);
    }
}
