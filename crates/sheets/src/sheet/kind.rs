//! Finds out what kind of file it is, before reading it as a list.

use super::{CHUNK, SheetError};
use crate::encoding::Encoding;
use std::io::Read;
use std::path::Path;

/// Reads a file to its end and tells what text it is.
pub(super) fn encoding_of(path: &Path, file: &mut impl Read) -> Result<Encoding, SheetError> {
    let mut chunk = Vec::with_capacity(CHUNK + 4);
    let (mut first, mut wide, mut wrong) = (true, 0_u64, 0_u64);
    loop {
        let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut chunk);
        let read = read.map_err(|error| SheetError::Io {
            path: path.to_owned(),
            error,
        })?;
        if std::mem::take(&mut first) {
            if let Some(what) = other_format(&chunk) {
                return Err(SheetError::OtherFormat {
                    path: path.to_owned(),
                    what,
                });
            }
            if let Some(utf16) = Encoding::utf16(&chunk) {
                return Ok(utf16);
            }
        }
        // If the end of a chunk cuts a character, the character is whole in the next one.
        let end = if read > 0 {
            Encoding::whole(&chunk)
        } else {
            chunk.len()
        };
        for piece in chunk[..end].utf8_chunks() {
            wide += piece.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
            wrong += u64::from(!piece.invalid().is_empty());
        }
        chunk.drain(..end);
        if read == 0 {
            break;
        }
    }
    // A few wrong bytes in a UTF-8 file only spoil their own lines. If there are more of them than wide characters, the
    // file has an old encoding.
    Ok(if wrong > wide {
        Encoding::Windows1252
    } else {
        Encoding::Utf8
    })
}

/// What a file's first bytes say it is, when that is not text.
fn other_format(start: &[u8]) -> Option<&'static str> {
    let start = &start[..start.len().min(4_096)];
    if start.starts_with(b"PK\x03\x04") {
        Some("a spreadsheet's own file")
    } else if start.starts_with(b"\xD0\xCF\x11\xE0") {
        Some("an old spreadsheet file (.xls), or one with a password")
    } else if start.starts_with(b"%PDF") {
        Some("a PDF")
    } else if start.starts_with(b"\x1F\x8B") {
        Some("compressed; unpack it first")
    } else if start.contains(&0) && Encoding::utf16(start).is_none() {
        Some("not text")
    } else {
        None
    }
}
