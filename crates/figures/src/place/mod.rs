//! Shows where most bikes are stolen: squares of 200 m, the hot ones among them, and how good the last list was.

mod accuracy;
mod band;
mod gi_star;
mod grid;
mod hot;
mod permutation;

pub use accuracy::{Accuracy, fullest};
pub use band::Band;
pub use gi_star::gi_star;
pub use grid::{Cell, SIDE_M};
pub use hot::{Floor, HotPlace, MOST_SHOWN, Theft, hot_places};
pub use permutation::{PERMUTATIONS, Permutations};
