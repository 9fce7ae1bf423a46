//! The partnerships, their organisations and staff, and the marking events.

use anyhow::Result;
use domain::{
    MarkCode,
    account::{OrganisationKind, Role},
    event::{AdviceTopic, Figures, Slots, Stage},
    place::Point,
};
use jiff::{Timestamp, ToSpan, civil, tz::TimeZone};

use super::{DemoEvent, DemoOrganisation, DemoPartnership, DemoStaff};

pub(super) const POLICE: &str = "police";

pub(super) fn partnerships() -> Vec<DemoPartnership> {
    vec![
        DemoPartnership {
            slug: "cambridge",
            name: "Cambridge Community Safety Partnership",
        },
        DemoPartnership {
            slug: "east-cambs",
            name: "East Cambridgeshire Community Safety Partnership",
        },
    ]
}

pub(super) fn organisations() -> Vec<DemoOrganisation> {
    use OrganisationKind::{Campaign, Council, Police, Site, University};
    let of = |slug, name, kind, partnership| DemoOrganisation {
        slug,
        name,
        kind,
        partnership,
    };
    vec![
        of(
            "cambridge-council",
            "Cambridge council (demonstration)",
            Council,
            Some("cambridge"),
        ),
        of(
            "cycle-campaign",
            "Cambridge cycle campaign (demonstration)",
            Campaign,
            Some("cambridge"),
        ),
        of(
            "university",
            "University security (demonstration)",
            University,
            Some("cambridge"),
        ),
        of(
            POLICE,
            "Cambridgeshire police (demonstration)",
            Police,
            Some("cambridge"),
        ),
        of(
            "east-cambs-council",
            "East Cambridgeshire council (demonstration)",
            Council,
            Some("east-cambs"),
        ),
        of(
            "ely-cyclists",
            "Ely cyclists (demonstration)",
            Campaign,
            Some("east-cambs"),
        ),
        of(
            "east-cambs-police",
            "East Cambridgeshire police (demonstration)",
            Police,
            Some("east-cambs"),
        ),
        of("site", "Framemark (demonstration)", Site, None),
    ]
}

/// The organisations that lead their partnerships.
pub(super) const LEADS: [&str; 2] = ["cambridge-council", "east-cambs-council"];

pub(super) fn staff() -> Vec<DemoStaff> {
    use Role::{Analyst, Coordinator, Officer, OrgAdmin, SiteAdmin, Volunteer};
    [
        ("volunteer", "Vera Volunteer", "cycle-campaign", Volunteer),
        ("volunteer2", "Victor Volunteer", "cycle-campaign", Volunteer),
        ("coordinator", "Cora Coordinator", "cycle-campaign", Coordinator),
        ("university", "Ursula University", "university", Coordinator),
        ("officer", "Oscar Officer", POLICE, Officer),
        ("analyst", "Anna Analyst", "cambridge-council", Analyst),
        ("orgadmin", "Ada Admin", "cycle-campaign", OrgAdmin),
        ("lead", "Leah Lead", "cambridge-council", Coordinator),
        ("publisher", "Pat Publisher", "cambridge-council", OrgAdmin),
        ("ely-volunteer", "Vikram Volunteer", "ely-cyclists", Volunteer),
        (
            "ely-coordinator",
            "Connie Coordinator",
            "east-cambs-council",
            Coordinator,
        ),
        ("ely-officer", "Olive Officer", "east-cambs-police", Officer),
        ("ely-analyst", "Arthur Analyst", "east-cambs-council", Analyst),
        ("ely-orgadmin", "Alan Admin", "ely-cyclists", OrgAdmin),
        ("siteadmin", "Simone Site", "site", SiteAdmin),
        ("officer2", "Owen Officer", POLICE, Officer),
        ("inspector", "Iris Inspector", POLICE, OrgAdmin),
    ]
    .into_iter()
    .map(|(address, name, organisation, role)| DemoStaff {
        email: format!("{address}@example.org"),
        name: name.to_owned(),
        organisation,
        role,
    })
    .collect()
}

