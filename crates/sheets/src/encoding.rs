//! Reads text in the encodings that spreadsheets write.

use std::io::{self, Read};

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, as all our files are.
    Utf8,
    /// What a spreadsheet calls "Unicode text", low bytes first.
    Utf16Low,
    /// The same, high bytes first.
    Utf16High,
    /// What old spreadsheets write in western Europe.
    Windows1252,
}

/// The characters of Windows-1252 from 0x80 to 0x9F. Five of these bytes have no character.
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\u{fffd}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{fffd}', '\u{17d}', '\u{fffd}', '\u{fffd}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{fffd}', '\u{17e}', '\u{178}',
];

impl Encoding {
    /// Whether the first bytes of a file are UTF-16: it has the mark, or every other byte is zero.
    pub fn utf16(start: &[u8]) -> Option<Self> {
        const FEW: usize = 16;
        if start.starts_with(b"\xFF\xFE") {
            return Some(Self::Utf16Low);
        }
        if start.starts_with(b"\xFE\xFF") {
            return Some(Self::Utf16High);
        }
        // The header's names are ASCII.
        let start = &start[..start.len().min(FEW) / 2 * 2];
        let noughts = |from: usize| start.iter().skip(from).step_by(2).all(|byte| *byte == 0);
        let filled = |from: usize| start.iter().skip(from).step_by(2).all(|byte| *byte != 0);
        match start {
            [] => None,
            _ if noughts(1) && filled(0) => Some(Self::Utf16Low),
            _ if noughts(0) && filled(1) => Some(Self::Utf16High),
            _ => None,
        }
    }

    /// How many of these bytes are whole UTF-8 characters, if they are UTF-8 at all.
    pub fn whole(bytes: &[u8]) -> usize {
        // Only the last three bytes can begin a character that is not whole.
        let from = bytes.len().saturating_sub(3);
        match std::str::from_utf8(&bytes[from..]) {
            Err(error) if error.error_len().is_none() => from + error.valid_up_to(),
            _ => bytes.len(),
        }
    }

    /// Its name, or `None` for UTF-8.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Low | Self::Utf16High => Some("UTF-16"),
            Self::Windows1252 => Some("Windows-1252"),
        }
    }
}

/// Passes text on as UTF-8.
pub struct Decoded<R> {
    inner: R,
    encoding: Encoding,
    /// Text that has been decoded but not read yet.
    ready: Vec<u8>,
    taken: usize,
    /// Half a unit, and the first of a pair of units.
    half: Option<u8>,
    first: Option<u16>,
}

impl<R: Read> Decoded<R> {
    /// Begins to read.
    pub fn new(inner: R, encoding: Encoding) -> Self {
        Self {
            inner,
            encoding,
            ready: Vec::new(),
            taken: 0,
            half: None,
            first: None,
        }
    }

    fn push(&mut self, c: char) {
        self.ready
            .extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn byte(&mut self, byte: u8) {
        let unit = match (self.encoding, self.half.take()) {
            (Encoding::Utf8, _) => return self.ready.push(byte),
            (Encoding::Windows1252, _) => {
                return self.push(match byte {
                    0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
                    other => char::from(other),
                });
            }
            (Encoding::Utf16Low | Encoding::Utf16High, None) => {
                self.half = Some(byte);
                return;
            }
            (Encoding::Utf16Low, Some(half)) => u16::from_le_bytes([half, byte]),
            (Encoding::Utf16High, Some(half)) => u16::from_be_bytes([half, byte]),
        };
        let before = self.first.take();
        if before.is_none() && (0xD800..0xDC00).contains(&unit) {
            self.first = Some(unit);
            return;
        }
        for c in char::decode_utf16(before.into_iter().chain([unit])) {
            self.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            return self.inner.read(to);
        }
        while self.taken == self.ready.len() {
            (self.taken, self.ready) = (0, Vec::new());
            let mut chunk = [0; 8_192];
            let read = self.inner.read(&mut chunk)?;
            if read == 0 {
                return Ok(0);
            }
            for byte in &chunk[..read] {
                self.byte(*byte);
            }
        }
        let some = to.len().min(self.ready.len() - self.taken);
        to[..some].copy_from_slice(&self.ready[self.taken..self.taken + some]);
        self.taken += some;
        Ok(some)
    }
}
