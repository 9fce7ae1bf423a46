use serde::Serialize;

/// The results of an event, as its coordinator counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Bikes that were marked.
    pub bikes_marked: u32,
    /// Visitors who had not booked.
    pub walk_ins: u32,
    /// People who were given advice.
    pub advised: u32,
    /// Marks that were spoiled.
    pub spoiled: u32,
    /// Anything to remember for next time.
    pub note: Option<String>,
}
