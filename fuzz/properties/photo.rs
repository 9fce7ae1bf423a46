//! A photo that somebody uploaded.

use store::bike::photos::prepare;

/// The longest sides that are kept.
const SIDES: (u32, u32) = (2_000, 320);

/// What is kept is a small JPEG with nothing in it but the picture, and it is accepted again as it is.
pub fn holds(bytes: &[u8]) {
    let Ok(photo) = prepare(bytes) else {
        return;
    };
    assert!((1..=SIDES.0).contains(&photo.width) && (1..=SIDES.0).contains(&photo.height));
    for jpeg in [&photo.jpeg, &photo.thumbnail] {
        assert!(jpeg.starts_with(b"\xFF\xD8\xFF"));
        assert!(!jpeg.windows(6).any(|six| six == b"Exif\0\0"));
    }
    let again = prepare(&photo.jpeg).expect("our own photo is a photo");
    assert_eq!((again.width, again.height), (photo.width, photo.height));
    let small = prepare(&photo.thumbnail).expect("our own thumbnail is a photo");
    assert!(small.width <= SIDES.1 && small.height <= SIDES.1);
}
