use super::*;
use crate::account::permits::{PlannerOf, PublisherOf};
use crate::agency::add_agency;
use crate::testing::{a_lead, another_lead, fresh, mail};
use domain::account::contact::EmailAddress;
use domain::account::{Role, Viewer};
use domain::agency::{AgencyKind, NewAgency};
use domain::id::{AgencyId, PartnershipId, ReportId};
use domain::plan::{
    ActionError, ActionStatus, Baseline, Direction, Edit, MeasureStatus, MeasuredValue, NewAction,
    NewMeasure, Plan, PriorityKind, PriorityText, Progress, Target, Term, USUAL_TOLERANCE, Unit,
};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use std::sync::Arc;
use testkit::TestClock;

/// A plan that is only about scams and not about bikes: priority 1, objective 2, measure 3, and action 4 of an agency
/// that never signs in.
struct Scams {
    registry: Registry,
    clock: Arc<TestClock>,
    partnership: PartnershipId,
    writer: Viewer,
    fire: AgencyId,
    plan: PlanId,
}

impl Scams {
    fn partner(&self) -> PartnerOf {
        PartnerOf::of(&self.writer).unwrap()
    }

    fn planner(&self) -> PlannerOf {
        PlannerOf::of(&self.writer).unwrap()
    }

    async fn edit(&self, edit: Edit) -> Result<KeptPlan, PlanError> {
        edit_plan(&self.registry, &self.partner(), self.plan, edit).await
    }

    async fn kept(&self) -> KeptPlan {
        plan(&self.registry, &self.partner(), self.plan).await.unwrap()
    }

    /// Drafts the report of the first quarter after it has closed.
    async fn report(&self) -> ReportId {
        let until = date(self.kept().await.plan.year, 6, 30);
        let closed = until.checked_add(jiff::Span::new().days(40)).unwrap();
        self.go_to(closed);
        draft_report(&self.registry, &self.planner(), self.plan, until)
            .await
            .unwrap()
    }

