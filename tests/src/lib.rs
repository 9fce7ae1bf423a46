//! Drives the built program from outside: starts it, speaks HTTP to it as a browser would, reads its mail.
//!
//! Knows nothing of what is inside. Everything here panics with a message when the program does not do what
//! a test asks, so that a test reads as a story without error handling.

pub mod browser;
pub mod form;
pub mod mail;
pub mod page;
pub mod server;
pub mod wait;

pub use browser::Browser;
pub use form::Form;
pub use mail::Mail;
pub use page::Page;
pub use server::{AHEAD, Server, ServerOptions};
pub use wait::eventually;
