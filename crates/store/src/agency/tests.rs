use super::testing::an_agency;
use super::*;
use crate::account::organisations;
use crate::testing::{an_organisation, fresh};
use domain::agency::{Group, GroupKind, NewGroup};
use jiff::civil::date;

testkit::on_each_database! {
    async fn agencies_and_groups_are_read_back_as_they_were_entered(db: testkit::Database) {
        let store = fresh(&db).await;
        let force = an_organisation(&store, "force").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let there = organisations::ensure_partnership(&tx, "there", "There").await.unwrap();
        let fire = add(&tx, &an_agency(here, "Fire", None)).await.unwrap();
        let police = add(&tx, &an_agency(here, "constabulary", Some(force))).await.unwrap();
        let police_there = add(&tx, &an_agency(there, "Constabulary", Some(force))).await.unwrap();
        let left = NewAgency { left_on: Some(date(2026, 6, 1)), ..an_agency(here, "Fire", None) };
        change(&tx, &Agency { id: fire, agency: left.clone() }).await.unwrap();
        let new = NewGroup {
            partnership: here,
            name: "Bike theft".into(),
            kind: GroupKind::TaskAndFinish,
            chair: Some(police),
            members: vec![fire, police],
            purpose: Some("Locks".into()),
            ends_on: Some(date(2027, 3, 31)),
        };
        let group = groups::add(&tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        let names: Vec<_> = of_partnership(&store, here).await.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(names, [police, fire]);
        assert_eq!(find(&store, fire).await.unwrap().unwrap().agency, left);
        let own = of_organisations(&store, &[force]).await.unwrap();
        assert_eq!(own.into_iter().map(|one| one.id).collect::<Vec<_>>(), [police, police_there]);
        assert_eq!(groups::of_partnership(&store, here).await.unwrap(), [Group { id: group, group: new.clone() }]);
        assert_eq!(groups::of_partnership(&store, there).await.unwrap(), []);
        let fewer = Group { id: group, group: NewGroup { members: vec![police], ..new } };
        let tx = store.begin().await.unwrap();
        groups::change(&tx, &fewer).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(groups::find(&store, group).await.unwrap(), Some(fewer));
    }

    async fn one_organisation_leads_a_partnership(db: testkit::Database) {
        use domain::account::OrganisationKind::Council;
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let first = organisations::ensure(&tx, "first", "First", Council, Some(here)).await.unwrap();
        let second = organisations::ensure(&tx, "second", "Second", Council, Some(here)).await.unwrap();
        organisations::lead(&tx, first, here).await.unwrap();
        organisations::lead(&tx, second, here).await.unwrap();
        tx.commit().await.unwrap();
        let leads = async |id| organisations::find(&store, id).await.unwrap().unwrap().leads;
        assert_eq!((leads(first).await, leads(second).await), (false, true));
    }
}
