use super::*;
use crate::figure::release::testing::first_release;
use crate::testing::{a_lead, another_lead, fresh};
use domain::account::{Role, Viewer};
use domain::assessment::{Correction, Edit, SectionKind, State, What};
use domain::figure::release::{Release, Value};
use jiff::SignedDuration;
use jiff::civil::date;
use std::sync::Arc;
use store::figure::releases::{self, ReleaseOf};
use testkit::TestClock;

/// Words that say why, which no generated sentence may use.
const FORBIDDEN: [&str; 6] = ["because", "caused", "led to", "thanks to", "effect", "worked"];

/// A partnership with a release, somebody who writes, and somebody who publishes.
struct Office {
    registry: Registry,
    clock: Arc<TestClock>,
    partnership: PartnershipId,
    writer: AssessorOf,
    publisher: AssessorOf,
    release: Release,
}

fn assessor(viewer: &Viewer) -> AssessorOf {
    AssessorOf::of(viewer).unwrap()
}

async fn office(db: &testkit::Database, thefts_a_year: u64) -> Office {
    let (registry, clock) = fresh(db).await;
    let (partnership, writer) = a_lead(&registry, "cambridge", Role::Coordinator).await;
    let publisher = another_lead(&registry, "cambridge", Role::OrgAdmin).await;
    let release = first_release("cambridge", thefts_a_year, date(2026, 9, 30), 5);
    let office = Office {
        registry,
        clock,
        partnership,
        writer: assessor(&writer),
        publisher: assessor(&publisher),
        release,
    };
    office.keep(&office.release).await;
    office
}

