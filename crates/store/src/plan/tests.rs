use super::history::PlanChange;
use super::*;
use crate::account::organisations;
use crate::testing::{an_account, fresh};
use domain::id::AgencyId;
use domain::plan::{By, Comment, Report, What};
use testkit::time::{NOON, hours_after_noon};

testkit::on_each_database! {
    async fn a_plan_is_kept_whole_and_what_the_public_sees_apart(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let plan = Plan::new("Safe city".into(), 2026, vec!["Cycling".into()]);
        let id = add(&tx, here, &plan, Some(writer), NOON).await.unwrap();
        show(&tx, id, Some(&plan), NOON).await.unwrap();
        let mut next = plan.clone();
        next.title = "Safer city".into();
        write(&tx, id, &next, None, hours_after_noon(1)).await.unwrap();
        let change = PlanChange {
            at: NOON,
            by: By::Account(writer),
            what: What::About,
            said: "Changed the title".into(),
            why: Some("A typing mistake".into()),
        };
        history::add(&tx, id, &change).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, id).await.unwrap().unwrap();
        assert_eq!((&kept.plan, kept.changed_by), (&next, Some(writer)));
        assert_eq!(kept.published, Some((plan.clone(), NOON)));
        assert_eq!(history::of_plan(&store, id, 0, 9).await.unwrap(), [change]);
        assert_eq!(of_partnership(&store, here).await.unwrap(), [kept]);
        let tx = store.begin().await.unwrap();
        let twice = add(&tx, here, &plan, None, NOON).await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
        drop(tx);
        let tx = store.begin().await.unwrap();
        show(&tx, id, None, NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(find(&store, id).await.unwrap().unwrap().published, None);
    }

    async fn a_report_is_found_by_the_link_of_an_agency(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let here = organisations::ensure_partnership(&tx, "here", "Here").await.unwrap();
        let agency = crate::agency::add(&tx, &crate::agency::testing::an_agency(here, "Fire", None)).await.unwrap();
        let plan = Plan::new("Safe city".into(), 2026, Vec::new());
        let plan = add(&tx, here, &plan, None, NOON).await.unwrap();
        let mut report = Report {
            title: "Monitoring report".into(),
            until: "2026-06-30".parse().unwrap(),
            frozen_at: NOON,
            summary: None,
            priorities: Vec::new(),
            comments: Vec::new(),
        };
        let id = reports::add(&tx, plan, &report, None, NOON).await.unwrap();
        reports::add_link(&tx, id, agency, b"secret", NOON).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reports::by_link(&store, b"secret").await.unwrap(), Some((id, agency)));
        assert_eq!(reports::by_link(&store, b"other").await.unwrap(), None);
        let said = |text: &str| Comment {
            agency: AgencyId(agency.0),
            name: "Fire".into(),
            text: text.into(),
            by: By::Agency(agency),
            at: NOON,
        };
        report.comment(said("First"));
        report.comment(said("Second"));
        let tx = store.begin().await.unwrap();
        reports::write(&tx, id, &report, None).await.unwrap();
        reports::publish(&tx, id, NOON).await.unwrap();
        tx.commit().await.unwrap();
        let published = reports::published(&store, here, NOON).await.unwrap();
        assert_eq!(published.len(), 1);
        assert_eq!(published[0].report.comments, [said("Second")]);
        assert_eq!(reports::published(&store, here, hours_after_noon(1)).await.unwrap(), []);
        assert_eq!(reports::of_plan(&store, plan).await.unwrap(), published);
    }
}
