use super::*;
use crate::testing::{
    a_desk, a_kit, a_new_bike, a_theft, an_account, confirmed, email, fresh, registered, unconfirmed,
};
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
        // Both bikes have this number, so the answer is the worse status of the two.
        registered(&registry, "ada@example.org", a_new_bike("xyz-99876")).await;
        let cases = [
            ("WTU123056K", PublicStatus::Registered),
            ("wtu-i23-o5 6k", PublicStatus::Registered),
            ("BOSCH7781", PublicStatus::Registered),
            ("XYZ99876", PublicStatus::ReportedStolen),
            ("XYZ9987", PublicStatus::NotOnRegister),
            ("XYZ998766", PublicStatus::NotOnRegister),
            ("QQXQQ", PublicStatus::NotOnRegister),
            ("Robert'); DROP TABLE bike;--", PublicStatus::NotOnRegister),
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

    async fn one_number_is_checked_however_it_is_written_and_nothing_is_dropped(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ben = an_account(&registry, "ben@example.org").await;
        let mut references = Vec::new();
        for frame in ["037465918", "9271643", "XYZ99876", "B1A114504S WBK946971S", "123456"] {
            let bike = registered(&registry, "ben@example.org", a_new_bike(frame)).await;
            report_theft(&registry, ben, bike, a_theft(&registry)).await.unwrap();
            references.push(BikeReference::of(bike).to_string());
        }
        let fm = &references[2];
        let (lower, plain) = (fm.to_lowercase(), fm.replace('-', ""));
        for typed in [
            "37465918", "037465918", "09271643", "*XYZ99876*", "No. XYZ99876", "N° XYZ99876", "Nº XYZ99876", "S/N XYZ99876",
            "serial no: xyz 998 76", "B1A114504S WBK946971S", "“XYZ99876”.", fm, &lower, &plain, &format!(" {fm}. "),
        ] {
            let told = check_number(&registry, typed).await;
            assert!(matches!(told, Ok(PublicStatus::ReportedStolen)), "{typed}: {told:?}");
        }
        for typed in ["AAA11122, XYZ99876", "AAA1112233 XYZ9987644", "A11111,B22222,C33333,D44444,E55555,F66666,G77777,H88888,XYZ99876"] {
            let refused = check_number(&registry, typed).await;
            assert!(matches!(refused, Err(CheckError::Several)), "{typed}: {refused:?}");
        }
        for typed in ["123456", "0000000", "1234567", "#NAME?", "1.23E+11", "qwerty"] {
            let refused = check_number(&registry, typed).await;
            assert!(matches!(refused, Err(CheckError::Filler)), "{typed}: {refused:?}");
        }
        let mut wrong = fm.clone();
        let last = if wrong.ends_with('7') { '8' } else { '7' };
        wrong.replace_range(fm.len() - 1.., &last.to_string());
        let refused = check_number(&registry, &wrong).await;
        assert!(matches!(refused, Err(CheckError::Reference(_))), "{wrong}: {refused:?}");
    }

    async fn a_mark_is_read_with_anything_round_it_or_one_character_wrong(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &Contact::default()).await.unwrap();
        let (code, compact) = (kit[0].to_string(), kit[0].compact());
        for typed in [
            format!("{code}."), format!("“{code}”"), format!("({code})"), format!("[{code}]"), format!("Mark {code}"),
            format!("mark: {code}"), format!("\u{200b}{code}\u{feff}"), format!("m/{code}"), code.replace('-', "–"), code.replace('-', " "),
        ] {
            let told = check_number(&registry, &typed).await;
            assert!(matches!(told, Ok(PublicStatus::Registered)), "{typed}: {told:?}");
        }
        let other = if compact.starts_with('8') { 'B' } else { '8' };
        for typed in [format!("{other}{}", &compact[1..]), format!("?{}", &compact[1..])] {
            match check_number(&registry, &typed).await {
                Err(CheckError::Mark(meant)) => assert_eq!(meant, kit[0], "{typed}"),
                told => panic!("{typed}: {told:?}"),
            }
        }
    }

    async fn a_registration_that_nobody_confirmed_counts_for_nothing(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let code = a_kit(&registry, Some(&desk), 1).await[0];
        let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
        let (_, bike) = unconfirmed(&registry, a_new_bike("WTU123056K"), owner, Some(code)).await;
        let typed = ["WTU123056K".to_owned(), code.to_string()];
        for typed in &typed {
            assert_eq!(check_number(&registry, typed).await.unwrap(), PublicStatus::NotOnRegister, "{typed}");
        }
        confirmed(&registry, bike).await;
        for typed in &typed {
            assert_eq!(check_number(&registry, typed).await.unwrap(), PublicStatus::Registered, "{typed}");
        }
    }
}
