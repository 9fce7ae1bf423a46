//! What is printed on our labels: QR codes, the labels round them, and the sheets they stand on. Values in, bytes out.
//!
//! The only crate that names `qrcode`, `krilla` and `ab_glyph`. It knows no bike and no owner: a label carries a mark
//! code, where to look it up and whose scheme it is, and nothing else.

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
