//! Makes a list of invented bikes, to measure `import`: `make_list LINES [SEED] > bikes.csv`.
//!
//! The same seed makes the same list. Nine in ten bikes have an owner with an e-mail address, some owners have several,
//! one bike in ten is stolen, and one in twenty has a mark. The numbers look like makers' numbers but are invented.

use anyhow::{Context, Result};
use domain::MarkCode;
use fastrand::Rng;
use std::io::{self, BufWriter, Write};

const MAKES: &[&str] = &[
    "Trek",
    "Giant",
    "Specialized",
    "Raleigh",
    "Carrera",
    "Brompton",
    "Apollo",
    "Boardman",
    "Cube",
    "Scott",
    "Ridgeback",
    "Dawes",
    "Cannondale",
    "Pinnacle",
    "Ribble",
    "Canyon",
    "Marin",
    "Whyte",
    "Gazelle",
    "Pashley",
];
const MODELS: &[&str] = &[
    "FX 2", "Escape 3", "Sirrus", "Pioneer", "Kraken", "C Line", "Slant", "Galaxy", "Quick 4",
];
const COLOURS: &[&str] = &[
    "black",
    "blue",
    "silver",
    "red",
    "white",
    "green",
    "Black/Red",
    "grey and yellow",
];
const KINDS: &[&str] = &["road", "hybrid", "mountain", "folding", "electric", "childs", ""];
const FIRST: &[&str] = &[
    "Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal", "Ivo", "Joy", "Kit", "Lou",
];
const LAST: &[&str] = &[
    "Ash", "Bell", "Cole", "Dunn", "East", "Finch", "Green", "Hart", "Iles", "Jay", "King",
];

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let lines: u64 = arguments.next().context("how many lines?")?.parse()?;
    let seed: u64 = arguments.next().map_or(Ok(1), |seed| seed.parse())?;
    let mut random = Rng::with_seed(seed);
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout());
    writeln!(
        out,
        "external_ref,make,model,colour,kind,frame_number,identifiers,mark,features,owner_name,owner_email,\
         owner_phone,owner_postcode,stolen_from,stolen_to,stolen_place,stolen_lat,stolen_lng,crime_ref"
    )?;
    for line in 0..lines {
        write!(
            out,
            "LIST-{seed}-{line:08},{},{},{},{},{},",
            any(&mut random, MAKES),
            any(&mut random, MODELS),
            any(&mut random, COLOURS),
            any(&mut random, KINDS),
            number(&mut random),
        )?;
        if random.u8(..10) == 0 {
            write!(out, "battery:{}", number(&mut random))?;
        }
        write!(out, ",")?;
        if random.u8(..20) == 0 {
            let code = MarkCode::generate(&mut |bytes: &mut [u8]| random.fill(bytes));
            write!(out, "{code}")?;
        }
        write!(
            out,
            ",{},",
            if random.bool() {
                "Basket on the front, dent in the top tube"
            } else {
                ""
            }
            .replace(',', ";")
        )?;
        owner(&mut out, &mut random, lines)?;
        if random.u8(..10) == 0 {
            theft(&mut out, &mut random)?;
        } else {
            write!(out, ",,,,,")?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

fn owner(out: &mut impl Write, random: &mut Rng, lines: u64) -> io::Result<()> {
    if random.u8(..10) == 0 {
        return write!(out, ",,,,");
    }
    let (first, last) = (any(random, FIRST), any(random, LAST));
    let person = random.u64(..lines.max(1) * 2);
    let (phone, street) = (random.u32(..1_000), random.u32(1..10));
    write!(
        out,
        "{first} {last},{first}.{last}.{person}@example.org,07700 900{phone:03},CB{street} {street}AB,"
    )
}

fn theft(out: &mut impl Write, random: &mut Rng) -> io::Result<()> {
    let (month, day) = (random.u8(1..=9), random.u8(1..=28));
    let (lat, lng) = (52.1 + random.f64() * 0.3, random.f64() * 0.3);
    let reference = random.u32(10_000..99_999);
    write!(
        out,
        "2026-{month:02}-{day:02},2026-{month:02}-{day:02},Station forecourt,{lat:.5},{lng:.5},35/{reference}/26"
    )
}

/// Makes a number: the make's letters, and digits that no other bike is likely to have.
fn number(random: &mut Rng) -> String {
    match random.u8(..4) {
        0 => format!("WSBC{:09}{}", random.u32(..1_000_000_000), random.uppercase()),
        1 => format!(
            "WTU{:03}{}{:04}{}",
            random.u16(..1000),
            random.uppercase(),
            random.u16(..10_000),
            random.uppercase()
        ),
        2 => format!(
            "{}{}{:08}",
            random.uppercase(),
            random.uppercase(),
            random.u32(..100_000_000)
        ),
        _ => format!("{:010}", random.u64(..10_000_000_000)),
    }
}

fn any<'a>(random: &mut Rng, all: &[&'a str]) -> &'a str {
    all[random.usize(..all.len())]
}
