use super::*;
use crate::testing::{a_lead, an_officer, fresh};
use domain::account::{Membership, Partnership, Role, Viewer};
use domain::agency::{AgencyKind, NewAgency};
use domain::figure::release::Value;
use domain::problem::{Answer, Edit, Outcome, Question, Stage};
use jiff::civil::date;

/// A partnership with two agencies: the lead's, and a police force.
struct Scene {
    registry: Registry,
    here: Partnership,
    lead: SolverOf,
    council: AgencyId,
    police: AgencyId,
    officer: SolverOf,
}

async fn scene(db: &testkit::Database) -> Scene {
    let (registry, _) = fresh(db).await;
    let (here, lead) = a_lead(&registry, "cambridge", Role::Coordinator).await;
    let all = store::account::organisations::partnerships(&registry.store)
        .await
        .unwrap();
    let here = all.into_iter().find(|one| one.id == here).unwrap();
    let officer = an_officer(&registry, "force").await;
    let force = store::account::organisations::find(&registry.store, officer.organisation)
        .await
        .unwrap()
        .unwrap();
    let council = agency(&registry, &here, &lead, (None, "Council")).await;
    let police = agency(&registry, &here, &lead, (Some(force.id), "Police")).await;
    let officer = Viewer {
        account: officer.account,
        memberships: vec![Membership {
            organisation: force,
            role: Role::Officer,
        }],
    };
    Scene {
        registry,
        here,
        lead: SolverOf::of(&lead).unwrap(),
        council,
        police,
        officer: SolverOf::of(&officer).unwrap(),
    }
}

async fn agency(
    registry: &Registry,
    here: &Partnership,
    lead: &Viewer,
    (organisation, name): (Option<OrganisationId>, &str),
) -> AgencyId {
    let new = NewAgency {
        partnership: here.id,
        organisation,
        name: name.into(),
        kind: AgencyKind::Member,
        email: None,
        left_on: None,
    };
    let planner = crate::account::permits::PlannerOf::of(lead).unwrap();
    crate::agency::add_agency(registry, &planner, &new).await.unwrap()
}

impl Scene {
    fn case(&self, title: &str, place: &str, raised_by: AgencyId) -> NewCase {
        NewCase {
            title: title.into(),
            raised_by,
            place: place.into(),
            with_those_around: false,
            answers: vec![Answer {
                question: Question::Repeats,
                text: "Bikes go from the racks".into(),
            }],
            next_step: None,
        }
    }

    async fn open(&self, solver: &SolverOf, case: NewCase) -> Result<ProblemId, ProblemError> {
        open_problem(&self.registry, solver, &self.here, case).await
    }

    async fn edit(&self, solver: &SolverOf, id: ProblemId, edit: Edit) -> Result<(), ProblemError> {
        edit_problem(&self.registry, solver, id, edit).await
    }

    /// The keys of the first named places.
    async fn named(&self) -> Vec<String> {
        let places = offered_places(&self.registry, &self.here).await.unwrap();
        let mut squares = std::collections::BTreeSet::new();
        let named = places.into_iter().filter(|place| !place.is_hot);
        named
            .filter(|place| squares.insert(place.squares.clone()))
            .map(|place| place.key)
            .collect()
    }
}

