use super::*;
use crate::bike::confirm::confirm_own;
use crate::bike::{draft, own};
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, an_account, email, fresh, mail, registered};
use domain::bike::Identifier;
use domain::bike::Standing;
use store::bike::flags::{self, FlagKind};

async fn a_registration(registry: &Registry, frame: &str, mark: Option<MarkCode>) -> Registration {
    let (_, id) = draft::start_draft(registry, b"{}").await.unwrap();
    let owner = Contact {
        email: Some(email("ada@example.org")),
        ..Contact::default()
    };
    Registration {
        id,
        bike: a_new_bike(frame),
        owner,
        mark,
        stolen: false,
    }
}

testkit::on_each_database! {
    async fn a_bike_gets_an_owner_a_reference_and_a_letter(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let registration = a_registration(&registry, "WTU 123 O56K", None).await;
        let done = register_bike(&registry, &registration).await.unwrap();
        let bike = store::bike::find(&registry.store, done.bike).await.unwrap().unwrap();
        assert_eq!((&bike.frame, bike.standing), (&registration.bike.frame, Standing::WithOwner));
        assert_eq!(bike.reference(), done.reference);
        let owner = store::bike::ownerships::owner_of(&registry.store, done.bike).await.unwrap().unwrap();
        assert_eq!((owner.account, owner.confirmed_at), (an_account(&registry, "ada@example.org").await, None));
        let letters = mail(&registry).await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, email("ada@example.org"));
        assert!(letters[0].body.contains(&done.reference.to_string()), "{}", letters[0].body);
    }

    async fn an_address_gets_five_letters_a_day_and_every_bike_can_be_confirmed(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let mut bikes = Vec::new();
        for n in 0..20 {
            let registration = a_registration(&registry, &format!("WTU{n}99"), None).await;
            bikes.push(register_bike(&registry, &registration).await.unwrap().bike);
        }
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 20, "each is kept");
        assert_eq!(mail(&registry).await.len(), 5);
        assert!(own::was_written_to(&registry, bikes[4]).await.unwrap());
        assert!(!own::was_written_to(&registry, bikes[5]).await.unwrap());

        let ada = an_account(&registry, "ada@example.org").await;
        let stranger = an_account(&registry, "bob@example.org").await;
        assert_eq!(confirm_own(&registry, stranger, bikes[19], None).await.unwrap(), Err(own::NotYours));
        assert_eq!(confirm_own(&registry, ada, bikes[19], None).await.unwrap(), Ok(()));
        assert_eq!(confirm_own(&registry, ada, bikes[19], None).await.unwrap(), Err(own::NotYours), "it is confirmed");

        clock.advance(jiff::SignedDuration::from_hours(25));
        let registration = a_registration(&registry, "WTU2099", None).await;
        register_bike(&registry, &registration).await.unwrap();
        assert_eq!(mail(&registry).await.len(), 1);
    }

    async fn sending_twice_registers_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let registration = a_registration(&registry, "WTU123056K", None).await;
        let first = register_bike(&registry, &registration).await.unwrap();
        assert_eq!(register_bike(&registry, &registration).await.unwrap(), first);
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 1);
        assert_eq!(mail(&registry).await.len(), 1);
    }

    async fn a_double_click_registers_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        for round in 1..6 {
            let registration = a_registration(&registry, &format!("WTU{round}99"), None).await;
            let (one, two) =
                tokio::join!(register_bike(&registry, &registration), register_bike(&registry, &registration));
            assert_eq!(one.unwrap(), two.unwrap());
            assert_eq!(store::bike::total(&registry.store).await.unwrap(), round);
        }
    }

    async fn one_person_may_register_two_bikes_at_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let one = a_registration(&registry, "AB12345", None).await;
        let two = a_registration(&registry, "CD67890", None).await;
        let (one, two) = tokio::join!(register_bike(&registry, &one), register_bike(&registry, &two));
        assert_ne!(one.unwrap().bike, two.unwrap().bike);
        let ada = an_account(&registry, "ada@example.org").await;
        assert_eq!(store::bike::ownerships::bikes_of(&registry.store, ada).await.unwrap().len(), 2);
    }

    async fn a_number_that_is_there_is_accepted_and_flagged_for_the_police(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let known = registered(&registry, "ben@example.org", a_new_bike("WTU123056K")).await;
        let mut by_battery = a_new_bike("");
        by_battery.identifiers.push(Identifier::parse("battery:wtu-123-O56k").unwrap());
        let ada = registered(&registry, "ada@example.org", by_battery).await;
        let ben = an_account(&registry, "ben@example.org").await;
        let theft = a_theft(&registry);
        crate::theft::report::report_theft(&registry, ben, known, theft).await.unwrap();
        let thief = registered(&registry, "cy@example.org", a_new_bike("WTUI23O56K")).await;
        let raised = flags::for_bikes(&registry.store, &[known, ada, thief]).await.unwrap();
        let raised: Vec<_> = raised.into_iter().map(|flag| (flag.bike, flag.other, flag.kind)).collect();
        assert_eq!(raised.len(), 3, "{raised:?}");
        assert!(raised.contains(&(ada, known, FlagKind::SameNumber)), "{raised:?}");
        assert!(raised.contains(&(thief, known, FlagKind::SameNumberAsStolen)), "{raised:?}");
        assert!(raised.contains(&(thief, ada, FlagKind::SameNumber)), "{raised:?}");
    }

    async fn a_label_in_hand_is_fixed_and_a_wrong_one_stops_everything(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let printed = a_kit(&registry, None, 2).await;
        let registration = a_registration(&registry, "AB12345", Some(kit[0])).await;
        let done = register_bike(&registry, &registration).await.unwrap();
        let bike = store::bike::find(&registry.store, done.bike).await.unwrap().unwrap();
        assert_eq!(bike.mark, Some(kit[0]));
        let fresh_code = MarkCode::from_data([7; 8]);
        for (code, what) in [(kit[0], "on a bike"), (printed[0], "only printed"), (fresh_code, "not ours")] {
            let again = a_registration(&registry, "CD67890", Some(code)).await;
            let refused = register_bike(&registry, &again).await;
            match what {
                "on a bike" => {
                    assert!(matches!(refused, Err(RegisterBikeError::Mark(MarkUnusable::OnABike))), "{refused:?}")
                }
                "only printed" => {
                    assert!(matches!(refused, Err(RegisterBikeError::Mark(MarkUnusable::NotYours))), "{refused:?}")
                }
                _ => assert!(matches!(refused, Err(RegisterBikeError::UnknownMark)), "{refused:?}"),
            }
            assert_eq!(store::bike::total(&registry.store).await.unwrap(), 1, "{what}");
            let corrected = Registration { mark: None, ..again };
            assert_eq!(flags::for_bikes(&registry.store, &[done.bike]).await.unwrap().len(), 0);
            let tx = registry.store.begin().await.unwrap();
            assert_eq!(store::bike::drafts::bike_of(&tx, corrected.id).await.unwrap(), None, "it can be sent again");
        }
    }

    async fn without_an_address_nothing_is_registered(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let mut registration = a_registration(&registry, "AB12345", None).await;
        registration.owner.email = None;
        let refused = register_bike(&registry, &registration).await;
        assert!(matches!(refused, Err(RegisterBikeError::NoEmail)), "{refused:?}");
        assert_eq!(store::bike::total(&registry.store).await.unwrap(), 0);
    }
}
