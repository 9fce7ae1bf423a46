//! What the commands say about lists: import, export, the index and a property store.

use super::{a_register, said};
use insta::assert_snapshot;
use std::fs;

#[test]
fn lists_go_in_and_out() {
    let folder = a_register();
    said(&folder, &["migrate"]);
    let import = [
        "import HERE/missing.csv",
        "import HERE/list.csv --dry-run",
        "import HERE/list.csv",
        "import HERE/list.csv",
    ];
    assert_snapshot!(said(&folder, &import), @"
    $ framemark import HERE/missing.csv
    framemark: cannot read HERE/missing.csv: No such file or directory (os error 2)
    = 2

    $ framemark import HERE/list.csv --dry-run
    2 lines: 2 would be new, 0 would change, 0 unchanged, 0 refused
    = 0

    $ framemark import HERE/list.csv
    2 lines: 2 new, 0 changed, 0 unchanged, 0 refused
    = 0

    $ framemark import HERE/list.csv
    2 lines: 0 new, 0 changed, 2 unchanged, 0 refused
    = 0
    ");
    let broken =
        "external_ref,frame_number,colour,owner_email\nB1,WTU 999 B 1111 J,mauvish,ada\n,,,\nB2,,,\n";
    fs::write(folder.path().join("broken.csv"), broken).unwrap();
    fs::write(folder.path().join("other.csv"), "name,size\nx,1\n").unwrap();
    let import = ["import HERE/broken.csv", "import HERE/other.csv"];
    assert_snapshot!(said(&folder, &import), @"
    $ framemark import HERE/broken.csv
    2 lines: 0 new, 0 changed, 0 unchanged, 2 refused
    line 2: owner_email: Enter an e-mail address in the correct format, like name@example.org
    line 4: frame_number, identifiers and mark are all empty; a bike needs one of them
    2 lines refused, 0 warnings. Correct these lines and import the file again; the other bikes stay as they are
    = 1

    $ framemark import HERE/other.csv
    framemark: HERE/other.csv: the first line names no column, so it is probably not a header. It must name some of: external_ref, make, model, colour, kind, frame_number, identifiers, mark, features, owner_name, owner_email, owner_phone, owner_postcode, stolen_from, stolen_to, stolen_place, stolen_lat, stolen_lng, crime_ref
    = 2
    ");
    let export = ["export --out HERE/all.csv", "export --out HERE/none/all.csv"];
    assert_snapshot!(said(&folder, &export), @"
    $ framemark export --out HERE/all.csv
    2 bikes written to HERE/all.csv
    = 0

    $ framemark export --out HERE/none/all.csv
    framemark: cannot write HERE/none/all.csv: No such file or directory (os error 2)
    = 2
    ");
    let store = "property_ref,frame_number\nP1,WTU123A4567K\nP2,\n";
    fs::write(folder.path().join("store.csv"), store).unwrap();
    let rest = [
        "reindex",
        "reconcile HERE/store.csv --out HERE/found.jsonl",
        "reconcile HERE/missing.csv --out HERE/found.jsonl",
    ];
    assert_snapshot!(said(&folder, &rest), @"
    $ framemark reindex
    Indexed 2 bikes.
    = 0

    $ framemark reconcile HERE/store.csv --out HERE/found.jsonl
    2 looked up: 1 certain, 0 strong, 0 possible, 1 without a similar bike; 0 lines refused
    = 0

    $ framemark reconcile HERE/missing.csv --out HERE/found.jsonl
    framemark: cannot read HERE/missing.csv: No such file or directory (os error 2)
    = 2
    ");
}
