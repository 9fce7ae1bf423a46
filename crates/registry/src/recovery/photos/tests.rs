use super::super::custody;
use super::super::tests::found;
use super::super::{case_file, record};
use super::*;
use crate::testing::{an_officer, dot, fresh};
use crate::upkeep::tidy;
use domain::recovery::{Custody, CustodyKind, DisposalRule};
use std::path::Path;
use store::recovery::entries::Step;

testkit::on_each_database! {
    async fn photos_of_a_recovery_are_added_opened_and_removed_by_its_force(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (officer, other) = (an_officer(&registry, "cambs").await, an_officer(&registry, "essex").await);
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        add_photo(&registry, officer, id, PhotoShows::Stamp, dot(1)).await.unwrap();
        add_photo(&registry, officer, id, PhotoShows::Stamp, dot(1)).await.unwrap();
        add_photo(&registry, officer, id, PhotoShows::Bike, dot(2)).await.unwrap();
        let elsewhere = add_photo(&registry, other, id, PhotoShows::Bike, dot(3)).await;
        assert!(matches!(elsewhere, Err(RecoveryPhotoError::Recovery(RecoveryError::NotFound))), "{elsewhere:?}");
        let not_one = add_photo(&registry, officer, id, PhotoShows::Bike, b"<html>".to_vec()).await;
        assert!(matches!(not_one, Err(RecoveryPhotoError::Photo(_))), "{not_one:?}");

        let all = list_photos(&registry, officer, id).await.unwrap();
        let shows: Vec<PhotoShows> = all.iter().map(|photo| photo.1).collect();
        assert_eq!(shows, [PhotoShows::Stamp, PhotoShows::Bike], "the same picture is there once");
        let stamp = all[0].0.id;
        let opened = "SELECT action FROM audit_entry WHERE action = 'recovery-photo-opened'";
        assert!(small_photo(&registry, officer, id, stamp).await.unwrap().is_some());
        assert_eq!(db.texts(opened).len(), 0);
        for times in 1..=2 {
            let jpeg = open_photo(&registry, officer, id, stamp).await.unwrap().unwrap();
            assert!(jpeg.starts_with(&[0xFF, 0xD8]));
            assert_eq!(db.texts(opened).len(), times, "every opening is logged");
        }
        let elsewhere = open_photo(&registry, other, id, stamp).await;
        assert!(matches!(elsewhere, Err(RecoveryPhotoError::Recovery(RecoveryError::NotFound))), "{elsewhere:?}");
        assert_eq!(db.texts(opened).len(), 2);
        let second = record(&registry, officer, &found(&registry, "PS/2")).await.unwrap();
        assert_eq!(open_photo(&registry, officer, second, stamp).await.unwrap(), None);

        remove_photo(&registry, officer, id, stamp).await.unwrap();
        remove_photo(&registry, officer, id, stamp).await.unwrap();
        assert_eq!(list_photos(&registry, officer, id).await.unwrap().len(), 1);
        let happened = case_file::history(&registry, officer, id).await.unwrap();
        let changed: Vec<(String, String)> = happened
            .into_iter()
            .filter_map(|one| match one.what {
                Step::Corrected(mut changes) => changes.pop().map(|change| (change.before, change.after)),
                _ => None,
            })
            .collect();
        let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        assert_eq!(changed, [pair("1", ""), pair("", "1"), pair("", "1")]);
    }

    async fn there_is_a_most_and_a_bike_that_left_keeps_its_photos_for_a_time(db: testkit::Database) {
        let (registry, clock) = fresh(&db).await;
        let officer = an_officer(&registry, "cambs").await;
        custody::set_rule(&registry, "cambs", DisposalRule::days(28).unwrap()).await.unwrap();
        let id = record(&registry, officer, &found(&registry, "PS/1")).await.unwrap();
        for shade in 1..=12 {
            add_photo(&registry, officer, id, PhotoShows::Bike, dot(shade)).await.unwrap();
        }
        let full = add_photo(&registry, officer, id, PhotoShows::Stamp, dot(13)).await;
        assert!(matches!(full, Err(RecoveryPhotoError::TooMany)), "{full:?}");
        clock.advance(SignedDuration::from_hours(29 * 24));
        let sold = Custody {
            reason: Some("Sold at auction".into()),
            ..Custody::of(CustodyKind::Disposed, registry.now())
        };
        let version = find(&registry, officer, id).await.unwrap().version;
        custody::add(&registry, officer, (id, version), &sold).await.unwrap();
        let gone = add_photo(&registry, officer, id, PhotoShows::Stamp, dot(13)).await;
        assert!(matches!(gone, Err(RecoveryPhotoError::Gone)), "{gone:?}");
        clock.advance(SignedDuration::from_hours(5 * 365 * 24));
        tidy(&registry).await.unwrap();
        assert_eq!(list_photos(&registry, officer, id).await.unwrap().len(), 12, "an owner may still turn up");
        clock.advance(SignedDuration::from_hours(366 * 24));
        tidy(&registry).await.unwrap();
        assert_eq!(list_photos(&registry, officer, id).await.unwrap().len(), 0);
        assert_eq!(files_under(&db.folder().join("photos")), 0);
    }
}

fn files_under(folder: &Path) -> usize {
    let inside = std::fs::read_dir(folder).unwrap();
    inside
        .map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files_under(&path) } else { 1 }
        })
        .sum()
}
