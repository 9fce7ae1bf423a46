use super::*;
use crate::testing::{
    a_new_bike, a_theft, an_account, an_officer, confirmed, email, fresh, mail, registered, unconfirmed,
};
use crate::theft::change::{change_report, version};
use crate::theft::public::shown_thefts;
use domain::account::contact::Contact;
use domain::bike::Standing;
use domain::theft::Lock;

testkit::on_each_database! {
    async fn a_theft_is_reported_and_ended_by_the_owner_alone(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let (ada, mallory) =
            (an_account(&registry, "ada@example.org").await, an_account(&registry, "mallory@example.org").await);
        let standing =
            async || store::bike::find(&registry.store, bike).await.unwrap().unwrap().standing;

        let early = found_it(&registry, ada, bike, TheftOutcome::Returned).await;
        assert!(matches!(early, Err(ReportTheftError::NotReported)), "{early:?}");
        for (who, which) in [(mallory, bike), (ada, BikeId(999))] {
            let refused = report_theft(&registry, who, which, a_theft(&registry)).await;
            assert!(matches!(refused, Err(ReportTheftError::NotYours(_))), "{refused:?}");
        }
        assert_eq!(standing().await, Standing::WithOwner);

        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        assert_eq!(standing().await, Standing::ReportedStolen);
        let again = report_theft(&registry, ada, bike, a_theft(&registry)).await;
        assert!(matches!(again, Err(ReportTheftError::AlreadyReported)), "{again:?}");
        let refused = found_it(&registry, mallory, bike, TheftOutcome::Returned).await;
        assert!(matches!(refused, Err(ReportTheftError::NotYours(_))), "{refused:?}");
        assert_eq!(standing().await, Standing::ReportedStolen);

        found_it(&registry, ada, bike, TheftOutcome::Mistaken).await.unwrap();
        assert_eq!(standing().await, Standing::WithOwner);
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        let reports = store::theft::of_bike(&registry.store, bike).await.unwrap();
        assert_eq!(reports.len(), 2, "what was reported before is kept");
    }

    async fn a_report_sent_twice_at_once_is_one_report(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let report = || report_theft(&registry, ada, bike, a_theft(&registry));
        let (one, two) = tokio::join!(report(), report());
        assert!(one.is_ok() != two.is_ok(), "{one:?} and {two:?}");
        assert!(matches!(one.and(two), Err(ReportTheftError::AlreadyReported)));
    }

    async fn a_registration_is_confirmed_before_its_bike_is_reported(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("AB12345"), owner, None).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let refused = report_theft(&registry, ada, bike, a_theft(&registry)).await;
        assert!(matches!(refused, Err(ReportTheftError::NotConfirmed)), "{refused:?}");
        confirmed(&registry, bike).await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
    }

    async fn one_report_takes_several_bikes_and_sends_one_letter(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let first = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let second = registered(&registry, "ada@example.org", a_new_bike("AB12346")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("AB12347")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let teller = Teller::Owner(ada);
        mail(&registry).await;
        let refused = report_thefts(&registry, teller, &[first, other], &a_theft(&registry)).await;
        assert!(matches!(refused, Err(ReportTheftError::NotYours(_))), "{refused:?}");
        report_thefts(&registry, teller, &[first, second], &a_theft(&registry)).await.unwrap();
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        for bike in [first, second] {
            assert!(letters[0].body.contains(&BikeReference::of(bike).to_string()));
            let standing = store::bike::find(&registry.store, bike).await.unwrap().unwrap().standing;
            assert_eq!(standing, Standing::ReportedStolen);
        }
    }

    async fn an_officer_reports_for_an_owner_and_the_log_says_so(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let officer = an_officer(&registry, "cambs").await;
        mail(&registry).await;
        report_thefts(&registry, Teller::Officer(officer), &[bike], &a_theft(&registry)).await.unwrap();
        let log = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(log.iter().filter(|(_, entry)| entry.actor == Some(officer.account)).count(), 1);
        assert!(mail(&registry).await[0].body.contains("A police officer has reported"));
        let ada = an_account(&registry, "ada@example.org").await;
        found_it(&registry, ada, bike, TheftOutcome::Returned).await.unwrap();
        assert!(mail(&registry).await[0].body.contains("We have closed the report"));
    }

    async fn officers_change_what_their_force_took_from_a_caller(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, there) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let own_report = registered(&registry, "ada@example.org", a_new_bike("CD67890")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        report_theft(&registry, ada, own_report, a_theft(&registry)).await.unwrap();
        report_thefts(&registry, Teller::Officer(here), &[bike], &a_theft(&registry)).await.unwrap();
        mail(&registry).await;
        let newer = NewTheftReport { lock: Some(Lock::Chain), ..a_theft(&registry) };
        for (officer, bike) in [(there, bike), (here, own_report)] {
            let refused = change_report(&registry, Teller::Officer(officer), bike, (&newer, None)).await;
            assert!(matches!(refused, Err(ReportTheftError::NotTakenHere)), "{refused:?}");
        }
        assert!(change_report(&registry, Teller::Officer(here), bike, (&newer, None)).await.unwrap());
        assert!(!change_report(&registry, Teller::Officer(here), bike, (&newer, None)).await.unwrap());
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].body.contains("A police officer has changed"), "{}", letters[0].body);
        let mine = own::find(&registry, ada, bike).await.unwrap().unwrap();
        assert_eq!((mine.changes.len(), mine.changes[0].by), (1, Some(here.account)));
        let log = store::look_up::audit::for_bike(&registry.store, bike).await.unwrap();
        assert_eq!(log.iter().filter(|(_, entry)| entry.actor == Some(here.account)).count(), 2);
    }

    async fn a_report_is_changed_by_its_owner_alone_and_says_what_it_said(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let (ada, mallory) =
            (an_account(&registry, "ada@example.org").await, an_account(&registry, "mallory@example.org").await);
        let newer = NewTheftReport { lock: Some(Lock::Chain), shown: true, ..a_theft(&registry) };
        let change = async |who| change_report(&registry, Teller::Owner(who), bike, (&newer, None)).await;
        assert!(matches!(change(ada).await, Err(ReportTheftError::NotReported)));
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        mail(&registry).await;
        assert!(matches!(change(mallory).await, Err(ReportTheftError::NotYours(_))));
        assert!(change(ada).await.unwrap());
        assert!(!change(ada).await.unwrap(), "sent again, nothing is new");
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].body.contains("- Locked with\n- Shown to the public"), "{}", letters[0].body);
        let mine = own::find(&registry, ada, bike).await.unwrap().unwrap();
        assert_eq!((mine.changes.len(), mine.changes[0].by), (1, Some(ada)));
        let shown = shown_thefts(&registry, 10).await.unwrap();
        assert_eq!(shown.len(), 1);
    }

    async fn whoever_changes_a_report_second_sees_what_the_first_changed(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("AB12345")).await;
        let ada = an_account(&registry, "ada@example.org").await;
        report_thefts(&registry, Teller::Officer(officer), &[bike], &a_theft(&registry)).await.unwrap();
        let seen = version(&a_theft(&registry));
        let with_lock = NewTheftReport { lock: Some(Lock::Chain), ..a_theft(&registry) };
        let shown = NewTheftReport { shown: true, ..a_theft(&registry) };
        let (of_owner, of_officer) = tokio::join!(
            change_report(&registry, Teller::Owner(ada), bike, (&shown, Some(&seen))),
            change_report(&registry, Teller::Officer(officer), bike, (&with_lock, Some(&seen))),
        );
        let late = [&of_owner, &of_officer].into_iter().filter(|done| matches!(done, Err(ReportTheftError::Changed)));
        assert_eq!(late.count(), 1, "{of_owner:?} {of_officer:?}");
        let (teller, stands, other): (_, _, &NewTheftReport) = if of_owner.is_ok() {
            (Teller::Owner(ada), &shown, &with_lock)
        } else {
            (Teller::Officer(officer), &with_lock, &shown)
        };
        let now = own::find(&registry, ada, bike).await.unwrap().unwrap();
        assert_eq!(now.changes.len(), 1, "nothing of the second is written");
        // The first one's form is sent again, and the second one has seen what is new.
        assert!(!change_report(&registry, teller, bike, (stands, Some(&seen))).await.unwrap());
        let seen = version(stands);
        assert!(change_report(&registry, teller, bike, (other, Some(&seen))).await.unwrap());
    }

    async fn a_number_that_was_typed_as_the_model_is_not_shown_to_the_public(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = async || an_account(&registry, "ada@example.org").await;
        for (number, model) in [("WTU123056K", "FX 2 (wtu 123-056k)"), ("GF28283377", "FX 2")] {
            let mut new = a_new_bike(number);
            new.description.make = Some("Trek".to_owned());
            new.description.model = Some(model.to_owned());
            let bike = registered(&registry, "ada@example.org", new).await;
            let report = NewTheftReport { shown: true, ..a_theft(&registry) };
            report_theft(&registry, ada().await, bike, report).await.unwrap();
        }
        let mut models: Vec<_> = shown_thefts(&registry, 10).await.unwrap().into_iter().map(|theft| theft.looks.model).collect();
        models.sort();
        assert_eq!(models, [None, Some("FX 2".to_owned())]);
    }
}