testkit::on_each_database! {
    async fn a_case_is_only_there_for_those_in_it(db: testkit::Database) {
        let scene = scene(&db).await;
        let place = scene.named().await.remove(0);
        let id = scene.open(&scene.lead, scene.case("Racks", &place, scene.council)).await.unwrap();
        let hidden = problem(&scene.registry, &scene.officer, id).await;
        assert!(matches!(hidden, Err(ProblemError::NotThere)));
        assert_eq!(problems(&scene.registry, &scene.officer, scene.here.id).await.unwrap(), []);
        let edit = || Edit::Move { seen: 0, stage: Stage::Analysis, next_step: None };
        assert!(matches!(scene.edit(&scene.officer, id, edit()).await, Err(ProblemError::NotThere)));
        let told = history(&scene.registry, &scene.officer, id, 0, 9).await;
        assert!(matches!(told, Err(ProblemError::NotThere)));
        scene.edit(&scene.lead, id, Edit::Join { seen: 0, agency: scene.police }).await.unwrap();
        let kept = problem(&scene.registry, &scene.officer, id).await.unwrap();
        assert_eq!(kept.problem.title, "Racks");
        let stale = scene.edit(&scene.officer, id, edit()).await;
        assert!(matches!(stale, Err(ProblemError::Edit(EditError::ChangedMeanwhile))));
        let leave = Edit::Leave { seen: 1, agency: scene.police, why: "Done".into() };
        scene.edit(&scene.officer, id, leave).await.unwrap();
        let gone = problem(&scene.registry, &scene.officer, id).await;
        assert!(matches!(gone, Err(ProblemError::NotThere)));
        let told = history(&scene.registry, &scene.lead, id, 0, 9).await.unwrap();
        let said: Vec<&str> = told.iter().map(|told| told.change.said.as_str()).collect();
        assert_eq!(said, [
            "Ended an agency’s part in the case",
            "Took an agency into the case",
            "Opened the case"
        ]);
        // Those of another partnership, even its lead, find nothing.
        let (_, stranger) = a_lead(&scene.registry, "there", Role::Coordinator).await;
        let stranger = SolverOf::of(&stranger).unwrap();
        assert!(matches!(problem(&scene.registry, &stranger, id).await, Err(ProblemError::NotThere)));
        let other = scene.open(&stranger, scene.case("Mine", &place, scene.council)).await;
        assert!(matches!(other, Err(ProblemError::OtherAgency)));
    }

    async fn a_taken_place_names_its_case_only_to_those_in_it(db: testkit::Database) {
        let scene = scene(&db).await;
        let places = scene.named().await;
        let id = scene.open(&scene.lead, scene.case("Racks", &places[0], scene.council)).await.unwrap();
        let again = || scene.case("Racks again", &places[0], scene.police);
        let named = scene.open(&scene.lead, again()).await.unwrap_err();
        assert_eq!(
            named.to_string(),
            "Part of this place is in the open case “Racks”. Go on with that case, or choose another place"
        );
        let hidden = scene.open(&scene.officer, again()).await.unwrap_err().to_string();
        assert!(!hidden.contains("Racks") && hidden.contains("another open case"), "{hidden}");
        let nowhere = scene.open(&scene.officer, scene.case("X", "hot-1-0-1", scene.police)).await;
        assert!(matches!(nowhere, Err(ProblemError::NoPlace)));
        // A closed case lets its squares go, and cannot open again while another has them.
        let close = Edit::Close { seen: 0, outcome: Outcome::HandedOver, why: "To the police".into() };
        scene.edit(&scene.lead, id, close).await.unwrap();
        let second = scene.open(&scene.officer, again()).await.unwrap();
        let reopen = || Edit::Reopen { seen: 1, why: "It is back".into() };
        let refused = scene.edit(&scene.lead, id, reopen()).await;
        assert!(matches!(refused, Err(ProblemError::Taken(name)) if name == "Racks again"));
        let close = Edit::Close { seen: 0, outcome: Outcome::Worked, why: "Solved".into() };
        scene.edit(&scene.officer, second, close).await.unwrap();
        scene.edit(&scene.lead, id, reopen()).await.unwrap();
        let logged = "SELECT CAST(COUNT(*) AS TEXT) FROM audit_entry WHERE action = 'partnership-work'";
        assert_eq!(db.texts(logged), ["3"]);
    }

    async fn a_closed_quarter_has_the_band_of_a_case(db: testkit::Database) {
        let scene = scene(&db).await;
        let place = scene.named().await.remove(0);
        let id = scene.open(&scene.lead, scene.case("Racks", &place, scene.council)).await.unwrap();
        let kept = problem(&scene.registry, &scene.lead, id).await.unwrap();
        assert_eq!(place_thefts(&scene.registry, &kept).await.unwrap(), []);
        assert_eq!(next_figures(&scene.registry), date(2026, 7, 21));
        crate::figure::facts::catch_up(&scene.registry, "a").await.unwrap();
        crate::figure::release::close_due(&scene.registry, "here").await.unwrap();
        let rows = place_thefts(&scene.registry, &kept).await.unwrap();
        let row = PlaceThefts { until: "March 2026".into(), thefts: Value::Band(0, 4), change: None };
        assert_eq!(rows, [row]);
    }
}
