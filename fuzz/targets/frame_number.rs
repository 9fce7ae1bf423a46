#![no_main]

#[path = "../properties/frame_number.rs"]
mod frame_number;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| frame_number::holds(bytes));