    fn go_to(&self, day: Date) {
        let noon = day.at(12, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp();
        self.clock.advance(noon.duration_since(self.registry.now()));
    }
}

fn value(value: f64, on: Date) -> Edit {
    Edit::Record {
        measure: 3,
        value: MeasuredValue {
            value,
            on,
            out_of: None,
        },
    }
}

#[expect(clippy::too_many_lines, reason = "a whole plan")]
async fn scams(db: &testkit::Database) -> Scams {
    let (registry, clock) = fresh(db).await;
    let (partnership, writer) = a_lead(&registry, "here", Role::Coordinator).await;
    let planner = PlannerOf::of(&writer).unwrap();
    let fire = NewAgency {
        partnership,
        organisation: None,
        name: "Fire".into(),
        kind: AgencyKind::ResponsibleAuthority,
        email: Some(EmailAddress::parse("fire@agencies.example.org").unwrap()),
        left_on: None,
    };
    let fire = add_agency(&registry, &planner, &fire).await.unwrap();
    let year = 2027;
    let noon = date(year, 4, 1).at(12, 0, 0, 0).in_tz("Europe/London").unwrap();
    clock.advance(noon.timestamp().duration_since(registry.now()));
    let empty = Plan::new("Safe from scams".into(), year, Vec::new());
    let plan = begin_plan(&registry, &planner, partnership, &empty)
        .await
        .unwrap();
    let scams = Scams {
        registry,
        clock,
        partnership,
        writer,
        fire,
        plan,
    };
    let text = PriorityText {
        kind: PriorityKind::Priority,
        title: "Scams".into(),
        topic: "fraud".into(),
        areas: Vec::new(),
        why: None,
        lead: Some(fire),
    };
    let measure = NewMeasure {
        name: "People warned".into(),
        unit: Unit::Count,
        direction: Direction::Up,
        baseline: Baseline::Known {
            value: 0.0,
            on: date(year, 4, 1),
        },
        target: Some(Target {
            value: 365.0,
            on: date(year + 1, 3, 31),
        }),
        tolerance: USUAL_TOLERANCE,
        figure: None,
    };
    let action = NewAction {
        title: "Visit homes".into(),
        owner: fire,
        others: Vec::new(),
        start: None,
        due: date(year, 4, 30),
    };
    for edit in [
        Edit::AddPriority(text),
        Edit::AddObjective {
            priority: 1,
            text: "Fewer lose money".into(),
            term: Term::Short,
        },
        Edit::AddMeasure {
            objective: 2,
            measure,
        },
        Edit::AddAction { objective: 2, action },
    ] {
        scams.edit(edit).await.unwrap();
    }
    scams
}

fn progress(status: ActionStatus, note: Option<&str>) -> Progress {
    Progress {
        status,
        note: note.map(str::to_owned),
        evidence: None,
    }
}

fn token_in(body: &str) -> Vec<u8> {
    use base64::Engine;
    let start = "https://bikes.example.org/progress/";
    let line = body.lines().find(|line| line.starts_with(start)).unwrap();
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(&line[start.len()..])
        .unwrap()
}

testkit::on_each_database! {
    async fn who_changed_it_last_cannot_publish_it(db: testkit::Database) {
        let scams = scams(&db).await;
        let author = PublisherOf::of(&scams.writer).unwrap();
        let refused = publish_plan(&scams.registry, &author, scams.plan).await;
        assert!(matches!(refused, Err(PlanError::OwnWork)));
        let other = another_lead(&scams.registry, "here", Role::OrgAdmin).await;
        let other = PublisherOf::of(&other).unwrap();
        publish_plan(&scams.registry, &other, scams.plan).await.unwrap();
        assert!(matches!(publish_plan(&scams.registry, &other, scams.plan).await, Err(PlanError::NothingNew)));
        let shown = in_force(&scams.registry, scams.partnership).await.unwrap().unwrap();
        assert_eq!(shown.published.unwrap().0, shown.plan);
        scams.edit(value(20.0, date(2027, 4, 1))).await.unwrap();
        let shown = in_force(&scams.registry, scams.partnership).await.unwrap().unwrap();
        assert_eq!(shown.published.unwrap().0.measure(3).unwrap().values, [], "the public sees it when it is published");
        withdraw_plan(&scams.registry, &other, scams.plan, "A mistake").await.unwrap();
        assert!(in_force(&scams.registry, scams.partnership).await.unwrap().is_none());
        let told = history(&scams.registry, &scams.partner(), scams.plan, 0, 99).await.unwrap();
        let said: Vec<_> = told.iter().map(|told| told.change.what.slug()).collect();
        assert_eq!(said[..3], ["withdrawn", "value", "published"]);
        assert_eq!(told[0].change.why.as_deref(), Some("A mistake"));
    }

    async fn another_partnership_learns_nothing_of_a_plan(db: testkit::Database) {
        let scams = scams(&db).await;
        let (_, stranger) = a_lead(&scams.registry, "there", Role::Coordinator).await;
        let partner = PartnerOf::of(&stranger).unwrap();
        let publisher = PublisherOf::of(&stranger).unwrap();
        assert!(matches!(plan(&scams.registry, &partner, scams.plan).await, Err(PlanError::NotThere)));
        let edited = edit_plan(&scams.registry, &partner, scams.plan, value(1.0, date(2027, 4, 1))).await;
        assert!(matches!(edited, Err(PlanError::NotThere)));
        assert!(matches!(publish_plan(&scams.registry, &publisher, scams.plan).await, Err(PlanError::NotThere)));
        let analyst = another_lead(&scams.registry, "here", Role::Analyst).await;
        let analyst = PartnerOf::of(&analyst).unwrap();
        let edited = edit_plan(&scams.registry, &analyst, scams.plan, value(1.0, date(2027, 4, 1))).await;
        assert!(matches!(edited, Err(PlanError::NotYours)));
    }

    async fn a_report_keeps_its_values_when_the_plan_changes_afterwards(db: testkit::Database) {
        let scams = scams(&db).await;
        scams.go_to(date(2027, 7, 1));
        scams.edit(value(95.0, date(2027, 6, 30))).await.unwrap();
        let early = draft_report(&scams.registry, &scams.planner(), scams.plan, date(2027, 6, 30)).await;
        assert!(matches!(early, Err(PlanError::NotClosed)));
        let id = scams.report().await;
        let read = async || report(&scams.registry, &scams.partner(), id).await.unwrap().1.report;
        let before = read().await;
        assert_eq!(before.priorities[0].measures[0].status, MeasureStatus::OnTrack);
        assert!(before.priorities[0].actions[0].is_late);
        scams.edit(value(1.0, date(2027, 8, 1))).await.unwrap();
        let told = Edit::Progress { action: 4, seen: None, progress: progress(ActionStatus::UnderWay, Some("Late")), replaces: None };
        scams.edit(told).await.unwrap();
        assert_eq!(read().await, before);
        let again = draft_report(&scams.registry, &scams.planner(), scams.plan, date(2027, 6, 30)).await;
        assert!(matches!(again, Err(PlanError::ReportTaken)));
    }

    async fn a_quarter_that_closed_has_its_report_drafted_once(db: testkit::Database) {
        let scams = scams(&db).await;
        assert_eq!(draft_due_reports(&scams.registry).await.unwrap(), 0);
        let other = another_lead(&scams.registry, "here", Role::OrgAdmin).await;
        publish_plan(&scams.registry, &PublisherOf::of(&other).unwrap(), scams.plan).await.unwrap();
        assert_eq!(draft_due_reports(&scams.registry).await.unwrap(), 0, "no quarter of its year has closed");
        scams.go_to(date(2027, 7, 22));
        assert_eq!(draft_due_reports(&scams.registry).await.unwrap(), 1);
        assert_eq!(draft_due_reports(&scams.registry).await.unwrap(), 0);
    }

    async fn an_agency_tells_its_progress_by_a_link_until_the_report_is_closed(db: testkit::Database) {
        let scams = scams(&db).await;
        let id = scams.report().await;
        let asked = ask_agencies(&scams.registry, &scams.planner(), id).await.unwrap();
        assert_eq!((asked.asked, asked.without_address), (vec!["Fire".to_owned()], Vec::new()));
        let letters = mail(&scams.registry).await;
        let token = token_in(&letters[0].body);
        assert!(letters[0].body.contains("Visit homes"));
        let before = scams.kept().await.plan;
        for _ in 0..3 {
            open_link(&scams.registry, &token).await.unwrap();
        }
        let unfilled = reply_by_link(&scams.registry, &token, &Reply::default()).await;
        assert!(matches!(unfilled, Err(PlanError::Edit(EditError::Action(ActionError::Nothing)))));
        assert_eq!(scams.kept().await.plan, before, "opening it, and sending it as it came, changes nothing");
        let reply = |note: &str| Reply {
            actions: vec![(4, progress(ActionStatus::UnderWay, Some(note)))],
            comment: Some(note.to_owned()),
        };
        scams.clock.advance(SignedDuration::from_mins(1));
        reply_by_link(&scams.registry, &token, &reply("Ten homes")).await.unwrap();
        reply_by_link(&scams.registry, &token, &reply("Twenty homes")).await.unwrap();
        let kept = scams.kept().await;
        let action = kept.plan.action(4).unwrap();
        let notes: Vec<_> = action.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(notes, ["Twenty homes"], "the last one counts");
        assert_eq!(kept.changed_by, Some(scams.writer.account), "an agency does not become the author");
        let told = history(&scams.registry, &scams.partner(), scams.plan, 0, 99).await.unwrap();
        let both = |text: &str| told.iter().any(|told| told.change.why.as_deref() == Some(text) && told.who == "Fire");
        assert!(both("Ten homes") && both("Twenty homes"));
        let foreign = Reply { actions: vec![(3, progress(ActionStatus::Stopped, Some("No")))], comment: None };
        assert!(matches!(reply_by_link(&scams.registry, &token, &foreign).await, Err(PlanError::NotThere)));
        close_report(&scams.registry, &scams.planner(), id).await.unwrap();
        assert!(matches!(open_link(&scams.registry, &token).await, Err(PlanError::Closed)));
        assert!(matches!(reply_by_link(&scams.registry, &token, &reply("Thirty")).await, Err(PlanError::Closed)));
        let own = publish_report(&scams.registry, &PublisherOf::of(&scams.writer).unwrap(), id).await;
        assert!(matches!(own, Err(PlanError::OwnWork)));
    }

    async fn a_report_is_listed_for_two_years_and_then_on_request(db: testkit::Database) {
        let scams = scams(&db).await;
        let id = scams.report().await;
        let other = another_lead(&scams.registry, "here", Role::OrgAdmin).await;
        let other = PublisherOf::of(&other).unwrap();
        assert!(matches!(publish_report(&scams.registry, &other, id).await, Err(PlanError::StillOpen)));
        close_report(&scams.registry, &scams.planner(), id).await.unwrap();
        // A leap day. The year two years later has none.
        scams.go_to(date(2028, 2, 29));
        publish_report(&scams.registry, &other, id).await.unwrap();
        let listed = async || public_reports(&scams.registry, scams.partnership).await.unwrap().len();
        let shown = async || public_report(&scams.registry, scams.partnership, id).await.unwrap().unwrap().is_listed;
        for (day, want) in [(date(2028, 2, 29), true), (date(2030, 2, 28), true), (date(2030, 3, 1), false)] {
            scams.go_to(day);
            assert_eq!((listed().await == 1, shown().await), (want, want), "{day}");
        }
    }

    async fn an_agency_that_left_answers_for_nothing_new(db: testkit::Database) {
        let scams = scams(&db).await;
        let left = NewAgency {
            partnership: scams.partnership,
            organisation: None,
            name: "Fire".into(),
            kind: AgencyKind::Member,
            email: None,
            left_on: Some(date(2027, 1, 1)),
        };
        crate::agency::change_agency(&scams.registry, &scams.planner(), scams.fire, left).await.unwrap();
        let action = NewAction {
            title: "More".into(),
            owner: scams.fire,
            others: Vec::new(),
            start: None,
            due: date(2027, 9, 1),
        };
        let refused = scams.edit(Edit::AddAction { objective: 2, action }).await;
        assert!(matches!(refused, Err(PlanError::AgencyLeft(name)) if name == "Fire"));
    }
}

#[test]
fn a_small_number_of_incidents_is_too_few_to_tell() {
    let measure = |unit, latest| domain::plan::Measure {
        id: 1,
        version: 0,
        measure: NewMeasure {
            name: "Fires".into(),
            unit,
            direction: Direction::Down,
            baseline: Baseline::Known {
                value: 12.0,
                on: date(2026, 4, 1),
            },
            target: Some(Target {
                value: 8.0,
                on: date(2027, 3, 31),
            }),
            tolerance: USUAL_TOLERANCE,
            figure: None,
        },
        values: vec![MeasuredValue {
            value: latest,
            on: date(2026, 9, 30),
            out_of: None,
        }],
        overruled: None,
    };
    assert!(standing(&measure(Unit::Incidents, 9.0)).is_too_few);
    assert!(!standing(&measure(Unit::Count, 9.0)).is_too_few);
    assert_eq!(standing(&measure(Unit::Count, 9.0)).shown, MeasureStatus::OnTrack);
    assert_eq!(
        standing(&measure(Unit::Count, 12.0)).shown,
        MeasureStatus::OffTrack
    );
}
