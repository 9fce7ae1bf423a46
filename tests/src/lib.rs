//! Tests the built program from outside: starts it, speaks HTTP to it as a browser would, and reads its e-mails.
//!
//! It knows nothing about the inside of the program. Everything here panics with a message if the program does not do
//! what a test asks, so that a test reads like a story without error handling.

pub mod browser;
pub mod folder;
pub mod form;
pub mod mail;
pub mod page;
mod said;
pub mod server;
pub mod wait;

pub use browser::Browser;
pub use folder::Folder;
pub use form::Form;
pub use mail::Mail;
pub use page::Page;
pub use server::{AHEAD, Server, ServerOptions};
pub use wait::eventually;
