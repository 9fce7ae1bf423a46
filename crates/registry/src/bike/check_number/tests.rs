use super::*;
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, an_account, fresh, registered};
use crate::theft::report::report_theft;
use domain::account::contact::Contact;
use domain::bike::{BikeReference, Identifier};
use store::bike::{Arrival, RegisteredBy};

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
            ("QQ7QQ", PublicStatus::NotOnRegister),
        ];
        for (typed, status) in cases {
            assert_eq!(check_number(&registry, typed).await.unwrap().status, status, "{typed}");
        }
    }

    async fn a_mark_is_told_by_its_code_or_its_whole_address(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &Contact::default()).await.unwrap();
        let typed = [kit[0].to_string(), kit[0].compact().to_lowercase(), format!("HTTPS://X.EXAMPLE.ORG/M/{}", kit[0].compact())];
        for typed in typed {
            assert_eq!(check_number(&registry, &typed).await.unwrap().status, PublicStatus::Registered, "{typed}");
        }
        assert_eq!(check_number(&registry, &kit[1].to_string()).await.unwrap().status, PublicStatus::NotOnRegister);
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
        assert_eq!(check_number(&registry, &kit[0].to_string()).await.unwrap().status, PublicStatus::NotOnRegister);
        assert_eq!(check_number(&registry, &kit[1].to_string()).await.unwrap().status, PublicStatus::Registered);
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

    async fn a_number_is_known_however_it_is_written(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let stolen = registered(&registry, "ben@example.org", a_new_bike("0730AB12")).await;
        let nought = registered(&registry, "ben@example.org", a_new_bike("0730551248")).await;
        let other = registered(&registry, "ben@example.org", a_new_bike("7305599")).await;
        let ben = an_account(&registry, "ben@example.org").await;
        for bike in [stolen, nought, other] {
            report_theft(&registry, ben, bike, a_theft(&registry)).await.unwrap();
        }
        let reference = BikeReference::of(stolen).to_string();
        for typed in [
            "0730AB12", "*0730AB12*", "Ø73ØAB12", "No 0730AB12", "N° 0730AB12", "Nº0730AB12", "S/N 0730AB12",
            "Serial: 0730AB12", "Frame 0730AB12", "frame no. 0730AB12", "“0730AB12”", "(0730ab12)", "0730AB12.",
            "0730AB12 54CM", "\u{200b}0730\u{ad}AB12", reference.as_str(), &reference.to_lowercase(),
            &format!("ref {reference}."), "730551248", "0730551248", "07305599", "7305599",
        ] {
            let told = check_number(&registry, typed).await.unwrap().status;
            assert_eq!(told, PublicStatus::ReportedStolen, "{typed}");
        }
        let mut wrong = reference.into_bytes();
        let last = wrong.len() - 1;
        wrong[last] = if wrong[last] == b'7' { b'8' } else { b'7' };
        let refused = check_number(&registry, std::str::from_utf8(&wrong).unwrap()).await;
        assert!(matches!(refused, Err(CheckError::Reference)), "{refused:?}");
    }

    async fn several_numbers_never_get_one_answer(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bike = registered(&registry, "ben@example.org", a_new_bike("VICT77001X")).await;
        registered(&registry, "ben@example.org", a_new_bike("WSBC755620 U21BF95005")).await;
        let ben = an_account(&registry, "ben@example.org").await;
        report_theft(&registry, ben, bike, a_theft(&registry)).await.unwrap();
        for typed in [
            "NOPE11111, VICT77001X", "VICT77001X; NOPE11111", "NOPE11111\nVICT77001X", "NOPE11111 and VICT77001X",
            "A1111,B2222,C3333,D4444,E5555,F6666,G7777,H8888,VICT77001X", "WSBC755620789A U21BF95007",
        ] {
            let refused = check_number(&registry, typed).await;
            assert!(matches!(refused, Err(CheckError::Several)), "{typed}: {refused:?}");
        }
        let both = check_number(&registry, "WSBC755620 U21BF95005").await.unwrap().status;
        assert_eq!(both, PublicStatus::Registered, "as it stands on the register");
    }

    async fn a_filler_says_nothing_of_a_stolen_bike(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ben = an_account(&registry, "ben@example.org").await;
        for filler in ["123456", "0000000", "#VALUE!"] {
            let bike = registered(&registry, "ben@example.org", a_new_bike(filler)).await;
            report_theft(&registry, ben, bike, a_theft(&registry)).await.unwrap();
        }
        for typed in ["123456", "1-2-3-4-5-6", "0000000", "OOOOOOO", "#VALUE!", "1.23E+11"] {
            let refused = check_number(&registry, typed).await;
            let closed = matches!(refused, Err(CheckError::Filler | CheckError::TooShort));
            assert!(closed, "{typed}: {refused:?}");
        }
    }

    async fn one_stolen_bike_among_hundreds_with_its_number_is_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bikes: Vec<_> = (0..301).map(|_| a_new_bike("AB12345")).collect();
        let arrivals: Vec<_> = bikes
            .iter()
            .map(|bike| Arrival { bike, via: RegisteredBy::Web, organisation: None, external_ref: None, import_digest: None })
            .collect();
        let now = registry.now();
        let tx = registry.store.begin().await.unwrap();
        let ids = store::bike::insert(&tx, &arrivals, now).await.unwrap();
        tx.commit().await.unwrap();
        let ben = an_account(&registry, "ben@example.org").await;
        assert_eq!(check_number(&registry, "AB12345").await.unwrap().status, PublicStatus::Registered);
        let tx = registry.store.begin().await.unwrap();
        store::theft::open(&tx, &[(ids[300], Some(ben), a_theft(&registry))], now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(check_number(&registry, "AB12345").await.unwrap().status, PublicStatus::ReportedStolen);
        let folded = [domain::number::fold("AB12345")];
        let first = store::bike::identifiers::bikes_with(&registry.store, &folded, 1).await.unwrap();
        assert_eq!(first, [ids[300]], "the gravest is never cut off");
    }

    async fn a_mark_is_read_whatever_stands_round_it(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &Contact::default()).await.unwrap();
        let code = kit[0];
        let compact = code.compact();
        let wrong = format!("{}{}", if compact.starts_with('8') { '9' } else { '8' }, &compact[1..]);
        for typed in [
            format!("{code}."), format!("“{code}”"), format!("[{code}]"), format!("Mark {code}"), format!("*{code}*"),
            format!("m/{code}"), format!("x.example.org/M/{compact}."), format!("\u{200b}{code}"), wrong.clone(),
            format!("mark {wrong}."), format!("m/{wrong}"),
        ] {
            let told = check_number(&registry, &typed).await.unwrap();
            assert_eq!((told.status, told.mark), (PublicStatus::Registered, Some(code)), "{typed}");
        }
        for typed in ["https://x.example.org/bikes/7", "httpWTU?", "m/7KQ4M", &format!("{code}, {}", kit[1])] {
            assert!(check_number(&registry, typed).await.is_err(), "{typed}");
        }
    }
}
