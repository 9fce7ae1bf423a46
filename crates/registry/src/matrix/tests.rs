use super::*;
use crate::account::permits::{PartnerOf, PlannerOf};
use crate::figure::release::testing::first_release;
use crate::testing::{a_lead, another_lead, fresh};
use domain::account::Role;
use domain::figure::release::{Release, Value};
use domain::matrix::{Adds, Edit, Factor, Issue, Mark, NewIssue, NewMarks, Origin, Outcome, Source};
use domain::plan::{Plan, PriorityKind};
use jiff::civil::date;
use store::figure::releases::{self, ReleaseOf};

/// A partnership whose analyst marks and whose lead decides.
struct Office {
    registry: Registry,
    partnership: PartnershipId,
    writer: AssessorOf,
    lead: AssessorOf,
    planner: PlannerOf,
    partner: PartnerOf,
}

async fn office(db: &testkit::Database) -> Office {
    let (registry, _) = fresh(db).await;
    let (partnership, lead) = a_lead(&registry, "cambridge", Role::Coordinator).await;
    let writer = another_lead(&registry, "cambridge", Role::Analyst).await;
    Office {
        registry,
        partnership,
        writer: AssessorOf::of(&writer).unwrap(),
        lead: AssessorOf::of(&lead).unwrap(),
        planner: PlannerOf::of(&lead).unwrap(),
        partner: PartnerOf::of(&lead).unwrap(),
    }
}

