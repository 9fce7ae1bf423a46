//! The poster of a stolen bike, and the page that its owner shares. Both end when the report ends.

use super::{PaperError, colours, name};
use crate::Registry;
use crate::bike::own::{self, MyBike};
use crate::bike::photos::{Album, Size, open_photo};
use crate::blocking::blocking;
use domain::bike::{BikeReference, Description};
use domain::id::{AccountId, BikeId, PhotoId};
use domain::paper::PaperCode;
use domain::place::groups::WardGroup;
use domain::theft::TheftReport;
use marks::sheet::{Paper as Drawn, Photo, paper};
use store::StoreError;
use store::paper::{Paper, PaperKind, Said};

/// What a share page shows. It gives no name, no number and no exact place.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The bike's reference, for a message to its owner.
    pub reference: BikeReference,
    /// Make, model, colours and kind, or `None` once the report has ended.
    pub looks: Option<Description>,
    /// The group of wards where it was stolen.
    pub area: Option<&'static str>,
    /// How many photos its owner chose.
    pub photos: usize,
}

/// Shares an open theft with the photos that the owner chose, or changes which photos are shown.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn share(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
    photos: &[PhotoId],
) -> Result<(), PaperError> {
    let (mine, report) = open(registry, owner, bike).await?;
    let own = mine.photos.iter().map(|photo| photo.id);
    let photos: Vec<PhotoId> = own.filter(|photo| photos.contains(photo)).collect();
    let tx = registry.store.begin().await?;
    own::must_own(&tx, owner, bike).await??;
    // The bike's row is locked, so that two forms at once make one page.
    store::bike::changes::hold(&tx, bike).await?;
    let kept = store::paper::of_bike(&tx, bike, PaperKind::Share).await?;
    match kept.into_iter().find(|paper| paper.report == Some(report.id)) {
        Some(paper) => {
            let mut ever = paper.said.ever.clone();
            ever.extend(photos.iter().filter(|photo| !paper.said.ever.contains(photo)));
            let said = Said {
                photos,
                ever,
                ended: false,
                ..paper.said
            };
            store::paper::replace(&tx, paper.id, &said).await?;
        }
        None => {
            let said = Said {
                code: PaperCode::from_random(registry.token()),
                ever: photos.clone(),
                photos,
                ended: false,
            };
            let of = (PaperKind::Share, Some(report.id));
            store::paper::add(&tx, (bike, owner), of, &said, registry.now()).await?;
        }
    }
    tx.commit().await?;
    tracing::info!(bike.id = %bike, "An owner shared a theft");
    Ok(())
}

/// Takes back the page of an open theft.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn end_share(registry: &Registry, owner: AccountId, bike: BikeId) -> Result<(), PaperError> {
    let Some(paper) = shared_of(registry, owner, bike).await? else {
        return Ok(());
    };
    let tx = registry.store.begin().await?;
    let said = Said {
        photos: Vec::new(),
        ended: true,
        ..paper.said
    };
    store::paper::replace(&tx, paper.id, &said).await?;
    tx.commit().await?;
    Ok(())
}

/// Reads what an owner shares about an open theft.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn shared_of(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<Option<Paper>, PaperError> {
    let (_, report) = open(registry, owner, bike).await?;
    let kept = store::paper::of_bike(&registry.store, bike, PaperKind::Share).await?;
    let of_report = |paper: &Paper| paper.report == Some(report.id) && !paper.said.ended;
    Ok(kept.into_iter().find(of_report))
}

async fn open(
    registry: &Registry,
    owner: AccountId,
    bike: BikeId,
) -> Result<(MyBike, TheftReport), PaperError> {
    let mine = own::find(registry, owner, bike).await??;
    if !mine.bike.confirmed {
        return Err(PaperError::NotConfirmed);
    }
    if mine.bike.disputed {
        return Err(PaperError::Disputed);
    }
    let open = mine.reports.iter().find(|report| report.closed.is_none());
    let report = open.cloned().ok_or(PaperError::NotStolen)?;
    Ok((mine, report))
}

