//! Identifies a code that somebody reads off a label, at the command line.

use crate::Registry;
use domain::id::BatchId;
use domain::mark::Mark;
use domain::mark::code::{MarkCode, NotAMark, PutRight, Reading};
use store::StoreError;

/// What a code turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedMark {
    /// One code, perhaps after a correction.
    Read {
        /// The code, corrected if necessary.
        code: MarkCode,
        /// What was changed or filled in.
        put_right: Vec<PutRight>,
        /// The mark, or `None` if it is not one of ours.
        mark: Option<Box<KnownMark>>,
    },
    /// Several codes fit what could be read, and these are our marks among them.
    Several {
        /// How many codes fit.
        fitting: usize,
        /// The marks that are or were on a bike first, then the others.
        marks: Vec<KnownMark>,
    },
    /// It is not a mark code.
    NotAMark(NotAMark),
}

/// A mark of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMark {
    /// The mark as it is on record.
    pub mark: Mark,
    /// The batch that it was made in, or `None` if it came from a list.
    pub batch: Option<BatchId>,
    /// The slug of the organisation that it was allotted to.
    pub organisation: Option<String>,
}

/// Reads a code, corrects it if possible, and finds the mark, or all marks that fit.
///
/// # Errors
/// [`StoreError`] when the store fails.
#[tracing::instrument(level = "debug", skip_all)]
pub async fn identify_mark(registry: &Registry, typed: &str) -> Result<CheckedMark, StoreError> {
    let reading = MarkCode::read(typed);
    let put_right = reading.put_right().to_vec();
    let code = match reading {
        Reading::NotAMark(why) => return Ok(CheckedMark::NotAMark(why)),
        Reading::Exact(code) | Reading::Corrected { code, .. } | Reading::Restored { code, .. } => code,
        Reading::Unresolved { candidates } => {
            let codes: Vec<MarkCode> = candidates.collect();
            let mut marks = known(registry, &codes).await?;
            marks.sort_by_key(|known| (known.mark.bike.is_none(), known.mark.code.compact()));
            return Ok(CheckedMark::Several {
                fitting: codes.len(),
                marks,
            });
        }
    };
    let mark = known(registry, &[code]).await?.pop().map(Box::new);
    Ok(CheckedMark::Read {
        code,
        put_right,
        mark,
    })
}

async fn known(registry: &Registry, codes: &[MarkCode]) -> Result<Vec<KnownMark>, StoreError> {
    let store = &registry.store;
    let organisations = store::account::organisations::all(store).await?;
    let mut found = Vec::new();
    for mark in store::mark::find_many(store, codes).await? {
        let named = organisations
            .iter()
            .find(|organisation| Some(organisation.id) == mark.organisation);
        found.push(KnownMark {
            batch: store::mark::batches::of_mark(store, mark.code).await?,
            organisation: named.map(|organisation| organisation.slug.clone()),
            mark,
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::issue_mark;
    use crate::testing::{a_desk, a_kit, a_new_bike, email, fresh};
    use domain::account::contact::Contact;
    use domain::mark::MarkStatus;

    fn without(code: MarkCode, places: &[usize]) -> String {
        let hidden = |(at, c)| if places.contains(&at) { '?' } else { c };
        code.compact().chars().enumerate().map(hidden).collect()
    }

    testkit::on_each_database! {
        async fn a_code_is_read_put_right_or_found_among_those_that_were_issued(db: testkit::Database) {
            let (registry, _) = fresh(&db).await;
            let desk = a_desk(&registry, "camcycle").await;
            let kit = a_kit(&registry, Some(&desk), 3).await;
            let owner = Contact { email: Some(email("ada@example.org")), ..Contact::default() };
            issue_mark(&registry, &desk, kit[1], &a_new_bike("WTU 1"), &owner).await.unwrap();
            let CheckedMark::Read { code, put_right, mark } =
                identify_mark(&registry, &kit[0].to_string()).await.unwrap() else { panic!("not read") };
            let mark = mark.unwrap();
            assert_eq!((code, put_right.len(), mark.mark.status), (kit[0], 0, MarkStatus::Allotted));
            assert_eq!(mark.organisation.as_deref(), Some("camcycle"));
            assert!(mark.batch.is_some());
            for places in [&[4][..], &[0, 9][..]] {
                let CheckedMark::Read { code, put_right, .. } =
                    identify_mark(&registry, &without(kit[1], places)).await.unwrap() else { panic!("not read") };
                assert_eq!((code, put_right.len()), (kit[1], places.len()));
            }
            for (places, fit) in [(&[1, 4, 8][..], 32), (&[0, 3, 5, 7][..], 1024)] {
                let checked = identify_mark(&registry, &without(kit[1], places)).await.unwrap();
                let CheckedMark::Several { fitting, marks } = checked else { panic!("{checked:?}") };
                assert_eq!(fitting, fit);
                assert_eq!(marks.iter().map(|known| known.mark.code).collect::<Vec<_>>(), [kit[1]]);
                assert_eq!(marks[0].mark.status, MarkStatus::Issued);
            }
            let stranger = MarkCode::from_data([9; 8]);
            let checked = identify_mark(&registry, &stranger.to_string()).await.unwrap();
            assert_eq!(checked, CheckedMark::Read { code: stranger, put_right: vec![], mark: None });
            let checked = identify_mark(&registry, "7KQ4M").await.unwrap();
            assert_eq!(checked, CheckedMark::NotAMark(NotAMark::TooShort(5)));
        }
    }
}
