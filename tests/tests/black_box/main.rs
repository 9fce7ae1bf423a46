//! Every test of the whole: what the workspace may look like, and what the built program does.
//!
//! One binary, because each further one links the whole program again.

mod arrows;
mod licences;
mod one_sqlx;
mod tidy;
mod workspace;
