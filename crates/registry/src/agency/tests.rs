use super::*;
use crate::account::permits::PlannerOf;
use crate::testing::{a_lead, fresh};
use domain::account::{OrganisationKind, Role, Viewer};
use domain::agency::{AgencyKind, GroupKind, NewAgency, NewGroup, PurposeError};
use jiff::civil::date;

fn new(partnership: PartnershipId, name: &str) -> NewAgency {
    NewAgency {
        partnership,
        organisation: None,
        name: name.to_owned(),
        kind: AgencyKind::Member,
        email: None,
        left_on: None,
    }
}

fn group_of(partnership: PartnershipId, chair: AgencyId) -> NewGroup {
    NewGroup {
        partnership,
        name: "City Centre".into(),
        kind: GroupKind::Working,
        chair: Some(chair),
        members: vec![chair],
        purpose: None,
        ends_on: None,
    }
}

testkit::on_each_database! {
    async fn a_partnership_keeps_its_own_agencies_and_groups(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, viewer) = a_lead(&registry, "here", Role::Coordinator).await;
        let (there, stranger) = a_lead(&registry, "there", Role::Coordinator).await;
        let (planner, stranger) = (PlannerOf::of(&viewer).unwrap(), PlannerOf::of(&stranger).unwrap());
        let fire = add_agency(&registry, &planner, &new(here, "Fire and rescue")).await.unwrap();
        let taken = add_agency(&registry, &planner, &new(here, "fire AND rescue")).await;
        assert!(matches!(taken, Err(AgencyError::Taken)));
        let other = add_agency(&registry, &planner, &new(there, "Fire and rescue")).await;
        assert!(matches!(other, Err(AgencyError::NotThere)));
        let changed = change_agency(&registry, &stranger, fire, new(there, "Mine")).await;
        assert!(matches!(changed, Err(AgencyError::NotThere)));
        let theirs = add_agency(&registry, &stranger, &new(there, "Ely")).await.unwrap();
        let wrong = add_group(&registry, &planner, &group_of(here, theirs)).await;
        assert!(matches!(wrong, Err(GroupError::OtherAgency)));
        let id = add_group(&registry, &planner, &group_of(here, fire)).await.unwrap();
        let leaves = NewAgency { left_on: Some(date(2026, 1, 1)), ..new(here, "Fire and rescue") };
        let chairs = change_agency(&registry, &planner, fire, leaves.clone()).await;
        assert!(matches!(chairs, Err(AgencyError::Chairs(group)) if group == "City Centre"));
        let without = NewGroup { chair: None, ..group_of(here, fire) };
        assert!(matches!(change_group(&registry, &stranger, id, without.clone()).await, Err(GroupError::NotThere)));
        change_group(&registry, &planner, id, without).await.unwrap();
        change_agency(&registry, &planner, fire, leaves).await.unwrap();
        let back = change_group(&registry, &planner, id, group_of(here, fire)).await;
        assert!(matches!(back, Err(GroupError::OtherAgency)), "an agency that has left chairs nothing");
        let task = NewGroup { kind: GroupKind::TaskAndFinish, name: "Locks".into(), chair: None, ..group_of(here, fire) };
        let refused = add_group(&registry, &planner, &task).await;
        assert!(matches!(refused, Err(GroupError::Purpose(PurposeError::NoPurpose))));
    }

    async fn a_force_takes_part_where_it_is_an_agency(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, viewer) = a_lead(&registry, "here", Role::Coordinator).await;
        let (there, stranger) = a_lead(&registry, "there", Role::Coordinator).await;
        let officer = crate::testing::an_officer(&registry, "force").await;
        let force = store::account::organisations::find(&registry.store, officer.organisation).await.unwrap().unwrap();
        assert_eq!(force.kind, OrganisationKind::Police);
        let viewing = Viewer {
            account: officer.account,
            memberships: vec![domain::account::Membership { organisation: force.clone(), role: Role::Officer }],
        };
        let partner = PartnerOf::of(&viewing).unwrap();
        assert_eq!(partnerships(&registry, &partner).await.unwrap(), []);
        let mut ids = Vec::new();
        for (partnership, viewer) in [(here, &viewer), (there, &stranger)] {
            let planner = PlannerOf::of(viewer).unwrap();
            let agency = NewAgency { organisation: Some(force.id), ..new(partnership, "Constabulary") };
            ids.push(add_agency(&registry, &planner, &agency).await.unwrap());
        }
        let slugs: Vec<_> = partnerships(&registry, &partner).await.unwrap().into_iter().map(|one| one.slug).collect();
        assert_eq!(slugs, ["here", "there"]);
        assert_eq!(own_agencies(&registry, &partner, there).await.unwrap(), ids[1..]);
        assert!(!partner.keeps(here));
        let lead = PartnerOf::of(&viewer).unwrap();
        assert!(lead.keeps(here) && !lead.keeps(there) && !takes_part(&registry, &lead, there).await.unwrap());
    }
}
