//! How much of a QR code dirt spoils, and whether level Q restores it.

use crate::layout::Layout;
use image::GrayImage;
use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, Module};
use qrcode::{Color, EcLevel, Version, ec};

/// How the modules of a code make up codewords, and the codewords make up blocks. Each block is restored by itself.
///
/// ISO/IEC 18004 sets the order in which blocks are interleaved and codewords are placed. We read it off the encoder,
/// which draws one codeword at a time here.
pub(crate) struct Codewords {
    /// The modules of each codeword.
    modules: Vec<Vec<(usize, usize)>>,
    /// The block of each codeword.
    block: Vec<usize>,
    /// How many wrong codewords of one block level Q restores.
    restores: usize,
}

/// What level Q can do about the dirt on a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// No block has more wrong codewords than level Q restores: a reader that looks at the middle of each module reads
    /// it.
    Restorable,
    /// A block has too many wrong codewords, if modules at the edge of the dirt are read by their middles.
    OnTheEdge,
    /// A block has too many wrong codewords, even if every module that is not wholly covered is read right.
    Beyond,
}

impl Codewords {
    pub(crate) fn of(layout: &Layout) -> Self {
        Self::of_side(layout.modules.side())
    }

    fn of_side(side: usize) -> Self {
        let version = Version::Normal(i16::try_from((side - 17) / 4).unwrap());
        let mut bits = Bits::new(version);
        bits.push_terminator(EcLevel::Q).unwrap();
        // Each codeword holds its own number, which shows the order in which blocks are interleaved.
        let numbers: Vec<u8> = (0..u8::try_from(bits.into_bytes().len()).unwrap()).collect();
        let (data, check) = ec::construct_codewords(&numbers, version, EcLevel::Q).unwrap();
        let second = data.iter().position(|&number| number == 1);
        let firsts = &data[..second.filter(|&at| at > 1).unwrap_or(1)];
        let of_data = data
            .iter()
            .map(|number| firsts.iter().rposition(|first| first <= number).unwrap());
        let of_check = (0..check.len()).map(|at| at % firsts.len());
        Self {
            modules: (0..data.len() + check.len())
                .map(|at| placed(at, data.len(), check.len(), version))
                .collect(),
            block: of_data.chain(of_check).collect(),
            restores: check.len() / firsts.len() / 2,
        }
    }

    /// Tells what level Q can do about the dirt of a picture of a label. `dots` are pixels a millimetre.
    pub(crate) fn outlook(&self, picture: &GrayImage, layout: &Layout, dots: f64) -> Outlook {
        let wrong_at = |x: usize, y: usize, (right, down): (f64, f64)| {
            let pixel = |start: f64, at: usize, part: f64| {
                ((start + (at as f64 + part) * layout.module) * dots) as u32
            };
            let (px, py) = (pixel(layout.qr.0, x, right), pixel(layout.qr.1, y, down));
            (picture.get_pixel(px, py).0[0] < 128) != layout.modules.is_dark(x, y)
        };
        let corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)];
        let too_many = |wrong: &dyn Fn(usize, usize) -> bool| {
            self.spoiled(wrong).iter().any(|&count| count > self.restores)
        };
        if !too_many(&|x, y| wrong_at(x, y, (0.5, 0.5))) {
            Outlook::Restorable
        } else if too_many(&|x, y| corners.iter().all(|&corner| wrong_at(x, y, corner))) {
            Outlook::Beyond
        } else {
            Outlook::OnTheEdge
        }
    }

    /// Counts the codewords of each block that have a wrong module.
    fn spoiled(&self, wrong: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
        let mut spoiled = vec![0; self.block.iter().max().map_or(0, |last| last + 1)];
        for (modules, block) in self.modules.iter().zip(&self.block) {
            spoiled[*block] += usize::from(modules.iter().any(|&(x, y)| wrong(x, y)));
        }
        spoiled
    }
}

/// The modules of one codeword: those that are dark when it alone is all ones.
fn placed(at: usize, data: usize, check: usize, version: Version) -> Vec<(usize, usize)> {
    let mut words = vec![0; data + check];
    words[at] = 0xFF;
    let mut canvas = Canvas::new(version, EcLevel::Q);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&words[..data], &words[data..]);
    let dark = |&(x, y): &(i16, i16)| canvas.get(x, y) == Module::Unmasked(Color::Dark);
    let side = version.width();
    (0..side)
        .flat_map(|y| (0..side).map(move |x| (x, y)))
        .filter(dark)
        .map(|(x, y)| (x as usize, y as usize))
        .collect()
}

#[test]
fn codewords_and_blocks_are_those_of_the_standard() {
    // Level Q of ISO/IEC 18004, table 9: side, codewords of each block, how many of them are restored.
    let table: [(usize, &[usize], usize); 6] = [
        (21, &[26], 6),
        (25, &[44], 11),
        (29, &[35, 35], 9),
        (33, &[50, 50], 13),
        (37, &[33, 33, 34, 34], 9),
        (41, &[43, 43, 43, 43], 12),
    ];
    for (side, blocks, restores) in table {
        let codewords = Codewords::of_side(side);
        assert_eq!(codewords.spoiled(&|_, _| true), blocks, "{side}");
        assert_eq!(codewords.spoiled(&|_, _| false), vec![0; blocks.len()], "{side}");
        assert_eq!(codewords.restores, restores, "{side}");
        let all: std::collections::HashSet<_> = codewords.modules.iter().flatten().collect();
        assert_eq!(
            all.len(),
            8 * codewords.modules.len(),
            "a module belongs to one codeword"
        );
        assert!(
            codewords.modules.iter().all(|modules| modules.len() == 8),
            "{side}"
        );
    }
}
