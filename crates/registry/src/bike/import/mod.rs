//! Imports bikes from another list. Importing the same list again changes nothing.
//!
//! A list's lines are known by their external reference. A line that was read before and is the same changes
//! nothing; one that has changed is written over what the list said before. What owners and police have said
//! since stays: an empty cell takes no owner, mark or report away but a theft report that the list itself
//! brought, a mark that is on another bike is refused, and owners who have confirmed a registration keep the details
//! that they agreed to. Each line keeps its own name and phone number, also where two share an e-mail address.
//!
//! Doubles are not flagged as those of the web form are: the person who brings a list is not the one who may have
//! stolen what is on it, and a look-up shows both.

mod plan;
mod write;

use crate::Registry;
use domain::MarkCode;
use domain::account::contact::Contact;
use domain::bike::NewBike;
use domain::id::BikeId;
use domain::theft::NewTheftReport;
use std::collections::HashMap;
use store::StoreError;
use store::account::SealedContact;
use store::bike::ownerships::Typed;
use thiserror::Error;

/// Tells one version of what a line means from another; with a new one every line is read anew.
const VERSION: u8 = 1;
/// How often a batch is tried when somebody else writes the same bike, mark or account at that moment.
const TRIES: usize = 3;

/// A line of a list, parsed.
#[derive(Clone, Debug)]
pub struct Line {
    /// Where the line starts in its file, the header being 1.
    pub number: u64,
    /// The list's own key for the bike.
    pub external_ref: String,
    /// The bike.
    pub bike: NewBike,
    /// Its owner, ready to be written.
    pub owner: Option<SealedOwner>,
    /// The mark that is fixed to it.
    pub mark: Option<MarkCode>,
    /// Its theft, if it is reported stolen.
    pub theft: Option<NewTheftReport>,
    /// The hash of the whole line.
    pub digest: [u8; 16],
}

/// Why a line that reads well was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineError {
    /// The list has this reference twice.
    #[error("external_ref {external_ref:?} is on line {line} already")]
    SameReference {
        /// The reference.
        external_ref: String,
        /// Where it was first.
        line: u64,
    },
    /// The list has this mark twice.
    #[error("mark {code} is on line {line} already")]
    SameMark {
        /// The mark.
        code: MarkCode,
        /// Where it was first.
        line: u64,
    },
    /// The mark is on a bike that came by another line or by no list.
    #[error("mark {0} is on another bike already")]
    MarkElsewhere(MarkCode),
    /// The mark was withdrawn or replaced, or was printed and given to nobody yet.
    #[error("mark {code} is {status} and cannot be on a bike")]
    MarkUnusable {
        /// The mark.
        code: MarkCode,
        /// What became of it.
        status: domain::mark::MarkStatus,
    },
}

/// What became of a batch of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Bikes that are new on the register.
    pub added: u64,
    /// Bikes of which the list says something else than before.
    pub changed: u64,
    /// Bikes of which the list says what it said before.
    pub unchanged: u64,
    /// Lines that were not taken, with the reason.
    pub refused: Vec<(u64, LineError)>,
}

/// A list on its way in, batch by batch.
pub struct Import<'r> {
    registry: &'r Registry,
    dry_run: bool,
    references: HashMap<Box<str>, u64>,
    marks: HashMap<MarkCode, u64>,
}

impl<'r> Import<'r> {
    /// Starts with a list; a dry run checks it against the register and writes nothing.
    pub fn new(registry: &'r Registry, dry_run: bool) -> Self {
        Self {
            registry,
            dry_run,
            references: HashMap::new(),
            marks: HashMap::new(),
        }
    }

    /// Takes the next lines, all of them in one transaction.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails; then none of these lines was taken.
    pub async fn batch(&mut self, lines: Vec<Line>) -> Result<Loaded, StoreError> {
        let (lines, mut refused) = self.once(lines);
        let mut loaded = self.write(&lines).await?;
        refused.append(&mut loaded.refused);
        refused.sort_by_key(|(line, _)| *line);
        loaded.refused = refused;
        Ok(loaded)
    }

    /// Parts the lines that name a bike or a mark for the first time from those that name one again.
    fn once(&mut self, lines: Vec<Line>) -> (Vec<Line>, Vec<(u64, LineError)>) {
        let mut refused = Vec::new();
        let mut first = Vec::with_capacity(lines.len());
        for line in lines {
            if let Some(before) = self.references.get(line.external_ref.as_str()) {
                let external_ref = line.external_ref;
                refused.push((
                    line.number,
                    LineError::SameReference {
                        external_ref,
                        line: *before,
                    },
                ));
                continue;
            }
            if let Some((code, before)) = line.mark.and_then(|code| self.marks.get_key_value(&code)) {
                refused.push((
                    line.number,
                    LineError::SameMark {
                        code: *code,
                        line: *before,
                    },
                ));
                continue;
            }
            self.references
                .insert(line.external_ref.as_str().into(), line.number);
            if let Some(code) = line.mark {
                self.marks.insert(code, line.number);
            }
            first.push(line);
        }
        (first, refused)
    }

    async fn write(&self, lines: &[Line]) -> Result<Loaded, StoreError> {
        let registry = self.registry;
        if self.dry_run {
            return Ok(plan::plan(registry, &registry.store, lines).await?.outcome());
        }
        let mut tries = 1;
        loop {
            let tx = registry.store.begin().await?;
            let plan = plan::plan(registry, &tx, lines).await?;
            match write::write(&tx, &plan, registry.now()).await {
                Ok(()) => {
                    tx.commit().await?;
                    registry.bikes_changed();
                    return Ok(plan.outcome());
                }
                // The web wrote the same mark or account since the plan was made; the next plan sees it.
                Err(StoreError::Taken(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// Hashes a line's cells under the register's key, so that the same line is known again and cannot be guessed
/// from its hash.
pub fn digest<'c>(registry: &Registry, cells: impl IntoIterator<Item = &'c str>) -> [u8; 16] {
    let mut bytes = vec![VERSION];
    for cell in cells {
        bytes.extend_from_slice(cell.as_bytes());
        // No cell holds a null: text with control characters is refused.
        bytes.push(0);
    }
    let mut digest = [0; 16];
    digest
        .iter_mut()
        .zip(registry.store.keys().hash("import line", &bytes))
        .for_each(|(to, from)| *to = from);
    digest
}

/// A line's owner: the e-mail address by which the account is known, and the line's own details.
#[derive(Clone, Debug)]
pub struct SealedOwner {
    account: SealedContact,
    typed: Typed,
}

/// Seals an owner's details for a [`Line`].
///
/// # Errors
/// [`StoreError`] when they cannot be sealed.
pub fn seal(registry: &Registry, owner: &Contact) -> Result<SealedOwner, StoreError> {
    let keys = registry.store.keys();
    Ok(SealedOwner {
        account: SealedContact::seal(keys, owner)?,
        typed: Typed::seal(keys, owner)?,
    })
}

/// Gives a bike that no list brought a reference by which this register, and no other, knows it again.
pub(crate) fn own_reference(registry: &Registry, bike: BikeId) -> String {
    format!("framemark-{:016x}-{bike}", registry.store.register_id())
}

/// Reads what [`own_reference`] wrote for this register.
fn of_own_reference(registry: &Registry, external_ref: &str) -> Option<BikeId> {
    let (register, bike) = external_ref.strip_prefix("framemark-")?.split_once('-')?;
    let own = u64::from_str_radix(register, 16).ok()? == registry.store.register_id();
    bike.parse().ok().filter(|_| own)
}