impl Office {
    async fn release(&self, revision: i32, thefts: Option<u64>) {
        let mut release: Release = first_release("cambridge", 300, date(2026, 9, 30), 5);
        release.revision = revision;
        for table in release.tables.iter_mut().filter(|table| table.id == "year") {
            if let Some(count) = thefts {
                table.cells[0][0].value = Value::Count(count);
            }
        }
        let of = ReleaseOf {
            partnership: self.partnership,
            quarter: release.quarter,
            revision,
        };
        let body = serde_json::to_string(&release).unwrap();
        let tx = self.registry.store.begin().await.unwrap();
        releases::add(&tx, of, &body, b"counts", self.registry.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn begin(&self, year: i16, copies: Option<MatrixId>) -> Result<MatrixId, MatrixError> {
        let new = NewMatrix {
            title: "Priorities".into(),
            year,
            copies,
        };
        begin_matrix(&self.registry, &self.writer, self.partnership, new).await
    }

    async fn edit(&self, by: &AssessorOf, id: MatrixId, edit: Edit) -> Result<(), MatrixError> {
        edit_matrix(&self.registry, by, id, edit).await
    }

    async fn add(&self, id: MatrixId, title: &str, source: Source) -> u32 {
        let issue = NewIssue {
            title: title.into(),
            about: None,
            source,
        };
        self.edit(&self.writer, id, Edit::AddIssue(issue)).await.unwrap();
        self.opened(id).await.kept.matrix.issues.last().unwrap().id
    }

    async fn mark(&self, id: MatrixId, issue: u32, numbers: [u8; 4]) {
        let given = Factor::ALL.into_iter().zip(numbers);
        let marks = NewMarks {
            marks: given
                .filter_map(|(factor, number)| Some((factor, Mark::try_from(number).ok()?)))
                .collect(),
            overrules: Some("Many do not report it".into()),
            adds: Adds::Yes,
            evidence: "Reports".into(),
            reason: "It came up at every meeting".into(),
        };
        let seen = self.issue(id, issue).await.version;
        let edit = Edit::Mark {
            id: issue,
            seen,
            marks,
        };
        self.edit(&self.writer, id, edit).await.unwrap();
    }

    async fn decide(&self, by: &AssessorOf, id: MatrixId, issue: u32) -> Result<(), MatrixError> {
        let edit = Edit::Decide {
            id: issue,
            seen: self.issue(id, issue).await.version,
            outcome: Outcome::Priority,
            reason: None,
        };
        self.edit(by, id, edit).await
    }

    async fn opened(&self, id: MatrixId) -> OpenedMatrix {
        matrix(&self.registry, &self.writer, id).await.unwrap()
    }

    async fn issue(&self, id: MatrixId, issue: u32) -> Issue {
        self.opened(id).await.kept.matrix.issue(issue).unwrap().clone()
    }
}

testkit::on_each_database! {
    async fn figures_mark_stolen_bikes_and_newer_ones_are_taken(db: testkit::Database) {
        let office = office(&db).await;
        let id = office.begin(2027, None).await.unwrap();
        let bikes = office.add(id, "Stolen bikes", Source::BikeThefts).await;
        assert_eq!(office.issue(id, bikes).await.counted, None);
        office.release(0, None).await;
        office.edit(&office.writer, id, Edit::TakeFigures).await.unwrap();
        office.mark(id, bikes, [2, 0, 0, 3]).await;
        let issue = office.issue(id, bikes).await;
        assert!(matches!(issue.given(Factor::Often), Some((mark, Origin::Figures(_))) if mark.number() == 4));
        let again = office.edit(&office.writer, id, Edit::TakeFigures).await;
        assert!(matches!(again, Err(MatrixError::Edit(EditError::NothingNewer))), "{again:?}");
        office.release(1, Some(20)).await;
        assert_eq!(office.issue(id, bikes).await, issue, "a release moves nothing by itself");
        office.edit(&office.writer, id, Edit::TakeFigures).await.unwrap();
        assert_eq!(office.issue(id, bikes).await.mark(Factor::Often).map(Mark::number), Some(2));
        office.mark(id, bikes, [2, 3, 0, 3]).await;
        let told = history(&office.registry, &office.writer, id, 0, 1).await.unwrap();
        assert!(told[0].change.said.ends_with("The figures were overruled"), "{}", told[0].change.said);
        assert_eq!(told[0].change.why.as_deref(), Some("Many do not report it"));
    }

    async fn an_analyst_marks_and_the_lead_decides(db: testkit::Database) {
        let office = office(&db).await;
        let id = office.begin(2027, None).await.unwrap();
        let scams = office.add(id, "Scams", Source::ByHand).await;
        office.mark(id, scams, [3, 3, 3, 3]).await;
        let refused = office.decide(&office.writer, id, scams).await;
        assert!(matches!(refused, Err(MatrixError::NotYours)), "{refused:?}");
        office.decide(&office.lead, id, scams).await.unwrap();
        let decision = office.issue(id, scams).await.decision.unwrap();
        assert_eq!((decision.by, decision.total), (office.lead.account, Some(12)));
        let twice = office.begin(2027, None).await;
        assert!(matches!(twice, Err(MatrixError::Taken)), "{twice:?}");
        let next = office.begin(2028, Some(id)).await.unwrap();
        let copied = office.issue(next, scams).await;
        assert_eq!((copied.before, copied.decision), (Some(12), None));
    }

    async fn another_partnership_finds_no_matrix(db: testkit::Database) {
        let office = office(&db).await;
        let id = office.begin(2027, None).await.unwrap();
        let (there, other) = a_lead(&office.registry, "elsewhere", Role::Coordinator).await;
        let (assessor, planner) = (AssessorOf::of(&other).unwrap(), PlannerOf::of(&other).unwrap());
        let registry = &office.registry;
        assert!(matches!(matrix(registry, &assessor, id).await, Err(MatrixError::NotThere)));
        let edit = edit_matrix(registry, &assessor, id, Edit::TakeFigures).await;
        assert!(matches!(edit, Err(MatrixError::NotThere)), "{edit:?}");
        assert!(matches!(put_in_plan(registry, &planner, id, 1).await, Err(MatrixError::NotThere)));
        assert_eq!(matrices(registry, &assessor, office.partnership).await.unwrap(), []);
        let new = NewMatrix { title: "Ours".into(), year: 2027, copies: Some(id) };
        let copied = begin_matrix(registry, &assessor, there, new).await;
        assert!(matches!(copied, Err(MatrixError::NotThere)), "{copied:?}");
    }

    async fn a_decided_priority_goes_into_the_plan_once(db: testkit::Database) {
        let office = office(&db).await;
        let (registry, planner) = (&office.registry, &office.planner);
        let id = office.begin(2027, None).await.unwrap();
        let scams = office.add(id, "Scams", Source::ByHand).await;
        office.mark(id, scams, [3, 3, 3, 3]).await;
        let early = put_in_plan(registry, planner, id, scams).await;
        assert!(matches!(early, Err(MatrixError::NotDecided)), "{early:?}");
        office.decide(&office.lead, id, scams).await.unwrap();
        let none = put_in_plan(registry, planner, id, scams).await;
        assert!(matches!(&none, Err(MatrixError::NoPlan(year)) if year == "2027/28"), "{none:?}");
        let empty = Plan::new("Plan".into(), 2027, Vec::new());
        let plan = crate::plan::begin_plan(registry, planner, office.partnership, &empty).await.unwrap();
        let made = put_in_plan(registry, planner, id, scams).await.unwrap();
        let twice = put_in_plan(registry, planner, id, scams).await;
        assert!(matches!(twice, Err(MatrixError::InPlan)), "{twice:?}");
        assert_eq!(made.plan, plan);
        let kept = crate::plan::plan(registry, &office.partner, plan).await.unwrap();
        let priority = kept.plan.priority(made.priority).unwrap();
        assert_eq!((priority.text.title.as_str(), priority.text.kind), ("Scams", PriorityKind::Priority));
        assert_eq!(
            priority.text.why.as_deref(),
            Some("It came up at every meeting\n\nTotal in the matrix “Priorities”: 12 of 16.")
        );
        assert_eq!((kept.plan.priorities.len(), kept.published), (1, None));
        assert_eq!(office.issue(id, scams).await.in_plan, Some(made));
        // A priority that was removed from the plan can be added again.
        let removal = domain::plan::Edit::RemovePriority { id: made.priority };
        crate::plan::edit_plan(registry, &office.partner, plan, removal).await.unwrap();
        assert_ne!(put_in_plan(registry, planner, id, scams).await.unwrap(), made);
    }

    async fn of_two_people_who_mark_at_once_one_is_told(db: testkit::Database) {
        let office = office(&db).await;
        let id = office.begin(2027, None).await.unwrap();
        let scams = office.add(id, "Scams", Source::ByHand).await;
        let edit = |title: &str| Edit::ChangeIssue {
            id: scams,
            seen: 0,
            issue: NewIssue { title: title.into(), about: None, source: Source::ByHand },
        };
        let (first, second) = tokio::join!(
            office.edit(&office.writer, id, edit("Fraud")),
            office.edit(&office.lead, id, edit("Deceit"))
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let refused = first.and(second);
        assert!(matches!(refused, Err(MatrixError::Edit(EditError::ChangedMeanwhile))), "{refused:?}");
    }
}
