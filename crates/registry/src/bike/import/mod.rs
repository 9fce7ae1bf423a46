//! Imports bikes from another list. Importing the same list again changes nothing.
//!
//! The external reference identifies a line. A line that has not changed since the last import changes nothing; one
//! that has changed replaces what the list said before. What owners and police have said since then stays. An empty
//! cell does not take away an owner, a mark or a report, except for a theft report that came from the list itself. A
//! mark that is on another bike is refused. Owners who have confirmed a registration keep the details that they agreed
//! to. Each line keeps its own name and phone number, even if two lines share an e-mail address.
//!
//! Doubles are not flagged as they are for the web form: the person who imports a list is not a suspect, and a look-up
//! shows both bikes.

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

/// The version of what a line means. With a new version, every line is read again.
const VERSION: u8 = 1;
/// How many times we try a batch if somebody else writes the same bike, mark or account at the same time.
const TRIES: usize = 3;

/// A line of a list, parsed.
#[derive(Clone, Debug)]
pub struct Line {
    /// The number of the line in its file. The header is line 1.
    pub number: u64,
    /// The list's own key for the bike.
    pub external_ref: String,
    /// The bike that the line describes.
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

/// Why a valid line was not imported.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineError {
    /// The reference is in the list twice.
    #[error("external_ref {external_ref:?} is already on line {line}")]
    SameReference {
        /// The list's own key that is there twice.
        external_ref: String,
        /// The line where it came first.
        line: u64,
    },
    /// The list has this mark twice.
    #[error("mark {code} is already on line {line}")]
    SameMark {
        /// The mark that is there twice.
        code: MarkCode,
        /// The line where it came first.
        line: u64,
    },
    /// The mark is on a bike that came from another line, or not from a list.
    #[error("mark {0} is already on another bike")]
    MarkElsewhere(MarkCode),
    /// The mark was withdrawn or replaced, or it was printed but does not belong to anybody yet.
    #[error("mark {code} is {status} and cannot be on a bike")]
    MarkUnusable {
        /// The mark that the line names.
        code: MarkCode,
        /// The status that keeps it from being used.
        status: domain::mark::MarkStatus,
    },
}

/// The result of importing a batch of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Bikes that are new on the register.
    pub added: u64,
    /// Bikes that have changed in the list.
    pub changed: u64,
    /// Bikes that have not changed in the list.
    pub unchanged: u64,
    /// Lines that were not imported, with the reasons.
    pub refused: Vec<(u64, LineError)>,
}

/// An import that is running, batch by batch.
pub struct Import<'r> {
    registry: &'r Registry,
    dry_run: bool,
    references: HashMap<Box<str>, u64>,
    marks: HashMap<MarkCode, u64>,
}

impl<'r> Import<'r> {
    /// Starts an import. A dry run checks the list against the register and writes nothing.
    pub fn new(registry: &'r Registry, dry_run: bool) -> Self {
        Self {
            registry,
            dry_run,
            references: HashMap::new(),
            marks: HashMap::new(),
        }
    }

    /// Imports the next lines in one transaction.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails; then none of these lines was taken.
    #[tracing::instrument(level = "debug", skip_all)]
    pub async fn batch(&mut self, lines: Vec<Line>) -> Result<Loaded, StoreError> {
        let (lines, mut refused) = self.once(lines);
        let mut loaded = self.write(&lines).await?;
        refused.append(&mut loaded.refused);
        refused.sort_by_key(|(line, _)| *line);
        loaded.refused = refused;
        Ok(loaded)
    }

    /// Splits the lines into those that name a bike or a mark for the first time, and those that name one again.
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
                // Somebody on the website has written the same mark or account since the plan was made. The next plan
                // will see it.
                Err(StoreError::Taken(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// Hashes a line's cells with the register's key, so that we recognise the same line but nobody can guess it from its
/// hash.
pub fn digest<'c>(registry: &Registry, cells: impl IntoIterator<Item = &'c str>) -> [u8; 16] {
    let mut bytes = vec![VERSION];
    for cell in cells {
        bytes.extend_from_slice(cell.as_bytes());
        // No cell contains a null byte: text with control characters is refused.
        bytes.push(0);
    }
    let mut digest = [0; 16];
    digest
        .iter_mut()
        .zip(registry.store.keys().hash("import line", &bytes))
        .for_each(|(to, from)| *to = from);
    digest
}

/// A line's owner: the e-mail address of the account, and the details on the line.
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

/// Gives a bike that did not come from a list a reference that only this register recognises.
pub(crate) fn own_reference(registry: &Registry, bike: BikeId) -> String {
    format!("framemark-{:016x}-{bike}", registry.store.register_id())
}

/// Reads what [`own_reference`] wrote for this register.
fn of_own_reference(registry: &Registry, external_ref: &str) -> Option<BikeId> {
    let (register, bike) = external_ref.strip_prefix("framemark-")?.split_once('-')?;
    let own = u64::from_str_radix(register, 16).ok()? == registry.store.register_id();
    bike.parse().ok().filter(|_| own)
}
