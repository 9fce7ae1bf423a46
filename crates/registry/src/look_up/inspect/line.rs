use super::People;
use crate::account::permits::InspectorOf;
use crate::look_up::acts::{self, Action};
use domain::bike::BikeReference;
use domain::id::{AccountId, LookUpId, OrganisationId};
use jiff::Timestamp;
use store::look_up::LookUp;
use store::look_up::audit::AuditEntry;
use store::look_up::pages::Line;

/// What a line of the log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody looked a bike up. If the search finished, this many bikes were shown.
    LookedUp(Option<u32>),
    /// Somebody did something else.
    Did(Action),
}

impl What {
    /// Says what was done.
    pub fn words(self) -> &'static str {
        match self {
            Self::LookedUp(_) => "Looked up a bike",
            Self::Did(action) => acts::act(action),
        }
    }
}

/// A line of the log, as this inspector may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// When it was done.
    pub at: Timestamp,
    /// What was done.
    pub what: What,
    /// Who did it.
    pub by: String,
    /// The organisation that they did it for.
    pub organisation: Option<String>,
    /// The colleague that it was done to. Owners are not named.
    pub about: Option<String>,
    /// The bike that it was done to.
    pub bike: Option<BikeReference>,
    /// The look-up, or the look-up that it came from.
    pub look_up: Option<LookUpId>,
    /// Why it was done.
    pub reason: Option<String>,
    /// What was looked for.
    pub asked: Option<String>,
    /// True if this inspector may not read the reason and the query.
    pub is_withheld: bool,
}

impl Shown {
    pub(super) fn of(line: Line, inspector: &InspectorOf, people: &People) -> Self {
        match line {
            Line::LookUp(look_up) => Self::look_up(look_up, inspector, people),
            Line::Entry { at, entry, .. } => Self::entry(at, entry, inspector, people),
        }
    }

    fn look_up(look_up: LookUp, inspector: &InspectorOf, people: &People) -> Self {
        let reads = inspector.reads_words_of(look_up.organisation);
        Self {
            at: look_up.at,
            what: What::LookedUp(look_up.results),
            by: by(people, look_up.account),
            organisation: name(people, look_up.organisation),
            about: None,
            bike: None,
            look_up: Some(look_up.id),
            reason: reads.then(|| look_up.reason.to_string()),
            asked: reads.then(|| acts::asked(look_up.query)),
            is_withheld: !reads,
        }
    }

    fn entry(at: Timestamp, entry: AuditEntry, inspector: &InspectorOf, people: &People) -> Self {
        let is_own = entry.actor == Some(inspector.account);
        let reads = inspector.reads_words_of(entry.organisation) || is_own;
        let has_reason = entry.reason.is_some();
        let about = entry.subject_account.filter(|about| Some(*about) != entry.actor);
        Self {
            at,
            what: What::Did(entry.action),
            by: match (entry.actor, entry.action) {
                (None, Action::LookUpsSampled) => "Framemark".to_owned(),
                (actor, _) => by(people, actor),
            },
            organisation: name(people, entry.organisation),
            about: about.and_then(|about| people.name(about).map(str::to_owned)),
            bike: entry.bike.map(BikeReference::of),
            look_up: entry.look_up,
            reason: entry.reason.filter(|_| reads).map(|reason| reason.to_string()),
            asked: None,
            is_withheld: has_reason && !reads,
        }
    }
}

fn by(people: &People, account: Option<AccountId>) -> String {
    let Some(account) = account else {
        return "Command line".to_owned();
    };
    people
        .name(account)
        .unwrap_or("Somebody without a role")
        .to_owned()
}

fn name(people: &People, organisation: Option<OrganisationId>) -> Option<String> {
    organisation.and_then(|id| people.organisation(id).map(str::to_owned))
}
