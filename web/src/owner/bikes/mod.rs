//! An owner's bikes: the list, everything that we hold about a bike, and its photos.

mod photos;

use super::words;
use crate::owner::photos::{Shown, ShownPhotos};
use crate::shared::guard::Account;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use axum::routing::get;
use domain::bike::{Bike, Retirement, Standing};
use domain::id::BikeId;
use domain::message::Side;
use domain::number::Frame;
use domain::theft::{TheftOutcome, TheftReport};
use jiff::Timestamp;
use registry::bike::disputes;
use registry::bike::own::{self, Listed, MyBike};
use registry::bike::transfer;
use registry::message::{self, Conversation};
use registry::theft::change::Changed;

/// `/account` and the pages below a bike, except for thefts.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(list))
        .route("/account/bikes", get(|| async { Redirect::to("/account") }))
        .route("/account/bikes/{bike}", get(show))
        .merge(photos::routes())
}

/// Reads the bike that an address names, if it belongs to this account.
///
/// # Errors
/// [`HttpError::NotFound`] if the account does not have this bike.
pub(super) async fn own(app: &App, account: Account, bike: &str) -> Result<MyBike, HttpError> {
    let bike: BikeId = bike.parse().map_err(|_| HttpError::NotFound)?;
    own::find(&app.registry, account.0, bike)
        .await?
        .map_err(|_| HttpError::NotFound)
}

/// A bike in the list.
struct Row {
    href: String,
    name: String,
    colours: String,
    reference: String,
    standing: &'static str,
    tag: &'static str,
    /// What its owner still has to do.
    to_do: Vec<ToDo>,
}

/// Something that an owner still has to do, and the address of its page.
struct ToDo {
    text: String,
    href: String,
}

impl Row {
    fn of(listed: &Listed) -> Self {
        let bike = &listed.bike;
        let href = format!("/account/bikes/{}", bike.id);
        Self {
            name: words::name(&bike.description),
            colours: words::colours(&bike.description.colours),
            reference: bike.reference().to_string(),
            standing: words::standing(bike),
            tag: words::tag(bike),
            to_do: to_do(listed, &href),
            href,
        }
    }
}

/// Lists what the owner of a bike still has to do, the most urgent first.
fn to_do(listed: &Listed, base: &str) -> Vec<ToDo> {
    let bike = &listed.bike;
    let mut all = Vec::new();
    let mut add = |when: bool, text: &str, below: &str| {
        if when {
            all.push(ToDo {
                text: text.to_owned(),
                href: format!("{base}{below}"),
            });
        }
    };
    let with_owner = bike.standing == Standing::WithOwner;
    add(
        bike.standing == Standing::HeldByPolice,
        "The police have found it. Get it back",
        "/home",
    );
    add(listed.asked, "Tell us whether you have sold it", "/sold");
    let messages = match listed.unread {
        1 => "Read 1 new message".to_owned(),
        unread => format!("Read {unread} new messages"),
    };
    add(listed.unread > 0, &messages, "#messages");
    add(
        with_owner && !bike.confirmed,
        "Confirm the registration",
        "/confirm",
    );
    add(
        with_owner && bike.confirmed && bike.disputed,
        "Tell us how you got it",
        "/how-you-got-it",
    );
    add(listed.offered, "The new owner has not answered yet", "/transfer");
    let unknown = bike.frame == Frame::Unknown && bike.standing != Standing::Retired;
    add(unknown, "Add the frame number", "/change/frame-number");
    all
}

#[derive(Template)]
#[template(path = "owner/bikes/list.html")]
struct List {
    page: Page,
    bikes: Vec<Row>,
}

async fn list(account: Account, State(app): State<App>, visit: Visit) -> Result<Response, HttpError> {
    let bikes = own::overview(&app.registry, account.0).await?;
    let page = visit.page("Your bikes").await?;
    html(&List {
        page,
        bikes: bikes.iter().map(Row::of).collect(),
    })
}

