#![no_main]

#[path = "../properties/mark_code.rs"]
mod mark_code;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mark_code::holds(bytes));
