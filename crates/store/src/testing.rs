//! What the tests of this crate start from.

use crate::bikes::{Arrival, Via};
use crate::{Keyring, MasterKey, Store, Tuning, accounts, bikes};
use domain::bike::{Description, NewBike};
use domain::contact::{Contact, EmailAddress};
use domain::id::{AccountId, BikeId};
use domain::number::Frame;
use std::sync::Arc;
use testkit::Seeded;
use testkit::time::NOON;

/// Opens the store on a test's database, which is migrated.
pub(crate) async fn fresh(db: &testkit::Database) -> Store {
    open(db, 7).await
}

/// Opens the store with a key that did not seal what is there.
pub(crate) async fn with_other_key(db: &testkit::Database) -> Store {
    open(db, 8).await
}

async fn open(db: &testkit::Database, seed: u64) -> Store {
    let keys = Keyring::new(
        &MasterKey::generate(&Seeded::new(seed)),
        Arc::new(Seeded::new(seed)),
    );
    Store::open(db.url(), keys, Tuning::Serve).await.unwrap()
}

/// Makes the account of an e-mail address.
pub(crate) async fn an_account(store: &Store, email: &str) -> AccountId {
    let contact = Contact {
        email: Some(EmailAddress::parse(email).unwrap()),
        ..Contact::default()
    };
    let tx = store.begin().await.unwrap();
    let accounts = accounts::find_or_create(&tx, &[contact], NOON).await.unwrap();
    tx.commit().await.unwrap();
    accounts[0]
}

/// Puts a bike without any number on the register.
pub(crate) async fn a_bike(store: &Store) -> BikeId {
    let bike = NewBike {
        frame: Frame::Unnumbered,
        description: Description::default(),
        identifiers: Vec::new(),
    };
    let arrival = Arrival {
        bike: &bike,
        via: Via::Web,
        organisation: None,
        external_ref: None,
        import_digest: None,
    };
    let tx = store.begin().await.unwrap();
    let bikes = bikes::insert(&tx, &[arrival], NOON).await.unwrap();
    tx.commit().await.unwrap();
    bikes[0]
}
