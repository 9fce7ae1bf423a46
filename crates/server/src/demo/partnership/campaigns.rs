//! The campaigns of the demonstration, with their marking events and a file of one page.

use super::Entered;
use super::facts::CampaignFact;
use super::meetings::one_page;
use anyhow::{Context, Result};
use domain::campaign::{Campaign, Counted, Details, Edit, NewCount, Paper, PlanAction, address_of};
use domain::event::AdviceTopic;
use domain::id::{AccountId, EventId, OrganisationId};
use domain::london;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::Tx;
use store::account::organisations;
use store::bike::photos::PhotoFolder;
use store::campaign::history::{self, CampaignChange};

/// Enters a campaign.
pub(super) async fn enter(
    tx: &Tx,
    fact: &CampaignFact,
    entered: &Entered,
    (writer, folder): (AccountId, &PhotoFolder),
    now: Timestamp,
) -> Result<()> {
    let mut campaign = Campaign::new(details(fact, entered, now)?);
    let link = Edit::Link {
        seen: 0,
        events: events(tx, fact).await?,
        actions: actions(tx, fact, entered).await?,
    };
    campaign = campaign.edited(link, now)?.campaign;
    for count in &fact.counts {
        let what = Counted::parse(&count.what);
        let count = NewCount {
            what: what.with_context(|| format!("nobody counts {}", count.what))?,
            number: count.number,
            on: in_days(now, -count.days_ago)?,
            note: count.note.clone(),
        };
        campaign = campaign.edited(Edit::AddCount(count), now)?.campaign;
    }
    if fact.public {
        let show = Edit::Show {
            seen: 0,
            is_public: true,
            why: None,
        };
        campaign = campaign.edited(show, now)?.campaign;
    }
    let slug = address_of(&fact.name);
    let by = Some(writer);
    let id = store::campaign::add(tx, entered.partnership, &slug, &campaign, by, now).await?;
    let change = CampaignChange {
        at: now,
        by,
        said: "Entered the campaign".to_owned(),
        why: None,
    };
    history::add(tx, id, &change).await?;
    if let Some(title) = &fact.paper {
        let content = one_page(title);
        let file = folder.keep(&content)?;
        let paper = Paper {
            title: title.clone(),
            added_at: now,
        };
        store::campaign::papers::add(tx, id, &file, content.len() as u64, &paper).await?;
    }
    Ok(())
}

fn details(fact: &CampaignFact, entered: &Entered, now: Timestamp) -> Result<Details> {
    let group = entered.groups.get(&fact.group).copied();
    let topics = fact
        .topics
        .iter()
        .map(|topic| AdviceTopic::parse(topic).with_context(|| format!("nobody gives advice about {topic}")));
    let agencies = fact.agencies.iter().map(|key| entered.agency(key));
    Ok(Details {
        name: fact.name.clone(),
        group: Some(group.with_context(|| format!("the file has no group {:?}", fact.group))?),
        starts_on: in_days(now, fact.starts_in_days)?,
        ends_on: in_days(now, fact.ends_in_days)?,
        aim: fact.aim.clone(),
        audience: fact.audience.clone(),
        agencies: agencies.collect::<Result<_>>()?,
        messages: fact.messages.clone(),
        topics: topics.collect::<Result<_>>()?,
    })
}

/// Finds the campaign's events by their names.
async fn events(tx: &Tx, fact: &CampaignFact) -> Result<Vec<EventId>> {
    let all = organisations::all(tx).await?;
    let all: Vec<OrganisationId> = all.iter().map(|one| one.id).collect();
    let held = store::event::held_by(tx, &all).await?;
    let found = fact.events.iter().map(|name| {
        let event = held.iter().find(|event| event.event.name == *name);
        event
            .map(|event| event.id)
            .with_context(|| format!("the demonstration has no event {name:?}"))
    });
    found.collect()
}

/// Finds the campaign's actions by their titles.
async fn actions(tx: &Tx, fact: &CampaignFact, entered: &Entered) -> Result<Vec<PlanAction>> {
    let plans = store::plan::of_partnership(tx, entered.partnership).await?;
    let kept = plans.first().context("the partnership has a plan")?;
    let found = fact.actions.iter().map(|title| {
        let action = kept.plan.actions().find(|action| action.action.title == *title);
        let action = action.with_context(|| format!("the plan has no action {title:?}"))?;
        Ok(PlanAction {
            plan: kept.id,
            action: action.id,
        })
    });
    found.collect()
}

fn in_days(now: Timestamp, days: i64) -> Result<Date> {
    Ok(london::date_of(now).checked_add(days.days())?)
}
