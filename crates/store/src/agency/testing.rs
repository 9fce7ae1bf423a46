//! Helpers for tests.

use domain::account::contact::EmailAddress;
use domain::agency::{AgencyKind, NewAgency};
use domain::id::{OrganisationId, PartnershipId};

/// Makes up an agency.
pub(crate) fn an_agency(
    partnership: PartnershipId,
    name: &str,
    organisation: Option<OrganisationId>,
) -> NewAgency {
    NewAgency {
        partnership,
        organisation,
        name: name.to_owned(),
        kind: AgencyKind::ResponsibleAuthority,
        email: Some(EmailAddress::parse("duty@fire.example.org").unwrap()),
        left_on: None,
    }
}
