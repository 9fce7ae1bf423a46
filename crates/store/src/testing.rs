//! Helpers for the tests of this crate.

use crate::bike::{Arrival, RegisteredBy};
use crate::{
    Keyring, MasterKey, Store, Tuning,
    account::{self, organisations},
    bike,
};
use domain::MarkCode;
use domain::account::OrganisationKind;
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::bike::{Description, NewBike};
use domain::clock::Random;
use domain::id::{AccountId, BikeId, OrganisationId};
use domain::number::Frame;
use std::sync::Arc;
use testkit::Seeded;
use testkit::time::NOON;

/// Opens the store on a test's database, which is migrated.
pub(crate) async fn fresh(db: &testkit::Database) -> Store {
    Store::open(db.url(), keys(7), Tuning::Serve).await.unwrap()
}

/// Returns a store with a key that did not seal its data. `open` would refuse this key.
pub(crate) async fn with_other_key(db: &testkit::Database) -> Store {
    fresh(db).await.under(keys(8))
}

/// Makes the keyring that belongs to a seed.
pub(crate) fn keys(seed: u64) -> Keyring {
    Keyring::new(
        &MasterKey::generate(&Seeded::new(seed)),
        Arc::new(Seeded::new(seed)),
    )
}

/// Makes the account for an e-mail address.
pub(crate) async fn an_account(store: &Store, email: &str) -> AccountId {
    let contact = Contact {
        email: Some(EmailAddress::parse(email).unwrap()),
        ..Contact::default()
    };
    let tx = store.begin().await.unwrap();
    let accounts = account::find_or_create(&tx, &[contact], NOON).await.unwrap();
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
        via: RegisteredBy::Web,
        organisation: None,
        external_ref: None,
        import_digest: None,
    };
    let tx = store.begin().await.unwrap();
    let bikes = bike::insert(&tx, &[arrival], NOON).await.unwrap();
    tx.commit().await.unwrap();
    bikes[0]
}

/// Makes an organisation, or finds the one with this slug.
pub(crate) async fn an_organisation(store: &Store, slug: &str) -> OrganisationId {
    let tx = store.begin().await.unwrap();
    let kind = OrganisationKind::Campaign;
    let organisation = organisations::ensure(&tx, slug, slug, kind, None).await.unwrap();
    organisations::set_factor_rule(&tx, organisation, FactorRule::Off)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    organisation
}

/// Makes mark codes. The same seed gives the same codes.
pub(crate) fn mark_codes(seed: u64, count: usize) -> Vec<MarkCode> {
    let chance = Seeded::new(seed);
    let mut fill = |bytes: &mut [u8]| chance.fill(bytes);
    (0..count).map(|_| MarkCode::generate(&mut fill)).collect()
}
