//! What weather, wear and hurried photographers do to a label.

use crate::layout::Layout;
use image::{GrayImage, Luma, imageops};

/// A finder pattern and the light line round it, in squares.
const FINDER: f64 = 8.0;

/// What covers a label, and how much of the code.
///
/// Level Q restores a quarter of the codewords of each block, and eight squares are one codeword. A blot spoils every
/// codeword that it touches. A blot over a tenth of the squares spoils about a fifth of the codewords, and sometimes
/// too many of one block; `damage` counts them. The same dirt in specks of one square each would spoil a third, which
/// no reader can restore.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Dirt {
    /// Mud through which the squares can still be seen, at a third of their contrast.
    Film(f64),
    /// Nothing can be seen through it. It has a shade of grey, because mud is dark and a worn place is light.
    Opaque(f64, u8),
}

impl Dirt {
    /// The radius of the blot, in squares.
    fn radius(self, side: f64) -> f64 {
        let (Self::Film(share) | Self::Opaque(share, _)) = self;
        (share * side * side / std::f64::consts::PI).sqrt()
    }

    fn on(self, grey: u8) -> u8 {
        match self {
            Self::Film(_) => 25 + grey / 3,
            Self::Opaque(_, shade) => shade,
        }
    }
}

/// Returns bad pictures of one label, each with what is wrong with it. `dots` are pixels a millimetre.
pub(crate) fn pictures(
    label: &GrayImage,
    layout: &Layout,
    dots: f64,
    seed: u64,
) -> Vec<(&'static str, GrayImage)> {
    let module = layout.module * dots;
    let blur = |picture: &GrayImage, modules: f64| imageops::blur(picture, (modules * module) as f32);
    let degrees = seed as f64 * 17.0;
    let film = dirty(label, layout, dots, Dirt::Film(0.1), seed);
    vec![
        ("blurred", blur(label, 0.35)),
        ("turned", blur(&turned(label, degrees), 0.1)),
        ("pale", pale(label)),
        (
            "dirty on a tenth, turned, pale and blurred at once",
            blur(&pale(&turned(&film, degrees / 12.0)), 0.15),
        ),
        ("with a film of mud on a tenth", film),
    ]
}

/// Draws one round blot anywhere on the code except on its finder patterns. A reader cannot find a code whose finder
/// patterns are covered, so there would be nothing to restore.
pub(crate) fn dirty(picture: &GrayImage, layout: &Layout, dots: f64, dirt: Dirt, seed: u64) -> GrayImage {
    let side = layout.modules.side() as f64;
    let radius = dirt.radius(side);
    let (x, y) = place(side, radius, seed);
    let module = layout.module * dots;
    let (left, top) = (layout.qr.0 * dots, layout.qr.1 * dots);
    let mut dirty = picture.clone();
    for (px, py, pixel) in dirty.enumerate_pixels_mut() {
        let (dx, dy) = (
            (f64::from(px) - left) / module - x,
            (f64::from(py) - top) / module - y,
        );
        if dx * dx + dy * dy < radius * radius {
            pixel.0[0] = dirt.on(pixel.0[0]);
        }
    }
    dirty
}

fn place(side: f64, radius: f64, mut seed: u64) -> (f64, f64) {
    // Numbers that look random and are the same each time.
    let mut next = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        radius + (seed >> 33) as f64 / f64::from(1_u32 << 31) * (side - 2.0 * radius)
    };
    loop {
        let (x, y) = (next(), next());
        let clear_of = |corner_x: f64, corner_y: f64| {
            let (dx, dy) = ((corner_x - x).abs(), (corner_y - y).abs());
            let (dx, dy) = ((dx - FINDER / 2.0).max(0.0), (dy - FINDER / 2.0).max(0.0));
            dx.hypot(dy) > radius
        };
        let (near, far) = (FINDER / 2.0, side - FINDER / 2.0);
        if clear_of(near, near) && clear_of(far, near) && clear_of(near, far) {
            return (x, y);
        }
    }
}

/// Turns a picture around its middle by any angle, on a white background.
pub(crate) fn turned(picture: &GrayImage, degrees: f64) -> GrayImage {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let side = width.hypot(height).ceil();
    let (sin, cos) = degrees.to_radians().sin_cos();
    GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let (dx, dy) = (f64::from(x) - side / 2.0, f64::from(y) - side / 2.0);
        let (from_x, from_y) = (
            dx * cos + dy * sin + width / 2.0,
            dy * cos - dx * sin + height / 2.0,
        );
        if from_x >= 0.0 && from_y >= 0.0 && from_x < width && from_y < height {
            *picture.get_pixel(from_x as u32, from_y as u32)
        } else {
            Luma([255])
        }
    })
}

/// Makes a picture dark on grey, as on a dull day with a faded print: a sixth of the contrast.
pub(crate) fn pale(picture: &GrayImage) -> GrayImage {
    let mut pale = picture.clone();
    for pixel in pale.pixels_mut() {
        pixel.0[0] = 110 + pixel.0[0] / 6;
    }
    pale
}
