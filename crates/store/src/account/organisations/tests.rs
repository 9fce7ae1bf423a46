use super::*;
use crate::testing::{an_account, fresh};
use testkit::NOON;

testkit::on_each_database! {
    async fn what_is_made_twice_is_there_once(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let partnership = ensure_partnership(&tx, "cambridge", "Cambridge CSP").await.unwrap();
        assert_eq!(ensure_partnership(&tx, "cambridge", "Another name").await.unwrap(), partnership);
        let police = OrganisationKind::Police;
        let made = ensure(&tx, "cambs-police", "Constabulary", police, Some(partnership)).await.unwrap();
        assert_eq!(ensure(&tx, "cambs-police", "Another", OrganisationKind::Council, None).await.unwrap(), made);
        let other = ensure(&tx, "council", "Borough", OrganisationKind::Council, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(made, other);
        let found = find_by_slug(&store, "cambs-police").await.unwrap().unwrap();
        assert_eq!((found.id, found.name.as_str(), found.kind), (made, "Constabulary", police));
        assert_eq!(found.partnership, Some(partnership));
        assert_eq!(find_by_slug(&store, "CAMBS-POLICE").await.unwrap(), None);
        let names: Vec<_> = all(&store).await.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Borough", "Constabulary"]);
    }

    async fn a_role_is_given_once_and_several_stand_side_by_side(db: testkit::Database) {
        let store = fresh(&db).await;
        let person = an_account(&store, "val@example.org").await;
        let stranger = an_account(&store, "ada@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = ensure(&tx, "camcycle", "Camcycle", OrganisationKind::Campaign, None).await.unwrap();
        let there = ensure(&tx, "ely", "Ely", OrganisationKind::Campaign, None).await.unwrap();
        assert!(add_member(&tx, person, here, Role::Volunteer, NOON).await.unwrap());
        assert!(!add_member(&tx, person, here, Role::Volunteer, NOON).await.unwrap());
        assert!(add_member(&tx, person, here, Role::Coordinator, NOON).await.unwrap());
        assert!(add_member(&tx, person, there, Role::Volunteer, NOON).await.unwrap());
        tx.commit().await.unwrap();
        let roles: Vec<_> = memberships_of(&store, person)
            .await
            .unwrap()
            .into_iter()
            .map(|membership| (membership.organisation.id, membership.role))
            .collect();
        assert_eq!(roles, [(here, Role::Volunteer), (here, Role::Coordinator), (there, Role::Volunteer)]);
        assert_eq!(memberships_of(&store, stranger).await.unwrap(), []);
    }
}
