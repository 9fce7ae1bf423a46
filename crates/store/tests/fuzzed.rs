//! The fuzz targets of this crate's parsers, on changed seeds.

#[path = "../../../fuzz/mutated.rs"]
mod mutated;
#[path = "../../../fuzz/properties/paper.rs"]
mod paper;
#[path = "../../../fuzz/properties/photo.rs"]
mod photo;

#[test]
fn papers() {
    mutated::each("paper", 500, paper::holds);
}

#[test]
fn photos() {
    mutated::each("photo", 200, photo::holds);
}
