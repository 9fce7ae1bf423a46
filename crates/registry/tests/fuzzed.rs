//! The fuzz target of this crate's parser, on changed seeds.

#[path = "../../../fuzz/properties/desk_entry.rs"]
mod desk_entry;
#[path = "../../../fuzz/mutated.rs"]
mod mutated;

#[test]
fn entries_of_desks() {
    mutated::each("desk_entry", 500, desk_entry::holds);
}
