//! All tests of the whole workspace: what it may look like, and what the built program does.
//!
//! They are one binary, because every other binary would link the whole program again.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail where it cannot go on; clippy only knows the test functions themselves"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a journey through the program is told from start to end"
)]

mod again;
mod arrows;
mod assessments;
mod audience;
mod backup;
mod bad_input;
mod bad_lists;
mod bench;
mod campaigns;
mod claimants;
mod confirm;
mod consultations;
mod deploy;
mod desk;
mod desk_day;
mod desk_shells;
mod desk_sync;
mod disk;
mod events;
mod home;
mod insights;
mod kill;
mod letters;
mod licences;
mod limits;
mod lists;
mod log_chain;
mod log_pages;
mod matrices;
mod meetings;
mod one_sqlx;
mod own_data;
mod owner;
mod partnership;
mod people;
mod police;
mod power_cuts;
mod privacy;
mod privacy_words;
mod problems;
mod proof_cut_off;
mod property_store;
mod public;
mod record;
mod recoveries;
mod relay;
mod reminders;
mod rooms;
mod running;
mod said;
mod second_factor;
mod serve;
mod setup;
mod sign_in;
mod soon;
mod spans;
mod stock;
mod theft;
mod tidy;
mod tidy_spans;
mod two_editors;
mod workspace;
