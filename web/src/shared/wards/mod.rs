//! Maps without tiles: a picture of the wards of both districts, with points on it.
//!
//! The picture is made here, so it needs no JavaScript and no other server.

mod shaded;

pub use shaded::{Shade, shaded, steps};

use domain::place::Point;
use domain::place::named::{self, NamedPlace};
use domain::place::wards::{self, Ward};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// The width of a picture in its own units.
const WIDTH: f64 = 600.0;
/// Corners that are closer than this to the last one, in units, are left out, because nobody can see them.
const FINEST: f64 = 0.8;
/// How many kilometres a close-up shows from its point to its edge.
const NEAR_KM: f64 = 1.6;
const KM_A_DEGREE: f64 = 111.32;

const TOWNS: &str = include_str!("../../../../fixtures/towns.csv");

/// A town or large village, named on maps.
struct Town {
    name: &'static str,
    at: (f64, f64),
}

/// The towns, largest first. If two names would touch, the first one stays.
static TOWN_LIST: LazyLock<Vec<Town>> = LazyLock::new(|| TOWNS.lines().skip(1).filter_map(town).collect());

/// A map, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The picture's height; its width is 600.
    pub height: u32,
    /// The outline of each ward.
    pub wards: Vec<Outline>,
    /// The points.
    pub pins: Vec<Pin>,
    /// The names of towns and large villages.
    pub names: Vec<Name>,
}

/// A name on a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The middle of the name, across, in units.
    pub x: String,
    /// Its base line, down, in units.
    pub y: String,
    /// The name.
    pub text: &'static str,
}

/// The outline of a ward, as a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The path's commands.
    pub path: String,
    /// Whether a point is in it.
    pub here: bool,
    /// How it is filled.
    pub shade: Shade,
}

/// A point of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Across, in units.
    pub x: String,
    /// Down, in units.
    pub y: String,
    /// The number in it, or nothing.
    pub label: String,
}

/// Names the ward that a point is in.
pub fn ward_of(point: Point) -> Option<&'static str> {
    wards::at(point).map(|ward| ward.name.as_str())
}

/// Draws both districts with numbered points, or returns `None` if no point is in them. Each point has the given
/// number.
pub fn overview(points: &[(usize, Point)]) -> Option<Map> {
    let inside: Vec<_> = points
        .iter()
        .filter(|(_, point)| ward_of(*point).is_some())
        .collect();
    if inside.is_empty() {
        return None;
    }
    let pins = inside.iter().map(|(number, point)| (number.to_string(), *point));
    Some(Frame::of_wards().draw(pins.collect()))
}

/// A map of both districts on which people can choose a point.
#[derive(Clone, Debug, PartialEq)]
pub struct PinMap {
    /// The picture.
    pub map: Map,
    /// The well-known places.
    pub places: Vec<Pin>,
    /// The western edge, in degrees like the other three.
    pub west: f64,
    /// The eastern edge.
    pub east: f64,
    /// The southern edge.
    pub south: f64,
    /// The northern edge.
    pub north: f64,
}

static TO_PIN_ON: LazyLock<PinMap> = LazyLock::new(|| {
    let frame = Frame::of_wards();
    let pin = |place: &NamedPlace| {
        let (x, y) = frame.place((place.point.lng(), place.point.lat()));
        Pin {
            x: format!("{x:.2}"),
            y: format!("{y:.2}"),
            label: place.name.clone(),
        }
    };
    PinMap {
        map: frame.draw(Vec::new()),
        places: named::all().iter().map(pin).collect(),
        west: frame.west,
        east: frame.east,
        south: frame.south,
        north: frame.north,
    }
});

/// Returns the map of both districts on which people can choose a point.
pub fn to_pin_on() -> &'static PinMap {
    &TO_PIN_ON
}

/// Draws the area around a point, or returns `None` if the point is in neither district.
pub fn close_up(point: Point) -> Option<Map> {
    ward_of(point)?;
    let north = NEAR_KM / KM_A_DEGREE;
    let east = north / point.lat().to_radians().cos();
    // It is wider than it is high, like the space for it on a page.
    let frame = Frame {
        west: point.lng() - 1.5 * east,
        east: point.lng() + 1.5 * east,
        south: point.lat() - north,
        north: point.lat() + north,
    };
    Some(frame.draw(vec![(String::new(), point)]))
}

/// What a map shows, in degrees.
#[derive(Clone, Copy)]
struct Frame {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Frame {
    const NONE: Self = Self {
        west: f64::INFINITY,
        east: f64::NEG_INFINITY,
        south: f64::INFINITY,
        north: f64::NEG_INFINITY,
    };

    /// Both districts.
    fn of_wards() -> Self {
        Self::around(wards::all())
    }

    fn around(wards: impl IntoIterator<Item = &'static Ward>) -> Self {
        let corners = wards.into_iter().flat_map(corners);
        corners.fold(Self::NONE, Self::with)
    }

