//! Every test of the whole: what the workspace may look like, and what the built program does.
//!
//! One binary, because each further one links the whole program again.

#![expect(
    clippy::unwrap_used,
    reason = "what a test cannot do fails it; clippy knows only the functions that are tests"
)]

mod again;
mod arrows;
mod audience;
mod bad_input;
mod bench;
mod confirm;
mod desk;
mod desk_day;
mod desk_shells;
mod desk_sync;
mod events;
mod kill;
mod licences;
mod limits;
mod lists;
mod one_sqlx;
mod owner;
mod people;
mod police;
mod privacy;
mod public;
mod reminders;
mod rooms;
mod running;
mod serve;
mod sign_in;
mod soon;
mod stock;
mod tidy;
mod workspace;
