//! Makes what every invented register has: bikes as lines of a list, and a police force with an officer.

use anyhow::{Context, Result, bail};
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::account::{OrganisationKind, Role};
use domain::bike::{Description, Identifier, NewBike};
use domain::look_up::BikeEntry;
use domain::number::Frame;
use registry::Registry;
use registry::account::members;
use registry::account::permits::OfficerOf;
use registry::bike::import::{self, Line};

/// The short name of the force.
const FORCE: &str = "police";

/// Makes a force with an officer.
pub async fn officer(registry: &Registry) -> Result<OfficerOf> {
    members::add_organisation(
        registry,
        FORCE,
        "Police",
        OrganisationKind::Police,
        None,
        FactorRule::Off,
    )
    .await?;
    let email = EmailAddress::parse("officer@example.org")?;
    let contact = Contact {
        email: Some(email.clone()),
        ..Contact::default()
    };
    members::add_member(registry, &contact, FORCE, Role::Officer).await?;
    let account = members::account_of(registry, &email).await?;
    let force = store::account::organisations::find_by_slug(registry.store(), FORCE).await?;
    Ok(OfficerOf {
        account: account.context("the officer has no account")?,
        organisation: force.context("the force does not exist")?.id,
    })
}

/// Turns a bike from the plan into a line of a list, with an owner.
pub fn line(registry: &Registry, entry: &BikeEntry) -> Result<Line> {
    let number = entry.id.0;
    let [(_, frame), others @ ..] = entry.numbers.as_slice() else {
        bail!("bike {number} of the invented register has no number");
    };
    let identifiers = others
        .iter()
        .map(|(kind, number)| Identifier::new(*kind, number))
        .collect::<Result<_, _>>()?;
    let external_ref = number.to_string();
    let owner = Contact {
        email: Some(EmailAddress::parse(&format!("owner{number}@example.org"))?),
        ..Contact::default()
    };
    Ok(Line {
        number: number.unsigned_abs(),
        digest: import::digest(registry, [external_ref.as_str(), frame]),
        external_ref,
        bike: NewBike {
            frame: Frame::parse(frame)?,
            description: Description {
                make: entry.make.clone(),
                model: entry.model.clone(),
                colours: entry.colours.clone(),
                kind: entry.kind,
                features: None,
            },
            identifiers,
        },
        owner: Some(import::seal(registry, &owner)?),
        mark: None,
        theft: None,
    })
}
