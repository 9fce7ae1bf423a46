//! The fuzz targets of this crate's parsers, on changed seeds.

#[path = "../../../fuzz/properties/list.rs"]
mod list;
#[path = "../../../fuzz/mutated.rs"]
mod mutated;
#[path = "../../../fuzz/properties/workbook.rs"]
mod workbook;

#[test]
fn lists() {
    mutated::each("list", 400, list::holds);
}

#[test]
fn workbooks() {
    mutated::each("workbook", 300, workbook::holds);
}
