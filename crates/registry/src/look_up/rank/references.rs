//! A typed reference is evidence for its bike. It can be our own, the crime reference of a theft, or a property
//! reference.

use crate::Registry;
use domain::bike::BikeReference;
use domain::id::BikeId;
use domain::look_up::{Band, Evidence, Field, ReferenceKind, Says, Scored};
use domain::recovery::property_key;
use std::collections::HashMap;
use store::StoreError;

/// How our own references start.
const OURS: &str = "FM";
/// A reference is unique, so it is worth as much as a whole mark.
const BITS: f64 = 40.0;
/// The likelihood of a bike whose reference was typed. It is not certain, because somebody may have mistyped another
/// reference.
const LIKELIHOOD: f64 = 0.999;

/// The reference by which a bike was named.
#[derive(Clone, Debug)]
pub(super) struct Named {
    kind: ReferenceKind,
    reference: String,
}

/// Finds the bikes whose references were typed.
pub(super) async fn read(registry: &Registry, typed: &[&str]) -> Result<HashMap<BikeId, Named>, StoreError> {
    let keys: Vec<String> = typed.iter().map(|text| property_key(text)).collect();
    let (crimes, recoveries) = tokio::try_join!(
        store::theft::with_crime_ref(&registry.store, &keys),
        store::recovery::named(&registry.store, &keys),
    )?;
    let mut found = HashMap::new();
    for (bike, reference) in crimes {
        let kind = ReferenceKind::Crime;
        found.insert(bike, Named { kind, reference });
    }
    for recovery in recoveries {
        let (kind, reference) = (ReferenceKind::Property, recovery.recovery.property_ref);
        found.extend(recovery.bike.map(|bike| (bike, Named { kind, reference })));
    }
    for text in keys.iter().filter(|text| text.starts_with(OURS)) {
        if let Ok(reference) = text.parse::<BikeReference>() {
            let (kind, bike) = (ReferenceKind::Bike, reference.bike());
            let reference = reference.to_string();
            found.insert(bike, Named { kind, reference });
        }
    }
    Ok(found)
}

impl Named {
    /// Adds the reference as evidence for its bike. The text was a reference, so a number that does not match does not
    /// count against the bike.
    pub(super) fn speak_for(&self, scored: &mut Scored) {
        let evidence = &mut scored.evidence;
        evidence.retain(|evidence| evidence.field != Field::Number || evidence.bits >= 0.0);
        if evidence.iter().all(|evidence| evidence.field != Field::Number) {
            scored.alignment = None;
        }
        let says = Says::Named(self.kind, self.reference.clone());
        evidence.insert(0, Evidence::new(Field::Reference, BITS, says));
        scored.bits = evidence.iter().map(|evidence| evidence.bits).sum();
        scored.posterior = scored.posterior.max(LIKELIHOOD);
        scored.band = Band::of(scored.posterior);
    }
}
