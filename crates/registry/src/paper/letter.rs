//! Makes the letter that shows an insurer what an owner reported.

use super::{PaperError, colours, name};
use crate::Registry;
use crate::bike::own;
use crate::blocking::blocking;
use domain::bike::BikeReference;
use domain::id::{AccountId, BikeId};
use domain::london;
use domain::theft::TheftOutcome;
use marks::sheet::{Paper as Drawn, paper};

/// Makes the letter about the newest theft report of an owner's bike, as a PDF. It only repeats what was reported.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn theft_letter(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Vec<u8>, PaperError> {
    let mine = own::find(registry, owner, bike).await??;
    if !mine.bike.confirmed {
        return Err(PaperError::NotConfirmed);
    }
    let report = mine.reports.first().ok_or(PaperError::NotStolen)?;
    let contact = store::account::contact(&registry.store, owner).await?;
    let looks = &mine.bike.description;
    let mut facts = Vec::new();
    facts.extend(
        contact
            .and_then(|contact| contact.name)
            .map(|name| ("Reported by".to_owned(), name)),
    );
    facts.push(("Reported on".to_owned(), london::day_and_time(report.reported_at)));
    facts.push(("Bike".to_owned(), name(looks)));
    facts.push(("Colours".to_owned(), colours(looks)));
    facts.extend(
        looks
            .kind
            .map(|kind| ("Kind".to_owned(), kind.label().to_owned())),
    );
    let number = mine.bike.frame.number();
    facts.extend(number.map(|number| ("Frame number".to_owned(), number.as_written().to_owned())));
    facts.push(("Our reference".to_owned(), BikeReference::of(bike).to_string()));
    facts.push(("Registered on".to_owned(), london::day(mine.bike.registered_at)));
    let told = report
        .report
        .in_words()
        .into_iter()
        .filter(|(_, said)| !said.is_empty());
    facts.extend(told.map(|(what, said)| (what.to_owned(), said)));
    facts.extend(report.closed.map(|(at, outcome)| {
        let what = match outcome {
            TheftOutcome::Returned => "The owner got it back",
            TheftOutcome::Insured => "The police handed it to the insurer",
            TheftOutcome::Mistaken => "It was not stolen",
        };
        ("Ended".to_owned(), format!("{what}, {}", london::day(at)))
    }));
    let drawn = Drawn {
        heading: "Theft of a bike".to_owned(),
        lead: "What the owner of this bike reported to Framemark, the bike marking and stolen bike register."
            .to_owned(),
        facts,
        notes: vec![format!(
            "Times are as the owner gave them. Framemark has not checked what was reported. This letter was made on {}.",
            london::day_and_time(registry.now())
        )],
        ..Drawn::default()
    };
    Ok(blocking(move || paper(&drawn)).await?)
}
