//! Makers' formats for frame numbers, for invented registers.

/// A maker: name, how many of its numbers were seen, formats, models.
pub(super) struct Maker {
    pub(super) name: &'static str,
    /// How many of the real numbers that we collected the formats from are from this maker; at least one.
    pub(super) seen: u32,
    /// `#` is a digit, `@` a letter, `%` two digits of a year, `&` a month, `~` a day of the year; anything else means
    /// itself.
    pub(super) formats: &'static [&'static str],
    pub(super) models: &'static [&'static str],
}

const fn maker(
    name: &'static str,
    seen: u32,
    formats: &'static [&'static str],
    models: &'static [&'static str],
) -> Maker {
    Maker {
        name,
        seen,
        formats,
        models,
    }
}

/// Twenty-four makers whose formats we know from real numbers or from the maker.
pub(super) const MAKERS: [Maker; 24] = [
    maker(
        "Trek",
        12,
        &["WTU~C####@", "WTU~@@####@", "WTU~@###@"],
        &["FX 2", "Marlin 5", "Domane", "District", "Checkpoint"],
    ),
    maker(
        "Specialized",
        16,
        &["WSBC#########@"],
        &["Sirrus", "Rockhopper", "Allez", "Diverge", "Turbo Vado"],
    ),
    maker(
        "Giant",
        11,
        &["G@######", "K########", "@##@@###"],
        &["Escape", "Talon", "Contend", "Defy"],
    ),
    maker(
        "Cannondale",
        3,
        &["@@#####", "@@######"],
        &["Quick", "Trail", "Synapse", "Topstone"],
    ),
    maker(
        "Raleigh",
        2,
        &["U%@#####", "U%@@#####"],
        &["Pioneer", "Strada", "Motus", "Chopper"],
    ),
    maker("Jamis", 4, &["U###@#####"], &["Coda", "Renegade", "Durango"]),
    maker("Kona", 3, &["AJ######", "H#JH#####"], &["Dew", "Rove", "Sutra"]),
    maker(
        "Norco",
        2,
        &["AJ########", "##########"],
        &["Storm", "Search", "Fluid"],
    ),
    maker(
        "Marin",
        2,
        &["HA#####", "FA#####@@@###"],
        &["Fairfax", "Muirwoods", "Nicasio"],
    ),
    maker(
        "Surly",
        2,
        &["M%&####"],
        &["Cross-Check", "Long Haul Trucker", "Straggler"],
    ),
    maker(
        "GT",
        1,
        &["F########", "G#&#####"],
        &["Avalanche", "Aggressor", "Performer"],
    ),
    maker("Scott", 1, &["S#A######"], &["Sub Cross", "Aspect", "Speedster"]),
    maker("Merida", 1, &["WC######@"], &["Crossway", "Big Nine", "Scultura"]),
    maker("DBS", 1, &["WBK######@"], &["Kilimanjaro", "Intruder"]),
    maker(
        "Gazelle",
        3,
        &["#######", "GA######"],
        &["Orange", "Chamonix", "Ultimate"],
    ),
    maker("Batavus", 1, &["BA#######"], &["Dinsdag", "Quip"]),
    maker(
        "Babboe",
        1,
        &["GB##@#####", "AC#######"],
        &["City", "Curve", "Big"],
    ),
    maker("Cube", 1, &["SWO#######"], &["Touring", "Aim", "Kathmandu"]),
    maker(
        "Haro",
        3,
        &["K%FTJ#####", "##HAX#@####"],
        &["Downtown", "Flightline"],
    ),
    maker("Fuji", 1, &["FJ###@@#####"], &["Absolute", "Nevada", "Sportif"]),
    maker("Pedego", 1, &["Y#########"], &["Comfort Cruiser", "Interceptor"]),
    maker("Linus", 1, &["L#@#######"], &["Dutchi", "Roadster"]),
    maker("Rocky Mountain", 3, &["PRK#######"], &["Soul", "Growler"]),
    maker("Ghost", 1, &["WCR#######@"], &["Kato", "Square Cross"]),
];

/// Colours, each with how many bikes in a hundred have it.
pub(super) const COLOURS: [(&str, u32); 12] = [
    ("black", 34),
    ("blue", 15),
    ("silver", 14),
    ("white", 10),
    ("red", 9),
    ("green", 8),
    ("orange", 3),
    ("yellow", 2),
    ("pink", 2),
    ("purple", 1),
    ("brown", 1),
    ("teal", 1),
];

/// Makes a number in a format.
pub(super) fn number(format: &str, rng: &mut fastrand::Rng) -> String {
    let mut number = String::with_capacity(16);
    for c in format.chars() {
        match c {
            '#' => number.push(rng.digit(10)),
            '@' => number.push(rng.uppercase()),
            '%' => number.push_str(&format!("{:02}", rng.u32(5..=25))),
            '&' => number.push_str(&format!("{:02}", rng.u32(1..=12))),
            '~' => number.push_str(&format!("{:03}", rng.u32(1..=366))),
            other => number.push(other),
        }
    }
    number
}
