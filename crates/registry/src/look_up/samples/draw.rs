use super::near;
use crate::Registry;
use crate::look_up::acts::Action;
use crate::look_up::inspect::midnight;
use domain::account::{Organisation, OrganisationKind};
use domain::id::{AccountId, LookUpId, OrganisationId, SampleId};
use domain::london;
use domain::look_up::Reason;
use domain::look_up::sample::{self, Candidate, Hours, Known, Seed, Why};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{HashMap, HashSet};
use store::look_up::audit::{self, AuditEntry};
use store::look_up::samples::{self, Opened, Sample, Sampled};
use store::{Source, StoreError};

/// How long after a week's end its sample is drawn, so that all of its look-ups are written.
const AFTER: SignedDuration = SignedDuration::from_hours(1);
/// For how long before the week we look at when people work.
const HOURS_OF: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);
/// For how long we count whose details somebody opened.
const TIMES_OF: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Draws the samples of the last whole week that are not drawn yet, one for each police force with look-ups in it. Returns
/// how many it drew. If two nodes do this at once, one of them draws nothing.
///
/// # Errors
/// [`StoreError`] when the store fails; samples that were drawn before stay.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn draw_due(registry: &Registry) -> Result<u64, StoreError> {
    let source = &registry.store;
    let Some(week) = last_week(registry.now()) else {
        return Ok(0);
    };
    let mut forces = store::account::organisations::all(source).await?;
    forces.retain(|organisation| organisation.kind == OrganisationKind::Police);
    let mut drawn = 0;
    for force in forces {
        if !samples::is_drawn(source, force.id, week).await? {
            drawn += u64::from(draw(registry, &force, week).await?);
        }
    }
    Ok(drawn)
}

/// Returns the Monday of the last week that is over.
fn last_week(now: Timestamp) -> Option<Date> {
    let today = london::date_of(now - AFTER);
    let since_monday = i64::from(today.weekday().to_monday_zero_offset());
    today.checked_sub((since_monday + 7).days()).ok()
}

/// Returns when a week begins and ends in Britain.
fn span(week: Date) -> Option<(Timestamp, Timestamp)> {
    let next = week.checked_add(7.days()).ok()?;
    Some((midnight(week)?, midnight(next)?))
}

async fn draw(registry: &Registry, force: &Organisation, week: Date) -> Result<bool, StoreError> {
    let Some(span) = span(week) else { return Ok(false) };
    let now = registry.now();
    let source = &registry.store;
    let opened = samples::opened(source, force.id, (span.1 - TIMES_OF, span.1)).await?;
    let candidates = candidates(source, force.id, span, &opened, now).await?;
    if candidates.is_empty() {
        return Ok(false);
    }
    let known = Known {
        hours: hours(source, force.id, span.0).await?,
        near: near::find(source, force.id, &candidates).await?,
        times: times(&opened),
    };
    let seed = Seed(i64::from_be_bytes(registry.token()));
    let drawn = sample::draw(seed, &candidates, &known);
    let sample = Sample {
        id: SampleId(0),
        organisation: force.id,
        week,
        seed,
        drawn_at: now,
        look_ups: candidates.len(),
    };
    let tx = source.begin().await?;
    if !samples::keep(&tx, &sample, &drawn).await? {
        return Ok(false);
    }
    let says = format!(
        "{} of {} look-ups in the week of {}, with seed {}",
        drawn.len(),
        candidates.len(),
        london::date(week),
        seed.0
    );
    let entry = AuditEntry {
        organisation: Some(force.id),
        reason: Some(Reason::noted(&says)),
        ..AuditEntry::of(Action::LookUpsSampled)
    };
    audit::record(&tx, &entry, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Reads the look-ups of a week, with whose details were opened from each and whether anything came of it.
async fn candidates(
    source: &impl Source,
    force: OrganisationId,
    span: (Timestamp, Timestamp),
    opened: &[Opened],
    now: Timestamp,
) -> Result<Vec<Candidate>, StoreError> {
    let look_ups = samples::look_ups(source, force, span).await?;
    let ids: Vec<LookUpId> = look_ups.iter().map(|(id, ..)| *id).collect();
    let mut led = samples::led_to_something(source, &ids, now).await?;
    let recoveries = store::recovery::from_look_ups(source, &ids).await?;
    led.extend(recoveries.into_iter().map(|(id, ..)| id));
    let mut by_look_up: HashMap<LookUpId, Vec<AccountId>> = HashMap::new();
    for one in opened {
        if let Some(look_up) = one.look_up {
            by_look_up.entry(look_up).or_default().push(one.owner);
        }
    }
    let candidates = look_ups.into_iter().map(|(id, account, at)| Candidate {
        id,
        account,
        at,
        opened: by_look_up.remove(&id).unwrap_or_default(),
        led_to_something: led.contains(&id),
    });
    Ok(candidates.collect())
}

async fn hours(
    source: &impl Source,
    force: OrganisationId,
    until: Timestamp,
) -> Result<HashMap<AccountId, Hours>, StoreError> {
    let mut hours: HashMap<AccountId, Hours> = HashMap::new();
    for (_, account, at) in samples::look_ups(source, force, (until - HOURS_OF, until)).await? {
        hours.entry(account).or_default().note(at);
    }
    Ok(hours)
}

fn times(opened: &[Opened]) -> HashMap<(AccountId, AccountId), u32> {
    let mut times = HashMap::new();
    for one in opened {
        let count: &mut u32 = times.entry((one.officer, one.owner)).or_default();
        *count += 1;
    }
    times
}

/// What came out when the random look-ups of a sample were drawn again with its seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Again {
    /// How many look-ups of that week there are now.
    pub look_ups: usize,
    /// True if the same look-ups came out.
    pub is_same: bool,
}

/// Draws the random look-ups of a sample again, and compares them with those that were kept.
pub(super) async fn again(
    source: &impl Source,
    sample: &Sample,
    items: &[Sampled],
) -> Result<Again, StoreError> {
    let look_ups = match span(sample.week) {
        Some(span) => samples::look_ups(source, sample.organisation, span).await?,
        None => Vec::new(),
    };
    let kept = items.iter().filter(|item| item.why.contains(&Why::AtRandom));
    let kept: HashSet<LookUpId> = kept.map(|item| item.look_up).collect();
    let ids = look_ups.iter().map(|(id, ..)| *id);
    let again: HashSet<LookUpId> = sample::at_random(sample.seed, ids).into_iter().collect();
    Ok(Again {
        look_ups: look_ups.len(),
        is_same: again == kept,
    })
}
