//! The weekly sample of a force's look-ups, which the force's administrators read and ask about. Nobody answers for their
//! own look-up.

mod answer;
mod draw;
mod near;
mod show;

pub use answer::{AnswerError, answer};
pub use domain::look_up::sample::{Finding, FindingError, MOST_NOTED, Why};
pub use draw::{Again, draw_due};
pub use show::{Listed, ShownItem, ShownNote, ShownSample, list, show};

#[cfg(test)]
mod tests;
