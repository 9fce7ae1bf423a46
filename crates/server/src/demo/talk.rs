//! A conversation between a finder and an owner, and a reader of the hot sheet, so that their pages can be looked at.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::contact::EmailAddress;
use domain::hot_sheet::Wanted;
use domain::id::BikeId;
use domain::london;
use domain::message::{Side, Sighting};
use domain::place::groups::WardGroup;
use domain::place::{PlaceGiven, named};
use domain::theft::Moment;
use jiff::{SignedDuration, Timestamp};
use registry::Registry;
use store::message::{Body, NewMessage, sightings, threads};
use store::{Tx, hot_sheet};

use super::DemoRegister;
use super::load::SEED;

/// Where answers to the finder are sent.
const FINDER: &str = "finder@example.org";
/// Where the hot sheet is sent.
const READER: &str = "reader@example.org";
/// The place where the finder saw the bike.
const PLACE: &str = "cambridge-station";

/// What they write, and how many hours ago.
const SAID: [(Side, i64, &str); 3] = [
    (
        Side::Finder,
        5,
        "This bike is in the racks on the ground floor, with a flat front tyre. I can look whether it is still there \
         tomorrow.",
    ),
    (
        Side::Owner,
        4,
        "Thank you! That sounds like mine. I have told the police. Please do not touch it.",
    ),
    (Side::Finder, 2, "It is still there. The left pedal is missing."),
];

/// The secrets in the links of the finder, the owner and the reader. The demonstration is no secret, so they are always
/// the same.
struct Secrets {
    finder: [u8; threads::TOKEN],
    owner: [u8; threads::TOKEN],
    reader: [u8; hot_sheet::TOKEN],
}

fn secrets() -> Secrets {
    let mut random = fastrand::Rng::with_seed(SEED ^ 0x7a1c);
    let mut secrets = Secrets {
        finder: [0; threads::TOKEN],
        owner: [0; threads::TOKEN],
        reader: [0; hot_sheet::TOKEN],
    };
    random.fill(&mut secrets.finder);
    random.fill(&mut secrets.owner);
    random.fill(&mut secrets.reader);
    secrets
}

/// Returns the place of the stolen bike that somebody has seen: the first one that is still stolen, was reported before
/// they saw it, and is in no property store.
pub(super) fn seen_bike(demo: &DemoRegister, now: Timestamp) -> Option<usize> {
    let first = SignedDuration::from_hours(SAID[0].1 + 1);
    demo.bikes.iter().enumerate().position(|(at, bike)| {
        let theft = bike.theft.as_ref();
        theft.is_some_and(|theft| theft.closed.is_none() && now.duration_since(theft.reported_at) > first)
            && demo.recoveries.iter().all(|one| one.really != Some(at))
    })
}

/// Writes both.
pub(super) async fn write(tx: &Tx, demo: &DemoRegister, ids: &[BikeId], now: Timestamp) -> Result<()> {
    let bike = seen_bike(demo, now).and_then(|at| ids.get(at));
    converse(tx, *bike.context("no stolen bike was seen")?, now).await?;
    let groups = WardGroup::all().map(|group| group.slug);
    let wanted = Wanted::parse(groups, []).context("no area for the hot sheet")?;
    let token = secrets().reader;
    let kept = hot_sheet::Kept {
        email: EmailAddress::parse(READER)?,
        token,
    };
    hot_sheet::ask(tx, &kept, &wanted, now).await?;
    let reader = hot_sheet::by_token(tx, &token).await?;
    let today = london::date_of(now).to_string();
    hot_sheet::confirm(tx, &reader.context("a reader was not written")?, &today, now).await?;
    Ok(())
}

async fn converse(tx: &Tx, bike: BikeId, now: Timestamp) -> Result<()> {
    let Secrets { finder, owner, .. } = secrets();
    let kept = threads::Kept {
        finder,
        owner,
        email: Some(EmailAddress::parse(FINDER)?),
    };
    let place = named::all().iter().find(|place| place.key == PLACE);
    let mut thread = None;
    for (nth, (from, hours, text)) in SAID.into_iter().enumerate() {
        let at = now.checked_sub(SignedDuration::from_hours(hours))?;
        let id = match thread {
            Some(id) => id,
            None => *thread.insert(threads::start(tx, bike, &kept, at).await?),
        };
        let message = NewMessage {
            bike,
            thread: Some(id),
            from,
            mark: None,
            body: Body {
                text: text.to_owned(),
                reply_to: None,
            },
            kept_back: false,
        };
        let message = store::message::add(tx, &message, at).await?;
        if nth == 0 {
            let seen = Sighting {
                seen: Moment::exactly(at),
                place: place.cloned().map(PlaceGiven::Named),
            };
            sightings::add(tx, bike, message, &seen, at).await?;
        }
        threads::touch(tx, id, at).await?;
    }
    Ok(())
}

/// Lists the pages behind these links, each with its name. The list is empty if the register was made before there were
/// such links.
pub(super) async fn pages(registry: &Registry) -> Result<Vec<(&'static str, String)>> {
    let secrets = secrets();
    let store = registry.store();
    let mut pages = Vec::new();
    if threads::by_link(store, &secrets.finder).await?.is_some() {
        let page = |secret: &[u8]| format!("/messages/{}", URL_SAFE_NO_PAD.encode(secret));
        pages.push(("What a finder sees of a conversation", page(&secrets.finder)));
        pages.push(("What the owner sees of it", page(&secrets.owner)));
    }
    if hot_sheet::by_token(store, &secrets.reader).await?.is_some() {
        let page = format!("/stolen/hot-sheet/{}", URL_SAFE_NO_PAD.encode(secrets.reader));
        pages.push(("What a reader of the hot sheet can change", page));
    }
    Ok(pages)
}
