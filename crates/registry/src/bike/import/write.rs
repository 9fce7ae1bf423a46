use super::{Line, SealedOwner, plan::Plan};
use domain::MarkCode;
use domain::id::BikeId;
use domain::mark::MarkStatus;
use domain::theft::{NewTheftReport, TheftOutcome};
use jiff::Timestamp;
use store::bike::ownerships::{Acquired, Claim};
use store::bike::{Arrival, RegisteredBy};
use store::{
    Constraint, StoreError, Tx, account,
    bike::{self, ownerships},
    mark, theft,
};

/// Carries out the plan.
pub(super) async fn write(tx: &Tx, plan: &Plan<'_>, now: Timestamp) -> Result<(), StoreError> {
    add(tx, plan, now).await?;
    for (bike, line) in &plan.change {
        change(tx, plan, *bike, line, now).await?;
    }
    Ok(())
}

/// Puts new bikes on the register with everything that belongs to them. One statement writes many rows.
async fn add(tx: &Tx, plan: &Plan<'_>, now: Timestamp) -> Result<(), StoreError> {
    let arrivals: Vec<Arrival<'_>> = plan
        .add
        .iter()
        .map(|line| Arrival {
            bike: &line.bike,
            via: RegisteredBy::Import,
            organisation: None,
            external_ref: Some(&line.external_ref),
            import_digest: Some(&line.digest),
        })
        .collect();
    let ids = bike::insert(tx, &arrivals, now).await?;
    let added = || ids.iter().copied().zip(plan.add.iter().copied());

    let owned: Vec<_> = added()
        .filter_map(|(id, line)| Some((id, line.owner.as_ref()?)))
        .collect();
    let owners = owned.iter().map(|(_, owner)| owner.account.clone()).collect();
    let accounts = account::find_or_create_sealed(tx, owners, now).await?;
    let claims: Vec<Claim> = owned
        .into_iter()
        .zip(accounts)
        .map(|((bike, owner), account)| Claim {
            bike,
            account,
            typed: Some(owner.typed.clone()),
        })
        .collect();
    ownerships::add(tx, &claims, Acquired::Imported, now).await?;

    let mut new_marks = Vec::new();
    for (id, code) in added().filter_map(|(id, line)| line.mark.map(|code| (id, code))) {
        if plan.known_marks.contains_key(&code) {
            issue(tx, code, id, now).await?;
        } else {
            new_marks.push((code, id));
        }
    }
    mark::add_issued(tx, &new_marks, now).await?;

    let thefts: Vec<_> = added()
        .filter_map(|(id, line)| Some((id, None, line.theft.clone()?)))
        .collect();
    theft::open_of_noted(tx, &thefts, now).await
}

/// Replaces what a line said before with what it says now.
async fn change(
    tx: &Tx,
    plan: &Plan<'_>,
    bike: BikeId,
    line: &Line,
    now: Timestamp,
) -> Result<(), StoreError> {
    bike::update(tx, bike, &line.bike, Some(&line.digest), now).await?;
    if let Some(owner) = &line.owner {
        change_owner(tx, bike, owner, now).await?;
    }
    if let Some(code) = line.mark {
        change_mark(tx, plan, bike, code, now).await?;
    }
    match &line.theft {
        Some(theft) => change_theft(tx, bike, theft, now).await,
        None => theft::close_listed(tx, bike, TheftOutcome::Returned, now)
            .await
            .map(drop),
    }
}

/// Writes the owner that the list names now: the same one with newer details, or another one.
async fn change_owner(tx: &Tx, bike: BikeId, owner: &SealedOwner, now: Timestamp) -> Result<(), StoreError> {
    let before = ownerships::owner_of(tx, bike).await?;
    if let Some(before) = before
        && account::is_same_person(tx, before.account, &owner.account).await?
    {
        return ownerships::retype(tx, bike, &owner.typed).await.map(drop);
    }
    for account in account::find_or_create_sealed(tx, vec![owner.account.clone()], now).await? {
        let claim = Claim {
            bike,
            account,
            typed: Some(owner.typed.clone()),
        };
        ownerships::replace(tx, claim, Acquired::Imported, now).await?;
    }
    Ok(())
}

/// Replaces the mark that was on the bike.
async fn change_mark(
    tx: &Tx,
    plan: &Plan<'_>,
    bike: BikeId,
    code: MarkCode,
    now: Timestamp,
) -> Result<(), StoreError> {
    let known = plan.known_marks.get(&code);
    if known.is_some_and(|mark| mark.status == MarkStatus::Issued) {
        return Ok(());
    }
    mark::replace(tx, bike, code, now).await?;
    match known {
        Some(_) => issue(tx, code, bike, now).await,
        None => mark::add_issued(tx, &[(code, bike)], now).await,
    }
}

async fn issue(tx: &Tx, code: MarkCode, bike: BikeId, now: Timestamp) -> Result<(), StoreError> {
    if mark::issue(tx, code, bike, None, now).await? {
        Ok(())
    } else {
        Err(StoreError::Taken(Constraint::MarkCode))
    }
}

/// Opens or changes a theft report. A report that has ended is not opened again just because the list still has it.
async fn change_theft(
    tx: &Tx,
    bike: BikeId,
    theft: &NewTheftReport,
    now: Timestamp,
) -> Result<(), StoreError> {
    let reports = theft::of_bike(tx, bike).await?;
    if let Some(open) = reports.iter().find(|report| report.closed.is_none()) {
        if open.report != *theft {
            theft::amend(tx, bike, theft, now).await?;
        }
        return Ok(());
    }
    // Instants are kept to the millisecond.
    let same = |a: Timestamp, b: Timestamp| a.as_millisecond() == b.as_millisecond();
    let ended = reports
        .iter()
        .any(|report| same(report.report.window.from(), theft.window.from()));
    if ended {
        Ok(())
    } else {
        theft::open(tx, &[(bike, None, theft.clone())], now).await
    }
}
