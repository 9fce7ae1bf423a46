use super::*;
use crate::testing::{a_lead, an_officer, another_lead, fresh};
use domain::account::contact::EmailAddress;
use domain::account::{Membership, Role, Viewer};
use domain::agency::{AgencyKind, GroupKind, NewAgency, NewGroup};
use domain::id::{AgencyId, MeetingPaperId};
use domain::meeting::{Details, Edit, NewItem, NewPoint, Outcome, Purpose, Question};
use domain::plan::{Plan, Report};
use jiff::SignedDuration;
use jiff::civil::date;
use std::fs::File;
use std::io::Write;
use testkit::TestClock;
use testkit::time::{NOON, days_after_noon, days_before_noon};

/// A paper of one page, which says who wrote it.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
    2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
    3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj\n\
    4 0 obj << /Author (Planted) >> endobj\ntrailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n";

/// A partnership with a group of one agency, seen by its lead.
struct Scene {
    registry: Registry,
    clock: std::sync::Arc<TestClock>,
    here: PartnershipId,
    lead: Viewer,
    planner: PlannerOf,
    agency: AgencyId,
    group: domain::id::GroupId,
}

async fn scene(db: &testkit::Database) -> Scene {
    let (registry, clock) = fresh(db).await;
    let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
    let planner = PlannerOf::of(&lead).unwrap();
    let agency = NewAgency {
        partnership: here,
        organisation: None,
        name: "Fire".into(),
        kind: AgencyKind::Member,
        email: None,
        left_on: None,
    };
    let agency = crate::agency::add_agency(&registry, &planner, &agency)
        .await
        .unwrap();
    let group = NewGroup {
        partnership: here,
        name: "City Centre".into(),
        kind: GroupKind::Working,
        chair: Some(agency),
        members: vec![agency],
        purpose: None,
        ends_on: None,
    };
    let group = crate::agency::add_group(&registry, &planner, &group)
        .await
        .unwrap();
    Scene {
        registry,
        clock,
        here,
        lead,
        planner,
        agency,
        group,
    }
}

impl Scene {
    fn details(&self, starts_at: Timestamp) -> Details {
        Details {
            group: self.group,
            starts_at,
            ends_at: starts_at + SignedDuration::from_hours(2),
            place: "Guildhall".into(),
            access: None,
            is_public: true,
            questions_by: None,
        }
    }

    async fn meeting(&self, starts_at: Timestamp) -> MeetingId {
        let details = self.details(starts_at);
        add_meeting(&self.registry, &self.planner, self.here, details)
            .await
            .unwrap()
    }

    async fn edit(&self, id: MeetingId, edit: Edit) {
        edit_meeting(&self.registry, &self.planner, id, edit)
            .await
            .unwrap();
    }

    async fn item(&self, id: MeetingId, title: &str, not_public: Option<&str>) {
        let item = NewItem {
            title: title.into(),
            lead: Some(self.agency),
            minutes: None,
            purpose: Purpose::Information,
            not_public: not_public.map(str::to_owned),
            report: None,
        };
        self.edit(id, Edit::AddItem { item, place: 99 }).await;
    }

    async fn paper(&self, id: MeetingId, item: u32, title: &str) -> Result<MeetingPaperId, MeetingError> {
        let upload = PaperUpload {
            item,
            title: title.into(),
            file: a_file(PDF),
        };
        add_paper(&self.registry, &self.planner, id, upload).await?;
        let all = store::meeting::papers::of_meeting(&self.registry.store, id)
            .await
            .unwrap();
        Ok(all.last().unwrap().id)
    }

    async fn ready(&self, id: MeetingPaperId, why: Option<&str>) -> Result<(), MeetingError> {
        make_ready(&self.registry, &self.planner, id, why.map(str::to_owned)).await
    }

    async fn is_out(&self, meeting: MeetingId, paper: MeetingPaperId) -> bool {
        match public_paper(&self.registry, self.here, meeting, paper).await {
            Ok(file) => {
                assert_eq!(file.content, kept_paper());
                true
            }
            Err(MeetingError::NotThere) => false,
            Err(other) => panic!("{other}"),
        }
    }

    fn to(&self, at: Timestamp) {
        let now = self.registry.now();
        self.clock.advance(at.duration_since(now));
    }
}

/// What is kept of the paper.
fn kept_paper() -> Vec<u8> {
    store::paper::pdf::cleaned(PDF).unwrap()
}

