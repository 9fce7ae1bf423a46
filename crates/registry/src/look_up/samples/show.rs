use super::draw::{Again, again};
use super::{Finding, Why};
use crate::Registry;
use crate::account::permits::InspectorOf;
use crate::look_up::acts::{self, Action};
use crate::look_up::inspect::{People, note};
use crate::version::Version;
use domain::id::{AccountId, LookUpId, SampleId, SampledId};
use domain::london;
use domain::look_up::Reason;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use store::StoreError;
use store::look_up::LookUp;
use store::look_up::audit::{self, AuditEntry};
use store::look_up::samples::{self, Noted, Sample, Sampled};

/// How many samples the list has: two years of one force.
const LISTED: u64 = 104;

/// A sample in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The sample.
    pub sample: Sample,
    /// The force's name.
    pub force: String,
    /// How many look-ups it has.
    pub items: usize,
    /// How many of them nobody has answered yet.
    pub left: usize,
}

/// A note about a look-up of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownNote {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What they found out.
    pub finding: Finding,
}

/// A look-up of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownItem {
    /// Its id in the sample.
    pub id: SampledId,
    /// The look-up's id.
    pub look_up: LookUpId,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// True if the reader made it.
    pub is_own: bool,
    /// What was looked for.
    pub asked: String,
    /// Why.
    pub reason: String,
    /// How many bikes were shown.
    pub results: Option<u32>,
    /// What was done from it, oldest first.
    pub acts: Vec<(Timestamp, Action)>,
    /// Why it is in the sample.
    pub why: Vec<Why>,
    /// What was noted, oldest first.
    pub notes: Vec<ShownNote>,
    /// Which notes there are.
    pub version: Version,
}

/// A sample with its look-ups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSample {
    /// The sample.
    pub sample: Sample,
    /// The force's name.
    pub force: String,
    /// Its look-ups, in the order in which they were drawn.
    pub items: Vec<ShownItem>,
    /// What came out when it was drawn again.
    pub again: Again,
}

/// Lists the samples of an inspector's own forces, newest first. This is logged.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn list(registry: &Registry, inspector: &InspectorOf) -> Result<Vec<Listed>, StoreError> {
    note(
        registry,
        inspector,
        Action::LogRead,
        Some(Reason::noted("samples")),
    )
    .await?;
    let source = &registry.store;
    let people = People::of(registry, inspector).await?;
    let all = samples::of_organisations(source, &inspector.own, LISTED).await?;
    let ids: Vec<SampleId> = all.iter().map(|sample| sample.id).collect();
    let items = samples::items(source, &ids).await?;
    let item_ids: Vec<SampledId> = items.iter().map(|item| item.id).collect();
    let mut answered = HashSet::new();
    for some in item_ids.chunks(500) {
        let notes = samples::notes(source, some).await?;
        answered.extend(notes.into_iter().map(|noted| noted.item));
    }
    let listed = all.into_iter().map(|sample| {
        let own: Vec<&Sampled> = items.iter().filter(|item| item.sample == sample.id).collect();
        let left = own.iter().filter(|item| !answered.contains(&item.id)).count();
        Listed {
            force: people
                .organisation(sample.organisation)
                .unwrap_or_default()
                .to_owned(),
            items: own.len(),
            left,
            sample,
        }
    });
    Ok(listed.collect())
}

/// Reads a sample of one of the inspector's own forces, and logs that. Returns `None` if there is no such sample.
///
/// # Errors
/// [`StoreError`] when the store fails; then nothing is shown.
#[tracing::instrument(level = "debug", skip_all, fields(sample = id.0))]
pub async fn show(
    registry: &Registry,
    inspector: &InspectorOf,
    id: SampleId,
) -> Result<Option<ShownSample>, StoreError> {
    let source = &registry.store;
    let found = samples::find(source, id).await?;
    let Some(sample) = found.filter(|found| inspector.own.contains(&found.organisation)) else {
        return Ok(None);
    };
    let says = format!("sample of the week of {}", london::date(sample.week));
    note(registry, inspector, Action::LogRead, Some(Reason::noted(&says))).await?;
    let people = People::of(registry, inspector).await?;
    let items = samples::items(source, &[id]).await?;
    let item_ids: Vec<SampledId> = items.iter().map(|item| item.id).collect();
    let notes = samples::notes(source, &item_ids).await?;
    let look_ups: Vec<LookUpId> = items.iter().map(|item| item.look_up).collect();
    let done = audit::for_look_ups(source, &look_ups).await?;
    let by_id = store::look_up::pages::by_ids(source, &look_ups).await?;
    let mut by_id: HashMap<LookUpId, LookUp> = by_id.into_iter().map(|one| (one.id, one)).collect();
    let again = again(source, &sample, &items).await?;
    let shown = items.into_iter().filter_map(|item| {
        let look_up = by_id.remove(&item.look_up)?;
        let notes = notes.iter().filter(|noted| noted.item == item.id);
        let notes: Vec<&Noted> = notes.collect();
        Some(shown(item, look_up, &notes, &done, (inspector.account, &people)))
    });
    Ok(Some(ShownSample {
        force: people
            .organisation(sample.organisation)
            .unwrap_or_default()
            .to_owned(),
        items: shown.collect(),
        sample,
        again,
    }))
}

fn shown(
    item: Sampled,
    look_up: LookUp,
    notes: &[&Noted],
    done: &[(Timestamp, AuditEntry)],
    (reader, people): (AccountId, &People),
) -> ShownItem {
    let name = |account: Option<AccountId>| {
        let name = account.and_then(|account| people.name(account));
        name.unwrap_or("Somebody who left").to_owned()
    };
    let own = done.iter().filter(|(_, entry)| {
        entry.look_up == Some(item.look_up)
            && entry.actor == look_up.account
            && entry.action != Action::LookUpOpened
    });
    ShownItem {
        id: item.id,
        look_up: item.look_up,
        at: look_up.at,
        by: name(look_up.account),
        is_own: look_up.account == Some(reader),
        asked: acts::asked(look_up.query),
        reason: look_up.reason.to_string(),
        results: look_up.results,
        acts: own.map(|(at, entry)| (*at, entry.action)).collect(),
        why: item.why,
        version: version(notes),
        notes: notes
            .iter()
            .map(|noted| ShownNote {
                at: noted.at,
                by: name(Some(noted.by)),
                finding: noted.finding.clone(),
            })
            .collect(),
    }
}

/// Returns which notes somebody has seen.
pub(super) fn version(notes: &[&Noted]) -> Version {
    let words = notes.iter().flat_map(|noted| {
        let note = noted.finding.note().unwrap_or_default();
        [
            noted.at.to_string(),
            noted.finding.slug().to_owned(),
            note.to_owned(),
        ]
    });
    let words: Vec<String> = words.collect();
    Version::of(words.iter().map(String::as_str))
}
