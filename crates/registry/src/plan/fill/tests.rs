use super::*;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::figure::release::testing::first_release;
use crate::plan::{begin_plan, edit_plan, plan};
use crate::testing::{a_lead, fresh};
use domain::account::Role;
use domain::figure::release::Value;
use domain::plan::{
    Baseline, Direction, NewMeasure, PriorityKind, PriorityText, Term, USUAL_TOLERANCE, Unit,
};
use jiff::civil::date;
use store::figure::releases::ReleaseOf;

fn measure(figure: MeasuredFigure, unit: Unit) -> NewMeasure {
    NewMeasure {
        name: figure.to_string(),
        unit,
        direction: Direction::Down,
        baseline: Baseline::NoneYet {
            because: "The first quarter is not over".into(),
        },
        target: None,
        tolerance: USUAL_TOLERANCE,
        figure: Some(figure),
    }
}

async fn keep(registry: &Registry, partnership: PartnershipId, release: &Release) {
    let of = ReleaseOf {
        partnership,
        quarter: release.quarter,
        revision: release.revision,
    };
    let body = serde_json::to_string(release).unwrap();
    let tx = registry.store.begin().await.unwrap();
    releases::add(&tx, of, &body, b"counts", registry.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

testkit::on_each_database! {
    async fn a_quarter_that_closes_fills_the_measures_once(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (partnership, lead) = a_lead(&registry, "cambridge", Role::Coordinator).await;
        let (partner, planner) = (PartnerOf::of(&lead).unwrap(), PlannerOf::of(&lead).unwrap());
        let noon = date(2026, 11, 1).at(12, 0, 0, 0).in_tz("Europe/London").unwrap();
        clock.advance(noon.timestamp().duration_since(registry.now()));
        let empty = Plan::new("Plan".into(), 2026, Vec::new());
        let id = begin_plan(&registry, &planner, partnership, &empty).await.unwrap();
        let text = PriorityText {
            kind: PriorityKind::Priority,
            title: "Stolen bikes".into(),
            topic: "bikes".into(),
            areas: Vec::new(),
            why: None,
            lead: None,
        };
        let objective = Edit::AddObjective { priority: 1, text: "Fewer".into(), term: Term::Short };
        let thefts = measure(MeasuredFigure::Thefts, Unit::Incidents);
        for edit in [
            Edit::AddPriority(text),
            objective,
            Edit::AddMeasure { objective: 2, measure: thefts },
        ] {
            edit_plan(&registry, &partner, id, edit).await.unwrap();
        }
        assert_eq!(fill_measures(&registry).await.unwrap(), 0, "no quarter is closed");
        let mut release = first_release("cambridge", 300, date(2026, 9, 30), 5);
        for table in release.tables.iter_mut().filter(|table| table.id == "year") {
            table.cells[0][0].value = Value::Count(321);
        }
        keep(&registry, partnership, &release).await;
        assert_eq!(fill_measures(&registry).await.unwrap(), 1);
        assert_eq!(fill_measures(&registry).await.unwrap(), 0);
        // A measure that is added later is filled at once.
        let registered = measure(MeasuredFigure::Registered, Unit::Share);
        let edit = Edit::AddMeasure { objective: 2, measure: registered };
        edit_plan(&registry, &partner, id, edit).await.unwrap();
        let kept = plan(&registry, &partner, id).await.unwrap();
        let latest: Vec<MeasuredValue> = kept.plan.measures().map(|measure| *measure.latest().unwrap()).collect();
        let on = date(2026, 9, 30);
        assert_eq!(latest[0], MeasuredValue { value: 321.0, on, out_of: None });
        assert_eq!((latest[1].on, latest[1].out_of), (on, Some(321)));
        assert!((0.0..=1.0).contains(&latest[1].value), "{latest:?}");
        assert_eq!(kept.changed_by, Some(planner.account), "the register is no author");
        // A correction of the quarter replaces the value; a withheld count leaves it.
        release.revision = 1;
        for table in release.tables.iter_mut().filter(|table| table.id == "year") {
            table.cells[0][0].value = Value::Withheld;
        }
        keep(&registry, partnership, &release).await;
        assert_eq!(fill_measures(&registry).await.unwrap(), 0);
    }
}