    fn with(self, (lng, lat): (f64, f64)) -> Self {
        Self {
            west: self.west.min(lng),
            east: self.east.max(lng),
            south: self.south.min(lat),
            north: self.north.max(lat),
        }
    }

    /// An equirectangular projection. Over thirty kilometres, nobody can tell it from any other.
    fn place(self, (lng, lat): (f64, f64)) -> (f64, f64) {
        let narrow = ((self.south + self.north) / 2.0).to_radians().cos();
        let scale = WIDTH / ((self.east - self.west) * narrow);
        ((lng - self.west) * narrow * scale, (self.north - lat) * scale)
    }

    fn height(self) -> f64 {
        self.place((self.east, self.south)).1
    }

    fn draw(self, pins: Vec<(String, Point)>) -> Map {
        self.draw_shaded(pins, |_| Shade::Plain)
    }

    fn draw_shaded(self, pins: Vec<(String, Point)>, shade: impl Fn(&Ward) -> Shade) -> Map {
        let height = self.height();
        let shows = |(x, y): (f64, f64)| (0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y);
        let mut wards = Vec::new();
        for ward in wards::all() {
            let here = pins.iter().any(|(_, point)| ward.holds(*point));
            if here || corners(ward).any(|corner| shows(self.place(corner))) {
                wards.push(Outline {
                    path: self.path(ward),
                    here,
                    shade: shade(ward),
                });
            }
        }
        let places: Vec<(f64, f64)> = pins
            .iter()
            .map(|(_, point)| self.place((point.lng(), point.lat())))
            .collect();
        let names = self.names(&places, height);
        let pins = pins.into_iter().zip(places).map(|((label, _), (x, y))| Pin {
            x: format!("{x:.0}"),
            y: format!("{y:.0}"),
            label,
        });
        Map {
            height: height.round() as u32,
            wards,
            pins: pins.collect(),
            names,
        }
    }

    /// Puts the name of each town at its place, or else below or above it. A name that would touch a point, the edge or
    /// an earlier name in all three positions is left out.
    fn names(self, pins: &[(f64, f64)], height: f64) -> Vec<Name> {
        let mut taken: Vec<Area> = pins.iter().map(|at| Area::of_pin(*at)).collect();
        let mut names = Vec::new();
        for town in TOWN_LIST.iter() {
            let (x, y) = self.place(town.at);
            let fits = [0.0, 34.0, -26.0].into_iter().map(|down| y + down).find(|base| {
                let area = Area::of_name(town.name, x, *base);
                area.is_inside(height) && !taken.iter().any(|other| area.touches(other))
            });
            if let Some(base) = fits {
                taken.push(Area::of_name(town.name, x, base));
                names.push(Name {
                    x: format!("{x:.0}"),
                    y: format!("{base:.0}"),
                    text: town.name,
                });
            }
        }
        names
    }

    fn path(self, ward: &Ward) -> String {
        let mut path = String::new();
        for ring in ward.rings() {
            let mut last: Option<(f64, f64)> = None;
            for [lng, lat] in ring {
                let (x, y) = self.place((*lng, *lat));
                if last.is_some_and(|(u, v)| (x - u).hypot(y - v) < FINEST) {
                    continue;
                }
                let command = if last.is_some() { 'L' } else { 'M' };
                // Writing to a string cannot fail.
                let _ = write!(path, "{command}{x:.0} {y:.0}");
                last = Some((x, y));
            }
            path.push('Z');
        }
        path
    }
}

/// A part of the picture that a name or a point covers.
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    /// The width and the height of a letter, in units, as in the style sheet.
    const LETTER: (f64, f64) = (13.0, 26.0);
    const PIN: f64 = 18.0;

    fn of_name(name: &str, x: f64, base: f64) -> Self {
        let (wide, high) = Self::LETTER;
        let half = wide * name.chars().count() as f64 / 2.0;
        Self {
            left: x - half,
            right: x + half,
            top: base - high,
            bottom: base + high / 4.0,
        }
    }

    fn of_pin((x, y): (f64, f64)) -> Self {
        Self {
            left: x - Self::PIN,
            right: x + Self::PIN,
            top: y - Self::PIN,
            bottom: y + Self::PIN,
        }
    }

    fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn is_inside(&self, height: f64) -> bool {
        self.left >= 0.0 && self.right <= WIDTH && self.top >= 0.0 && self.bottom <= height
    }
}

/// Reads a line of `towns.csv`: name, kind, degrees north, degrees east, wards.
fn town(line: &'static str) -> Option<Town> {
    let mut cells = line.split(',');
    let name = cells.next()?;
    let north = cells.nth(1)?.parse().ok()?;
    let east = cells.next()?.parse().ok()?;
    Some(Town {
        name,
        at: (east, north),
    })
}

/// The corners of a ward, degrees east and north.
fn corners(ward: &Ward) -> impl Iterator<Item = (f64, f64)> {
    ward.rings().flatten().map(|[lng, lat]| (*lng, *lat))
}

#[cfg(test)]
mod tests;