/// Makes three events: a closed one from three weeks ago, one today, so that its desk is open, and one in two weeks.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn events(random: &mut fastrand::Rng, now: Timestamp) -> Result<Vec<DemoEvent>> {
    let mut marks = |count: usize| {
        let mut fill = |bytes: &mut [u8]| random.fill(bytes);
        (0..count).map(|_| MarkCode::generate(&mut fill)).collect()
    };
    Ok(vec![
        DemoEvent {
            name: "Freshers' bike marking",
            organisation: "university",
            place: "Sidgwick Site, Cambridge",
            point: Point::new(52.2013, 0.1082)?,
            starts: at(now, -21, 10)?,
            ends: at(now, -21, 14)?,
            planned: at(now, -60, 9)?,
            about: "For everybody who studies or works here. Two desks, four hours, no appointment.",
            bring: "Your university card is not needed.",
            slots: None,
            partners: vec!["cycle-campaign", POLICE],
            advice: vec![AdviceTopic::Locks, AdviceTopic::Parking, AdviceTopic::AfterTheft],
            rota: vec![
                ("volunteer@example.org", "Desk 1"),
                ("volunteer2@example.org", "Desk 2"),
            ],
            marks: marks(154),
            bookings: Vec::new(),
            stage: Stage::Closed,
            figures: Some(Figures {
                bikes_marked: 145,
                walk_ins: 145,
                advised: 190,
                spoiled: 2,
                note: Some(
                    "Both desks had a queue from noon to one. Bring a third phone and a second table.".into(),
                ),
            }),
        },
        DemoEvent {
            name: "Market Square marking day",
            organisation: "cycle-campaign",
            place: "Market Square, Cambridge",
            point: Point::new(52.2054, 0.1190)?,
            starts: at(now, 0, 10)?,
            ends: at(now, 0, 18)?,
            planned: at(now, -30, 9)?,
            about: "Look for the green gazebo by the fountain.\nPolice officers are there from midday to answer questions.",
            bring: "Your lock: we will show you how to use it well.",
            slots: Some(Slots::new(20, 3, false)?),
            partners: vec!["cambridge-council", POLICE],
            advice: vec![
                AdviceTopic::Locks,
                AdviceTopic::Parking,
                AdviceTopic::BuyingUsed,
                AdviceTopic::Electric,
            ],
            rota: vec![
                ("volunteer@example.org", "Desk 1, all day"),
                ("volunteer2@example.org", "Desk 2, from midday"),
            ],
            marks: marks(60),
            bookings: Vec::new(),
            stage: Stage::Published,
            figures: None,
        },
        DemoEvent {
            name: "Ely riverside marking day",
            organisation: "ely-cyclists",
            place: "Jubilee Gardens, Ely",
            point: Point::new(52.3955, 0.2687)?,
            starts: at(now, 14, 10)?,
            ends: at(now, 14, 14)?,
            planned: at(now, -10, 9)?,
            about: "By the bandstand. If it rains, we are in the Maltings.",
            bring: "Cargo bikes and trikes are welcome: there is room for them.",
            slots: Some(Slots::new(15, 2, false)?),
            partners: vec!["east-cambs-council", "east-cambs-police"],
            advice: vec![AdviceTopic::AtHome, AdviceTopic::Lights, AdviceTopic::Insurance],
            rota: vec![
                ("ely-volunteer@example.org", "Desk 1"),
                (
                    "ely-coordinator@example.org",
                    "Desk 2, and the key to the Maltings",
                ),
            ],
            marks: marks(100),
            bookings: Vec::new(),
            stage: Stage::Published,
            figures: None,
        },
    ])
}

/// Makes a draft, and an event that is over. These use their own random numbers, because they were added later and
/// nothing else should change.
pub(super) fn more_events(random: &mut fastrand::Rng, now: Timestamp) -> Result<Vec<DemoEvent>> {
    let mut fill = |bytes: &mut [u8]| random.fill(bytes);
    let marks = (0..42).map(|_| MarkCode::generate(&mut fill)).collect();
    Ok(vec![
        DemoEvent {
            name: "Marking at the halls",
            organisation: "university",
            place: "The cycle store at West Cambridge",
            point: Point::new(52.2106, 0.0920)?,
            starts: at(now, 42, 16)?,
            ends: at(now, 42, 19)?,
            planned: at(now, -2, 9)?,
            about: "Inside, by the workshop.",
            bring: "Nothing but the bike.",
            slots: Some(Slots::new(15, 2, true)?),
            partners: vec!["cycle-campaign"],
            advice: vec![AdviceTopic::AtHome, AdviceTopic::BuyingUsed],
            rota: Vec::new(),
            marks: Vec::new(),
            bookings: Vec::new(),
            stage: Stage::Draft,
            figures: None,
        },
        DemoEvent {
            name: "Mill Road winter marking",
            organisation: "cycle-campaign",
            place: "Ditchburn Gardens, Cambridge",
            point: Point::new(52.1990, 0.1398)?,
            starts: at(now, -10, 11)?,
            ends: at(now, -10, 14)?,
            planned: at(now, -40, 9)?,
            about: "Next to the market stalls.",
            bring: "Your lock: we will show you how to use it well.",
            slots: Some(Slots::new(15, 2, false)?),
            partners: vec![POLICE],
            advice: vec![AdviceTopic::Locks, AdviceTopic::Lights],
            rota: vec![
                ("volunteer@example.org", "Desk 1"),
                ("coordinator@example.org", "Desk 2"),
            ],
            marks,
            bookings: Vec::new(),
            stage: Stage::Closed,
            figures: Some(Figures {
                bikes_marked: 33,
                walk_ins: 14,
                advised: 52,
                spoiled: 2,
                note: Some(
                    "The rain held off. A second lamp would have helped with the frame numbers.".into(),
                ),
            }),
        },
    ])
}

/// Returns an hour of the day, this many days from now.
fn at(now: Timestamp, days: i64, hour: i8) -> Result<Timestamp> {
    let zone = TimeZone::get("Europe/London")?;
    let date: civil::Date = now.to_zoned(zone.clone()).date().checked_add(days.days())?;
    Ok(date.at(hour, 0, 0, 0).to_zoned(zone)?.timestamp())
}
