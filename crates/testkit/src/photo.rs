//! Photos for tests.

/// One grey dot as a PNG, its shade chosen by the caller.
#[must_use]
pub fn dot(shade: u8) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |s, _| {
                (s >> 1) ^ (0xEDB8_8320 & (s & 1).wrapping_neg())
            })
        })
    };
    // One stored block of zlib: filter 0 and the dot, with its Adler-32.
    let (a, b) = (1 + u16::from(shade), 2 + u16::from(shade));
    let mut data = vec![0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 0, shade];
    data.extend_from_slice(&b.to_be_bytes());
    data.extend_from_slice(&a.to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [
        (b"IHDR", &b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"[..]),
        (b"IDAT", &data),
        (b"IEND", b""),
    ] {
        let chunk = [&name[..], body].concat();
        png.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
        png.extend_from_slice(&chunk);
        png.extend_from_slice(&crc(&chunk).to_be_bytes());
    }
    png
}
