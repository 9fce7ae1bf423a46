//! Checks a packed file before a workbook is read from it: how much it really unpacks to, and how much memory it asks
//! for.

use super::BookError;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufRead, BufReader, Read, Seek};
use zip::ZipArchive;

/// The most bytes that all parts may unpack to.
const MOST_UNPACKED: u64 = 150_000_000;
/// The most bytes of the parts that are read whole: words and styles.
const MOST_WHOLE: u64 = 30_000_000;
/// The most parts.
const MOST_PARTS: usize = 2_000;
/// The most different texts that a workbook may say it has.
const MOST_STRINGS: u64 = 2_000_000;

/// Unpacks every part once without keeping it, whatever sizes the file claims.
pub(super) fn check(file: &mut (impl Read + Seek)) -> Result<(), BookError> {
    let mut zip = ZipArchive::new(file).map_err(|_| BookError::Damaged)?;
    if zip.len() > MOST_PARTS {
        return Err(BookError::Bomb);
    }
    if !zip.file_names().flatten().any(|name| is_workbook(&name)) {
        return Err(BookError::OtherFormat);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|_| BookError::Damaged)?;
        let name = part.name().map_err(|_| BookError::Damaged)?.to_ascii_lowercase();
        if part.size() > left {
            return Err(BookError::Bomb);
        }
        let sheet = name.contains("worksheets/");
        let most = if sheet { left } else { left.min(MOST_WHOLE) };
        let mut bounded = BufReader::new(part.take(most + 1));
        if name.ends_with("sharedstrings.xml") && strings_claimed(&mut bounded)? > MOST_STRINGS {
            return Err(BookError::Bomb);
        }
        io_sink(&mut bounded)?;
        let unpacked = most + 1 - bounded.get_ref().limit();
        if unpacked > most {
            return Err(BookError::Bomb);
        }
        left -= unpacked;
    }
    Ok(())
}

fn is_workbook(name: &str) -> bool {
    name.eq_ignore_ascii_case("xl/workbook.xml")
}

fn io_sink(part: &mut impl Read) -> Result<(), BookError> {
    std::io::copy(part, &mut std::io::sink())
        .map(drop)
        // The checksum is wrong, or the part is cut off.
        .map_err(|_| BookError::Damaged)
}

/// How many texts the table of texts says it has. Its reader reserves room for that many.
fn strings_claimed(part: &mut impl BufRead) -> Result<u64, BookError> {
    let mut xml = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                let claimed = start.try_get_attribute("uniqueCount");
                let claimed = claimed.map_err(|_| BookError::Damaged)?;
                return Ok(claimed.map_or(0, |claimed| claimed.value.parse().unwrap_or(u64::MAX)));
            }
            Ok(Event::Eof) => return Ok(0),
            Ok(_) => {}
            Err(_) => return Err(BookError::Damaged),
        }
        buffer.clear();
    }
}