impl Office {
    async fn keep(&self, release: &Release) {
        let of = ReleaseOf {
            partnership: self.partnership,
            quarter: release.quarter,
            revision: release.revision,
        };
        let body = serde_json::to_string(release).unwrap();
        let tx = self.registry.store.begin().await.unwrap();
        releases::add(&tx, of, &body, b"counts", self.registry.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Keeps a correction of the release in which one number is different.
    async fn keep_another(&self) {
        let mut next = self.release.clone();
        next.revision = 1;
        for table in &mut next.tables {
            if table.id == "year" {
                table.cells[0][0].value = Value::Count(777);
            }
        }
        self.keep(&next).await;
    }

    async fn begun(&self) -> AssessmentId {
        begin_assessment(&self.registry, &self.writer, self.partnership)
            .await
            .unwrap()
    }

    async fn write(&self, id: AssessmentId, section: SectionKind, text: &str) {
        let edit = Edit::Text {
            section,
            seen: None,
            text: text.into(),
        };
        edit_assessment(&self.registry, &self.writer, id, edit)
            .await
            .unwrap();
    }

    async fn publish(&self, id: AssessmentId) {
        send_for_review(&self.registry, &self.writer, id).await.unwrap();
        approve(&self.registry, &self.publisher, id).await.unwrap();
        publish_assessment(&self.registry, &self.publisher, id)
            .await
            .unwrap();
    }

    async fn opened(&self, id: AssessmentId) -> (Kept, Vec<Block>) {
        assessment(&self.registry, &self.writer, id).await.unwrap()
    }

    async fn public(&self, id: AssessmentId) -> PublicEdition {
        let found = public_edition(&self.registry, self.partnership, id)
            .await
            .unwrap();
        found.unwrap()
    }

    /// The bytes of every file of an edition, by name.
    async fn bytes(&self, id: AssessmentId) -> Vec<(String, Vec<u8>)> {
        let edition = self.public(id).await;
        let mut all = Vec::new();
        for listed in &edition.files {
            let file = public_file(&self.registry, &edition, Some(&listed.name))
                .await
                .unwrap();
            all.push((listed.name.clone(), file.unwrap().bytes));
        }
        all
    }
}

testkit::on_each_database! {
    async fn a_draft_freezes_the_last_release_and_says_what_moved_with_a_newer_one(db: testkit::Database) {
        let office = office(&db, 300).await;
        let id = office.begun().await;
        let (kept, blocks) = office.opened(id).await;
        assert_eq!((kept.state, kept.freeze, blocks.len()), (State::Draft, 1, 11));
        assert!(problems_of(&kept, &blocks).is_empty(), "{:?}", problems_of(&kept, &blocks));
        let again = take_newer_figures(&office.registry, &office.writer, id).await;
        assert!(matches!(again, Err(AssessmentError::NothingNewer)), "{again:?}");
        office.keep_another().await;
        assert_eq!(office.opened(id).await.1, blocks, "a new release moves nothing by itself");
        let moved = take_newer_figures(&office.registry, &office.writer, id).await.unwrap();
        let told = moved.iter().find(|one| one.is.as_deref() == Some("777")).unwrap();
        assert_eq!(told.name, "Thefts, Last 12 months");
        let (kept, newer) = office.opened(id).await;
        assert_eq!(moved_since(&office.registry, &kept, &newer).await.unwrap(), moved);
        assert_eq!(kept.freeze, 2);
        let history = history(&office.registry, &office.writer, id, 0, 9).await.unwrap();
        let whats: Vec<What> = history.iter().map(|told| told.change.what).collect();
        assert_eq!(whats, [What::Figures, What::Begun]);
    }

    async fn nobody_approves_or_publishes_their_own_work(db: testkit::Database) {
        let office = office(&db, 300).await;
        let (registry, writer, publisher) = (&office.registry, &office.writer, &office.publisher);
        let id = office.begun().await;
        assert!(matches!(approve(registry, publisher, id).await, Err(AssessmentError::WrongState("a draft"))));
        send_for_review(registry, writer, id).await.unwrap();
        let edit = Edit::About { seen: None, title: "Other".into(), topic: None };
        let locked = edit_assessment(registry, writer, id, edit).await;
        assert!(matches!(locked, Err(AssessmentError::WrongState("in review"))), "{locked:?}");
        comment(registry, publisher, id, Some(SectionKind::Summary), "Shorter").await.unwrap();
        assert!(matches!(approve(registry, writer, id).await, Err(AssessmentError::OwnWork)));
        approve(registry, publisher, id).await.unwrap();
        assert!(matches!(publish_assessment(registry, writer, id).await, Err(AssessmentError::OwnWork)));
        assert_eq!(public_editions(registry, office.partnership).await.unwrap(), []);
        let (first, second) = tokio::join!(
            publish_assessment(registry, publisher, id),
            publish_assessment(registry, publisher, id)
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        assert_eq!(public_editions(registry, office.partnership).await.unwrap().len(), 1);
        let (kept, _) = office.opened(id).await;
        assert_eq!(kept.assessment.comments[0].text, "Shorter");
        let history = history(registry, writer, id, 0, 1).await.unwrap();
        assert_eq!((history[0].change.what, history[0].change.by), (What::Published, Some(publisher.account)));
    }

    async fn what_was_published_stays_the_same_and_a_correction_stands_beside_it(db: testkit::Database) {
        let office = office(&db, 300).await;
        let (registry, writer) = (&office.registry, &office.writer);
        let id = office.begun().await;
        office.publish(id).await;
        let files = office.bytes(id).await;
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&"page.html") && names.contains(&"assessment.pdf") && names.contains(&"wards.csv"));
        assert!(!names.contains(&"places.csv") && !names.contains(&"week.csv"), "{names:?}");
        assert!(files.iter().all(|(_, bytes)| bytes.len() < 2 * 1024 * 1024));
        office.keep_another().await;
        assert_eq!(office.bytes(id).await, files);
        assert!(take_newer_figures(registry, writer, id).await.is_err());

        let correction = Correction { what: "The number of thefts".into(), why: "Some came late".into() };
        let next = correct_assessment(registry, writer, id, correction.clone()).await.unwrap();
        let twice = correct_assessment(registry, writer, id, correction).await;
        assert!(matches!(twice, Err(AssessmentError::CorrectionTaken)), "{twice:?}");
        take_newer_figures(registry, writer, next).await.unwrap();
        office.publish(next).await;
        assert_eq!(office.bytes(id).await, files);
        let old = office.public(id).await;
        assert_eq!((old.number.as_str(), old.newer), ("1.0", Some((next, "1.1".into()))));
        let new = office.public(next).await;
        assert_eq!((new.number.as_str(), new.others), ("1.1", vec![(id, "1.0".into())]));
        let page = String::from_utf8(office.bytes(next).await[0].1.clone()).unwrap();
        for part in ["What edition 1.1 corrects", "Some came late", "Thefts, Last 12 months", "777"] {
            assert!(page.contains(part), "{part}");
        }
        let listed = public_editions(registry, office.partnership).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [next]);

        withdraw_assessment(registry, &office.publisher, next, "Wrong").await.unwrap();
        let gone = office.public(next).await;
        assert!(gone.is_withdrawn && !gone.is_listed);
        assert_eq!(public_file(registry, &gone, None).await.unwrap(), None);
        office.clock.advance(SignedDuration::from_hours(24 * 732));
        assert!(!office.public(id).await.is_listed, "two years are over");
    }

