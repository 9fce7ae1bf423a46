#![no_main]

#[path = "../properties/photo.rs"]
mod photo;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| photo::holds(bytes));
