use super::*;
use crate::account::permits::PublisherOf;
use crate::testing::{a_lead, an_account, an_officer, fresh};
use domain::account::{Membership, Partnership, Role, Viewer};
use domain::agency::{AgencyKind, NewAgency};
use domain::campaign::{Campaign, Details};
use domain::figure::release::Value;
use domain::id::{CampaignId, PlanId};
use domain::plan::{By, Edit as PlanEdit, NewAction, Plan, PlanAction, PriorityKind, PriorityText, Term};
use domain::problem::{Answer, Edit, Outcome, Question, Stage, SummaryText};
use jiff::civil::date;
use testkit::time::NOON;

/// A partnership with two agencies: the lead's, and a police force.
struct Scene {
    registry: Registry,
    here: Partnership,
    lead: SolverOf,
    viewing: Viewer,
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
        viewing: lead,
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
            "Ended an agency’s involvement in the case",
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

    async fn a_summary_is_all_that_the_public_reads_of_a_case(db: testkit::Database) {
        let scene = scene(&db).await;
        let registry = &scene.registry;
        let place = scene.named().await.remove(0);
        let id = scene.open(&scene.lead, scene.case("Planted title", &place, scene.council)).await.unwrap();
        scene.edit(&scene.lead, id, Edit::Join { seen: 0, agency: scene.police }).await.unwrap();
        let text = |problem: &str| SummaryText {
            title: "Racks".into(),
            place: "The station".into(),
            problem: problem.into(),
            done: "Stands".into(),
            came: "Fewer".into(),
        };
        let summarise = |seen, problem: &str| Edit::Summarise { seen, text: text(problem) };
        // The police are in the case, but the council leads it.
        let police = scene.edit(&scene.officer, id, summarise(0, "Ours")).await;
        assert!(matches!(police, Err(ProblemError::NotLead)));
        scene.edit(&scene.lead, id, summarise(0, "Thefts")).await.unwrap();
        let own = PublisherOf::of(&scene.viewing).unwrap();
        let refused = publish_summary(registry, &own, id, 1).await;
        assert!(matches!(refused, Err(ProblemError::Edit(EditError::OwnSummary))));
        let by_the_way = scene.edit(&scene.lead, id, Edit::Publish { seen: 1 }).await;
        assert!(matches!(by_the_way, Err(ProblemError::NotThere)));
        let public = || async { public_summaries(registry, scene.here.id).await.unwrap() };
        assert_eq!(public().await, []);
        let other = Viewer {
            account: an_account(registry, "second@example.org").await,
            memberships: scene.viewing.memberships.clone(),
        };
        let other = PublisherOf::of(&other).unwrap();
        publish_summary(registry, &other, id, 1).await.unwrap();
        let (there, stranger) = a_lead(registry, "there", Role::Coordinator).await;
        let stranger = PublisherOf::of(&stranger).unwrap();
        let refused = withdraw_summary(registry, &stranger, id, "No".into()).await;
        assert!(matches!(refused, Err(ProblemError::NotThere)));
        assert_eq!(public_summary(registry, there, id).await.unwrap(), None);
        // A later draft changes nothing for the public.
        scene.edit(&scene.lead, id, summarise(1, "Planted draft")).await.unwrap();
        let one = public_summary(registry, scene.here.id, id).await.unwrap().unwrap();
        assert_eq!(one.text, text("Thefts"));
        assert!(!format!("{:?}", public().await).contains("Planted"));
        publish_summary(registry, &other, id, 2).await.unwrap();
        assert_eq!(public().await.len(), 1);
        withdraw_summary(registry, &other, id, "It is wrong".into()).await.unwrap();
        assert_eq!(public().await, []);
        let told = history(registry, &scene.lead, id, 0, 2).await.unwrap();
        let said: Vec<&str> = told.iter().map(|told| told.change.said.as_str()).collect();
        assert_eq!(said, ["Withdrew the public summary", "Published the public summary"]);
    }

