use super::*;
use crate::bike::check_number::check_number;
use crate::bike::retire::retire_bike;
use crate::mark::scan::{Scanned, scan};
use crate::testing::{a_desk, a_kit, a_new_bike, a_theft, an_account, fresh, registered};
use crate::theft::report::report_theft;
use domain::bike::{PublicStatus, Retirement};
use domain::number::Frame;
use store::bike::flags;

async fn to_number(registry: &Registry, owner: AccountId, bike: BikeId, number: &str) -> Vec<Changed> {
    let edit = |edited: Edited| -> Result<Edited, ChangeBikeError> {
        let mut edited = edited;
        edited.bike.frame = Frame::parse(number).unwrap();
        Ok(edited)
    };
    change_bike(registry, owner, bike, edit).await.unwrap()
}

async fn status(registry: &Registry, number: &str) -> PublicStatus {
    check_number(registry, number).await.unwrap()
}

testkit::on_each_database! {
    async fn a_changed_bike_is_found_by_what_it_says_now(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        assert_eq!(to_number(&registry, ada, bike, "WTU123056K").await, [], "nothing differs");
        assert_eq!(to_number(&registry, ada, bike, "WTU999888K").await, [Changed::FrameNumber]);
        assert_eq!(status(&registry, "WTU999888K").await, PublicStatus::Registered);
        assert_eq!(status(&registry, "WTU123056K").await, PublicStatus::NotOnRegister, "it was a slip");
        let changes = changes::of_bikes(&registry.store, &[bike]).await.unwrap().remove(&bike).unwrap();
        assert_eq!(changes.len(), 1);
        let told = &changes[0];
        assert_eq!((told.difference.before.as_deref(), told.difference.after.as_deref()), (Some("WTU123056K"), Some("WTU999888K")));
        assert_eq!((told.by, told.while_gone), (Some(ada), false));

        let ben = an_account(&registry, "ben@example.org").await;
        let theirs = change_bike(&registry, ben, bike, Ok::<_, ChangeBikeError>).await;
        assert!(matches!(theirs, Err(ChangeBikeError::NotYours(_))));
        retire_bike(&registry, ada, bike, Retirement::Sold).await.unwrap();
        let retired = change_bike(&registry, ada, bike, Ok::<_, ChangeBikeError>).await;
        assert!(matches!(retired, Err(ChangeBikeError::Retired)));
    }

    async fn a_stolen_bike_is_found_by_the_number_that_it_had(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        report_theft(&registry, ada, bike, a_theft(&registry)).await.unwrap();
        to_number(&registry, ada, bike, "ABC777888").await;
        for number in ["WTU123056K", "ABC777888"] {
            assert_eq!(status(&registry, number).await, PublicStatus::ReportedStolen, "{number}");
        }
        let changes = changes::of_bikes(&registry.store, &[bike]).await.unwrap().remove(&bike).unwrap();
        assert!(changes[0].while_gone);
        crate::testing::indexed(&registry).await;
        let look_up = crate::look_up::LookUp { number: Some("WTU123O56K".into()), ..Default::default() };
        let ranked = crate::look_up::rank::find(&registry, &look_up.query().unwrap(), &look_up, 5).await.unwrap();
        assert_eq!(ranked.found[0].bike.id, bike);
        assert!(ranked.found[0].scored.band >= domain::look_up::Band::Strong, "{:?}", ranked.found[0].scored.band);
        // A registration with the old number is flagged.
        let other = registered(&registry, "ben@example.org", a_new_bike("WTU123056K")).await;
        assert_eq!(flags::for_bikes(&registry.store, &[other]).await.unwrap().len(), 1);
    }

    async fn a_label_that_came_later_goes_on_once(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let desk = a_desk(&registry, "camcycle").await;
        let kit = a_kit(&registry, Some(&desk), 2).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        let other = registered(&registry, "ada@example.org", a_new_bike("WTU123056L")).await;
        let label = async |bike, code: MarkCode| {
            change_bike(&registry, ada, bike, |edited| Ok::<_, ChangeBikeError>(Edited { mark: Some(code), ..edited })).await
        };
        assert_eq!(label(bike, kit[0]).await.unwrap(), [Changed::Mark]);
        assert_eq!(scan(&registry, kit[0]).await.unwrap(), Scanned::OnABike(PublicStatus::Registered));
        assert!(matches!(label(bike, kit[1]).await, Err(ChangeBikeError::HasMark)));
        assert!(matches!(label(other, kit[0]).await, Err(ChangeBikeError::Mark(_))));
        assert!(matches!(label(other, MarkCode::from_data([9; 8])).await, Err(ChangeBikeError::UnknownMark)));
        assert_eq!(scan(&registry, kit[1]).await.unwrap(), Scanned::Blank, "nothing was half done");
    }

    async fn two_changes_at_once_are_both_kept(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let ada = an_account(&registry, "ada@example.org").await;
        let bike = registered(&registry, "ada@example.org", a_new_bike("WTU123056K")).await;
        let changing: Vec<_> = (0..2)
            .map(|nth| {
                let registry = registry.clone();
                tokio::spawn(async move {
                    let edit = move |mut edited: Edited| -> Result<Edited, ChangeBikeError> {
                        let looks = &mut edited.bike.description;
                        if nth == 0 { looks.make = Some("Trek".into()) } else { looks.model = Some("FX".into()) }
                        Ok(edited)
                    };
                    change_bike(&registry, ada, bike, edit).await.unwrap();
                })
            })
            .collect();
        for one in changing {
            one.await.unwrap();
        }
        let looks = store::bike::find(&registry.store, bike).await.unwrap().unwrap().description;
        assert_eq!((looks.make.as_deref(), looks.model.as_deref()), (Some("Trek"), Some("FX")));
    }
}
