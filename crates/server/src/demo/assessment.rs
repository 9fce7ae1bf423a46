//! The assessment of the demonstration: one person writes it, and another approves and publishes it.

use anyhow::{Context, Result};
use domain::account::contact::EmailAddress;
use domain::assessment::{Edit, SectionKind};
use domain::id::PartnershipId;
use registry::Registry;
use registry::account::permits::AssessorOf;
use registry::assessment::{
    approve, assessments, begin_assessment, edit_assessment, publish_assessment, send_for_review,
};

const PARTNERSHIP: &str = "cambridge";
pub(super) const WRITER: &str = "analyst@example.org";
pub(super) const PUBLISHER: &str = "publisher@example.org";

/// What people wrote in the sections that no figure fills.
const WRITTEN: [(SectionKind, &str); 3] = [
    (
        SectionKind::Told,
        "Two marking events and a public meeting asked people what worries them most. Theft from stands at the station \
         and in the city centre came up most often.",
    ),
    (
        SectionKind::Issues,
        "Antisocial behaviour in the city centre is assessed separately, from the police’s own figures.",
    ),
    (
        SectionKind::Recommendations,
        "Hold marking events where most bikes are parked.\n\nCount the cycle spaces in each ward, so that next year’s \
         assessment can show thefts for each 100 spaces.",
    ),
];

/// Writes and publishes the assessment, once the first quarter has been closed. Does nothing if there is one already.
///
/// # Errors
/// When a person of the demonstration is missing, or the assessment is refused.
pub async fn publish(registry: &Registry) -> Result<()> {
    let (writer, publisher) = (
        person(registry, WRITER).await?,
        person(registry, PUBLISHER).await?,
    );
    let partnership = partnership(registry).await?;
    if !assessments(registry, &writer, partnership).await?.is_empty() {
        return Ok(());
    }
    let id = begin_assessment(registry, &writer, partnership).await?;
    for (section, text) in WRITTEN {
        let edit = Edit::Text {
            section,
            seen: None,
            text: text.to_owned(),
        };
        edit_assessment(registry, &writer, id, edit).await?;
    }
    send_for_review(registry, &writer, id).await?;
    approve(registry, &publisher, id).await?;
    publish_assessment(registry, &publisher, id).await?;
    Ok(())
}

pub(super) async fn partnership(registry: &Registry) -> Result<PartnershipId> {
    let all = registry::account::organisations::partnerships(registry).await?;
    let found = all.into_iter().find(|one| one.slug == PARTNERSHIP);
    Ok(found.context("the demonstration has no such partnership")?.id)
}

pub(super) async fn person(registry: &Registry, address: &str) -> Result<AssessorOf> {
    let account = store::account::find_by_email(registry.store(), &EmailAddress::parse(address)?).await?;
    let account = account.with_context(|| format!("nobody has the address {address}"))?;
    let viewer = registry::account::sign_in::viewer(registry, account).await?;
    AssessorOf::of(&viewer).with_context(|| format!("{address} neither writes nor publishes"))
}
