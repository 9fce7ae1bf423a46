//! The pages of Framemark: routes, forms, templates and everything that a browser touches.

pub mod shared;
