//! The partnership's figures: what each of them means, how certain it is, and what must not be shown.
//!
//! This crate takes values and returns values: it has no database, no web and no clock. Chance comes from a seed, so
//! the same release gives the same list on every machine. Each module is named after its noun: an [`interval`], a
//! [`change`], the [`hours`] of the week, a hot [`place`], a [`displacement`], what is [`withheld`], a [`period`], a
//! [`measure`], a [`definition`], a [`recovery`].

pub mod change;
pub mod definition;
pub mod displacement;
pub mod hours;
pub mod interval;
pub mod measure;
pub mod period;
pub mod place;
pub mod recovery;
pub mod withheld;
