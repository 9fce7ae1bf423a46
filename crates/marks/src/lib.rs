//! Makes labels: the QR codes, the labels round them, and the sheets. It takes values and returns bytes.
//!
//! This is the only crate that names `qrcode`, `krilla` and `ab_glyph`. It knows nothing about bikes or owners. A label
//! has a mark code, an address at which to look it up and the name of the scheme, and nothing else.

pub mod address;
mod face;
pub mod label;
mod layout;
pub mod picture;
pub mod qr;
pub mod sheet;
pub mod stock;

#[cfg(test)]
mod tests;

pub use address::LabelAddress;
pub use label::Label;
pub use stock::Stock;
