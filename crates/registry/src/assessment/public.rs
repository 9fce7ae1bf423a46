//! What the public may see of a partnership's assessments.

use super::Kept;
use crate::Registry;
use domain::assessment::{State, edition_number};
use domain::id::{AssessmentId, PartnershipId};
use domain::london;
use figures::period::listed_until;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use store::assessment::files::{self, Listed};

/// No edition is listed for longer than this.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 740);
/// The name of the file that is the text of the web page.
pub(super) const PAGE: &str = "page.html";

/// An edition that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicEdition {
    /// Its identity.
    pub id: AssessmentId,
    /// Its title.
    pub title: String,
    /// Its number, such as `1.0`.
    pub number: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Whether it is still shown. It is, until the same date two years later, unless it was withdrawn.
    pub is_listed: bool,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// The other published editions that are shown, with their numbers, newest first.
    pub others: Vec<(AssessmentId, String)>,
    /// The number of a newer edition that is shown.
    pub newer: Option<(AssessmentId, String)>,
    /// Its files.
    pub files: Vec<Listed>,
}

/// A file of a published edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its SHA-256, as hexadecimal digits.
    pub hash: String,
}

/// Reads the editions of a partnership that are shown, newest first. If an edition was corrected, only its newest
/// version has a line of its own.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn public_editions(
    registry: &Registry,
    partnership: PartnershipId,
) -> Result<Vec<PublicEdition>, StoreError> {
    let shown = shown(registry, partnership).await?;
    let mut all = Vec::new();
    for kept in &shown {
        let edition = edition(registry, kept, &shown).await?;
        if edition.newer.is_none() {
            all.push(edition);
        }
    }
    Ok(all)
}

/// Finds a published edition of a partnership, including one that is no longer shown.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all, fields(assessment = id.0))]
pub async fn public_edition(
    registry: &Registry,
    partnership: PartnershipId,
    id: AssessmentId,
) -> Result<Option<PublicEdition>, StoreError> {
    let kept = store::assessment::find(&registry.store, id).await?;
    let kept = kept.filter(|kept| kept.partnership == partnership && kept.published_at.is_some());
    let Some(kept) = kept else { return Ok(None) };
    let shown = shown(registry, partnership).await?;
    edition(registry, &kept, &shown).await.map(Some)
}

/// Reads a file of an edition that is shown. Without a name it is the text of the web page.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn public_file(
    registry: &Registry,
    edition: &PublicEdition,
    name: Option<&str>,
) -> Result<Option<PublicFile>, StoreError> {
    if !edition.is_listed {
        return Ok(None);
    }
    let file = files::find(&registry.store, edition.id, name.unwrap_or(PAGE)).await?;
    Ok(file.map(|file| PublicFile {
        hash: hexadecimal(&store::digest(&file.bytes)),
        bytes: file.bytes,
    }))
}

/// Writes bytes as hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn shown(registry: &Registry, partnership: PartnershipId) -> Result<Vec<Kept>, StoreError> {
    let since = registry.now() - LONGEST;
    let mut all = store::assessment::published(&registry.store, partnership, since).await?;
    all.retain(|kept| is_shown(registry, kept));
    Ok(all)
}

fn is_shown(registry: &Registry, kept: &Kept) -> bool {
    let until = kept.published_at.map(|at| listed_until(london::date_of(at)));
    kept.state == State::Published && until.is_some_and(|until| london::date_of(registry.now()) <= until)
}

async fn edition(registry: &Registry, kept: &Kept, shown: &[Kept]) -> Result<PublicEdition, StoreError> {
    let first = |kept: &Kept| kept.first.unwrap_or(kept.id);
    let mut related: Vec<&Kept> = shown
        .iter()
        .filter(|other| first(other) == first(kept) && other.id != kept.id)
        .collect();
    related.sort_by_key(|other| std::cmp::Reverse(other.edition));
    let line = |other: &Kept| (other.id, edition_number(other.edition));
    Ok(PublicEdition {
        id: kept.id,
        title: kept.assessment.title.clone(),
        number: edition_number(kept.edition),
        published_at: kept.published_at.unwrap_or(kept.changed_at),
        is_listed: is_shown(registry, kept),
        is_withdrawn: kept.state == State::Withdrawn,
        newer: related
            .iter()
            .find(|other| other.edition > kept.edition)
            .map(|other| line(other)),
        others: related.into_iter().map(line).collect(),
        files: files::list(&registry.store, kept.id).await?,
    })
}
