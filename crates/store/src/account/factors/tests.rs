use super::*;
use crate::account::organisations;
use crate::testing::{an_account, an_organisation, fresh, with_other_key};
use sea_orm::{ConnectionTrait, Statement};
use testkit::time::{NOON, hours_after_noon};

fn a_secret(byte: u8) -> Secret {
    Secret::new([byte; 20])
}

fn a_code(byte: u8) -> RecoveryCode {
    RecoveryCode::new([byte; 12])
}

testkit::on_each_database! {
    async fn each_time_step_is_taken_once_and_none_after_a_later_one(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        let tx = store.begin().await.unwrap();
        assert!(!take_step(&tx, officer, 5).await.unwrap(), "there is no second factor");
        put(&tx, officer, &a_secret(1), 100, NOON).await.unwrap();
        for (step, taken) in [(100, false), (99, false), (101, true), (101, false), (103, true), (102, false)] {
            assert_eq!(take_step(&tx, officer, step).await.unwrap(), taken, "{step}");
        }
        tx.commit().await.unwrap();
        assert_eq!(of_account(&store, officer).await.unwrap().unwrap().used_step, 103);
        assert_eq!(secret(&store, officer).await.unwrap(), Some(a_secret(1)));
    }

    async fn a_recovery_code_works_once_and_for_its_account_alone(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        let other = an_account(&store, "other@example.org").await;
        let tx = store.begin().await.unwrap();
        replace_codes(&tx, officer, &[a_code(1), a_code(2)]).await.unwrap();
        replace_codes(&tx, other, &[a_code(3)]).await.unwrap();
        assert!(!spend_code(&tx, other, &a_code(1), NOON).await.unwrap(), "somebody else's");
        assert!(spend_code(&tx, officer, &a_code(1), NOON).await.unwrap());
        assert!(!spend_code(&tx, officer, &a_code(1), NOON).await.unwrap(), "used");
        assert!(!spend_code(&tx, officer, &a_code(9), NOON).await.unwrap(), "never made");
        assert_eq!(codes_left(&tx, officer).await.unwrap(), 1);
        replace_codes(&tx, officer, &[a_code(4)]).await.unwrap();
        assert!(!spend_code(&tx, officer, &a_code(2), NOON).await.unwrap(), "replaced");
        put(&tx, officer, &a_secret(1), 1, NOON).await.unwrap();
        assert_eq!(codes_left(&tx, officer).await.unwrap(), 0, "a new second factor ends the old codes");
        assert_eq!(codes_left(&tx, other).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }

    async fn the_tables_give_no_secret_away_and_no_secret_fits_another_account(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        let thief = an_account(&store, "thief@example.org").await;
        let tx = store.begin().await.unwrap();
        put(&tx, officer, &a_secret(1), 1, NOON).await.unwrap();
        put(&tx, thief, &a_secret(2), 1, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert!(secret(&with_other_key(&db).await, officer).await.is_err(), "another key opens nothing");
        assert!(of_account(&with_other_key(&db).await, officer).await.unwrap().is_some(), "but it is there");
        let stolen = "UPDATE second_factor SET secret = (SELECT f.secret FROM second_factor f WHERE f.account_id = $1) \
                      WHERE account_id = $2";
        let backend = store.connection().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, stolen, [thief.0.into(), officer.0.into()]);
        store.connection().execute_raw(statement).await.unwrap();
        assert!(secret(&store, officer).await.is_err());
        assert!(secret(&store, thief).await.is_ok());
    }

    async fn the_strictest_rule_of_an_accounts_organisations_counts(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        let (one, two) = (an_organisation(&store, "one").await, an_organisation(&store, "two").await);
        let rule = async |asking: &[OrganisationId]| standing(&store, officer, asking, NOON).await.unwrap().rule;
        let set = async |organisation, rule| {
            let tx = store.begin().await.unwrap();
            organisations::set_factor_rule(&tx, organisation, rule).await.unwrap();
            tx.commit().await.unwrap();
        };
        set(one, FactorRule::Off).await;
        set(two, FactorRule::Off).await;
        assert_eq!(rule(&[one, two]).await, FactorRule::Off);
        set(two, FactorRule::AtOnce).await;
        assert_eq!(rule(&[one, two]).await, FactorRule::AtOnce);
        assert_eq!(rule(&[one]).await, FactorRule::Off);
        assert_eq!(rule(&[]).await, FactorRule::Off);
        set(one, FactorRule::WithinSevenDays).await;
        assert_eq!(rule(&[one]).await, FactorRule::WithinSevenDays);
        let rules = organisations::factor_rules(&store).await.unwrap();
        assert_eq!(rules, [("one".to_owned(), FactorRule::WithinSevenDays), ("two".to_owned(), FactorRule::AtOnce)]);
    }

    async fn the_day_is_set_once_and_a_reset_counts_from_its_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let officer = an_account(&store, "officer@example.org").await;
        let force = an_organisation(&store, "force").await;
        let tx = store.begin().await.unwrap();
        organisations::set_factor_rule(&tx, force, FactorRule::WithinSevenDays).await.unwrap();
        set_due(&tx, officer, hours_after_noon(1)).await.unwrap();
        set_due(&tx, officer, hours_after_noon(9)).await.unwrap();
        let before = standing(&tx, officer, &[force], NOON).await.unwrap();
        assert_eq!((before.has_factor, before.due), (false, Some(hours_after_noon(1))));
        assert!(!set_reset(&tx, officer, Some(NOON)).await.unwrap(), "there is nothing to reset");
        put(&tx, officer, &a_secret(1), 1, NOON).await.unwrap();
        assert!(set_reset(&tx, officer, Some(hours_after_noon(24))).await.unwrap());
        assert!(standing(&tx, officer, &[force], hours_after_noon(23)).await.unwrap().has_factor);
        let after = standing(&tx, officer, &[force], hours_after_noon(24)).await.unwrap();
        assert_eq!((after.has_factor, after.due), (false, Some(hours_after_noon(24))));
        assert!(set_reset(&tx, officer, None).await.unwrap());
        assert!(standing(&tx, officer, &[force], hours_after_noon(24)).await.unwrap().has_factor);
        tx.commit().await.unwrap();
    }
}
