use super::*;
use crate::once::OnceKey;
use crate::testing::{a_lead, fresh};
use domain::Clock;
use domain::account::Role;
use domain::consultation::{Answer, Choices, Details, Edit, Sharing};
use std::net::{IpAddr, Ipv4Addr};
use testkit::TestClock;
use testkit::time::{NOON, days_after_noon};

/// A partnership with a consultation that opens in a day and closes in eleven.
struct Scene {
    registry: Registry,
    clock: std::sync::Arc<TestClock>,
    here: PartnershipId,
    planner: PlannerOf,
    partner: PartnerOf,
    id: ConsultationId,
}

async fn scene(db: &testkit::Database, sharing: Sharing) -> Scene {
    let (registry, clock) = fresh(db).await;
    let (here, lead) = a_lead(&registry, "here", Role::Coordinator).await;
    let planner = PlannerOf::of(&lead).unwrap();
    let details = Details {
        title: "Priorities".into(),
        question: "What should we work on?".into(),
        background: None,
        opens_at: days_after_noon(1),
        closes_at: days_after_noon(11),
        issues: vec!["Bikes".into(), "Scams".into(), "Lights".into()],
        asks: Some("What else?".into()),
        asked: "Everybody".into(),
        sharing,
    };
    let id = add_consultation(&registry, &planner, here, details)
        .await
        .unwrap();
    let show = Edit::Show {
        seen: 0,
        is_public: true,
        why: None,
    };
    edit_consultation(&registry, &planner, id, show).await.unwrap();
    Scene {
        registry,
        clock,
        here,
        partner: PartnerOf::of(&lead).unwrap(),
        planner,
        id,
    }
}

fn chosen(first: usize, words: Option<&str>) -> Answer {
    Answer {
        choices: Choices::new([Some(first), None, None], 3).unwrap(),
        words: words.map(str::to_owned),
    }
}

impl Scene {
    fn go_to(&self, at: Timestamp) {
        self.clock.advance(at.duration_since(self.clock.now()));
    }

    async fn answer(
        &self,
        registry: &Registry,
        given: &Answer,
        browser: &str,
        house: u8,
    ) -> Result<(), ConsultationError> {
        let from = Sender {
            browser: Some(browser),
            address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, house)),
        };
        answer(registry, self.here, self.id, given, from).await
    }

    async fn shown(&self) -> ShownResult {
        let opened = consultation(&self.registry, &self.partner, self.id)
            .await
            .unwrap();
        let consultation = opened.kept.consultation;
        let tally = consultation.result.clone().unwrap().tally;
        shown(&consultation, &tally)
    }

    async fn publish(&self) {
        let write = Edit::Write {
            seen: 0,
            reached: None,
            themes: Some("Dark stands".into()),
            changed: Some("More lamps".into()),
        };
        edit_consultation(&self.registry, &self.planner, self.id, write)
            .await
            .unwrap();
        publish_result(&self.registry, &self.planner, self.id, 1)
            .await
            .unwrap();
    }
}

