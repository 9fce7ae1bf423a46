//! Helpers for the tests of the workers.

use jiff::SignedDuration;
use registry::{Index, Keyring, MasterKey, Parts, PhotoFolder, Registry, Store, Tuning};
use std::sync::Arc;
use testkit::{Seeded, TestClock};

/// Opens the register on a test's database, with a clock that the test can move.
pub(crate) async fn fresh(db: &testkit::Database) -> (Registry, Arc<TestClock>) {
    let keys = Keyring::new(&MasterKey::generate(&Seeded::new(1)), Arc::new(Seeded::new(2)));
    let clock = Arc::new(TestClock::default());
    let parts = Parts {
        store: Store::open(db.url(), keys, Tuning::Serve).await.unwrap(),
        index: Arc::new(Index::open(&db.folder().join("index")).unwrap()),
        photos: PhotoFolder::open(&db.folder().join("photos")).unwrap(),
        clock: clock.clone(),
        random: Arc::new(Seeded::new(3)),
        public_url: "https://bikes.example.org".into(),
        answers_last: SignedDuration::from_hours(365 * 24),
    };
    (Registry::new(parts), clock)
}
