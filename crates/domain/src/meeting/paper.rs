use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Says that a paper may be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// When somebody said so.
    pub at: Timestamp,
    /// Why it comes late; `None` if it is in time.
    pub why_late: Option<String>,
}

/// A paper for an item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The number of the item.
    pub item: u32,
    /// Its title.
    pub title: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// Says that it may be published; `None` while somebody is still working on it.
    pub ready: Option<Ready>,
    /// When it came out, for a paper that was out when its meeting moved or was cancelled. Such a paper stays out.
    pub kept_out_at: Option<Timestamp>,
}

impl Paper {
    /// Returns when a paper that is ready comes out. `due` is when the meeting's papers publish themselves.
    pub fn comes_out_at(&self, due: Timestamp) -> Option<Timestamp> {
        let ready = self.ready.as_ref()?;
        Some(self.kept_out_at.unwrap_or_else(|| due.max(ready.at)))
    }

    /// Returns when it came out, if it is out now. Once a meeting is cancelled, only papers that were out before are
    /// out.
    pub fn out_at(&self, due: Timestamp, cancelled: bool, now: Timestamp) -> Option<Timestamp> {
        if cancelled {
            return self.kept_out_at;
        }
        self.comes_out_at(due).filter(|at| *at <= now)
    }

    /// Tells whether it comes out after the meeting's papers were due.
    pub fn is_late(&self, due: Timestamp) -> bool {
        self.comes_out_at(due).is_some_and(|at| at > due)
    }

    /// Returns the paper after its meeting moved or was cancelled at `now`. A paper that was out stays out. One that
    /// comes out because the meeting is now nearer comes out at `now`.
    #[must_use]
    pub fn moved(mut self, from: (Timestamp, bool), to: (Timestamp, bool), now: Timestamp) -> Self {
        let Some(ready) = &mut self.ready else {
            return self;
        };
        let was_out = match (self.kept_out_at, from.1) {
            (Some(at), _) => Some(at),
            (None, true) => None,
            (None, false) => Some(from.0.max(ready.at)).filter(|at| *at <= now),
        };
        if was_out.is_some() {
            self.kept_out_at = was_out;
        } else if to.0 <= now && !to.1 {
            self.kept_out_at = Some(now);
            ready
                .why_late
                .get_or_insert_with(|| "The meeting was moved".to_owned());
        }
        self
    }
}
