//! The thefts that owners agreed to show to everybody.

use crate::Registry;
use domain::bike::{Bike, Description};
use domain::id::TheftReportId;
use domain::place::groups::WardGroup;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use store::StoreError;

/// How long a theft is shown.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// A stolen bike as everybody may see it: no number, no name, no exact place or time.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownTheft {
    /// The id of the theft report.
    pub id: TheftReportId,
    /// What it looks like, without its features, which may give away whose it is.
    pub looks: Description,
    /// The group of wards where it was stolen, if that is known.
    pub area: Option<&'static WardGroup>,
    /// When it was reported. Pages only use the month.
    pub reported_at: Timestamp,
}

/// Shorter numbers may be part of a model's name.
const SHORTEST: usize = 5;

/// Returns what everybody may see of how a bike looks. Some people type a number as the model; the model is then left
/// out.
fn looks_of(bike: Bike) -> Description {
    let own = bike.numbers().map(|(_, number)| number.key().to_owned());
    let former = bike.former.iter().map(|one| one.number.key().to_owned());
    let numbers: Vec<String> = own.chain(former).filter(|key| key.len() >= SHORTEST).collect();
    let safe = |words: Option<String>| {
        words.filter(|words| {
            let words = domain::number::key(words);
            !numbers.iter().any(|number| words.contains(number.as_str()))
        })
    };
    let Description {
        make,
        model,
        colours,
        kind,
        ..
    } = bike.description;
    Description {
        make: safe(make),
        model: safe(model),
        colours,
        kind,
        features: None,
    }
}

/// Reads the newest open thefts of the last year that owners agreed to show, newest first.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn shown_thefts(registry: &Registry, limit: u64) -> Result<Vec<ShownTheft>, StoreError> {
    let since = registry.now() - SHOWN_FOR;
    let shown = store::theft::shown(&registry.store, since, limit).await?;
    let ids: Vec<_> = shown.iter().map(|theft| theft.bike).collect();
    let bikes = store::bike::load(&registry.store, &ids).await?;
    let mut bikes: HashMap<_, _> = bikes.into_iter().map(|bike| (bike.id, bike)).collect();
    let seen = shown.into_iter().filter_map(|theft| {
        // A registration that nobody confirmed counts for nothing in public.
        let bike = bikes.remove(&theft.bike).filter(|bike| bike.confirmed)?;
        Some(ShownTheft {
            id: theft.id,
            looks: looks_of(bike),
            area: theft.point.and_then(WardGroup::at),
            reported_at: theft.reported_at,
        })
    });
    Ok(seen.collect())
}
