#![no_main]

#[path = "../properties/list.rs"]
mod list;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| list::holds(bytes));
