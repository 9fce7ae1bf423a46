//! The fuzz targets of this crate's parsers, on changed seeds.

#[path = "../../../fuzz/properties/frame_number.rs"]
mod frame_number;
#[path = "../../../fuzz/properties/mark_code.rs"]
mod mark_code;
#[path = "../../../fuzz/mutated.rs"]
mod mutated;

#[test]
fn frame_numbers_and_patterns() {
    mutated::each("frame_number", 600, frame_number::holds);
}

#[test]
fn codes_of_marks() {
    mutated::each("mark_code", 600, mark_code::holds);
}