    async fn a_token_without_a_value_blocks_review(db: testkit::Database) {
        let office = office(&db, 300).await;
        let id = office.begun().await;
        office.write(id, SectionKind::Issues, "[[coverage.recorded]] and [[nothing]]").await;
        let refused = send_for_review(&office.registry, &office.writer, id).await;
        let Err(AssessmentError::NotReady(problems)) = refused else {
            panic!("{refused:?}");
        };
        let texts: Vec<&str> = problems.iter().map(|problem| problem.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Other issues: [[coverage.recorded]] has no value in these figures. Take the token out, or take newer figures",
                "Other issues: [[nothing]] is not a figure. Choose a token from the list",
            ]
        );
        office.write(id, SectionKind::Issues, "None").await;
        send_for_review(&office.registry, &office.writer, id).await.unwrap();
        send_back(&office.registry, &office.publisher, id, "Too short").await.unwrap();
        assert_eq!(office.opened(id).await.0.state, State::Draft);
    }

    async fn other_partnerships_find_nothing_and_a_register_without_release_says_so(db: testkit::Database) {
        let office = office(&db, 300).await;
        let id = office.begun().await;
        let (there, other) = a_lead(&office.registry, "east-cambs", Role::Coordinator).await;
        let other = assessor(&other);
        let found = assessment(&office.registry, &other, id).await;
        assert!(matches!(found, Err(AssessmentError::NotThere)), "{found:?}");
        let begun = begin_assessment(&office.registry, &other, office.partnership).await;
        assert!(matches!(begun, Err(AssessmentError::NotThere)), "{begun:?}");
        let none = begin_assessment(&office.registry, &other, there).await;
        assert!(matches!(none, Err(AssessmentError::NoRelease)), "{none:?}");
        let begun = begin_assessment(&office.registry, &office.publisher, office.partnership).await;
        assert!(matches!(begun, Err(AssessmentError::NotYours)), "{begun:?}");
        assert!(public_edition(&office.registry, there, id).await.unwrap().is_none());
    }
}

fn problems_of(kept: &Kept, blocks: &[Block]) -> Vec<Problem> {
    domain::assessment::problems(&kept.assessment, blocks)
}

/// Makes the edition of a release as the public would see it.
fn edition(release: &Release) -> Edition {
    let cited = domain::assessment::Cited {
        release: 1,
        quarter: "2026/27 Q2".into(),
        feed: release.feed,
        hash: "ab".into(),
    };
    let blocks = freeze::blocks(release, &cited);
    Edition {
        partnership: "Cambridge Community Safety Partnership".into(),
        number: "1.0".into(),
        published: None,
        assessment: draft::of("Cambridge Community Safety Partnership", release, &blocks, None),
        blocks,
        moved: Vec::new(),
    }
}

#[test]
fn drafts_of_many_registers_never_say_why_and_show_no_small_number() {
    for (seed, thefts) in [(1, 0), (2, 1), (3, 20), (4, 120), (5, 600), (6, 2_000)] {
        for slug in ["cambridge", "east-cambs"] {
            let release = first_release(slug, thefts, date(2026, 9, 30), seed);
            let edition = edition(&release);
            let body = body(&pieces(&edition)).unwrap();
            assert!(
                !body.contains("NaN") && !body.contains("[["),
                "{slug} {thefts}: {body}"
            );
            assert!(!body.contains("style="), "{slug} {thefts}");
            for text in pieces(&edition) {
                let domain::assessment::Piece::Text(text) = text else {
                    continue;
                };
                // The words that explain the mark [c] are ours, and say why a number is missing.
                let plain = text.replace("because it or another number is too small", "");
                let plain = plain.replace("we do not show it", "");
                for word in FORBIDDEN {
                    assert!(!plain.contains(word), "{slug} {thefts}: {text}");
                }
            }
        }
    }
}

#[test]
fn every_table_of_the_page_is_a_file_and_the_pdf_says_the_same() {
    let release = first_release("cambridge", 600, date(2026, 9, 30), 8);
    let edition = edition(&release);
    let files = paper::files_of(&edition).unwrap();
    let page = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert_eq!(page.matches("<table").count(), files.len() - 2);
    for section in ["Summary and findings", "Levels", "Where", "What came back"] {
        assert!(page.contains(section), "{section}");
    }
    assert!(!page.contains("Recommendations"), "an empty section is left out");
    assert!(!page.contains("Hot places"), "they stay inside the partnership");
    let picture = page.matches("role=\"img\"").count();
    assert_eq!((picture, page.matches("<desc").count()), (1, 1));
    assert!(files[1].bytes.starts_with(b"%PDF-"));
}