    async fn links_show_a_case_only_to_those_in_it(db: testkit::Database) {
        let scene = scene(&db).await;
        let registry = &scene.registry;
        let here = scene.here.id;
        assert!(!has_cases(registry, &scene.officer).await.unwrap());
        let place = scene.named().await.remove(0);
        let id = scene.open(&scene.lead, scene.case("Racks", &place, scene.council)).await.unwrap();
        let (plan, campaign) = a_plan_and_a_campaign(&scene).await;
        let action = PlanAction { plan, action: 3 };
        let link = |seen, action, campaign| Edit::Link {
            seen,
            actions: vec![PlanAction { plan, action }],
            campaigns: vec![campaign],
        };
        for wrong in [link(0, 99, campaign), link(0, 3, CampaignId(99))] {
            let refused = scene.edit(&scene.lead, id, wrong).await;
            assert!(matches!(refused, Err(ProblemError::OtherLink)));
        }
        scene.edit(&scene.lead, id, link(0, 3, campaign)).await.unwrap();
        let second = scene.edit(&scene.lead, id, link(0, 3, campaign)).await;
        assert!(matches!(second, Err(ProblemError::Edit(EditError::ChangedMeanwhile))));
        let shown = |solver: &SolverOf| {
            let solver = solver.clone();
            async move {
                let of_action = cases_of_action(registry, &solver, here, action).await.unwrap();
                let of_campaign = cases_of_campaign(registry, &solver, here, campaign).await.unwrap();
                assert_eq!(of_action, of_campaign);
                of_action
            }
        };
        assert_eq!(shown(&scene.lead).await, [(id, "Racks".to_owned())]);
        assert_eq!(shown(&scene.officer).await, []);
        scene.edit(&scene.lead, id, Edit::Join { seen: 0, agency: scene.police }).await.unwrap();
        assert_eq!(shown(&scene.officer).await, [(id, "Racks".to_owned())]);
        assert!(has_cases(registry, &scene.officer).await.unwrap());
        let leave = Edit::Leave { seen: 1, agency: scene.police, why: "Done".into() };
        scene.edit(&scene.officer, id, leave).await.unwrap();
        assert!(!has_cases(registry, &scene.officer).await.unwrap());
        // Cases of an earlier version have no rows of their agencies until the daily work writes them.
        db.damage("DELETE FROM problem_agency");
        let lead = &scene.lead;
        assert!(!has_cases(registry, lead).await.unwrap());
        note_agencies(registry).await.unwrap();
        assert_eq!(db.texts("SELECT CAST(agency_id AS TEXT) FROM problem_agency"), [scene.council.to_string()]);
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

/// A plan whose action has number 3, and a campaign.
async fn a_plan_and_a_campaign(scene: &Scene) -> (PlanId, CampaignId) {
    let edits = [
        PlanEdit::AddPriority(PriorityText {
            title: "Bikes".into(),
            kind: PriorityKind::Priority,
            topic: "Theft".into(),
            areas: Vec::new(),
            why: None,
            lead: None,
        }),
        PlanEdit::AddObjective {
            priority: 1,
            text: "Fewer thefts".into(),
            term: Term::Short,
        },
        PlanEdit::AddAction {
            objective: 2,
            action: NewAction {
                title: "More stands".into(),
                owner: scene.council,
                others: Vec::new(),
                start: None,
                due: date(2027, 1, 1),
            },
        },
    ];
    let plan = edits
        .into_iter()
        .fold(Plan::new("Safe city".into(), 2026, Vec::new()), |plan, edit| {
            plan.edited(edit, By::Account(scene.lead.partner.account), NOON)
                .unwrap()
                .plan
        });
    let campaign = Details {
        name: "Save our Cycles".into(),
        group: None,
        starts_on: date(2026, 6, 25),
        ends_on: date(2026, 12, 31),
        aim: "Fewer bikes stolen".into(),
        audience: "Students".into(),
        agencies: Vec::new(),
        messages: Vec::new(),
        topics: Vec::new(),
    };
    let tx = scene.registry.store.begin().await.unwrap();
    let plan = store::plan::add(&tx, scene.here.id, &plan, None, NOON)
        .await
        .unwrap();
    let campaign = store::campaign::add(&tx, scene.here.id, "cycles", &Campaign::new(campaign), None, NOON)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (plan, campaign)
}
