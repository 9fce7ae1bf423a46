//! Checks that an uploaded paper is a PDF that can be read and does nothing by itself, and takes out who made it.
//!
//! First comes a plain scan, which asks whether six names occur. They can only occur outside streams and in object
//! streams, so those are all that the scan reads; the content of pages and pictures is skipped. Names written with `#`
//! escapes are read as what they stand for. Then a library parses the file, and writes it again without its document
//! properties ([`super::strip`]). What was written is scanned again: a name that the file hid from the first scan is in
//! plain sight then. Browsers show papers in their own sandbox.

use super::strip;
use flate2::read::ZlibDecoder;
use std::io::Read;
use thiserror::Error;

/// The most bytes that a paper may have.
pub const MOST_BYTES: usize = 20_000_000;
/// The most bytes of object streams that are unpacked.
pub(super) const MOST_UNPACKED: usize = 64 << 20;
/// How far into a file its first line may begin, and how far from the end its last one.
const EDGE: usize = 1_024;

/// Why a file is not kept as a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PdfError {
    /// It has no bytes.
    #[error("The file is empty. Choose another file")]
    Empty,
    /// It has too many bytes.
    #[error("The file must be 20 MB or smaller. Save it with smaller pictures, or split it")]
    TooLarge,
    /// It is something else.
    #[error("The file must be a PDF. Save or print the document as a PDF and choose that")]
    NotPdf,
    /// Its end is missing.
    #[error("The PDF is damaged or cut off. Save it again and choose the new file")]
    CutOff,
    /// It needs a password.
    #[error("The PDF is encrypted or has a password. Save it again as a PDF without a password")]
    Encrypted,
    /// Its pages cannot be found.
    #[error("We cannot read this PDF. Open it, save or print it again as a PDF, and choose the new file")]
    Unreadable,
    /// Reading it would take too long or too much memory.
    #[error("The PDF has too many parts for us to check. Print it to a new PDF, or split it")]
    TooMuch,
    /// It has scripts.
    #[error("The PDF contains a script. Print it to a new PDF and choose that")]
    Script,
    /// It starts other programs.
    #[error("The PDF starts another program or file. Print it to a new PDF and choose that")]
    Launch,
    /// It has other files in it.
    #[error("The PDF has other files attached to it. Take them out, or print it to a new PDF")]
    Attachment,
}

const REFUSED: [(&[u8], PdfError); 6] = [
    (b"Encrypt", PdfError::Encrypted),
    (b"JavaScript", PdfError::Script),
    (b"JS", PdfError::Script),
    (b"Launch", PdfError::Launch),
    (b"EmbeddedFile", PdfError::Attachment),
    (b"EmbeddedFiles", PdfError::Attachment),
];

/// Checks the content of a file.
///
/// # Errors
/// [`PdfError`], which says what to do instead.
pub fn check(content: &[u8]) -> Result<(), PdfError> {
    if content.is_empty() {
        return Err(PdfError::Empty);
    }
    if content.len() > MOST_BYTES {
        return Err(PdfError::TooLarge);
    }
    let start = &content[..content.len().min(EDGE)];
    if find(start, b"%PDF-").is_none() {
        return Err(PdfError::NotPdf);
    }
    let end = &content[content.len().saturating_sub(EDGE)..];
    if find(end, b"%%EOF").is_none() {
        return Err(PdfError::CutOff);
    }
    scan(content)
}

/// Checks a file, and returns it without the properties that say who made it, when and with what.
///
/// # Errors
/// [`PdfError`], which says what to do instead.
pub fn cleaned(content: &[u8]) -> Result<Vec<u8>, PdfError> {
    check(content)?;
    strip::stripped(content)
}

/// Counts how often a name occurs in a file, outside packed streams.
pub(super) fn count(content: &[u8], wanted: &[u8]) -> usize {
    names(content).filter(|name| name == wanted).count()
}

/// Looks for names that make a file do something.
pub(super) fn scan(content: &[u8]) -> Result<(), PdfError> {
    let mut left = MOST_UNPACKED as u64;
    let mut rest = content;
    while let Some(at) = stream_in(rest) {
        let (outside, stream) = rest.split_at(at);
        harmless(outside)?;
        let body = &stream[b"stream".len()..];
        let end = find(body, b"endstream");
        if is_object_stream(outside) {
            let unpacked = unpacked(&body[..end.unwrap_or(body.len())], left);
            left = left.saturating_sub(unpacked.len() as u64);
            harmless(&unpacked)?;
        }
        // What nothing ends is perhaps no stream, so it is read like the rest.
        let Some(end) = end else { return harmless(body) };
        rest = &body[end + b"endstream".len()..];
    }
    harmless(rest)
}

/// Finds the word that begins a stream: after a dictionary, and at the end of its line. Elsewhere it is only a word, as
/// in a title, and must not hide what comes after it.
fn stream_in(content: &[u8]) -> Option<usize> {
    const WORD: &[u8] = b"stream";
    let mut from = 0;
    while let Some(at) = find(&content[from..], WORD) {
        let (before, after) = (&content[..from + at], &content[from + at + WORD.len()..]);
        if before.trim_ascii_end().ends_with(b">>") && matches!(after, [b'\r' | b'\n', ..]) {
            return Some(from + at);
        }
        from += at + WORD.len();
    }
    None
}

