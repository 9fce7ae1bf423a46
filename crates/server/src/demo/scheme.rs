//! The partnerships, their organisations and staff, and the marking events.

use anyhow::Result;
use domain::{
    MarkCode,
    access::{OrganisationKind, Role},
    place::Point,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil, tz::TimeZone};

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

/// One event three weeks ago, one today (so that its desk is open) and one in two weeks.
pub(super) fn events(random: &mut fastrand::Rng, now: Timestamp) -> Result<Vec<DemoEvent>> {
    let zone = TimeZone::get("Europe/London")?;
    let today = now.to_zoned(zone.clone()).date();
    let at = |days: i64, hour: i8| -> Result<Timestamp> {
        let date: civil::Date = today.checked_add(days.days())?;
        Ok(date.at(hour, 0, 0, 0).to_zoned(zone.clone())?.timestamp())
    };
    [
        (
            "Freshers' bike marking",
            "university",
            "Sidgwick Site, Cambridge",
            (52.2013, 0.1082),
            -21,
            154,
        ),
        (
            "Market Square marking day",
            "cycle-campaign",
            "Market Square, Cambridge",
            (52.2054, 0.1190),
            0,
            60,
        ),
        (
            "Ely riverside marking day",
            "ely-cyclists",
            "Jubilee Gardens, Ely",
            (52.3955, 0.2687),
            14,
            100,
        ),
    ]
    .into_iter()
    .map(|(name, organisation, place, (lat, lng), days, marks)| {
        let starts = at(days, 10)?;
        Ok(DemoEvent {
            name,
            organisation,
            place,
            point: Point::new(lat, lng)?,
            starts,
            ends: starts.checked_add(SignedDuration::from_hours(if days == 0 { 8 } else { 4 }))?,
            marks: (0..marks)
                .map(|_| MarkCode::generate(&mut |bytes| random.fill(bytes)))
                .collect(),
        })
    })
    .collect()
}
