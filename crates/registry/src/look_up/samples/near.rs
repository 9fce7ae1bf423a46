//! Finds officers who opened the details of people near them: in the same street, in the same household, at work. The
//! program compares the details and says only that they are near; nobody sees them.

use domain::account::contact::Contact;
use domain::id::{AccountId, OrganisationId};
use domain::look_up::sample::{Candidate, Why};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{Source, StoreError};

/// Finds out how officers and the people whose details they opened belong together. An officer's own address is known
/// only if their account has it.
pub(super) async fn find(
    source: &impl Source,
    force: OrganisationId,
    candidates: &[Candidate],
) -> Result<HashMap<(AccountId, AccountId), Vec<Why>>, StoreError> {
    let pairs = candidates.iter().flat_map(|candidate| {
        let officer = candidate.account;
        candidate.opened.iter().map(move |owner| (officer, *owner))
    });
    let pairs: BTreeSet<(AccountId, AccountId)> = pairs.collect();
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let members = store::account::organisations::members(source).await?;
    let colleagues = members
        .into_iter()
        .filter(|member| member.membership.organisation.id == force);
    let colleagues: HashSet<AccountId> = colleagues.map(|member| member.account).collect();
    let accounts: BTreeSet<AccountId> = pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
    let accounts: Vec<AccountId> = accounts.into_iter().collect();
    let mut contacts = HashMap::new();
    for some in accounts.chunks(500) {
        contacts.extend(store::account::contacts(source, some).await?);
    }
    let found = pairs.into_iter().filter_map(|(officer, owner)| {
        let mut why = near(contacts.get(&officer)?, contacts.get(&owner)?);
        if officer == owner {
            why = vec![Why::OwnHousehold];
        } else if colleagues.contains(&owner) {
            why.push(Why::Colleague);
        }
        Some(((officer, owner), why))
    });
    Ok(found.collect())
}

fn near(officer: &Contact, owner: &Contact) -> Vec<Why> {
    let same_phone = officer.phone.is_some() && officer.phone == owner.phone;
    let same_postcode = officer.postcode.is_some() && officer.postcode == owner.postcode;
    let found = [
        same_phone.then_some(Why::OwnHousehold),
        same_postcode.then_some(Why::OwnStreet),
    ];
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::contact::{PhoneNumber, Postcode};

    fn contact(phone: &str, postcode: &str) -> Contact {
        Contact {
            phone: PhoneNumber::parse(phone).ok(),
            postcode: Postcode::parse(postcode).ok(),
            ..Contact::default()
        }
    }

    #[test]
    fn people_are_near_if_they_share_a_phone_or_a_postcode() {
        let officer = contact("07700 900123", "CB1 2AB");
        for (owner, why) in [
            (
                contact("07700 900123", "CB1 2AB"),
                vec![Why::OwnHousehold, Why::OwnStreet],
            ),
            (contact("07700 900124", "cb12ab"), vec![Why::OwnStreet]),
            (contact("07700 900123", ""), vec![Why::OwnHousehold]),
            (contact("", "CB1 2AD"), vec![]),
            (contact("", ""), vec![]),
        ] {
            assert_eq!(near(&officer, &owner), why, "{owner:?}");
        }
        assert_eq!(near(&contact("", ""), &contact("", "")), [], "nothing is known");
    }
}