/// Tells whether the dictionary before a stream says that there are objects in it.
fn is_object_stream(before: &[u8]) -> bool {
    let dictionary = before.len().saturating_sub(EDGE);
    names(&before[dictionary..]).any(|name| name == b"ObjStm")
}

/// Unpacks an object stream. One that is not packed, or packed in another way, is read as it is.
fn unpacked(body: &[u8], most: u64) -> Vec<u8> {
    let from = body
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .unwrap_or(0);
    let mut all = Vec::new();
    let read = ZlibDecoder::new(&body[from..]).take(most).read_to_end(&mut all);
    // What came before the damage still counts.
    if read.is_err() && all.is_empty() {
        return body.to_vec();
    }
    all
}

fn harmless(part: &[u8]) -> Result<(), PdfError> {
    for name in names(part) {
        if let Some((_, error)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
            return Err(*error);
        }
    }
    Ok(())
}

/// Goes through the names in a part of a file: `/Name`, with its escapes resolved.
fn names(part: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let slashes = part.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.map(|(at, _)| name(&part[at + 1..]))
}

fn name(after: &[u8]) -> Vec<u8> {
    // No name that matters is longer, even with every letter escaped.
    let after = &after[..after.len().min(64)];
    let mut name = Vec::new();
    let mut rest = after.iter().copied();
    while let Some(byte) = rest.next() {
        match byte {
            b'#' => {
                let digits = rest.clone().take(2).collect::<Vec<u8>>();
                let escaped = std::str::from_utf8(&digits).ok();
                match escaped.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    Some(byte) if digits.len() == 2 => {
                        name.push(byte);
                        rest.nth(1);
                    }
                    _ => name.push(byte),
                }
            }
            byte if byte.is_ascii_alphanumeric() => name.push(byte),
            _ => break,
        }
    }
    name
}

fn find(content: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    while let Some(at) = content[from..].iter().position(|byte| *byte == first) {
        if content[from + at..].starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::ZlibEncoder;

    fn with(part: &str) -> Vec<u8> {
        format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {part} >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")
            .into_bytes()
    }

    fn with_stream(dictionary: &str, body: &[u8]) -> Vec<u8> {
        let mut content = with("");
        let end = content.split_off(9);
        content.extend(format!("2 0 obj << {dictionary} >>\nstream\r\n").into_bytes());
        content.extend(body);
        content.extend(b"\nendstream\nendobj\n");
        content.extend(end);
        content
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        ZlibEncoder::new(text, Compression::best())
            .read_to_end(&mut packed)
            .unwrap();
        packed
    }

    #[test]
    fn files_that_are_no_papers() {
        for (content, want) in [
            (Vec::new(), Err(PdfError::Empty)),
            (vec![b'%'; MOST_BYTES + 1], Err(PdfError::TooLarge)),
            (b"PK\x03\x04 a spreadsheet".to_vec(), Err(PdfError::NotPdf)),
            (b"%PDF-1.7\n1 0 obj".to_vec(), Err(PdfError::CutOff)),
            (with(""), Ok(())),
            (with("/Names << /JavaScript 3 0 R >>"), Err(PdfError::Script)),
            (with("/OpenAction << /S /J#61vaScript >>"), Err(PdfError::Script)),
            (with("/OpenAction<</JS(app.alert)>>"), Err(PdfError::Script)),
            (with("/A << /S /Launch /F (x.exe) >>"), Err(PdfError::Launch)),
            (
                with("/Names << /EmbeddedFiles 4 0 R >>"),
                Err(PdfError::Attachment),
            ),
            (with(">> /Encrypt 9 0 R <<"), Err(PdfError::Encrypted)),
            // A word in a title hides nothing.
            (
                with("/Title (Live stream) /OpenAction << /S /JavaScript >>"),
                Err(PdfError::Script),
            ),
            // Longer names that only begin like these.
            (with("/EncryptMetadata false /JSON 1 /LaunchPad 2"), Ok(())),
            (with("/J#6"), Ok(())),
        ] {
            let begins = String::from_utf8_lossy(&content[..content.len().min(80)]).into_owned();
            assert_eq!(check(&content), want, "{begins}");
        }
    }

    #[test]
    fn streams_are_read_only_where_objects_are() {
        let script = b"<< /S /JavaScript >>";
        let objects = "/Type /ObjStm /Filter /FlateDecode";
        for (dictionary, body, want) in [
            ("/Length 9", script.to_vec(), Ok(())),
            (objects, packed(script), Err(PdfError::Script)),
            (objects, packed(b"<< /S /GoTo >>"), Ok(())),
            ("/Type /ObjStm", script.to_vec(), Err(PdfError::Script)),
        ] {
            assert_eq!(check(&with_stream(dictionary, &body)), want, "{dictionary}");
        }
        let mut cut = with_stream("/Length 9", b"x");
        cut.truncate(60);
        cut.extend(b"\n%%EOF");
        assert_eq!(check(&cut), Ok(()));
        let unended = with("/A 1 >>\nstream\n<< /S /JavaScript");
        assert_eq!(check(&unended), Err(PdfError::Script));
    }
}
