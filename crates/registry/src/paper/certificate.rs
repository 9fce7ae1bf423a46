//! Makes the certificate that a bike is registered, and tells whether one is still in force.

use super::{PaperError, colours, masked, name};
use crate::Registry;
use crate::bike::own::{self, NotYours};
use crate::blocking::blocking;
use domain::bike::{Bike, BikeReference, Description, Standing};
use domain::id::{AccountId, BikeId};
use domain::london;
use domain::paper::PaperCode;
use jiff::Timestamp;
use marks::sheet::{Paper as Drawn, paper};
use store::paper::{Paper, PaperKind, Said};
use store::{Source, StoreError};

/// Says whether a certificate is in force and, if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// It is in force.
    InForce,
    /// The bike has another owner.
    Transferred,
    /// Its owner no longer keeps it.
    Retired,
    /// The registration is being checked.
    Disputed,
    /// It was reported stolen after the certificate was made, even if its owner has it back.
    Stolen,
}

/// What a certificate says to somebody who checks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Says whether it is in force.
    pub force: Force,
    /// When it was made.
    pub made_at: Timestamp,
    /// Make, model, colours and kind.
    pub looks: Description,
    /// The end of the frame number, if it has one that is long enough.
    pub masked: Option<String>,
}

/// Makes the certificate of an owner's bike as a PDF. While a certificate is in force, it returns that one again.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn make_certificate(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Vec<u8>, PaperError> {
    let now = registry.now();
    let tx = registry.store.begin().await?;
    own::must_own(&tx, owner, bike).await??;
    // The bike's row is locked, so that two requests at once make one certificate.
    store::bike::changes::hold(&tx, bike).await?;
    let found = store::bike::find(&tx, bike).await?.ok_or(NotYours)?;
    may_have_one(&found)?;
    let mut kept = None;
    for paper in store::paper::of_bike(&tx, bike, PaperKind::Certificate).await? {
        if force(&tx, &paper, &found).await? == Force::InForce {
            kept = Some((paper.said.code, paper.made_at));
        }
    }
    let (code, made_at) = match kept {
        Some(kept) => kept,
        None => {
            let code = PaperCode::from_random(registry.token());
            let said = Said {
                code: code.clone(),
                photos: Vec::new(),
                ever: Vec::new(),
                ended: false,
            };
            let of = (PaperKind::Certificate, None);
            store::paper::add(&tx, (bike, owner), of, &said, now).await?;
            (code, now)
        }
    };
    tx.commit().await?;
    let drawn = drawn(registry.public_url(), &found, &code, made_at);
    Ok(blocking(move || paper(&drawn)).await?)
}

fn may_have_one(bike: &Bike) -> Result<(), PaperError> {
    match bike {
        bike if !bike.confirmed => Err(PaperError::NotConfirmed),
        bike if bike.disputed => Err(PaperError::Disputed),
        bike if bike.standing != Standing::WithOwner => Err(PaperError::NotWithOwner),
        _ => Ok(()),
    }
}

fn drawn(site: &str, bike: &Bike, code: &PaperCode, made_at: Timestamp) -> Drawn {
    let looks = &bike.description;
    let mut facts = vec![
        ("Certificate".to_owned(), code.to_string()),
        ("Bike".to_owned(), name(looks)),
        ("Colours".to_owned(), colours(looks)),
    ];
    facts.extend(
        looks
            .kind
            .map(|kind| ("Kind".to_owned(), kind.label().to_owned())),
    );
    facts.extend(masked(bike).map(|masked| ("Frame number ends in".to_owned(), masked)));
    facts.push(("Our reference".to_owned(), BikeReference::of(bike.id).to_string()));
    facts.push(("Made on".to_owned(), london::day(made_at)));
    let host = site.split_once("://").map_or(site, |(_, host)| host);
    Drawn {
        heading: "Certificate of registration".to_owned(),
        lead: "This bike is registered with Framemark, the bike marking and stolen bike register.".to_owned(),
        facts,
        notes: vec![
            "Check that this certificate is still in force before you rely on it. It ends when the bike is passed on, reported stolen or no longer kept, or when its registration is being checked.".to_owned(),
            "It does not show the whole frame number. Compare the end of the number with the one on the bike.".to_owned(),
        ],
        code: Some((
            format!("{site}/check?number={code}"),
            format!("Check it at {host}/check with the number {code}"),
        )),
        ..Drawn::default()
    }
}

/// Reads what a certificate says now, without naming anybody. Returns `None` if there is no such certificate.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn certificate_of(
    registry: &Registry,
    code: &PaperCode,
) -> Result<Option<Certificate>, StoreError> {
    let source = &registry.store;
    let Some(paper) = store::paper::by_code(source, PaperKind::Certificate, code).await? else {
        return Ok(None);
    };
    let Some(bike) = store::bike::find(source, paper.bike).await? else {
        return Ok(None);
    };
    Ok(Some(Certificate {
        force: force(source, &paper, &bike).await?,
        made_at: paper.made_at,
        masked: masked(&bike),
        looks: Description {
            features: None,
            ..bike.description
        },
    }))
}

async fn force(source: &impl Source, paper: &Paper, bike: &Bike) -> Result<Force, StoreError> {
    let owner = store::bike::ownerships::owner_of(source, paper.bike).await?;
    let same = owner.is_some_and(|owner| owner.account == paper.account && owner.from_at <= paper.made_at);
    if bike.standing == Standing::Retired {
        return Ok(Force::Retired);
    }
    if !same {
        return Ok(Force::Transferred);
    }
    let reports = store::theft::of_bike(source, paper.bike).await?;
    let stolen = reports.iter().any(|report| report.reported_at >= paper.made_at);
    if stolen || matches!(bike.standing, Standing::ReportedStolen | Standing::HeldByPolice) {
        return Ok(Force::Stolen);
    }
    if bike.disputed || !bike.confirmed {
        return Ok(Force::Disputed);
    }
    Ok(Force::InForce)
}
