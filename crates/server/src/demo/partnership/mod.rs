//! The partnerships' own work in the demonstration, based on their public pages: agencies, groups, plans, meetings, problem
//! cases, campaigns and consultations.

mod campaigns;
mod consultations;
mod facts;
mod meetings;
mod plan;
mod problems;

use super::load::{Organisations, named};
use anyhow::{Context, Result};
use domain::account::contact::EmailAddress;
use domain::agency::{AgencyKind, GroupKind, NewAgency, NewGroup};
use domain::id::{AccountId, AgencyId, GroupId, PartnershipId};
use domain::london;
use facts::{AgencyFact, GroupFact, Members, PartnershipFact};
use jiff::{Timestamp, ToSpan};
use std::collections::HashMap;
use store::bike::photos::PhotoFolder;
use store::{Tx, account::organisations};

/// What has been entered for a partnership, by the keys in the file.
struct Entered {
    partnership: PartnershipId,
    agencies: HashMap<String, AgencyId>,
    groups: HashMap<String, GroupId>,
}

/// Enters what the file says about each partnership.
pub(super) async fn enter(
    tx: &Tx,
    organisations: &Organisations,
    folder: &PhotoFolder,
    now: Timestamp,
) -> Result<()> {
    for fact in facts::read()? {
        let entered = agencies(tx, &fact, organisations, now).await?;
        let writer = writer(tx, &fact.slug).await?;
        plan::enter(tx, &fact.plan, &entered, writer, now).await?;
        for meeting in &fact.meetings {
            meetings::enter(tx, meeting, &entered, (writer, folder), now).await?;
        }
        for campaign in &fact.campaigns {
            campaigns::enter(tx, campaign, &entered, (writer, folder), now).await?;
        }
        // Cases are linked to campaigns.
        for problem in &fact.problems {
            problems::enter(tx, problem, &entered, writer, now).await?;
        }
        for consultation in &fact.consultations {
            consultations::enter(tx, consultation, entered.partnership, writer, now).await?;
        }
    }
    Ok(())
}

/// Finds the coordinator who keeps the plan of a partnership.
async fn writer(tx: &Tx, partnership: &str) -> Result<AccountId> {
    let address = match partnership {
        "cambridge" => "lead@example.org",
        _ => "ely-coordinator@example.org",
    };
    let account = store::account::find_by_email(tx, &EmailAddress::parse(address)?).await?;
    account.with_context(|| format!("nobody has the address {address}"))
}

async fn agencies(tx: &Tx, fact: &PartnershipFact, ids: &Organisations, now: Timestamp) -> Result<Entered> {
    let all = organisations::partnerships(tx).await?;
    let found = all.into_iter().find(|one| one.slug == fact.slug);
    let partnership = found
        .with_context(|| format!("there is no partnership {}", fact.slug))?
        .id;
    let mut entered = Entered {
        partnership,
        agencies: HashMap::new(),
        groups: HashMap::new(),
    };
    for agency in &fact.agencies {
        let id = store::agency::add(tx, &new_agency(agency, partnership, ids)?).await?;
        entered.agencies.insert(agency.key.clone(), id);
    }
    for group in &fact.groups {
        let id = store::agency::groups::add(tx, &new_group(group, &entered, now)?).await?;
        entered.groups.insert(group.name.clone(), id);
    }
    Ok(entered)
}

fn new_agency(fact: &AgencyFact, partnership: PartnershipId, ids: &Organisations) -> Result<NewAgency> {
    let organisation = fact.organisation.as_deref().map(|slug| named(ids, slug));
    let email = fact.email.as_deref().map(EmailAddress::parse);
    Ok(NewAgency {
        partnership,
        organisation: organisation.transpose()?,
        name: fact.name.clone(),
        kind: AgencyKind::parse(&fact.kind)
            .with_context(|| format!("{} is not a kind of agency", fact.kind))?,
        email: email.transpose()?,
        left_on: None,
    })
}

fn new_group(fact: &GroupFact, entered: &Entered, now: Timestamp) -> Result<NewGroup> {
    let mut members = match &fact.members {
        Members::All(_) => entered.agencies.values().copied().collect(),
        Members::Some(keys) => keys
            .iter()
            .map(|key| entered.agency(key))
            .collect::<Result<Vec<_>>>()?,
    };
    members.sort_unstable();
    let ends_on = fact
        .ends_in_days
        .map(|days| london::date_of(now).checked_add(days.days()));
    Ok(NewGroup {
        partnership: entered.partnership,
        name: fact.name.clone(),
        kind: GroupKind::parse(&fact.kind)
            .with_context(|| format!("{} is not a kind of group", fact.kind))?,
        chair: Some(entered.agency(&fact.chair)?),
        members,
        purpose: fact.purpose.clone(),
        ends_on: ends_on.transpose()?,
    })
}

impl Entered {
    fn agency(&self, key: &str) -> Result<AgencyId> {
        let found = self.agencies.get(key).copied();
        found.with_context(|| format!("the file has no agency {key:?}"))
    }
}
