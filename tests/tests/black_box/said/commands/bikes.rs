//! What the commands say about a bike that is looked up, about a mark, and about labels.

use super::{a_register, said};
use domain::MarkCode;
use insta::assert_snapshot;

#[test]
fn a_bike_is_looked_up() {
    let folder = a_register();
    said(&folder, &["migrate", "import HERE/list.csv"]);
    let look_up = [
        "look-up WTU123A4567K",
        "look-up WTUI23A4567K",
        "look-up JJJ999Y8888J",
        "look-up NOTHING",
        "look-up --colour mauvish",
        "look-up WTU123A4567K --limit 0",
    ];
    assert_snapshot!(said(&folder, &look_up), @"
    $ framemark look-up WTU123A4567K
     1. FM-000001-1  certain  10.7 bits
        Trek FX 2 black hybrid, with owner, A1
        looked for  WTU123A4567K

        on record   WTU123A4567K  (frame number)
         +10.7  Frame number: all 12 characters agree.
    = 0

    $ framemark look-up WTUI23A4567K
     1. FM-000001-1  strong  5.0 bits
        Trek FX 2 black hybrid, with owner, A1
        looked for  WTUI23A4567K
                       ~
        on record   WTU123A4567K  (frame number)
          +5.0  Frame number: 11 of 12 characters agree; I was typed, but the record has 1, which looks similar.
    = 0

    $ framemark look-up JJJ999Y8888J
    No similar bike is on the register.
    = 1

    $ framemark look-up NOTHING
    framemark: Enter a number, a mark, or what the bike looks like
    = 2

    $ framemark look-up --colour mauvish
    framemark: --colour: “mauvish” is not a known colour; choose one of: black, blue, brown, green, orange, pink, purple, red, silver, stickers, teal, white, yellow
    = 2

    $ framemark look-up WTU123A4567K --limit 0
    error: invalid value '0' for '--limit <LIMIT>': 0 is not in 1..=50

    For more information, try '--help'.
    = 2
    ");
    let mark = MarkCode::from_data([1, 3, 5, 7, 11, 13, 17, 19]).compact();
    let (one_wrong, too_short) = (format!("{}?", &mark[..9]), &mark[..4]);
    let check = [
        format!("marks check {mark}"),
        format!("marks check {one_wrong}"),
        format!("marks check {too_short}"),
        format!("marks check {}", MarkCode::from_data([9; 8]).compact()),
    ];
    let check: Vec<&str> = check.iter().map(String::as_str).collect();
    assert_snapshot!(said(&folder, &check), @"
    $ framemark marks check 1357BDHKTQ
    1357B-DHKTQ
      issued, on bike FM-000001-1
    = 0

    $ framemark marks check 1357BDHKT?
    1357B-DHKTQ
      character 10: filled in Q
      issued, on bike FM-000001-1
    = 0

    $ framemark marks check 1357
    Not a mark: A mark code has ten characters, and this has 4. Type ? for each one that you cannot read
    = 1

    $ framemark marks check 99999999YX
    99999-999YX
      a valid code, but this register has no such mark
    = 1
    ");
    let labels = [
        "labels --count 21 --out HERE/sheet.pdf",
        "labels --count 0 --out HERE/sheet.pdf",
        "labels --batch 99 --out HERE/sheet.pdf",
        "labels --out HERE/sheet.pdf",
        "labels --count 1 --stock L1 --out HERE/sheet.pdf",
    ];
    assert_snapshot!(said(&folder, &labels), @"
    $ framemark labels --count 21 --out HERE/sheet.pdf
    Batch 1: labels made and written to HERE/sheet.pdf
    = 0

    $ framemark labels --count 0 --out HERE/sheet.pdf
    framemark: --count: A batch can have 1 to 10000 marks
    = 2

    $ framemark labels --batch 99 --out HERE/sheet.pdf
    framemark: there is no batch 99. The page /partner/batches lists all batches; --count makes a new one
    = 2

    $ framemark labels --out HERE/sheet.pdf
    error: the following required arguments were not provided:
      --batch <ID>

    Usage: framemark_under_test labels --out <SHEET.pdf> --public-url <URL> --batch <ID>

    For more information, try '--help'.
    = 2

    $ framemark labels --count 1 --stock L1 --out HERE/sheet.pdf
    error: invalid value 'L1' for '--stock <STOCK>': not a label stock; choose one of: L7160, L7159, L7651, roll62

    For more information, try '--help'.
    = 2
    ");
}
