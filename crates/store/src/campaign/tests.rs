use super::history::CampaignChange;
use super::papers::KeptPaper;
use super::*;
use crate::account::organisations;
use crate::bike::photos::{FileName, unnamed};
use crate::testing::{an_account, fresh};
use domain::campaign::{Details, Paper};
use jiff::civil::date;
use testkit::time::{NOON, hours_after_noon};

fn campaign(name: &str, ends_on: Date) -> Campaign {
    Campaign::new(Details {
        name: name.into(),
        group: None,
        starts_on: date(2026, 9, 1),
        ends_on,
        aim: "Fewer bikes stolen".into(),
        audience: "Students".into(),
        agencies: Vec::new(),
        messages: Vec::new(),
        topics: Vec::new(),
    })
}

async fn here(tx: &Tx) -> PartnershipId {
    organisations::ensure_partnership(tx, "here", "Here")
        .await
        .unwrap()
}

testkit::on_each_database! {
    async fn campaigns_are_kept_whole_with_their_history(db: testkit::Database) {
        let store = fresh(&db).await;
        let writer = an_account(&store, "lead@example.org").await;
        let tx = store.begin().await.unwrap();
        let here = here(&tx).await;
        let first = campaign("Cycles", date(2026, 12, 31));
        let first_id = add(&tx, here, "cycles", &first, Some(writer), NOON).await.unwrap();
        let second = campaign("Lights", date(2027, 1, 31));
        let second_id = add(&tx, here, "lights", &second, None, NOON).await.unwrap();
        let change = CampaignChange {
            at: NOON,
            by: Some(writer),
            said: "Changed the details of the campaign".into(),
            why: None,
        };
        history::add(&tx, first_id, &change).await.unwrap();
        let longer = campaign("Bikes", date(2027, 3, 31));
        write(&tx, first_id, &longer, writer, hours_after_noon(1)).await.unwrap();
        tx.commit().await.unwrap();
        let kept = find(&store, first_id).await.unwrap().unwrap();
        assert_eq!((&kept.campaign, kept.slug.as_str()), (&longer, "cycles"));
        assert_eq!(by_slug(&store, here, "cycles").await.unwrap(), Some(kept));
        assert_eq!(by_slug(&store, here, "bikes").await.unwrap(), None);
        let ids = |all: Vec<KeptCampaign>| all.into_iter().map(|kept| kept.id).collect::<Vec<_>>();
        let since = async |day| ids(of_partnership(&store, here, day, 9).await.unwrap());
        assert_eq!(since(date(2026, 1, 1)).await, [first_id, second_id]);
        assert_eq!(since(date(2027, 2, 1)).await, [first_id]);
        assert_eq!(history::of_campaign(&store, first_id, 0, 9).await.unwrap(), [change]);
        let tx = store.begin().await.unwrap();
        assert!(add(&tx, here, "cycles", &first, None, NOON).await.is_err());
    }

    async fn a_paper_keeps_its_file_from_being_deleted(db: testkit::Database) {
        let store = fresh(&db).await;
        let tx = store.begin().await.unwrap();
        let here = here(&tx).await;
        let id = add(&tx, here, "cycles", &campaign("Cycles", date(2026, 12, 31)), None, NOON).await.unwrap();
        let paper = Paper { title: "Poster".into(), added_at: NOON };
        let file = FileName::of(b"poster");
        let added = papers::add(&tx, id, &file, 6, &paper).await.unwrap();
        tx.commit().await.unwrap();
        let kept = KeptPaper { id: added, campaign: id, file: file.clone(), bytes: 6, paper };
        assert_eq!(papers::of_campaign(&store, id).await.unwrap(), std::slice::from_ref(&kept));
        assert_eq!(papers::find(&store, added).await.unwrap(), Some(kept));
        assert_eq!(unnamed(&store, std::slice::from_ref(&file)).await.unwrap(), []);
        let tx = store.begin().await.unwrap();
        papers::remove(&tx, added).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unnamed(&store, std::slice::from_ref(&file)).await.unwrap(), [file]);
    }
}
