use super::*;
use crate::testing::{a_lead, another_lead, fresh};
use domain::Clock;
use domain::account::{Role, Viewer};
use domain::campaign::{Counted, Details, Edit, NewCount, PlanAction};
use domain::id::{EventId, PlanId};
use jiff::Timestamp;
use jiff::civil::date;
use std::fs::File;
use std::io::Write;
use testkit::TestClock;
use testkit::time::days_after_noon;

/// A paper of one page, which says who wrote it.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
    2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
    3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >> endobj\n\
    4 0 obj << /Author (Planted) >> endobj\ntrailer << /Root 1 0 R /Info 4 0 R >>\n%%EOF\n";

fn details(name: &str) -> Details {
    Details {
        name: name.into(),
        group: None,
        starts_on: date(2026, 6, 25),
        ends_on: date(2026, 12, 31),
        aim: "Fewer bikes stolen".into(),
        audience: "Students".into(),
        agencies: Vec::new(),
        messages: Vec::new(),
        topics: Vec::new(),
    }
}

fn planner(viewer: &Viewer) -> PlannerOf {
    PlannerOf::of(viewer).unwrap()
}

fn show(seen: u32) -> Edit {
    Edit::Show {
        seen,
        is_public: true,
        why: None,
    }
}

fn go_to(clock: &TestClock, at: Timestamp) {
    clock.advance(at.duration_since(clock.now()));
}

fn a_file(content: &[u8]) -> File {
    let path = std::env::temp_dir().join(format!("campaign-{:?}", std::thread::current().id()));
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
    async fn a_campaign_is_public_once_published_and_for_two_years(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
        let keeps = planner(&lead);
        let id = add_campaign(&registry, &keeps, here, details("Save our Cycles")).await.unwrap();
        let twin = add_campaign(&registry, &keeps, here, details("Save our cycles!")).await.unwrap();
        let all = campaigns(&registry, here).await.unwrap();
        let slugs: Vec<_> = all.iter().map(|kept| (kept.id, kept.slug.as_str())).collect();
        assert_eq!(slugs, [(twin, "save-our-cycles-2"), (id, "save-our-cycles")]);
        let public = async || public_campaign(&registry, here, "save-our-cycles").await.unwrap();
        assert!(public().await.is_none());
        edit_campaign(&registry, &keeps, id, show(0)).await.unwrap();
        assert!(public().await.unwrap().is_listed);
        go_to(&clock, days_after_noon(30));
        assert_eq!(running_campaigns(&registry, &[here]).await.unwrap().len(), 1);
        go_to(&clock, days_after_noon(930));
        assert!(!public().await.unwrap().is_listed, "two years after its last day");
        assert_eq!(public_campaigns(&registry, here).await.unwrap().len(), 0);
        let partner = PartnerOf::of(&lead).unwrap();
        let said: Vec<String> = history(&registry, &partner, id, 0, 9).await.unwrap().into_iter().map(|told| told.change.said).collect();
        assert_eq!(said, ["Published the campaign", "Entered the campaign"]);
    }

    async fn nobody_else_keeps_it_or_links_what_is_not_theirs(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
        let (_, other) = a_lead(&registry, "there", Role::Coordinator).await;
        let keeps = planner(&lead);
        let id = add_campaign(&registry, &keeps, here, details("Cycles")).await.unwrap();
        let elsewhere = edit_campaign(&registry, &planner(&other), id, show(0)).await;
        assert!(matches!(elsewhere, Err(CampaignError::NotThere)));
        let partner = PartnerOf::of(&other).unwrap();
        assert!(matches!(campaign(&registry, &partner, id).await, Err(CampaignError::NotThere)));
        let link = |events, actions| Edit::Link { seen: 0, events, actions };
        for wrong in [
            link(vec![EventId(999)], Vec::new()),
            link(Vec::new(), vec![PlanAction { plan: PlanId(999), action: 1 }]),
        ] {
            let refused = edit_campaign(&registry, &keeps, id, wrong).await;
            assert!(matches!(refused, Err(CampaignError::OtherLink)));
        }
        let second = planner(&another_lead(&registry, "here", Role::OrgAdmin).await);
        let change = |name: &str| Edit::Details { seen: 0, details: details(name) };
        edit_campaign(&registry, &second, id, change("Lights")).await.unwrap();
        let late = edit_campaign(&registry, &keeps, id, change("Bells")).await;
        assert!(matches!(late, Err(CampaignError::Edit(EditError::ChangedMeanwhile))));
    }

    async fn papers_are_public_with_their_campaign(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
        let keeps = planner(&lead);
        let id = add_campaign(&registry, &keeps, here, details("Cycles")).await.unwrap();
        let add = async |title: &str, content: &[u8]| add_paper(&registry, &keeps, id, title.to_owned(), a_file(content)).await;
        add("Poster", PDF).await.unwrap();
        add("Poster", PDF).await.unwrap();
        assert!(matches!(add("Leaflet", b"PK").await, Err(CampaignError::File(_))));
        let partner = PartnerOf::of(&lead).unwrap();
        let opened = campaign(&registry, &partner, id).await.unwrap();
        let [paper] = opened.papers.as_slice() else { panic!("{:?}", opened.papers) };
        let public = async || public_paper(&registry, here, "cycles", paper.id).await;
        assert!(matches!(public().await, Err(CampaignError::NotThere)));
        edit_campaign(&registry, &keeps, id, show(0)).await.unwrap();
        assert_eq!(public().await.unwrap().content, store::paper::pdf::cleaned(PDF).unwrap());
        remove_paper(&registry, &keeps, id, paper.id).await.unwrap();
        assert!(matches!(public().await, Err(CampaignError::NotThere)));
    }

    async fn counts_add_up(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
        let keeps = planner(&lead);
        let id = add_campaign(&registry, &keeps, here, details("Cycles")).await.unwrap();
        for number in [3, 40] {
            let count = NewCount {
                what: Counted::Kits,
                number,
                on: date(2026, 6, 1),
                note: "Stall".into(),
            };
            edit_campaign(&registry, &keeps, id, Edit::AddCount(count)).await.unwrap();
        }
        let kept = store::campaign::find(&registry.store, id).await.unwrap().unwrap();
        let (events, actions) = linked(&registry, &kept).await.unwrap();
        assert_eq!((events.len(), actions.len()), (0, 0));
        assert_eq!(totals(&kept, &events).map(domain::campaign::Total::all), [0, 0, 43]);
    }
}
