#![no_main]

#[path = "../properties/list.rs"]
mod list;
#[path = "../properties/workbook.rs"]
mod workbook;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| workbook::holds(bytes));
