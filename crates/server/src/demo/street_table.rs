//! Makes, models, colours and features, in about the mixture that you see in the street.

use domain::bike::BikeKind;

/// A make, how many of about a hundred bikes it made, its kinds, and the models of each kind.
pub(super) type Range = (&'static str, u32, &'static [(BikeKind, &'static [&'static str])]);

pub(super) const RANGES: &[Range] = &[
    (
        "Raleigh",
        11,
        &[
            (BikeKind::Hybrid, &["Pioneer", "Caprice", "Array", "Strada"]),
            (BikeKind::Electric, &["Motus", "Array E"]),
            (BikeKind::Childs, &["Molly", "Pop 20"]),
        ],
    ),
    (
        "Trek",
        9,
        &[
            (BikeKind::Hybrid, &["FX 1", "FX 2", "FX 3"]),
            (BikeKind::Mountain, &["Marlin 5", "Marlin 6"]),
            (BikeKind::Road, &["Domane AL 2", "Emonda"]),
            (BikeKind::Electric, &["Verve+ 2"]),
        ],
    ),
    (
        "Specialized",
        9,
        &[
            (BikeKind::Hybrid, &["Sirrus", "Sirrus 2.0"]),
            (BikeKind::Mountain, &["Rockhopper", "Stumpjumper"]),
            (BikeKind::Road, &["Allez", "Tarmac"]),
            (BikeKind::Gravel, &["Diverge"]),
        ],
    ),
    (
        "Giant",
        8,
        &[
            (BikeKind::Hybrid, &["Escape 3", "Escape 2"]),
            (BikeKind::Road, &["Defy", "Contend"]),
            (BikeKind::Mountain, &["Talon", "ATX"]),
        ],
    ),
    (
        "Liv",
        3,
        &[
            (BikeKind::Hybrid, &["Alight", "Flourish"]),
            (BikeKind::Road, &["Avail"]),
        ],
    ),
    (
        "Carrera",
        7,
        &[
            (BikeKind::Mountain, &["Vengeance", "Kraken"]),
            (BikeKind::Hybrid, &["Crossfire", "Parva"]),
            (BikeKind::Folding, &["Transit"]),
        ],
    ),
    (
        "Apollo",
        6,
        &[
            (BikeKind::Mountain, &["Phaze", "Slant"]),
            (BikeKind::Hybrid, &["Elyse", "Rubix"]),
            (BikeKind::Childs, &["Urchin", "Moonbeam"]),
        ],
    ),
    (
        "Brompton",
        7,
        &[
            (BikeKind::Folding, &["C Line", "M6L", "S2L", "P Line"]),
            (BikeKind::Electric, &["Electric C Line"]),
        ],
    ),
    (
        "b'Twin",
        5,
        &[
            (BikeKind::Hybrid, &["Riverside 120", "Elops 520"]),
            (BikeKind::Childs, &["Original 100"]),
        ],
    ),
    (
        "Boardman",
        3,
        &[
            (BikeKind::Road, &["SLR 8.6"]),
            (BikeKind::Hybrid, &["HYB 8.6"]),
            (BikeKind::Gravel, &["ADV 8.6"]),
        ],
    ),
    (
        "Pinnacle",
        3,
        &[
            (BikeKind::Hybrid, &["Lithium 1", "Neon"]),
            (BikeKind::Gravel, &["Arkose"]),
        ],
    ),
    (
        "Ridgeback",
        3,
        &[
            (BikeKind::Hybrid, &["Speed", "Velocity"]),
            (BikeKind::Road, &["Voyage"]),
            (BikeKind::Childs, &["MX16"]),
        ],
    ),
    (
        "Dawes",
        3,
        &[
            (BikeKind::Road, &["Galaxy", "Super Galaxy"]),
            (BikeKind::Tandem, &["Twin"]),
            (BikeKind::Hybrid, &["Duchess"]),
        ],
    ),
    (
        "Ribble",
        1,
        &[(BikeKind::Road, &["R872"]), (BikeKind::Gravel, &["CGR"])],
    ),
    (
        "Canyon",
        2,
        &[
            (BikeKind::Road, &["Endurace", "Ultimate"]),
            (BikeKind::Gravel, &["Grizl"]),
        ],
    ),
    (
        "Cannondale",
        3,
        &[
            (BikeKind::Hybrid, &["Quick", "Bad Boy"]),
            (BikeKind::Road, &["Synapse", "CAAD"]),
        ],
    ),
    (
        "Cube",
        2,
        &[
            (BikeKind::Electric, &["Touring Hybrid"]),
            (BikeKind::Mountain, &["Aim", "Attention"]),
        ],
    ),
    (
        "Kona",
        1,
        &[(BikeKind::Hybrid, &["Dew"]), (BikeKind::Gravel, &["Rove"])],
    ),
    (
        "Marin",
        2,
        &[
            (BikeKind::Hybrid, &["Fairfax"]),
            (BikeKind::Mountain, &["Bobcat Trail"]),
        ],
    ),
    (
        "Whyte",
        1,
        &[
            (BikeKind::Hybrid, &["Portobello"]),
            (BikeKind::Mountain, &["905"]),
        ],
    ),
    (
        "Gazelle",
        3,
        &[
            (BikeKind::Hybrid, &["Toer Populair", "Esprit"]),
            (BikeKind::Electric, &["Ultimate C8"]),
        ],
    ),
    ("Batavus", 1, &[(BikeKind::Hybrid, &["Old Dutch"])]),
    (
        "Pashley",
        2,
        &[
            (BikeKind::Hybrid, &["Princess", "Roadster"]),
            (BikeKind::Trike, &["Tri-1"]),
            (BikeKind::Cargo, &["Alfred"]),
        ],
    ),
    ("Babboe", 1, &[(BikeKind::Cargo, &["Curve", "City"])]),
    ("Urban Arrow", 1, &[(BikeKind::Cargo, &["Family"])]),
    (
        "Tern",
        1,
        &[
            (BikeKind::Cargo, &["GSD", "HSD"]),
            (BikeKind::Folding, &["Link C8"]),
        ],
    ),
    ("VanMoof", 1, &[(BikeKind::Electric, &["S3", "X3"])]),
    ("Frog", 2, &[(BikeKind::Childs, &["44", "52", "62"])]),
    ("Islabikes", 1, &[(BikeKind::Childs, &["Beinn 20", "Cnoc 16"])]),
    (
        "Muddyfox",
        2,
        &[(BikeKind::Mountain, &["Energy"]), (BikeKind::Hybrid, &["Recoil"])],
    ),
    ("Haro", 1, &[(BikeKind::Bmx, &["Downtown"])]),
    (
        "ICE Trikes",
        1,
        &[
            (BikeKind::Recumbent, &["Sprint"]),
            (BikeKind::Adapted, &["Adventure"]),
        ],
    ),
];

pub(super) const COLOURS: &[(&str, u32)] = &[
    ("black", 32),
    ("blue", 15),
    ("silver", 13),
    ("red", 10),
    ("white", 8),
    ("green", 7),
    ("purple", 3),
    ("pink", 3),
    ("orange", 3),
    ("yellow", 2),
    ("teal", 2),
    ("brown", 1),
];

pub(super) const FEATURES: &[&str] = &[
    "Wicker basket on the front",
    "Child seat on the rear rack",
    "Bell shaped like a teapot",
    "Scratch along the top tube",
    "Dent near the head tube",
    "Brown leather saddle",
    "Sticker of a heron on the seat tube",
    "Pannier rack, one strut bent",
    "Yellow tape on the handlebars",
    "Mudguards do not match",
    "Dynamo lights",
    "Name in paint pen under the saddle",
    "Schwalbe tyres with a red stripe",
    "Left pedal is newer than the right",
];
