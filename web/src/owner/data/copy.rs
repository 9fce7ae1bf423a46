//! Everything that we hold about an owner, in one shape for the file that programs read and the page that people read.

use super::by;
use crate::owner::words;
use crate::shared::{App, HttpError, london};
use askama::Template;
use domain::account::contact::Contact;
use domain::bike::Bike;
use domain::id::{AccountId, BikeId, PhotoId};
use domain::message::Side;
use domain::theft::TheftReport;
use registry::account::details::{copy_history, own_contact};
use registry::bike::own::{self, MyBike};
use registry::look_up::{acts, openings};
use registry::message;
use serde::Serialize;

/// All that we hold about an owner. Times are in UTC, as `2026-11-29T12:00:00Z`.
#[derive(Debug, Serialize, Template)]
#[template(path = "owner/data/copy.html")]
pub(super) struct OwnData {
    made_at: String,
    details: Details,
    bikes: Vec<OwnBike>,
    details_opened: Vec<Opened>,
    account_history: Vec<Happened>,
}

#[derive(Debug, Serialize)]
struct Details {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    postcode: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct OwnBike {
    reference: String,
    name: String,
    standing: &'static str,
    registered_at: String,
    confirmed_at: Option<String>,
    make: Option<String>,
    model: Option<String>,
    colours: String,
    kind: Option<&'static str>,
    features: Option<String>,
    numbers: Vec<Number>,
    earlier_numbers: Vec<Number>,
    mark: Option<String>,
    photos: Vec<String>,
    theft_reports: Vec<Theft>,
    messages: Vec<Written>,
    changes: Vec<Change>,
    #[serde(skip)]
    id: BikeId,
    #[serde(skip)]
    pictures: Vec<PhotoId>,
}

#[derive(Debug, Serialize)]
struct Number {
    kind: &'static str,
    number: String,
}

#[derive(Debug, Serialize)]
struct Theft {
    reported_at: String,
    answers: Vec<Answer>,
    changes: Vec<Change>,
    ended_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    question: &'static str,
    answer: String,
}

#[derive(Debug, Serialize)]
struct Change {
    at: String,
    what: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Debug, Serialize)]
struct Written {
    at: String,
    by: &'static str,
    text: String,
    photos: usize,
}

#[derive(Debug, Serialize)]
struct Opened {
    at: String,
    by: String,
    bike: Option<String>,
}

#[derive(Debug, Serialize)]
struct Happened {
    at: String,
    what: &'static str,
}

impl OwnBike {
    /// Returns its photos, each with the name of its file in the archive.
    pub(super) fn pictures(&self) -> impl Iterator<Item = (BikeId, PhotoId, &str)> {
        let named = self.pictures.iter().zip(&self.photos);
        named.map(|(photo, file)| (self.id, *photo, file.as_str()))
    }
}

impl OwnData {
    /// The bikes in it.
    pub(super) fn bikes(&self) -> &[OwnBike] {
        &self.bikes
    }

    /// Writes a time for people: "29 November 2026, midday".
    fn when(&self, stamp: &str) -> String {
        stamp
            .parse()
            .map_or_else(|_| stamp.to_owned(), london::day_and_time)
    }
}

/// Gathers everything about an account. The log records it.
///
/// # Errors
/// [`HttpError`] when the store fails.
pub(super) async fn gather(app: &App, account: AccountId) -> Result<OwnData, HttpError> {
    let registry = &app.registry;
    let mut bikes = Vec::new();
    for bike in own::list(registry, account).await? {
        // A bike that was passed on in this moment is no longer theirs.
        if let Ok(mine) = own::find(registry, account, bike.id).await? {
            bikes.push(of_bike(app, account, mine).await?);
        }
    }
    let opened = openings::of_owner(registry, account).await?;
    let history = copy_history(registry, account).await?;
    Ok(OwnData {
        made_at: registry.now().to_string(),
        details: details(own_contact(registry, account).await?),
        bikes,
        details_opened: opened
            .iter()
            .map(|opening| Opened {
                at: opening.at.to_string(),
                by: by(opening),
                bike: opening.bike.map(|bike| bike.to_string()),
            })
            .collect(),
        account_history: history
            .into_iter()
            .map(|(at, action)| Happened {
                at: at.to_string(),
                what: acts::act(action),
            })
            .collect(),
    })
}

