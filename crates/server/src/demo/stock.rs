//! The marks in the demonstration: kits that were counted after their event, and marks in stock.

use super::{DemoRegister, SEED};
use anyhow::{Context, Result};
use domain::MarkCode;
use domain::id::OrganisationId;
use domain::mark::stock::{Move, Selection, Voided};
use jiff::{SignedDuration, Timestamp};
use store::mark::Allotment;
use store::{
    Tx,
    mark::{self, batches},
};

/// How many marks a new batch in stock has: enough for four sheets.
const STOCK: usize = 84;
/// How many labels are torn or come back after an event. The rest of its kit is missing.
const TORN: u32 = 2;
const BACK: u32 = 6;

/// Counts the kits of events that are over, as somebody would do in the evening.
pub(super) async fn settle(tx: &Tx, demo: &DemoRegister, now: Timestamp) -> Result<()> {
    for event in demo.events.iter().filter(|event| event.ends < now) {
        let Some(first) = event.marks.first() else {
            continue;
        };
        let batch = batches::of_mark(tx, *first).await?;
        let batch = batch.context("the marks of an event have no batch")?;
        let used = demo
            .bikes
            .iter()
            .filter_map(|bike| bike.mark.map(|(code, _)| code));
        // An event that is not over keeps its marks, so that people can try its desk.
        if !used.into_iter().any(|code| event.marks.contains(&code)) {
            continue;
        }
        for (selection, movement) in [
            (Selection::First(TORN), Move::Void(Voided::Spoiled)),
            (Selection::First(BACK), Move::Return),
        ] {
            let kit = batches::marks(tx, batch).await?;
            let codes = selection.pick(&kit, movement);
            batches::move_marks(tx, &codes, movement, None, event.ends).await?;
        }
    }
    Ok(())
}

/// Gives an organisation marks that have not gone out yet.
pub(super) async fn keep_some(tx: &Tx, organisation: OrganisationId, now: Timestamp) -> Result<()> {
    // These have their own random numbers, so that nothing else in the demonstration changes.
    let mut random = fastrand::Rng::with_seed(SEED ^ 0x5704);
    let mut fill = |bytes: &mut [u8]| random.fill(bytes);
    let codes: Vec<MarkCode> = (0..STOCK).map(|_| MarkCode::generate(&mut fill)).collect();
    let allotment = Allotment {
        organisation: Some(organisation),
        ..Allotment::default()
    };
    mark::add_batch(tx, &codes, allotment, now - SignedDuration::from_hours(24 * 12)).await?;
    let torn = Move::Void(Voided::Spoiled);
    batches::move_marks(tx, &codes[20..21], torn, None, now).await?;
    Ok(())
}
