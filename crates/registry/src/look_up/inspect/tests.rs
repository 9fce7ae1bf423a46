use super::*;
use crate::account::permits::OfficerOf;
use crate::look_up::owner_details::open_owner_details;
use crate::look_up::{LookUp, look_up};
use crate::testing::{a_new_bike, an_account, an_officer, fresh, registered};
use domain::account::Role;
use domain::id::OrganisationId;
use jiff::civil::date;

/// Gives the officer their role, so that inspectors know the name.
async fn with_role(registry: &Registry, officer: OfficerOf) {
    let tx = registry.store.begin().await.unwrap();
    let (account, force) = (officer.account, officer.organisation);
    let now = registry.now();
    store::account::organisations::add_member(&tx, account, force, Role::Officer, now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn inspector(registry: &Registry, own: &[OrganisationId], of_all: bool) -> InspectorOf {
    InspectorOf {
        account: an_account(registry, "inspector@example.org").await,
        own: own.to_vec(),
        of_all,
    }
}

async fn one_look_up(registry: &Registry, officer: OfficerOf, reason: &str) {
    let bike = registered(registry, "ada@example.org", a_new_bike("WTU 123 K")).await;
    let reason = Reason::parse(reason).unwrap();
    let query = LookUp {
        number: Some("WTU123K".into()),
        ..LookUp::default()
    };
    let id = look_up(registry, officer, &reason, &query, 9).await.unwrap();
    open_owner_details(
        registry,
        officer,
        bike,
        Some(id),
        &reason,
        Some(date(2026, 12, 24)),
    )
    .await
    .unwrap();
}

fn told(lines: &[Shown]) -> Vec<String> {
    let told = lines.iter().map(|line| {
        let reason = line.reason.as_deref().unwrap_or("-");
        format!("{}, {}: {reason}", line.by, line.what.words())
    });
    told.collect()
}

testkit::on_each_database! {
    async fn an_inspector_reads_what_their_own_force_did_and_that_is_logged(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "one").await, an_officer(&registry, "two").await);
        with_role(&registry, officer).await;
        one_look_up(&registry, officer, "PS/2026/118").await;
        one_look_up(&registry, other, "PS/2026/999").await;
        let inspector = inspector(&registry, &[officer.organisation], false).await;
        let page = read(&registry, &inspector, &Filter::default(), None).await.unwrap();
        let name = "officer@one.example.org";
        assert_eq!(
            told(&page.lines),
            [
                format!("{name}, Looked up a bike: PS/2026/118"),
                "Somebody without a role, Read the log: -".to_owned(),
                format!("{name}, Hid an opening from the owner: Until 24 December 2026"),
                format!("{name}, Opened the owner’s details: PS/2026/118"),
            ]
        );
        assert_eq!(page.lines[0].asked.as_deref(), Some("WTU123K"));
        assert_eq!(page.people.list(), [(officer.account, name)]);

        let with = |reason: &str| Filter { reason: Some(reason.to_owned()), ..Filter::default() };
        for (filter, lines) in [
            (with("ps/2026/118"), 2),
            (with("999"), 0),
            (Filter { topic: Some(Topic::Log), ..Filter::default() }, 4),
            (Filter { who: Some(other.account), ..Filter::default() }, 0),
            (Filter { from: Some(date(2026, 6, 21)), ..Filter::default() }, 0),
            (Filter { to: Some(date(2026, 6, 19)), ..Filter::default() }, 0),
        ] {
            let page = read(&registry, &inspector, &filter, None).await.unwrap();
            assert_eq!(page.lines.len(), lines, "{filter:?}: {:?}", told(&page.lines));
        }
        let (lines, is_cut) = export(&registry, &inspector, &Filter::default()).await.unwrap();
        assert!(!is_cut && told(&lines)[1].ends_with("Exported the log: -"), "{:?}", told(&lines));
    }

    async fn a_site_administrator_reads_no_reason_and_no_query(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let officer = an_officer(&registry, "one").await;
        one_look_up(&registry, officer, "PS/2026/118").await;
        let inspector = inspector(&registry, &[], true).await;
        let page = read(&registry, &inspector, &Filter::default(), None).await.unwrap();
        let look_up = page.lines.iter().find(|line| line.asked.is_some() || line.is_withheld).unwrap();
        assert_eq!((look_up.asked.as_deref(), look_up.reason.as_deref()), (None, None));
        assert!(!format!("{:?}", page.lines).contains("118"), "{:?}", page.lines);
        let filter = Filter { reason: Some("118".into()), ..Filter::default() };
        let found = read(&registry, &inspector, &filter, None).await.unwrap();
        assert_eq!(found.lines, [], "they cannot search in what they may not read");
    }
}
