//! Takes out of a PDF what it says about the people and the programs that made it: its document properties, its XMP
//! metadata, and who wrote its comments. What readers see stays.
//!
//! The library parses a stranger's file into a whole tree of objects. A small file can make a large tree, so the work is
//! weighed: before the parsing, by counting the places where an object could begin, and while it goes on, after each
//! object. When the weight is too much, the parsing stops. One file is parsed at a time.

use super::pdf::{self, MOST_BYTES, MOST_UNPACKED, PdfError};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, SaveOptions, Stream};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

/// The most objects that a file can have, with all that is in them.
const MOST_PARTS: usize = 2_500_000;
/// The most bytes that one packed stream of objects or of places may have.
const MOST_IN_STREAM: usize = 16 << 20;
/// The most older versions of itself that a file may hold.
const MOST_VERSIONS: usize = 100;

/// What says who made a document, or with what. Pages, pictures and forms can have these, too.
const PROPERTIES: [&[u8]; 4] = [b"Metadata", b"PieceInfo", b"LastModified", b"SpiderInfo"];
/// What a comment says about who wrote it, and when.
const OF_COMMENT: [&[u8]; 3] = [b"T", b"M", b"CreationDate"];
/// Kinds of comments. In fields of forms, the same key holds the name of the field.
const COMMENTS: [&[u8]; 15] = [
    b"Text",
    b"FreeText",
    b"Line",
    b"Square",
    b"Circle",
    b"Polygon",
    b"PolyLine",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Stamp",
    b"Caret",
    b"Ink",
    b"Popup",
];

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

thread_local! {
    /// How many objects and how many bytes may still be read.
    static LEFT: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Why the parsing was stopped.
struct TooMuch;

/// Returns a PDF that has passed the check without its document properties.
///
/// # Errors
/// [`PdfError`], which says what to do instead.
pub(super) fn stripped(content: &[u8]) -> Result<Vec<u8>, PdfError> {
    if begins(content) > MOST_PARTS || pdf::count(content, b"Prev") > MOST_VERSIONS {
        return Err(PdfError::TooMuch);
    }
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    // The library says that no file makes it panic. If one does, the file is refused like any other that cannot be read.
    let done = catch_unwind(AssertUnwindSafe(|| written(content)));
    done.unwrap_or_else(|stopped| {
        Err(match stopped.is::<TooMuch>() {
            true => PdfError::TooMuch,
            false => PdfError::Unreadable,
        })
    })
}

fn written(content: &[u8]) -> Result<Vec<u8>, PdfError> {
    let mut document = read(content)?;
    clear(&mut document);
    // A name that was hidden from the scan is in plain sight now.
    let mut plain = Vec::new();
    document.save_to(&mut plain).map_err(|_| PdfError::Unreadable)?;
    pdf::scan(&plain)?;
    let is_packed = pdf::count(content, b"ObjStm") > 0;
    let mut packed = Vec::new();
    if is_packed {
        let options = SaveOptions::builder()
            .use_object_streams(true)
            .use_xref_streams(true)
            .build();
        let saved = document.save_with_options(&mut packed, options);
        saved.map_err(|_| PdfError::Unreadable)?;
    }
    let smaller = match is_packed && packed.len() < plain.len() {
        true => packed,
        false => plain,
    };
    match smaller.len() > MOST_BYTES {
        true => Err(PdfError::TooLarge),
        false => Ok(smaller),
    }
}

/// Reads a document with its pages. If its table of objects is damaged, the objects are looked for.
fn read(content: &[u8]) -> Result<Document, PdfError> {
    for force_reconstruct in [false, true] {
        LEFT.set((MOST_PARTS, 2 * MOST_BYTES + MOST_UNPACKED));
        let options = LoadOptions {
            filter: Some(weighed),
            max_decompressed_size: Some(MOST_IN_STREAM),
            force_reconstruct,
            ..LoadOptions::default()
        };
        match Document::load_mem_with_options(content, options) {
            Ok(document) if document.is_encrypted() || document.was_encrypted() => {
                return Err(PdfError::Encrypted);
            }
            Ok(document) if !document.get_pages().is_empty() => return Ok(document),
            Ok(_) => {}
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(PdfError::TooMuch);
            }
            Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
                return Err(PdfError::Encrypted);
            }
            Err(_) => {}
        }
    }
    Err(PdfError::Unreadable)
}

/// Takes away the properties, and all that nothing names any more.
fn clear(document: &mut Document) {
    let root = document.trailer.get(b"Root").cloned();
    document.trailer = Dictionary::new();
    if let Ok(root) = root {
        document.trailer.set("Root", root);
    }
    for object in document.objects.values_mut() {
        clear_object(object);
    }
    document.prune_objects();
    // The table of objects ends with the last one, so that the same document is always the same file.
    document.max_id = document.objects.keys().next_back().map_or(0, |id| id.0);
}

