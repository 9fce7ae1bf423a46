//! The values behind the figures: months, counted thefts, and crimes that the police recorded.

mod fact;
mod month;
pub mod release;
mod street;

pub use fact::TheftFact;
pub use month::{Month, MonthError};
pub use street::{Counted, RecordedMonth, StreetError, StreetRow};
