use super::*;
use crate::account::sign_in::{SpendLinkError, next_of_link, peek_link};
use crate::bike::confirm::confirm_by_link;
use crate::bike::register::{Registration, register_bike};
use crate::testing::{a_new_bike, email, fresh, mail, token_in, unconfirmed};

fn ada() -> Contact {
    Contact {
        name: Some("Ada".into()),
        email: Some(email("ada@exmaple.org")),
        ..Contact::default()
    }
}

testkit::on_each_database! {
    async fn a_corrected_address_gets_the_link_and_the_old_one_stops(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (secret, bike) = unconfirmed(&registry, a_new_bike("AB12345"), ada(), None).await;
        let waits = waiting(&registry, &secret).await.unwrap().unwrap();
        assert_eq!(waits, Waits { bike, email: Some(email("ada@exmaple.org")) });
        let old = token_in(&mail(&registry).await[0]);
        send_again(&registry, &secret).await.unwrap();
        let again = mail(&registry).await;
        assert_eq!(again[0].to, email("ada@exmaple.org"));
        assert!(peek_link(&registry, &old).await.is_ok(), "a slow e-mail is still good");
        send_again(&registry, &secret).await.unwrap();
        correct_address(&registry, &secret, &email("ada@example.org")).await.unwrap();
        let sent = mail(&registry).await;
        assert_eq!(sent.len(), 1, "the one that still waited is not sent to a stranger");
        assert_eq!(sent[0].to, email("ada@example.org"));
        assert!(matches!(peek_link(&registry, &old).await, Err(SpendLinkError::AlreadySpent)));
        let strange = store::account::find_by_email(&registry.store, &email("ada@exmaple.org")).await.unwrap();
        assert_eq!(strange, None, "nothing is left of the mistyped address");
        let done = confirm_by_link(&registry, &token_in(&sent[0]), None).await.unwrap();
        let contact = store::account::contact(&registry.store, done.account).await.unwrap().unwrap();
        assert_eq!((contact.name.as_deref(), contact.email), (Some("Ada"), Some(email("ada@example.org"))));
        assert_eq!(waiting(&registry, &secret).await.unwrap(), None);
        let late = correct_address(&registry, &secret, &email("mallory@example.org")).await;
        assert!(matches!(late, Err(ResendError::NotWaiting)), "{late:?}");
    }

    async fn each_link_to_a_stolen_bike_leads_on_to_its_report(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (secret, id) = draft::start_draft(&registry, b"{}").await.unwrap();
        let bike = a_new_bike("AB12345");
        let registration = Registration { id, bike, owner: ada(), mark: None, stolen: true };
        let bike = register_bike(&registry, &registration).await.unwrap().bike;
        let report = format!("/account/bikes/{bike}/report-stolen");
        let first = token_in(&mail(&registry).await[0]);
        send_again(&registry, &secret).await.unwrap();
        let again = token_in(&mail(&registry).await[0]);
        correct_address(&registry, &secret, &email("ada@example.org")).await.unwrap();
        let corrected = token_in(&mail(&registry).await[0]);
        for link in [&first, &again, &corrected] {
            assert_eq!(next_of_link(&registry, link).await.unwrap().as_ref(), Some(&report));
        }
        let done = confirm_by_link(&registry, &corrected, None).await.unwrap();
        assert_eq!(done.next, Some(report));
        assert_eq!(next_of_link(&registry, "no such link").await.unwrap(), None);
    }

    async fn four_links_an_hour_are_enough(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (secret, _) = unconfirmed(&registry, a_new_bike("AB12345"), ada(), None).await;
        for _ in 1..4 {
            send_again(&registry, &secret).await.unwrap();
        }
        assert!(matches!(send_again(&registry, &secret).await, Err(ResendError::TooMany)));
        let other = correct_address(&registry, &secret, &email("ben@example.org")).await;
        assert!(matches!(other, Err(ResendError::TooMany)), "{other:?}");
        assert_eq!(waiting(&registry, &secret).await.unwrap().unwrap().email, ada().email, "nothing was changed");
        clock.advance(SignedDuration::from_hours(1));
        send_again(&registry, &secret).await.unwrap();
        for name in ["x", &"A".repeat(32)] {
            let other = DraftKey { name: name.to_owned(), ..secret.clone() };
            assert!(matches!(send_again(&registry, &other).await, Err(ResendError::NotWaiting)));
        }
    }
}