/// The parser has made sure that objects are not nested deeply.
fn clear_object(object: &mut Object) {
    let dictionary = match object {
        Object::Array(all) => return all.iter_mut().for_each(clear_object),
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => {
            if stream.dict.has_type(b"Metadata") {
                stream.set_plain_content(Vec::new());
            }
            &mut stream.dict
        }
        _ => return,
    };
    for key in PROPERTIES {
        dictionary.remove(key);
    }
    let subtype = dictionary.get(b"Subtype").and_then(Object::as_name);
    if subtype.is_ok_and(|subtype| COMMENTS.contains(&subtype)) {
        for key in OF_COMMENT {
            dictionary.remove(key);
        }
    }
    dictionary.iter_mut().for_each(|(_, value)| clear_object(value));
}

/// Weighs an object that was read, and unpacks a stream of objects before the library does.
fn weighed(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let (parts, bytes) = weight(object);
    spend(parts, bytes);
    if let Object::Stream(stream) = object {
        if stream.dict.has_type(b"ObjStm") {
            unpack(stream);
        }
        // The library only asks whether there is something.
        return Some((id, Object::Null));
    }
    Some((id, object.clone()))
}

fn unpack(stream: &mut Stream) {
    let (_, left) = LEFT.get();
    match stream.get_plain_content_with_limit(left.min(MOST_IN_STREAM)) {
        Ok(plain) => {
            spend(begins(&plain), plain.len());
            if overlap(stream, &plain) {
                stop();
            }
            stream.set_plain_content(plain);
        }
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => stop(),
        // The library cannot unpack it either.
        Err(_) => {}
    }
}

/// Tells whether a stream names the same place for many objects, so that a little text would become many of them.
fn overlap(stream: &Stream, plain: &[u8]) -> bool {
    let first = stream.dict.get(b"First").and_then(Object::as_i64);
    let first = first.ok().and_then(|first| usize::try_from(first).ok());
    let Some((table, objects)) = first.and_then(|first| plain.split_at_checked(first)) else {
        return false;
    };
    let numbers = table
        .split(|byte| !byte.is_ascii_digit())
        .filter(|one| !one.is_empty());
    let places = numbers.skip(1).step_by(2);
    let places = places.filter_map(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
    let mut left = 2 * objects.len();
    for place in places {
        let long = extent(objects.get(place..).unwrap_or_default(), left);
        let Some(still) = left.checked_sub(long) else {
            return true;
        };
        left = still;
    }
    false
}

/// How many bytes the object at the start has, as far as `most`, and one more when there are more.
fn extent(from: &[u8], most: usize) -> usize {
    let (mut brackets, mut parentheses) = (0_u32, 0_u32);
    let mut bytes = from.iter().enumerate().take(most.saturating_add(1));
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if parentheses > 0 => {
                bytes.next();
            }
            b'(' => parentheses += 1,
            b')' => parentheses = parentheses.saturating_sub(1),
            b'[' | b'<' if parentheses == 0 => brackets += 1,
            b']' | b'>' if parentheses == 0 => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let is_end = byte.is_ascii_whitespace() || matches!(byte, b']' | b'>' | b')');
        if at > 0 && is_end && brackets == 0 && parentheses == 0 {
            return at + 1;
        }
    }
    from.len().min(most.saturating_add(1))
}

/// Counts the places where an object can begin: an opening sign, or a letter or digit after a space or a sign.
fn begins(content: &[u8]) -> usize {
    let is_sign = |byte: u8| {
        matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
    };
    let is_gap = |byte: u8| byte == 0 || byte.is_ascii_whitespace();
    let mut before = b' ';
    let starts = content.iter().filter(|byte| {
        let (last, byte) = (std::mem::replace(&mut before, **byte), **byte);
        let opens = matches!(byte, b'(' | b'<' | b'[' | b'/');
        opens || (!is_sign(byte) && !is_gap(byte) && (is_sign(last) || is_gap(last)))
    });
    starts.count()
}

/// How many parts an object has, and how many bytes are in its strings and streams.
fn weight(object: &Object) -> (usize, usize) {
    let all = |values: &mut dyn Iterator<Item = &Object>| {
        values.map(weight).fold((1, 0), |(parts, bytes), (more, longer)| {
            (parts + more, bytes + longer)
        })
    };
    match object {
        Object::Array(values) => all(&mut values.iter()),
        Object::Dictionary(dictionary) => all(&mut dictionary.iter().map(|(_, value)| value)),
        Object::Stream(stream) => {
            let (parts, bytes) = all(&mut stream.dict.iter().map(|(_, value)| value));
            (parts, bytes + stream.content.len())
        }
        Object::String(text, _) | Object::Name(text) => (1, text.len()),
        _ => (1, 0),
    }
}

fn spend(parts: usize, bytes: usize) {
    let left = LEFT.get();
    match (left.0.checked_sub(parts), left.1.checked_sub(bytes)) {
        (Some(parts), Some(bytes)) => LEFT.set((parts, bytes)),
        _ => stop(),
    }
}

/// Ends the parsing. The library has no other way to be stopped.
fn stop() -> ! {
    resume_unwind(Box::new(TooMuch))
}

#[cfg(test)]
mod tests;
