//! Tests over all rooms.

mod plans;
