use super::*;
use crate::testing::{a_desk, a_kit, a_new_bike, fresh, indexed, registered};
use domain::account::contact::Contact;
use domain::mark::MarkStatus;

fn typed(number: &str) -> LookUp {
    LookUp {
        number: Some(number.to_owned()),
        ..LookUp::default()
    }
}

async fn ranked(registry: &Registry, number: &str) -> Ranked {
    let look_up = typed(number);
    find(registry, &look_up.query().unwrap(), &look_up, 10)
        .await
        .unwrap()
}

async fn found(registry: &Registry, number: &str) -> Vec<Found> {
    ranked(registry, number).await.found
}

testkit::on_each_database! {
    async fn a_mark_is_read_with_anything_round_it_with_brackets_and_in_halves(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 4).await;
        let other = a_new_bike("WTU123456K");
        registered(&registry, "ada@example.org", other).await;
        let marked =
            crate::desk::issue_mark(&registry, &desk, kit[0], &a_new_bike(""), &Contact::default()).await.unwrap();
        indexed(&registry).await;
        let (code, compact) = (kit[0].to_string(), kit[0].compact());
        let (left, right) = compact.split_at(5);
        let either = |c: char| format!("[{c}{}]", if c == '7' { 'H' } else { '7' });
        let first = compact.chars().next().unwrap();
        for number in [
            format!("“{code}”."), format!("Mark {code}"), format!("m/{code}"), format!("\u{200b}{code}"),
            format!("{}{}", either(first), &compact[1..]), format!("WTU999888K, {code}"), format!("{left}*"),
            left.to_owned(), format!("{left}-{}", &right[..3]), format!("*{right}"),
        ] {
            let all = found(&registry, &number).await;
            let first = all.first().map(|found| (found.bike.id, found.mark.as_ref().map(|seen| seen.code)));
            assert_eq!(first, Some((marked.bike, Some(kit[0]))), "{number}");
        }
        let blank = kit[1].to_string();
        assert_eq!(ranked(&registry, &format!("mark {blank}.")).await.unfixed, [UnfixedMark(kit[1], MarkStatus::Allotted)]);
        assert!(ranked(&registry, &format!("{code}, WTU123456K")).await.unfixed.is_empty());
    }

    async fn two_records_of_one_bike_are_one_answer(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        for owner in ["ada@example.org", "ada@example.org"] {
            registered(&registry, owner, a_new_bike("WTU 123 456K")).await;
        }
        for owner in ["ada@example.org", "ben@example.org"] {
            registered(&registry, owner, a_new_bike("GF28283377")).await;
        }
        indexed(&registry).await;
        let one = found(&registry, "WTU123456K").await;
        assert_eq!(one.iter().map(|found| found.scored.band).collect::<Vec<_>>()[..2], [Band::Certain; 2]);
        let two = found(&registry, "GF28283377").await;
        assert_eq!(two.iter().map(|found| found.scored.band).collect::<Vec<_>>()[..2], [Band::Possible; 2]);
        assert!(!are_of_different_bikes(&one) && !are_of_different_bikes(&two));
    }

    async fn two_numbers_of_two_bikes_are_told(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let mut electric = a_new_bike("WSBC755620789A");
        electric.identifiers = vec!["battery:BAT73464169"].into_iter().map(|pair| domain::bike::Identifier::parse(pair).unwrap()).collect();
        registered(&registry, "ada@example.org", electric).await;
        registered(&registry, "ben@example.org", a_new_bike("U21BF95005")).await;
        indexed(&registry).await;
        for (number, differ) in [
            ("WSBC755620789A U21BF95005", true),
            ("U21BF95005, BAT73464169", true),
            ("WSBC755620789A, BAT73464169", false),
            ("WSBC755620789A", false),
        ] {
            let all = found(&registry, number).await;
            assert_eq!(are_of_different_bikes(&all), differ, "{number}");
            assert_eq!(all[0].scored.band, Band::Certain, "{number}");
            assert!(!differ || all[1].scored.band == Band::Certain, "{number}");
        }
    }

    async fn hundreds_of_bikes_in_a_row_are_told_apart(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let bikes: Vec<_> = (0..300).map(|nth| a_new_bike(&format!("CH{}", 24_100_000 + nth))).collect();
        let arrivals: Vec<_> = bikes
            .iter()
            .map(|bike| store::bike::Arrival { bike, via: store::bike::RegisteredBy::Web, organisation: None, external_ref: None, import_digest: None })
            .collect();
        let tx = registry.store.begin().await.unwrap();
        let ids = store::bike::insert(&tx, &arrivals, registry.now()).await.unwrap();
        tx.commit().await.unwrap();
        indexed(&registry).await;
        for nth in [0, 123, 299] {
            let all = found(&registry, &format!("CH{}", 24_100_000 + nth)).await;
            assert_eq!((all[0].bike.id, all[0].scored.band), (ids[nth], Band::Certain));
        }
    }
}
