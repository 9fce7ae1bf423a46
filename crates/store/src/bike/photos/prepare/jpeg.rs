//! Checks whether a JPEG is complete, and how much memory its decoder needs. We check this first, because decoders fill
//! missing parts with grey and report no error.

/// A marker of ITU-T T.81, with the bytes that follow it.
struct Segment<'a> {
    marker: u8,
    body: &'a [u8],
}

/// The markers of a JPEG in order, from the start to the end or to where it breaks off.
struct Segments<'a> {
    rest: &'a [u8],
}

const START: u8 = 0xD8;
const END: u8 = 0xD9;
/// The frame of a progressive picture, with Huffman or arithmetic coding.
const PROGRESSIVE: [u8; 2] = [0xC2, 0xCA];

/// Tells whether a picture is complete. Anything that a camera writes after the end, such as a short film, does not
/// matter.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    Segments { rest: bytes }.any(|segment| segment.marker == END)
}

/// Returns how many bytes a decoder needs for a picture of this many pixels, besides the picture itself.
pub(super) fn kept_while_decoding(bytes: &[u8], pixels: u64) -> u64 {
    let mut segments = Segments { rest: bytes };
    let Some(frame) = segments.find(|segment| PROGRESSIVE.contains(&segment.marker)) else {
        return 0;
    };
    // The frame starts with the precision, height, width and number of components. Then there are three bytes for each
    // component, the second of which is its sampling.
    let components = frame.body.get(6..).unwrap_or_default().chunks_exact(3);
    let samplings: Vec<(u64, u64)> = components
        .map(|component| (u64::from(component[1] >> 4), u64::from(component[1] & 0x0F)))
        .collect();
    let widest = samplings
        .iter()
        .map(|(across, _)| *across)
        .max()
        .unwrap_or(1)
        .max(1);
    let highest = samplings.iter().map(|(_, down)| *down).max().unwrap_or(1).max(1);
    let samples = samplings
        .iter()
        .map(|(across, down)| pixels.saturating_mul(across * down) / (widest * highest));
    samples.sum::<u64>().saturating_mul(2)
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        // The picture lies between two segments. In the picture, 0xFF is followed by 0 or by the number of a restart.
        let at = self
            .rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0x01 | 0xD0..=0xD7 | 0xFF))?;
        let marker = self.rest[at + 1];
        let after = &self.rest[at + 2..];
        if matches!(marker, START | END) {
            self.rest = after;
            return Some(Segment { marker, body: &[] });
        }
        let (length, _) = after.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let body = after.get(2..length)?;
        self.rest = after.get(length..).unwrap_or_default();
        Some(Segment { marker, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A progressive frame of three components. The colours have half the width and height.
    const FRAME: &[u8] = &[
        0xFF, 0xC2, 0, 17, 8, 0, 16, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
    ];

    fn picture() -> Vec<u8> {
        let thumbnail = [&[0xFF, 0xE1, 0, 8][..], b"abc", &[0xFF, END, 7]].concat();
        let scan = [0xFF, 0xDA, 0, 3, 9, 1, 0xFF, 0, 2, 0xFF, 0xD3, 5];
        [&[0xFF, START][..], &thumbnail, FRAME, &scan, &[0xFF, END]].concat()
    }

    #[test]
    fn only_its_own_end_ends_it() {
        let whole = picture();
        assert!(is_whole(&whole));
        assert!(is_whole(&[&whole[..], b"a short film"].concat()));
        for cut in 0..whole.len() {
            assert!(!is_whole(&whole[..cut]), "cut after {cut} bytes");
        }
    }

    #[test]
    fn a_progressive_one_needs_more() {
        assert_eq!(kept_while_decoding(&picture(), 256), (256 + 64 + 64) * 2);
        let baseline: Vec<u8> = picture()
            .iter()
            .map(|byte| if *byte == 0xC2 { 0xC0 } else { *byte })
            .collect();
        assert_eq!(kept_while_decoding(&baseline, 256), 0);
        assert_eq!(kept_while_decoding(&[], 256), 0);
    }
}
