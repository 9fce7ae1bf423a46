#![no_main]

#[path = "../properties/desk_entry.rs"]
mod desk_entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| desk_entry::holds(bytes));