fn details(contact: Contact) -> Details {
    Details {
        name: contact.name,
        email: contact.email.map(String::from),
        phone: contact.phone.map(|phone| phone.as_str().to_owned()),
        postcode: contact.postcode.map(|postcode| postcode.as_str().to_owned()),
    }
}

async fn of_bike(app: &App, account: AccountId, mine: MyBike) -> Result<OwnBike, HttpError> {
    let id = mine.bike.id;
    let changes = own::changes(&app.registry, account, id)
        .await?
        .unwrap_or_default();
    let talks = message::of_bike(&app.registry, account, id).await?;
    let mut messages: Vec<Written> = mine
        .messages
        .iter()
        .filter(|message| message.thread.is_none())
        .map(|message| Written {
            at: message.sent_at.to_string(),
            by: side(message.from),
            text: message.body.text.clone(),
            photos: 0,
        })
        .collect();
    messages.extend(talks.iter().flat_map(|talk| &talk.said).map(|said| Written {
        at: said.at.to_string(),
        by: side(said.from),
        text: said.text.clone(),
        photos: said.photos.len(),
    }));
    let reference = mine.bike.reference().to_string();
    let photos = (1..=mine.photos.len()).map(|place| format!("photos/{reference}-{place}.jpg"));
    Ok(OwnBike {
        photos: photos.collect(),
        pictures: mine.photos.iter().map(|photo| photo.id).collect(),
        theft_reports: mine.reports.iter().map(|report| theft(report, &mine)).collect(),
        messages,
        changes: changes
            .into_iter()
            .map(|change| Change {
                at: change.at.to_string(),
                what: change.difference.what.label().to_owned(),
                before: change.difference.before,
                after: change.difference.after,
            })
            .collect(),
        confirmed_at: mine.confirmed_at.map(|at| at.to_string()),
        ..looks(mine.bike, reference)
    })
}

/// What a bike looks like and which numbers it has, without what hangs on it.
fn looks(bike: Bike, reference: String) -> OwnBike {
    let number = |kind: &'static str, number: &domain::number::FrameNumber| Number {
        kind,
        number: number.as_written().to_owned(),
    };
    OwnBike {
        id: bike.id,
        reference,
        name: words::name(&bike.description),
        standing: words::standing(&bike),
        registered_at: bike.registered_at.to_string(),
        confirmed_at: None,
        numbers: bike
            .numbers()
            .map(|(kind, own)| number(kind.label(), own))
            .collect(),
        earlier_numbers: bike
            .former
            .iter()
            .map(|former| number(former.kind.label(), &former.number))
            .collect(),
        mark: bike.mark.map(|mark| mark.to_string()),
        colours: words::colours(&bike.description.colours),
        kind: bike.description.kind.map(domain::bike::BikeKind::label),
        make: bike.description.make,
        model: bike.description.model,
        features: bike.description.features,
        photos: Vec::new(),
        pictures: Vec::new(),
        theft_reports: Vec::new(),
        messages: Vec::new(),
        changes: Vec::new(),
    }
}

fn theft(report: &TheftReport, mine: &MyBike) -> Theft {
    let told = report.report.in_words().into_iter();
    let answered = told.filter(|(_, answer)| !answer.is_empty());
    let of_this = mine.changes.iter().filter(|changed| changed.report == report.id);
    let changes = of_this.flat_map(|changed| {
        changed.changes.iter().map(|change| Change {
            at: changed.at.to_string(),
            what: change.field.clone(),
            before: Some(change.before.clone()).filter(|before| !before.is_empty()),
            after: Some(change.after.clone()).filter(|after| !after.is_empty()),
        })
    });
    Theft {
        reported_at: report.reported_at.to_string(),
        answers: answered
            .map(|(question, answer)| Answer { question, answer })
            .collect(),
        changes: changes.collect(),
        ended_at: report.closed.map(|(at, _)| at.to_string()),
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Owner => "you",
        Side::Finder => "a finder",
    }
}
