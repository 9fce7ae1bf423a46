#![no_main]

#[path = "../properties/paper.rs"]
mod paper;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| paper::holds(bytes));
