use super::history::MeetingChange;
use super::papers::KeptPaper;
use super::*;
use crate::account::organisations;
use crate::bike::photos::{FileName, unnamed};
use crate::testing::{an_account, fresh};
use domain::account::contact::EmailAddress;
use domain::agency::{GroupKind, NewGroup};
use domain::meeting::{Details, Outcome, Paper, Question, Reply};
use jiff::SignedDuration;
use testkit::time::{NOON, hours_after_noon};

fn details(group: GroupId, starts_at: Timestamp) -> Details {
    Details {
        group,
        starts_at,
        ends_at: starts_at + SignedDuration::from_hours(2),
        place: "Guildhall".into(),
        access: None,
        is_public: true,
        questions_by: None,
    }
}

async fn a_group(tx: &Tx) -> (PartnershipId, GroupId) {
    let here = organisations::ensure_partnership(tx, "here", "Here")
        .await
        .unwrap();
    let group = NewGroup {
        partnership: here,
        name: "City Centre".into(),
        kind: GroupKind::Working,
        chair: None,
        members: Vec::new(),
        purpose: None,
        ends_on: None,
    };
    (here, crate::agency::groups::add(tx, &group).await.unwrap())
}

testkit::on_each_database! {
    async fn meetings_are_kept_whole_with_their_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let (here, group) = a_group(&tx).await;
        let meeting = Meeting::new(details(group, NOON));
        let first = add(&tx, here, &meeting, Some(writer), NOON).await.unwrap();
        let later = Meeting::new(details(group, hours_after_noon(48)));
        let second = add(&tx, here, &later, None, NOON).await.unwrap();
        let change = MeetingChange {
            at: NOON,
            by: Some(writer),
            said: "Moved the meeting".into(),
            why: Some("Snow".into()),
        };
        history::add(&tx, first, &change).await.unwrap();
        let moved = Meeting::new(details(group, hours_after_noon(72)));
        write(&tx, first, &moved, writer, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, first).await.unwrap().unwrap();
        assert_eq!((&kept.meeting, kept.changed_at), (&moved, hours_after_noon(1)));
        let ids = |all: Vec<KeptMeeting>| all.into_iter().map(|kept| kept.id).collect::<Vec<_>>();
        assert_eq!(ids(of_partnership(&store, here, NOON, 9).await.unwrap()), [first, second]);
        assert_eq!(ids(of_partnership(&store, here, hours_after_noon(60), 9).await.unwrap()), [first]);
        assert_eq!(ids(of_group(&store, group, 1).await.unwrap()), [first]);
        assert_eq!(history::of_meeting(&store, first, 0, 9).await.unwrap(), [change]);
    }

    async fn a_paper_keeps_its_file_from_being_deleted(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let (here, group) = a_group(&tx).await;
        let meeting = add(&tx, here, &Meeting::new(details(group, NOON)), None, NOON).await.unwrap();
        let file = FileName::of(b"%PDF-");
        let mut paper = Paper {
            item: 1,
            title: "Lights".into(),
            added_at: NOON,
            ready: None,
            kept_out_at: None,
        };
        let id = papers::add(&tx, meeting, &file, 5, &paper).await.unwrap();
        paper.kept_out_at = Some(NOON);
        papers::write(&tx, id, &paper).await.unwrap();
        tx.commit().await.unwrap();
        let kept = KeptPaper { id, meeting, file: file.clone(), bytes: 5, paper };
        assert_eq!(papers::find(&store, id).await.unwrap().as_ref(), Some(&kept));
        assert_eq!(papers::of_meeting(&store, meeting).await.unwrap(), [kept]);
        assert_eq!(unnamed(&store, std::slice::from_ref(&file)).await.unwrap(), []);
        let tx = store.begin().await.unwrap();
        papers::remove(&tx, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unnamed(&store, std::slice::from_ref(&file)).await.unwrap(), [file]);
    }

    async fn questions_are_sealed_and_go_in_time(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let (here, group) = a_group(&tx).await;
        let meeting = add(&tx, here, &Meeting::new(details(group, NOON)), None, NOON).await.unwrap();
        let question = Question {
            text: "When will the light be mended?".into(),
            name: Some("Ada".into()),
            email: Some(EmailAddress::parse("ada@example.org").unwrap()),
            shows_name: false,
        };
        questions::add(&tx, meeting, &question, NOON).await.unwrap();
        assert_eq!(questions::count(&tx, meeting).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let kept = questions::of_meeting(&store, meeting).await.unwrap();
        assert_eq!((&kept[0].question, kept[0].asked_at), (&question, NOON));
        let tx = store.begin().await.unwrap();
        assert_eq!(questions::prune(&tx, NOON, NOON).await.unwrap(), 0);
        assert_eq!(questions::prune(&tx, hours_after_noon(1), NOON).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }

    async fn who_asked_goes_before_a_published_question(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let (here, group) = a_group(&tx).await;
        let meeting = add(&tx, here, &Meeting::new(details(group, NOON)), None, NOON).await.unwrap();
        let question = Question {
            text: "Why is it dark?".into(),
            name: Some("Ada".into()),
            email: Some(EmailAddress::parse("ada@example.org").unwrap()),
            shows_name: false,
        };
        let [first, second] = [NOON, NOON].map(|at| questions::add(&tx, meeting, &question, at));
        let (first, second) = (first.await.unwrap(), second.await.unwrap());
        assert_eq!(questions::hold(&tx, MeetingId(99), first).await.unwrap(), None);
        let outcomes = [
            (first, Outcome::Published { question: "Why is it dark?".into(), answer: "It is mended.".into() }),
            (second, Outcome::Withdrawn { why: "They found out".into() }),
        ];
        for (id, outcome) in outcomes {
            let kept = questions::hold(&tx, meeting, id).await.unwrap().unwrap();
            assert_eq!((&kept.question, &kept.reply), (&question, &None));
            let reply = Reply { version: 1, at: hours_after_noon(1), outcome };
            questions::reply(&tx, &kept, &reply).await.unwrap();
            let kept = questions::hold(&tx, meeting, id).await.unwrap().unwrap();
            assert_eq!((&kept.question, kept.reply), (&question, Some(reply)));
        }
        assert_eq!(questions::prune(&tx, hours_after_noon(1), NOON).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let kept = questions::of_meeting(&store, meeting).await.unwrap();
        assert_eq!(kept.len(), 1);
        let nobody = Question { name: None, email: None, ..question };
        assert_eq!((kept[0].id, &kept[0].question), (first, &nobody));
        let tx = store.begin().await.unwrap();
        assert_eq!(questions::prune(&tx, hours_after_noon(1), hours_after_noon(1)).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}
