//! What people type, beside what is on record: each must come back among the first few of a made register.

use domain::{
    bike::IdentifierKind,
    feed::FeedPosition,
    id::BikeId,
    matching::{BikeEntry, Query},
    number::{FramePattern, key},
};
use search::{Change, Index, bench::Register, rank};

/// What was typed, what is on record, and among how many it must be.
const PAIRS: &[(&str, &str, usize)] = &[
    // Spaces, marks, case.
    ("wtu 316-c2137n.", "WTU316C2137N", 1),
    ("WTU316C2137N", "wtu 316 c 2137 n", 1),
    ("gf28 2833", "GF282833", 1),
    ("wsbc.902120725.n", "WSBC902120725N", 1),
    ("K-6601-1159", "K66011159", 1),
    ("ＧＦ２８２８３３", "GF282833", 1),
    ("m18 021 195", "M18021195", 1),
    ("u16yk-22032", "U16YK22032", 1),
    ("b d 7 0 9 9 2 3 4 1", "BD70992341", 1),
    ("WTU 268 T 0046 J", "WTU268T0046J", 1),
    // Labels before the number.
    ("S/N: MD26700", "MD26700", 1),
    ("Frame no. HA15791", "HA15791", 1),
    ("serial number is F05085119", "F05085119", 1),
    ("№ GA912529", "GA912529", 1),
    ("FN C22AB492", "C22AB492", 1),
    ("VIN AJ80910379", "AJ80910379", 1),
    // Look-alikes.
    ("WTU3I6C2137N", "WTU316C2137N", 1),
    ("WTU316C2I37N", "WTU316C2137N", 1),
    ("wto017ct0074m0207", "WTU017CT0074M0207", 3),
    ("XD2112APOO31C", "XD2112AP0031C", 3),
    ("GF2B2833", "GF282833", 1),
    ("6F282833", "GF282833", 1),
    ("WS8C902120725N", "WSBC902120725N", 1),
    ("W5BC90212O725N", "WSBC902120725N", 1),
    ("WSBC9O2I2O725N", "WSBC902120725N", 1),
    ("MO26700", "MD26700", 3),
    ("HAI579I", "HA15791", 1),
    ("H415791", "HA15791", 3),
    ("U16VK22032", "U16YK22032", 1),
    ("U16YX22032", "U16YK22032", 1),
    ("FJI5ICJ00917", "FJ151CJ00917", 1),
    ("PRKO52B636", "PRK0528636", 1),
    ("RRK0528636", "PRK0528636", 1),
    ("SNXD517E10377", "SNXDS17E10377", 1),
    ("SNXDS17F10377", "SNXDS17E10377", 1),
    ("TBIO407C25DL543", "TBI0407C25DL543", 1),
    ("WCRl229244M", "WCR1229244M", 1),
    ("WCR1229244N", "WCR1229244M", 1),
    ("62HAX6CO386", "62HAX6C0386", 1),
    ("6ZHAX6C0386", "62HAX6C0386", 1),
    ("K77FTJ02410", "K17FTJ02410", 1),
    ("GBZZA12345", "GB22A12345", 1),
    ("WLH36046", "WLH3604G", 3),
    ("VCl8GO4069", "VC18G04069", 1),
    // One slip.
    ("WTU316C2137M", "WTU316C2137N", 1),
    ("WTU319C2137N", "WTU316C2137N", 1),
    ("WTU36C2137N", "WTU316C2137N", 1),
    ("WTU3166C2137N", "WTU316C2137N", 1),
    ("WUT316C2137N", "WTU316C2137N", 1),
    ("WSBC902120752N", "WSBC902120725N", 1),
    ("WSBC90212725N", "WSBC902120725N", 1),
    ("WSBC9022120725N", "WSBC902120725N", 1),
    ("GF282883", "GF282833", 3),
    ("GF28233", "GF282833", 3),
    ("K66011195", "K66011159", 3),
    ("FTA9C180+2", "FTA9C18072", 3),
    ("SWTU160C6492G", "WTU160C6492G", 3),
    ("FJ151CJ0917", "FJ151CJ00917", 1),
    ("SWO5602972", "SWO5602927", 3),
    ("BA9272373", "BA9272337", 3),
    // Two slips.
    ("WTU361C2173N", "WTU316C2137N", 1),
    ("WTV36C2137N", "WTU316C2137N", 1),
    ("WSBC90210725M", "WSBC902120725N", 1),
    ("TB10407C52DL543", "TBI0407C25DL543", 1),
    ("SNXDS71E1077", "SNXDS17E10377", 1),
    ("U15Y22032", "U16YK22032", 3),
    ("G1504O06069", "G1504006096", 1),
    ("WCR122924M4", "WCR1229244M", 3),
    // Only a part.
    ("*316C213*", "WTU316C2137N", 3),
    ("*12072*", "WSBC902120725N", 10),
    ("8T00467", "WTU268T0046J", 10),
    ("WTU268T*", "WTU268T0046J", 3),
    ("*T0046J", "WTU268T0046J", 3),
    ("*C25DL5*", "TBI0407C25DL543", 3),
    ("316C2137N", "WTU316C2137N", 1),
    ("902120725", "WSBC902120725N", 3),
    ("WTU316C2", "WTU316C2137N", 3),
    ("XDS17E10377", "SNXDS17E10377", 1),
    ("*FTJ0241*", "K17FTJ02410", 3),
    ("02120725N", "WSBC902120725N", 1),
    // A part, and misread.
    ("*316C2I37N", "WTU316C2137N", 1),
    ("*2l207*25N", "WSBC902120725N", 10),
    ("*7CZ5DL543", "TBI0407C25DL543", 1),
    ("*5E10371*", "SNXDS15E10377", 10),
    // Unreadable.
    ("WTU???T0046J", "WTU268T0046J", 3),
    ("W?U3?6C?13?N", "WTU316C2137N", 1),
    ("WSBC9?21?07?5N", "WSBC902120725N", 1),
    ("GF2?2?33", "GF282833", 10),
    ("?F282833", "GF282833", 3),
    ("GF[28]8[2Z]833", "GF282833", 3),
    ("K17FT??2410", "K17FTJ02410", 1),
    ("WTU3*37N", "WTU316C2137N", 10),
    ("SN*17E1*77", "SNXDS17E10377", 3),
    ("TBI????C25DL543", "TBI0407C25DL543", 1),
    // Other text in the box.
    ("WTU316C2137N 54CM", "WTU316C2137N", 1),
    ("2019 WTU316C2137N", "WTU316C2137N", 1),
    ("FX2 WTU316C2137N", "WTU316C2137N", 1),
    ("WSBC902120725N blue", "WSBC902120725N", 1),
    ("GF282833 M", "GF282833", 3),
    ("K17FTJ02980K17FTJ02980", "K17FTJ02980", 3),
    ("K17FTJ02980 K17FTJ02980", "K17FTJ02980", 1),
    ("MD26700/MD26700", "MD26700", 3),
    // Several numbers in one box, on either side.
    ("B1A114504S WBK946971S", "WBK946971S", 3),
    ("B1A114504S, WBK946971S", "WBK946971S", 3),
    ("WBK946971X", "B1A114504S WBK946971X", 3),
    ("B1A1I4504X", "B1A114504X WBK946971T", 3),
    ("H1JH30006", "JH30006", 3),
    ("WGIK1FK14218", "WGIK1FK14218R0712", 1),
    // The owner misread it, too.
    ("WTU127C4481K", "WTU127C448IK", 1),
    ("WSBC604331278H", "WSBC60433I27BH", 1),
    ("U14KB33717", "U14K833717", 1),
    ("Y161007081", "Y16100708", 3),
    ("L17090936", "L1709O936", 1),
    ("WKM272121T", "WKM27212IT", 1),
];