fn a_file(content: &[u8]) -> File {
    let path = std::env::temp_dir().join(format!("paper-{:?}", std::thread::current().id()));
    let mut file = File::options()
        .create(true)
        .truncate(true)
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    std::fs::remove_file(path).unwrap();
    file.write_all(content).unwrap();
    file
}

testkit::on_each_database! {
    async fn papers_publish_themselves_and_follow_their_meeting(db: testkit::Database) {
        let scene = scene(&db).await;
        let meeting = scene.meeting(days_after_noon(20)).await;
        scene.item(meeting, "Lights", None).await;
        let paper = scene.paper(meeting, 1, "Plan of the lights").await.unwrap();
        let same = scene.paper(meeting, 1, "plan of the LIGHTS").await.unwrap();
        assert_eq!(same, paper, "the same form again");
        let nowhere = scene.paper(meeting, 9, "Other").await;
        assert!(matches!(nowhere, Err(MeetingError::NotThere)));
        // 9am in summer, seven days before the meeting's day.
        let due = days_after_noon(13) - SignedDuration::from_hours(3);
        let second = SignedDuration::from_secs(1);
        scene.to(due - second);
        scene.ready(paper, None).await.unwrap();
        assert!(!scene.is_out(meeting, paper).await);
        scene.to(due);
        assert!(scene.is_out(meeting, paper).await);
        let later = scene.paper(meeting, 1, "Costs").await.unwrap();
        assert!(!scene.is_out(meeting, later).await);
        scene.to(due + second);
        let refused = scene.ready(later, None).await;
        assert!(matches!(refused, Err(MeetingError::Late(on)) if on == "3 July 2026, 9am"));
        scene.ready(later, Some("The survey came late")).await.unwrap();
        let public = public_meeting(&scene.registry, scene.here, meeting).await.unwrap().unwrap();
        let late: Vec<_> = public.papers.iter().map(|paper| (paper.is_late, paper.why_late.as_deref())).collect();
        assert_eq!(late, [(false, None), (true, Some("The survey came late"))]);
        // The meeting moves on by a week: what is out stays out, what is not follows.
        let waiting = scene.paper(meeting, 1, "Map").await.unwrap();
        let details = scene.details(days_after_noon(27));
        scene.edit(meeting, Edit::Details { seen: 0, details }).await;
        scene.ready(waiting, None).await.unwrap();
        assert!(scene.is_out(meeting, paper).await && scene.is_out(meeting, later).await);
        assert!(!scene.is_out(meeting, waiting).await);
        scene.edit(meeting, Edit::Cancel { why: "Snow".into() }).await;
        scene.to(days_after_noon(40));
        assert!(scene.is_out(meeting, paper).await);
        assert!(!scene.is_out(meeting, waiting).await);
    }

    async fn a_closed_item_and_its_papers_are_only_for_the_group(db: testkit::Database) {
        let scene = scene(&db).await;
        let meeting = scene.meeting(days_after_noon(2)).await;
        scene.item(meeting, "The Kite case", None).await;
        let paper = scene.paper(meeting, 1, "The Kite case").await.unwrap();
        scene.ready(paper, Some("Late")).await.unwrap();
        assert!(scene.is_out(meeting, paper).await);
        let item = NewItem { not_public: Some("It names people".into()), ..an_item("The Kite case") };
        scene.edit(meeting, Edit::ChangeItem { id: 1, seen: 0, item, place: 0 }).await;
        assert!(!scene.is_out(meeting, paper).await);
        let public = public_meeting(&scene.registry, scene.here, meeting).await.unwrap().unwrap();
        assert!(!format!("{public:?}").contains("Kite"), "{public:?}");
        let kept = PartnerOf::of(&scene.lead).unwrap();
        assert_eq!(open_paper(&scene.registry, &kept, meeting, paper).await.unwrap().content, kept_paper());
        // An officer of a force that takes part, but is not in the group.
        let officer = an_officer(&scene.registry, "force").await;
        let force = store::account::organisations::find(&scene.registry.store, officer.organisation).await.unwrap();
        let viewing = Viewer {
            account: officer.account,
            memberships: vec![Membership { organisation: force.unwrap(), role: Role::Officer }],
        };
        let partner = PartnerOf::of(&viewing).unwrap();
        let outside = super::meeting(&scene.registry, &partner, meeting).await;
        assert!(matches!(outside, Err(MeetingError::NotThere)));
        let agency = NewAgency {
            partnership: scene.here,
            organisation: Some(officer.organisation),
            name: "Constabulary".into(),
            kind: AgencyKind::ResponsibleAuthority,
            email: None,
            left_on: None,
        };
        crate::agency::add_agency(&scene.registry, &scene.planner, &agency).await.unwrap();
        let opened = super::meeting(&scene.registry, &partner, meeting).await.unwrap();
        assert!(opened.papers.is_empty() && !format!("{opened:?}").contains("Kite"));
        let refused = open_paper(&scene.registry, &partner, meeting, paper).await;
        assert!(matches!(refused, Err(MeetingError::NotThere)));
        let (_, stranger) = a_lead(&scene.registry, "there", Role::Coordinator).await;
        let stranger = PlannerOf::of(&stranger).unwrap();
        let edit = edit_meeting(&scene.registry, &stranger, meeting, Edit::Cancel { why: "x".into() }).await;
        assert!(matches!(edit, Err(MeetingError::NotThere)));
        let no_reason = remove_paper(&scene.registry, &scene.planner, paper, None).await;
        no_reason.unwrap();
        let gone = open_paper(&scene.registry, &kept, meeting, paper).await;
        assert!(matches!(gone, Err(MeetingError::NotThere)));
    }

    async fn who_is_second_is_told_and_the_history_keeps_both(db: testkit::Database) {
        let scene = scene(&db).await;
        let meeting = scene.meeting(days_after_noon(20)).await;
        scene.item(meeting, "Lights", None).await;
        let change = |title: &str| Edit::ChangeItem { id: 1, seen: 0, item: an_item(title), place: 0 };
        scene.edit(meeting, change("Lamps")).await;
        let other = another_lead(&scene.registry, "here", Role::OrgAdmin).await;
        let other = PlannerOf::of(&other).unwrap();
        let second = edit_meeting(&scene.registry, &other, meeting, change("Lanterns")).await;
        assert!(matches!(second, Err(MeetingError::Edit(EditError::ChangedMeanwhile))));
        let partner = PartnerOf::of(&scene.lead).unwrap();
        let told = history(&scene.registry, &partner, meeting, 0, 9).await.unwrap();
        let said: Vec<&str> = told.iter().map(|told| told.change.said.as_str()).collect();
        assert_eq!(said, ["Changed the item “Lamps”", "Added “Lights” to the agenda", "Added the meeting"]);
        let logged = "SELECT CAST(COUNT(*) AS TEXT) FROM audit_entry WHERE action = 'partnership-work'";
        assert_eq!(db.texts(logged), ["1"]);
    }

    async fn points_come_up_again_and_the_next_meeting_agrees_the_minutes(db: testkit::Database) {
        let scene = scene(&db).await;
        let first = scene.meeting(days_before_noon(30)).await;
        let next = scene.meeting(NOON).await;
        let due = date(2026, 6, 10);
        let point = NewPoint { text: "Mend the light".into(), owner: scene.agency, due, item: None };
        scene.edit(first, Edit::AddPoint(point)).await;
        let kept = |id| {
            let store = scene.registry.store.clone();
            async move { store::meeting::find(&store, id).await.unwrap().unwrap() }
        };
        let up = |kept: KeptMeeting, reads| {
            let registry = scene.registry.clone();
            async move { earlier_points(&registry, &kept, reads).await.unwrap().len() }
        };
        assert_eq!(up(kept(next).await, Reads::All).await, 1);
        assert_eq!(up(kept(first).await, Reads::All).await, 0);
        assert_eq!(up(kept(next).await, Reads::Public).await, 0, "the minutes are a draft");
        let write = Edit::WriteMinutes { seen: 0, text: "We met".into(), is_shown: false };
        scene.edit(first, write).await;
        let agree = |at| agree_minutes(&scene.registry, &scene.planner, first, 1, at);
        assert!(matches!(agree(first).await, Err(MeetingError::NoLaterMeeting)));
        let coming = scene.meeting(days_after_noon(30)).await;
        assert!(matches!(agree(coming).await, Err(MeetingError::NoLaterMeeting)));
        agree(next).await.unwrap();
        assert_eq!(up(kept(next).await, Reads::Public).await, 1);
        let public = public_meeting(&scene.registry, scene.here, first).await.unwrap().unwrap();
        assert_eq!(public.kept.meeting.minutes.text.as_deref(), Some("We met"));
    }

    async fn questions_are_taken_until_ten_the_day_before(db: testkit::Database) {
        let scene = scene(&db).await;
        let meeting = scene.meeting(days_after_noon(2)).await;
        let question = Question { text: "Why is it dark?".into(), name: None, email: None, shows_name: false };
        let sent = || ask(&scene.registry, scene.here, meeting, &question);
        let by = days_after_noon(1) - SignedDuration::from_hours(2);
        scene.to(by - SignedDuration::from_secs(1));
        sent().await.unwrap();
        scene.to(by);
        assert!(matches!(sent().await, Err(MeetingError::QuestionsClosed)));
        let kept = questions(&scene.registry, &scene.planner, meeting).await.unwrap();
        assert_eq!(kept.len(), 1);
        let (there, stranger) = a_lead(&scene.registry, "there", Role::Coordinator).await;
        let stranger = PlannerOf::of(&stranger).unwrap();
        let hidden = questions(&scene.registry, &stranger, meeting).await;
        assert!(matches!(hidden, Err(MeetingError::NotThere)));
        assert!(matches!(ask(&scene.registry, there, meeting, &question).await, Err(MeetingError::NotThere)));
    }

    async fn an_answer_goes_to_the_public_without_who_asked_and_to_them(db: testkit::Database) {
        let scene = scene(&db).await;
        let registry = &scene.registry;
        let meeting = scene.meeting(days_after_noon(2)).await;
        let question = |shows_name| Question {
            text: "Why is it dark near Ada’s door?".into(),
            name: Some("Ada Planted".into()),
            email: Some(EmailAddress::parse("ada@example.org").unwrap()),
            shows_name,
        };
        for shows_name in [false, true, false] {
            ask(registry, scene.here, meeting, &question(shows_name)).await.unwrap();
        }
        let ids: Vec<_> = questions(registry, &scene.planner, meeting).await.unwrap().iter().map(|kept| kept.id).collect();
        let published = |answer: &str| Outcome::Published {
            question: "Why is it dark?".into(),
            answer: answer.into(),
        };
        let write = |id, seen, outcome| reply(registry, &scene.planner, (meeting, id), seen, outcome);
        let public = || async {
            let public = public_meeting(registry, scene.here, meeting).await.unwrap().unwrap();
            let all = public.answers.into_iter();
            all.map(|one| (one.question, one.name, one.answer)).collect::<Vec<_>>()
        };
        let letters = "SELECT CAST(COUNT(*) AS TEXT) FROM outbox";
        assert!(public().await.is_empty());
        write(ids[0], 0, published("It is mended.")).await.unwrap();
        assert_eq!(public().await, [("Why is it dark?".into(), None, "It is mended.".into())]);
        assert_eq!(db.texts(letters), ["1"]);
        // The second editor is told, and nothing is sent or changed.
        let second = write(ids[0], 0, published("Ask the council.")).await;
        assert!(matches!(second, Err(MeetingError::Edit(EditError::ChangedMeanwhile))));
        // The same answer is not sent again; another one is.
        write(ids[0], 1, published("It is mended.")).await.unwrap();
        assert_eq!(db.texts(letters), ["1"]);
        write(ids[0], 2, published("It was mended in March.")).await.unwrap();
        assert_eq!(db.texts(letters), ["2"]);
        write(ids[1], 0, published("Since March.")).await.unwrap();
        assert_eq!(public().await[1].1.as_deref(), Some("Ada Planted"));
        let kept_back = Outcome::NotPublished { answer: Some("Planted answer".into()), why: "Planted reason".into() };
        write(ids[2], 0, kept_back).await.unwrap();
        assert_eq!(db.texts(letters), ["4"]);
        let all = public_meeting(registry, scene.here, meeting).await.unwrap().unwrap();
        let all = format!("{all:?}");
        for hidden in ["Ada’s door", "ada@example.org", "Planted answer", "Planted reason"] {
            assert!(!all.contains(hidden), "{hidden}: {all}");
        }
        let withdrawn = Outcome::Withdrawn { why: "They wrote again".into() };
        write(ids[1], 1, withdrawn).await.unwrap();
        assert_eq!(public().await.len(), 1);
        let (_, stranger) = a_lead(registry, "there", Role::Coordinator).await;
        let stranger = PlannerOf::of(&stranger).unwrap();
        let refused = reply(registry, &stranger, (meeting, ids[0]), 3, published("No")).await;
        assert!(matches!(refused, Err(MeetingError::NotThere)));
        let other = scene.meeting(days_after_noon(5)).await;
        let elsewhere = reply(registry, &scene.planner, (other, ids[0]), 3, published("No")).await;
        assert!(matches!(elsewhere, Err(MeetingError::NotThere)));
        let partner = PartnerOf::of(&scene.lead).unwrap();
        let told = history(registry, &partner, meeting, 0, 1).await.unwrap();
        assert_eq!((told[0].change.said.as_str(), told[0].change.by), ("Noted that a question was withdrawn", Some(scene.planner.account)));
    }

    async fn minutes_of_a_closed_item_are_only_for_the_group(db: testkit::Database) {
        let scene = scene(&db).await;
        let registry = &scene.registry;
        let meeting = scene.meeting(NOON).await;
        scene.item(meeting, "Closed", Some("It names people")).await;
        let write = |seen, minutes: &str| Edit::WriteApart {
            item: 1,
            seen,
            minutes: Some(minutes.into()),
            decision: Some("Planted decision".into()),
        };
        scene.edit(meeting, write(0, "Planted minutes")).await;
        let second = edit_meeting(registry, &scene.planner, meeting, write(0, "Others")).await;
        assert!(matches!(second, Err(MeetingError::Edit(EditError::ChangedMeanwhile))));
        let minutes = Edit::WriteMinutes { seen: 0, text: "We met".into(), is_shown: true };
        scene.edit(meeting, minutes).await;
        let shows = |shown: String| shown.contains("Planted");
        let public = || async {
            let one = public_meeting(registry, scene.here, meeting).await.unwrap();
            let all = public_meetings(registry, scene.here).await.unwrap();
            shows(format!("{one:?} {all:?}"))
        };
        assert!(!public().await);
        let partner = PartnerOf::of(&scene.lead).unwrap();
        let opened = super::meeting(registry, &partner, meeting).await.unwrap();
        let apart = &opened.kept.meeting.items[0].apart;
        assert_eq!(apart.minutes.as_deref(), Some("Planted minutes"));
        // Those of a force that is not in the group read nothing of it; once it is in the group, they do.
        let officer = an_officer(registry, "force").await;
        let force = store::account::organisations::find(&registry.store, officer.organisation).await.unwrap();
        let viewing = Viewer {
            account: officer.account,
            memberships: vec![Membership { organisation: force.unwrap(), role: Role::Officer }],
        };
        let officer_of = PartnerOf::of(&viewing).unwrap();
        let agency = NewAgency {
            partnership: scene.here,
            organisation: Some(officer.organisation),
            name: "Constabulary".into(),
            kind: AgencyKind::ResponsibleAuthority,
            email: None,
            left_on: None,
        };
        let agency = crate::agency::add_agency(registry, &scene.planner, &agency).await.unwrap();
        let reads = || async { shows(format!("{:?}", super::meeting(registry, &officer_of, meeting).await.unwrap())) };
        assert!(!reads().await);
        // An item that opens later does not take its closed minutes with it.
        scene.edit(meeting, Edit::ChangeItem { id: 1, seen: 0, item: an_item("Open"), place: 0 }).await;
        assert!(!public().await && !reads().await);
        let group = store::agency::groups::find(&registry.store, scene.group).await.unwrap().unwrap();
        let mut joined = group.group;
        joined.members.push(agency);
        crate::agency::change_group(registry, &scene.planner, scene.group, joined).await.unwrap();
        assert!(reads().await);
    }

    async fn a_report_is_on_an_agenda_once(db: testkit::Database) {
        let scene = scene(&db).await;
        let meeting = scene.meeting(days_after_noon(20)).await;
        let tx = scene.registry.store.begin().await.unwrap();
        let plan = Plan::new("Safe city".into(), 2026, Vec::new());
        let plan = store::plan::add(&tx, scene.here, &plan, None, NOON).await.unwrap();
        let report = Report {
            title: "Monitoring report".into(),
            until: date(2026, 6, 30),
            frozen_at: NOON,
            summary: None,
            priorities: Vec::new(),
            comments: Vec::new(),
        };
        let report = store::plan::reports::add(&tx, plan, &report, None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        add_report(&scene.registry, &scene.planner, report, meeting).await.unwrap();
        let again = add_report(&scene.registry, &scene.planner, report, meeting).await;
        assert!(matches!(again, Err(MeetingError::ReportTaken)));
        let coming = coming_meetings(&scene.registry, scene.here).await.unwrap();
        let item = &coming[0].meeting.items[0].item;
        assert_eq!((item.title.as_str(), item.report), ("Monitoring report", Some(report)));
    }
}

fn an_item(title: &str) -> NewItem {
    NewItem {
        title: title.into(),
        lead: None,
        minutes: None,
        purpose: Purpose::Information,
        not_public: None,
        report: None,
    }
}
