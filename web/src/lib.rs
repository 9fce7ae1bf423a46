//! The pages of Framemark: routes, forms, templates and everything that a browser touches.

mod admin;
mod app;
mod desk;
mod dev_mail;
mod owner;
mod partner;
mod police;
mod public;
pub mod shared;

pub use app::router;
pub use shared::App;