/// A theft report as its owner reads it.
struct Report {
    reported: String,
    stamp: String,
    when: String,
    /// What the owner told us besides the time, each answer with its name.
    told: Vec<(&'static str, String)>,
    /// Each later change, in one line.
    changes: Vec<String>,
    ended: Option<String>,
}

impl Report {
    fn of(report: &TheftReport, changes: &[Changed]) -> Self {
        let ended = report.closed.map(|(at, outcome)| {
            let what = match outcome {
                TheftOutcome::Returned => "You got it back",
                TheftOutcome::Insured => "The police handed it to your insurer",
                TheftOutcome::Mistaken => "It was not stolen",
            };
            format!("{what} on {}", london::day(at))
        });
        let told = report.report.in_words().into_iter().skip(2);
        let of_this = changes.iter().filter(|changed| changed.report == report.id);
        Self {
            reported: london::day_and_time(report.reported_at),
            stamp: report.reported_at.to_string(),
            when: report.report.window.said(),
            told: told.filter(|(_, said)| !said.is_empty()).collect(),
            changes: of_this.map(changed).collect(),
            ended,
        }
    }
}

/// "Changed on 21 November 2026, 5pm: Locked with (was Chain)".
fn changed(changed: &Changed) -> String {
    let fields = changed.changes.iter().map(|change| {
        if change.before.is_empty() {
            format!("{} (added)", change.field)
        } else {
            format!("{} (was {})", change.field, change.before)
        }
    });
    let fields: Vec<String> = fields.collect();
    format!(
        "Changed on {}: {}",
        london::day_and_time(changed.at),
        fields.join("; ")
    )
}

/// A conversation in the list, shown by its last message.
struct Talk {
    href: String,
    who: &'static str,
    sent: String,
    stamp: String,
    text: String,
    count: usize,
    is_new: bool,
    /// "Ended", "Blocked" or nothing.
    state: &'static str,
}

impl Talk {
    fn of(talk: &Conversation, base: &str) -> Option<Self> {
        let last = talk.said.last()?;
        let state = match talk {
            talk if talk.is_blocked => "Blocked",
            talk if talk.is_over => "Ended",
            _ => "",
        };
        Some(Self {
            href: format!("{base}/messages/{}", talk.thread),
            who: if last.from == Side::Owner {
                "You wrote"
            } else {
                "They wrote"
            },
            sent: london::day_and_time(last.at),
            stamp: last.at.to_string(),
            text: last.text.clone(),
            count: talk.said.len(),
            is_new: talk.said.iter().any(|said| said.is_new),
            state,
        })
    }
}

/// A message from before there were conversations, as the owner reads it.
struct Letter {
    sent: String,
    stamp: String,
    text: String,
    reply_to: Option<String>,
    is_new: bool,
}

/// What else the page shows about the bike.
struct Waits {
    offered: bool,
    asked: bool,
    paused: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "owner/bikes/page.html")]
struct Show {
    page: Page,
    bike: Bike,
    base: String,
    name: String,
    tag: &'static str,
    standing: &'static str,
    colours: String,
    without: &'static str,
    registered: String,
    confirmed: Option<String>,
    album: ShownPhotos,
    reports: Vec<Report>,
    talks: Vec<Talk>,
    letters: Vec<Letter>,
    /// The day until which nobody new can write.
    paused: Option<String>,
    has_new: bool,
    /// Whether a report of its theft is open.
    is_reported: bool,
    /// Whether its theft was ever reported.
    has_reports: bool,
    /// Whether its owner can take it back.
    may_take_back: bool,
    /// Whether it is offered to somebody else.
    offered: bool,
    /// Whether we are asking its owner if they sold it.
    asked: bool,
}

impl Show {
    /// Returns the address for changing an answer. It is empty if the owner no longer keeps the bike.
    fn change(&self, question: &str) -> String {
        match self.bike.standing {
            Standing::Retired => String::new(),
            _ => format!("{}/change/{question}", self.base),
        }
    }

    /// Returns the address for adding a label that is already on the bike.
    fn add_mark(&self) -> String {
        match self.bike.mark {
            Some(_) => String::new(),
            None => self.change("mark"),
        }
    }

    fn of(page: Page, mine: MyBike, waits: Waits, talks: &[Conversation]) -> Self {
        let bike = mine.bike;
        let letters: Vec<Letter> = mine
            .messages
            .into_iter()
            .filter(|message| message.thread.is_none())
            .map(|message| Letter {
                sent: london::day_and_time(message.sent_at),
                stamp: message.sent_at.to_string(),
                text: message.body.text,
                reply_to: message.body.reply_to.map(String::from),
                is_new: message.read_at.is_none(),
            })
            .collect();
        let base = format!("/account/bikes/{}", bike.id);
        let talks: Vec<Talk> = talks.iter().filter_map(|talk| Talk::of(talk, &base)).collect();
        let photos = mine
            .photos
            .iter()
            .map(|photo| Shown::of(photo.id, photo.stored.width, photo.stored.height));
        Self {
            page,
            base,
            name: words::name(&bike.description),
            tag: words::tag(&bike),
            standing: words::standing(&bike),
            colours: words::colours(&bike.description.colours),
            without: words::without_number(Some(&bike.frame)),
            registered: london::day(bike.registered_at),
            confirmed: mine.confirmed_at.map(london::day),
            album: ShownPhotos(photos.collect()),
            has_reports: !mine.reports.is_empty(),
            is_reported: mine.reports.iter().any(|report| report.closed.is_none()),
            reports: mine
                .reports
                .iter()
                .map(|report| Report::of(report, &mine.changes))
                .collect(),
            has_new: letters.iter().any(|letter| letter.is_new) || talks.iter().any(|talk| talk.is_new),
            letters,
            talks,
            paused: waits.paused.map(london::day),
            may_take_back: mine
                .retired
                .is_some_and(|why| Retirement::of_owners().contains(&why)),
            offered: waits.offered,
            asked: waits.asked,
            bike,
        }
    }
}

async fn show(
    account: Account,
    State(app): State<App>,
    Path(bike): Path<String>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mine = own(&app, account, &bike).await?;
    let title = format!(
        "{}, {}",
        words::name(&mine.bike.description),
        mine.bike.reference()
    );
    let id = mine.bike.id;
    let waits = Waits {
        offered: transfer::waiting(&app.registry, account.0, id).await?.is_some(),
        asked: disputes::is_asked(&app.registry, account.0, id).await?,
        paused: message::stop::paused_until(&app.registry, id).await?,
    };
    let talks = message::of_bike(&app.registry, account.0, id).await?;
    html(&Show::of(visit.page(title).await?, mine, waits, &talks))
}
