use super::*;
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, an_account, fresh, registered};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;
use domain::bike::Identifier;

testkit::on_each_database! {
    async fn a_whole_number_is_told_its_status_and_nothing_else(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let mut bike = a_new_bike("WTU 123 O56K");
        bike.identifiers.push(Identifier::parse("battery:BOSCH 7781").unwrap());
        registered(&registry, "ada@example.org", bike).await;
        let stolen = registered(&registry, "ben@example.org", a_new_bike("XYZ99876")).await;
        let ben = an_account(&registry, "ben@example.org").await;
        report_theft(&registry, ben, stolen, a_theft(&registry)).await.unwrap();
        // The same number is on both: the graver status is told.
        registered(&registry, "ada@example.org", a_new_bike("xyz-99876")).await;
        let cases = [
            ("WTU123056K", PublicStatus::Registered),
            ("wtu-i23-o5 6k", PublicStatus::Registered),
            ("BOSCH7781", PublicStatus::Registered),
            ("XYZ99876", PublicStatus::ReportedStolen),
            ("XYZ9987", PublicStatus::NotOnRegister),
            ("XYZ998766", PublicStatus::NotOnRegister),
            ("QQQQQ", PublicStatus::NotOnRegister),
        ];
        for (typed, status) in cases {
            assert_eq!(check_number(&registry, typed).await.unwrap(), status, "{typed}");
        }
    }

    async fn a_mark_is_told_by_its_code_or_its_whole_address(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &Contact::default()).await.unwrap();
        let typed = [kit[0].to_string(), kit[0].compact().to_lowercase(), format!("HTTPS://X.EXAMPLE.ORG/M/{}", kit[0].compact())];
        for typed in typed {
            assert_eq!(check_number(&registry, &typed).await.unwrap(), PublicStatus::Registered, "{typed}");
        }
        assert_eq!(check_number(&registry, &kit[1].to_string()).await.unwrap(), PublicStatus::NotOnRegister);
    }

    async fn a_mark_that_was_replaced_vouches_for_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let (bike, owner) = (a_new_bike(""), Contact::default());
        let marked = crate::desk::issue_mark(&registry, &desk, kit[0], &bike, &owner);
        let bike = marked.await.unwrap().bike;
        let tx = registry.store.begin().await.unwrap();
        store::mark::replace(&tx, bike, kit[1], registry.now()).await.unwrap();
        store::mark::issue(&tx, kit[1], bike, None, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(check_number(&registry, &kit[0].to_string()).await.unwrap(), PublicStatus::NotOnRegister);
        assert_eq!(check_number(&registry, &kit[1].to_string()).await.unwrap(), PublicStatus::Registered);
    }

    async fn a_number_cannot_be_read_out_character_by_character(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        registered(&registry, "ada@example.org", a_new_bike("AB12")).await;
        registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        for typed in ["WTU?23056K", "WTU*", "*", "?????", "WTU[12]23056K", "WTU12305[6K", "WTU123056K*"] {
            let refused = check_number(&registry, typed).await;
            let closed = matches!(refused, Err(CheckError::Wildcard | CheckError::Number(_)));
            assert!(closed, "{typed}: {refused:?}");
        }
        for typed in ["AB12", "A-B-1-2", " ab 12 "] {
            assert!(matches!(check_number(&registry, typed).await, Err(CheckError::TooShort)), "{typed}");
        }
        for typed in ["", "   ", "\u{202e}", "unknown", "no number"] {
            let refused = check_number(&registry, typed).await;
            assert!(matches!(refused, Err(CheckError::Number(_) | CheckError::TooShort)), "{typed:?}: {refused:?}");
        }
    }
}