/// Makes the poster of a theft that is shared, as a PDF.
///
/// # Errors
/// [`PaperError`] that says why not.
#[tracing::instrument(level = "debug", skip_all, fields(owner = owner.0, bike = bike.0))]
pub async fn poster(registry: &Registry, owner: AccountId, bike: BikeId) -> Result<Vec<u8>, PaperError> {
    let (mine, report) = open(registry, owner, bike).await?;
    let paper_of = shared_of(registry, owner, bike)
        .await?
        .ok_or(PaperError::NotShared)?;
    let photo = match paper_of.said.photos.first() {
        Some(&id) => photo_of(registry, &mine, owner, id).await?,
        None => None,
    };
    let looks = &mine.bike.description;
    let site = registry.public_url();
    let reference = BikeReference::of(bike);
    let mut facts = vec![
        ("Bike".to_owned(), name(looks)),
        ("Colours".to_owned(), colours(looks)),
    ];
    facts.extend(
        looks
            .kind
            .map(|kind| ("Kind".to_owned(), kind.label().to_owned())),
    );
    facts.extend(area(&report).map(|area| ("Where".to_owned(), area.to_owned())));
    facts.push(("Reference".to_owned(), reference.to_string()));
    let drawn = Drawn {
        heading: "Stolen bike".to_owned(),
        size: 16.0,
        lead: "Have you seen this bike?".to_owned(),
        photo,
        facts,
        notes: vec![
            "Do not try to get it back yourself. If you see somebody with it now, call 101.".to_owned(),
        ],
        code: Some((
            format!("{site}/check/tell?number={reference}"),
            "Scan the code to tell the owner. We will not tell them who you are.".to_owned(),
        )),
    };
    Ok(blocking(move || paper(&drawn)).await?)
}

async fn photo_of(
    registry: &Registry,
    mine: &MyBike,
    owner: AccountId,
    id: PhotoId,
) -> Result<Option<Photo>, PaperError> {
    let Some(photo) = mine.photos.iter().find(|photo| photo.id == id) else {
        return Ok(None);
    };
    let jpeg = open_photo(registry, Album::Bike(owner, mine.bike.id), id, Size::Full).await?;
    Ok(jpeg.map(|jpeg| Photo {
        jpeg,
        size: (photo.stored.width, photo.stored.height),
    }))
}

/// Finds the group of wards where a theft happened.
fn area(report: &TheftReport) -> Option<&'static str> {
    report
        .report
        .point
        .and_then(WardGroup::at)
        .map(|group| group.name)
}

/// Reads what a share page shows. Returns `None` if there is no such page.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn shared(registry: &Registry, code: &PaperCode) -> Result<Option<Shared>, StoreError> {
    let Some((paper, report)) = live(registry, code).await? else {
        return Ok(None);
    };
    let reference = BikeReference::of(paper.bike);
    let bike = store::bike::find(&registry.store, paper.bike).await?;
    let bike = bike.filter(|bike| !bike.disputed && bike.confirmed);
    let (Some(report), Some(bike)) = (report, bike) else {
        return Ok(Some(Shared {
            reference,
            looks: None,
            area: None,
            photos: 0,
        }));
    };
    Ok(Some(Shared {
        reference,
        area: area(&report),
        photos: paper.said.photos.len(),
        looks: Some(Description {
            features: None,
            ..bike.description
        }),
    }))
}

/// Reads one photo of a share page, counted from 0. Returns `None` if the page no longer shows it.
///
/// # Errors
/// [`PaperError`] when the store or the disk fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn shared_photo(
    registry: &Registry,
    code: &PaperCode,
    at: usize,
) -> Result<Option<Vec<u8>>, PaperError> {
    let Some((paper, Some(_))) = live(registry, code).await? else {
        return Ok(None);
    };
    let Some(&photo) = paper.said.photos.get(at) else {
        return Ok(None);
    };
    Ok(open_photo(
        registry,
        Album::Bike(paper.account, paper.bike),
        photo,
        Size::Full,
    )
    .await?)
}

/// Reads a share page with its report, if the report is open and the page still belongs to the bike's owner.
async fn live(
    registry: &Registry,
    code: &PaperCode,
) -> Result<Option<(Paper, Option<TheftReport>)>, StoreError> {
    let source = &registry.store;
    let Some(paper) = store::paper::by_code(source, PaperKind::Share, code).await? else {
        return Ok(None);
    };
    let owned = own::must_own(source, paper.account, paper.bike).await?.is_ok();
    let reports = store::theft::of_bike(source, paper.bike).await?;
    let open = reports
        .into_iter()
        .find(|report| Some(report.id) == paper.report && report.closed.is_none());
    let open = open.filter(|_| owned && !paper.said.ended);
    Ok(Some((paper, open)))
}
