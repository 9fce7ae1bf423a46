use super::*;
use crate::bike::{self, Arrival, RegisteredBy};
use crate::testing::fresh;
use domain::bike::{Description, NewBike};
use domain::number::{Frame, fold};
use testkit::NOON;

testkit::on_each_database! {
    async fn every_number_on_a_bike_finds_it_look_alikes_too(db: testkit::Database) {
        let store = fresh(&db).await;
        let bike = |frame: &str, others: &[&str]| NewBike {
            frame: Frame::parse(frame).unwrap(),
            description: Description::default(),
            identifiers: others.iter().map(|pair| Identifier::parse(pair).unwrap()).collect(),
        };
        let arrivals = [
            bike("WTU 123-O56 k", &["battery:BOSCH 7781", "bikeregister:JR0KN5ET"]),
            bike("wtu1230S6K", &[]),
            bike("", &["battery:BOSCH 7781", "motor:BOSCH-7781"]),
        ];
        let arrivals: Vec<_> = arrivals
            .iter()
            .map(|bike| Arrival { bike, via: RegisteredBy::Web, organisation: None, external_ref: None, import_digest: None })
            .collect();
        let tx = store.begin().await.unwrap();
        let ids = bike::insert(&tx, &arrivals, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let find = async |numbers: &[&str], limit| {
            let folded: Vec<String> = numbers.iter().map(|number| fold(number)).collect();
            bikes_with(&store, &folded, limit).await.unwrap()
        };
        assert_eq!(find(&["WTU123056K"], 9).await, [ids[0], ids[1]], "O and 0, S and 5 count as equal");
        assert_eq!(find(&["JROKNSET"], 9).await, [ids[0]]);
        assert_eq!(find(&["BOSCH7781"], 9).await, [ids[0], ids[2]], "each bike once");
        assert_eq!(find(&["BOSCH7781", "WTU123056K"], 9).await, ids);
        assert_eq!(find(&["BOSCH778"], 9).await, [], "part of a number finds nothing");
        assert_eq!(find(&[], 9).await, []);
        assert_eq!(find(&["BOSCH7781"], 1).await.len(), 1);
    }
}