testkit::on_each_database! {
    async fn it_takes_answers_between_its_times(db: testkit::Database) {
        let scene = scene(&db, Sharing::Browser).await;
        for (now, taken) in [(NOON, false), (days_after_noon(1), true), (days_after_noon(11), false)] {
            scene.go_to(now);
            let answered = scene.answer(&scene.registry, &chosen(0, None), "phone", 1).await;
            assert_eq!(answered.is_ok(), taken, "{now}");
            assert!(taken || matches!(answered, Err(ConsultationError::NotOpen)));
        }
    }

    async fn a_form_counts_once_and_a_shared_tablet_is_marked_and_not_lost(db: testkit::Database) {
        let scene = scene(&db, Sharing::Browser).await;
        scene.go_to(days_after_noon(2));
        let form = scene.registry.answering(Some(OnceKey::of(["once", "1"])));
        for _ in 0..3 {
            scene.answer(&form, &chosen(0, None), "phone", 1).await.unwrap();
        }
        for house in 0..6 {
            scene.answer(&scene.registry, &chosen(0, None), &format!("phone {house}"), house).await.unwrap();
        }
        for _ in 0..8 {
            scene.answer(&scene.registry, &chosen(1, None), "tablet", 9).await.unwrap();
        }
        for house in 0..4 {
            scene.answer(&scene.registry, &chosen(2, None), &format!("laptop {house}"), house).await.unwrap();
        }
        assert_eq!(days(&scene.registry, &scene.planner, scene.id).await.unwrap().iter().map(|(_, n)| *n).collect::<Vec<_>>(), [19]);
        scene.go_to(days_after_noon(12));
        scene.publish().await;
        let shown = scene.shown().await;
        assert_eq!((shown.answers, shown.of_first), (ShownCount::Shown(19), ShownCount::Shown(12)));
        let rows: Vec<String> = shown
            .rows
            .iter()
            .map(|row| format!("{} {} {}", row.issue, row.chosen, row.of_first))
            .collect();
        // Four answers chose the lights. With them, the next smallest is withheld too.
        assert_eq!(rows, ["Scams 8 [c]", "Bikes [c] [c]", "Lights [c] [c]"]);
    }

    async fn words_are_read_by_those_who_keep_it_and_go_after_a_year(db: testkit::Database) {
        let scene = scene(&db, Sharing::Connection).await;
        scene.go_to(days_after_noon(2));
        scene.answer(&scene.registry, &chosen(0, Some("Dark stands")), "phone", 1).await.unwrap();
        scene.answer(&scene.registry, &chosen(0, Some("Mr Kite did it")), "laptop", 1).await.unwrap();
        let read = async || words(&scene.registry, &scene.planner, scene.id, 0).await.unwrap();
        let said = read().await;
        assert_eq!(said.iter().map(|words| words.text.as_str()).collect::<Vec<_>>(), ["Dark stands", "Mr Kite did it"]);
        remove_words(&scene.registry, &scene.planner, scene.id, said[1].id).await.unwrap();
        let tally = store::consultation::answers::tally(&scene.registry.store, scene.id, 3).await.unwrap();
        assert_eq!((tally.answers, tally.of_first), (2, 1), "one household, by the rule");
        let (_, other) = a_lead(&scene.registry, "there", Role::Coordinator).await;
        let elsewhere = words(&scene.registry, &PlannerOf::of(&other).unwrap(), scene.id, 0).await;
        assert!(matches!(elsewhere, Err(ConsultationError::NotThere)));
        scene.go_to(days_after_noon(11 + 365));
        crate::upkeep::tidy(&scene.registry).await.unwrap();
        assert_eq!(read().await.len(), 1);
        scene.go_to(days_after_noon(12 + 365));
        crate::upkeep::tidy(&scene.registry).await.unwrap();
        assert_eq!(read().await.len(), 0);
    }

    async fn a_published_result_stays_and_is_shown_for_two_years(db: testkit::Database) {
        let scene = scene(&db, Sharing::Browser).await;
        scene.go_to(days_after_noon(2));
        scene.answer(&scene.registry, &chosen(0, None), "phone", 1).await.unwrap();
        let early = publish_result(&scene.registry, &scene.planner, scene.id, 0).await;
        assert!(matches!(early, Err(ConsultationError::Edit(EditError::StillOpen))));
        scene.go_to(days_after_noon(12));
        scene.publish().await;
        assert_eq!(scene.shown().await.answers, ShownCount::Withheld);
        let listed = async || public_consultation(&scene.registry, scene.here, scene.id).await.unwrap().unwrap().1;
        assert!(listed().await);
        assert_eq!(public_consultations(&scene.registry, scene.here).await.unwrap().len(), 1);
        scene.go_to(days_after_noon(12 + 731));
        assert!(!listed().await);
        assert_eq!(public_consultations(&scene.registry, scene.here).await.unwrap().len(), 0);
    }
}
