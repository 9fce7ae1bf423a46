//! What is printed on our labels: QR codes and the labels round them. Values in, bytes out.
//!
//! The only crate that names `qrcode`. It knows no bike and no owner: a label carries a mark code, where to
//! look it up and whose scheme it is, and nothing else.

pub mod address;
pub mod label;
pub mod qr;

#[cfg(test)]
mod tests;

pub use address::LabelAddress;
pub use label::Label;
