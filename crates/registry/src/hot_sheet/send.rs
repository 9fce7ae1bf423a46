//! Writes to each reader once a day, if there is something new for them. Neither a crash nor a second node repeats a
//! letter or loses one: the thefts of a day's letters are settled first, and each reader's letter is queued in the
//! transaction that notes the day.

use super::letters;
use super::readers::link;
use crate::Registry;
use crate::theft::public::{ShownTheft, shown_thefts};
use domain::bike::Description;
use domain::london;
use domain::place::groups::WardGroup;
use jiff::SignedDuration;
use jiff::civil::Time;
use store::StoreError;
use store::hot_sheet::{self, Reader, editions};

/// The time of day in London from which letters go out.
const FROM: Time = Time::constant(7, 0, 0, 0);
/// If an owner agrees to show a theft later than this after the report, it is shown only on the website.
const NEW_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The most thefts that we look through.
const MOST: u64 = 1_000;
/// How many readers are written to at a time.
const AT_A_TIME: u64 = 100;

/// Queues the day's letters and returns how many.
///
/// # Errors
/// [`StoreError`] when the store fails; letters that were queued before stay queued.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn send_hot_sheets(registry: &Registry) -> Result<u64, StoreError> {
    let now = registry.now();
    if london::time_of(now) < FROM {
        return Ok(0);
    }
    let day = london::date_of(now).to_string();
    let source = &registry.store;
    if !editions::is_settled(source, &day).await? {
        let tx = source.begin().await?;
        editions::settle(&tx, &day, now - NEW_FOR).await?;
        tx.commit().await?;
    }
    let mut readers = hot_sheet::not_told(source, &day, AT_A_TIME).await?;
    if readers.is_empty() {
        return Ok(0);
    }
    let new = editions::of_day(source, &day).await?;
    let mut thefts = shown_thefts(registry, MOST).await?;
    thefts.retain(|theft| new.contains(&theft.id));
    let mut queued = 0;
    while !readers.is_empty() {
        for reader in &readers {
            queued += u64::from(tell(registry, reader, &day, &thefts).await?);
        }
        readers = hot_sheet::not_told(source, &day, AT_A_TIME).await?;
    }
    if queued > 0 {
        registry.mail_waits();
    }
    Ok(queued)
}

/// Queues a reader's letter, unless there is nothing new for them or another node has done it. Returns whether it was
/// queued.
async fn tell(
    registry: &Registry,
    reader: &Reader,
    day: &str,
    thefts: &[ShownTheft],
) -> Result<bool, StoreError> {
    let wanted = thefts.iter().filter_map(|theft| {
        let area = theft.area?;
        let wants = reader.wanted.has(area, theft.looks.kind);
        wants.then_some((area, &theft.looks))
    });
    let wanted: Vec<(&WardGroup, &Description)> = wanted.collect();
    let tx = registry.store.begin().await?;
    if !hot_sheet::told(&tx, reader.id, day).await? {
        return Ok(false);
    }
    if !wanted.is_empty() {
        let link = link(registry, &reader.kept.token);
        let letter = letters::of_day(&reader.kept.email, &wanted, registry.public_url(), &link);
        store::mail::queue(&tx, &letter, registry.now()).await?;
    }
    tx.commit().await?;
    Ok(!wanted.is_empty())
}
