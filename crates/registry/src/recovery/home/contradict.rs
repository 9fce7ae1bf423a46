//! Finds the reasons not to hand a bike over. An officer who hands it over anyway must say why.

use crate::Registry;
use domain::recovery::home::{Homecoming, PublicFacts};
use store::recovery::standing;
use store::{Source, StoreError};

/// Lists the reasons not to hand a bike over, in sentences. `by_code` tells whether the collection's reference was
/// given.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn contradictions(
    registry: &Registry,
    home: &Homecoming,
    by_code: bool,
) -> Result<Vec<String>, StoreError> {
    let facts = super::proof::public_facts(&registry.store, home.bike).await?;
    of(&registry.store, home, &facts, by_code).await
}

pub(in crate::recovery) async fn of(
    source: &impl Source,
    home: &Homecoming,
    facts: &PublicFacts,
    by_code: bool,
) -> Result<Vec<String>, StoreError> {
    let mut against = Vec::new();
    let mut add = |when: bool, sentence: &str| {
        if when {
            against.push(sentence.to_owned());
        }
    };
    let proofs = &home.said.proofs;
    let only_public = |proof: &domain::recovery::home::Proof| facts.cover(proof);
    let held = proofs.iter().filter(|proof| proof.holds());
    // A photo may have been put on a poster since an officer looked at it.
    let proven = held.filter(|proof| !only_public(proof)).count() > 0;
    let accepted =
        |proof: &domain::recovery::home::Proof| proof.checked.as_ref().is_some_and(|checked| checked.holds);
    add(
        !proven && proofs.iter().any(accepted),
        "The owner has only shown what anybody can see on a poster, a share page or a certificate.",
    );
    add(
        !proven && !proofs.iter().any(accepted),
        "No officer has accepted proof that the bike is the owner’s.",
    );
    let refused = proofs.iter().any(|proof| {
        let checked = proof.checked.as_ref();
        checked.is_some_and(|checked| !checked.holds)
    });
    add(
        refused,
        "An officer found that something the owner sent does not show that the bike is theirs.",
    );
    add(!by_code, "The collection reference was not given.");
    let insurance = &home.said.insurance;
    add(
        insurance.is_disagreed(),
        "The owner and the insurer say different things about who keeps the bike.",
    );
    add(
        insurance.paid == Some(true) && !insurance.is_answered(),
        "The insurer or the owner has not answered in time.",
    );
    let flags = [
        store::bike::flags::for_bikes(source, &[home.bike]).await?,
        store::bike::flags::about(source, &[home.bike]).await?,
    ];
    let claimed = flags.iter().flatten().any(store::bike::flags::Flag::is_open);
    add(
        claimed,
        "Somebody else has registered a bike with the same number, and nobody has decided who owns it.",
    );
    let pairs = standing::of_recovery(source, home.recovery).await?;
    let others = pairs
        .iter()
        .any(|pair| pair.status.is_open() && pair.found.bike != home.bike);
    add(
        others,
        "Another bike on the register may be this one, and nobody has decided on that match yet.",
    );
    Ok(against)
}
