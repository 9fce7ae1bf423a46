//! What the tests of this crate start from.

use crate::register_bike::{Registration, register_bike};
use crate::{Index, Keyring, MasterKey, Parts, PhotoFolder, Registry, Store, Tuning, drafts};
use domain::bike::{Description, NewBike};
use domain::contact::{Contact, EmailAddress};
use domain::id::BikeId;
use domain::number::Frame;
use std::sync::Arc;
use store::outbox::Letter;
use testkit::{Seeded, TestClock};

/// Opens the register on a test's database, with a clock to move.
pub(crate) async fn fresh(db: &testkit::Database) -> (Registry, Arc<TestClock>) {
    let random = Arc::new(Seeded::new(7));
    let keys = Keyring::new(&MasterKey::generate(&Seeded::new(1)), random.clone());
    let clock = Arc::new(TestClock::default());
    let parts = Parts {
        store: Store::open(db.url(), keys, Tuning::Serve).await.unwrap(),
        index: Arc::new(Index::open(&db.folder().join("index")).unwrap()),
        photos: PhotoFolder::open(&db.folder().join("photos")).unwrap(),
        clock: clock.clone(),
        random,
        public_url: "https://bikes.example.org".into(),
    };
    (Registry::new(parts), clock)
}

pub(crate) fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).unwrap()
}

/// Registers a bike without any number for the owner of an address.
pub(crate) async fn a_bike_of(registry: &Registry, owner: &str) -> BikeId {
    let (_, id) = drafts::start_draft(registry, b"{}").await.unwrap();
    let bike = NewBike {
        frame: Frame::Unnumbered,
        description: Description::default(),
        identifiers: Vec::new(),
    };
    let owner = Contact {
        name: Some("Ada".into()),
        email: Some(email(owner)),
        ..Contact::default()
    };
    let registration = Registration {
        id,
        bike,
        owner,
        mark: None,
    };
    register_bike(registry, &registration).await.unwrap().bike
}

/// Takes every letter that is due and notes it as sent.
pub(crate) async fn mail(registry: &Registry) -> Vec<Letter> {
    let mut letters = Vec::new();
    for claimed in crate::send_mail::take_due(registry, 99).await.unwrap() {
        crate::send_mail::was_sent(registry, claimed.id).await.unwrap();
        letters.push(claimed.letter);
    }
    letters
}

/// Finds the secret of the link in a letter.
pub(crate) fn token_in(letter: &Letter) -> String {
    let start = "https://bikes.example.org/sign-in/";
    let line = letter.body.lines().find(|line| line.starts_with(start)).unwrap();
    line[start.len()..].to_owned()
}