#[test]
fn each_pair_is_found() {
    assert!(PAIRS.len() >= 100);
    let register = Register::new(4711, 8_000);
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let mut entries: Vec<BikeEntry> = register.entries().collect();
    for (_, on_record, _) in PAIRS {
        if entries[8_000..]
            .iter()
            .any(|entry| entry.numbers[0].1 == *on_record)
        {
            continue;
        }
        let id = BikeId(entries.len() as i64 + 1);
        entries.push(BikeEntry {
            numbers: vec![(IdentifierKind::Frame, (*on_record).to_owned())],
            ..BikeEntry::new(id)
        });
    }
    index
        .apply(&entries.iter().cloned().map(Change::Upsert).collect::<Vec<_>>())
        .unwrap();
    index
        .commit(FeedPosition {
            epoch: 1,
            transaction: 0,
            position: 1,
        })
        .unwrap();

    let mut missed = Vec::new();
    for (typed, on_record, within) in PAIRS {
        let query = Query {
            numbers: vec![FramePattern::parse(typed).unwrap()],
            ..Query::default()
        };
        let candidates = index.candidates(&query, 20).unwrap();
        let truths: Vec<BikeEntry> = candidates
            .found
            .iter()
            .map(|candidate| entries[candidate.bike.0 as usize - 1].clone())
            .collect();
        let ranked = rank(&query, &truths, &candidates, 10);
        let place = ranked.iter().position(|one| {
            entries[one.bike.0 as usize - 1]
                .numbers
                .iter()
                .any(|(_, written)| key(written) == key(on_record))
        });
        if place.is_none_or(|place| place >= *within) {
            missed.push(format!("{typed} for {on_record}: {place:?}, not within {within}"));
        }
    }
    assert!(
        missed.is_empty(),
        "{} of {} missed:\n{}",
        missed.len(),
        PAIRS.len(),
        missed.join("\n")
    );
}
