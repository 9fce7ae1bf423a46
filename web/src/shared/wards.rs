//! Maps without tiles: the wards of both districts as a picture, with points on it.
//!
//! The picture is made here, so it needs no script and no other server.

use domain::place::Point;
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::LazyLock;

const CAMBRIDGE: &str = include_str!("../../../fixtures/wards_cambridge_2013.geojson");
const EAST: &str = include_str!("../../../fixtures/wards_east_cambridgeshire_2013.geojson");

/// The width of a picture in its own units.
const WIDTH: f64 = 600.0;
/// Corners nearer than this to the last one, in units, are left out: nobody sees them.
const FINEST: f64 = 0.8;
/// A close-up shows this many kilometres from its point to its edge.
const NEAR_KM: f64 = 1.6;
const KM_A_DEGREE: f64 = 111.32;

const TOWNS: &str = include_str!("../../../fixtures/towns.csv");

/// A town or large village, named on maps.
struct Town {
    name: &'static str,
    at: (f64, f64),
}

/// The towns, the largest first: where two names would touch, the first one stays.
static TOWN_LIST: LazyLock<Vec<Town>> = LazyLock::new(|| TOWNS.lines().skip(1).filter_map(town).collect());

/// One ward: its name, and its rings of degrees east and north.
struct Ward {
    name: String,
    rings: Vec<Vec<(f64, f64)>>,
}

static WARDS: LazyLock<Vec<Ward>> = LazyLock::new(|| {
    let all = [CAMBRIDGE, EAST].into_iter().filter_map(read);
    all.flatten().collect()
});

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
}

/// A point of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Across, in units.
    pub x: String,
    /// Down, in units.
    pub y: String,
    /// What stands in it: nothing, or a number.
    pub label: String,
}

/// Names the ward that a point is in.
pub fn ward_of(point: Point) -> Option<&'static str> {
    let ward = WARDS.iter().find(|ward| ward.holds(point));
    ward.map(|ward| ward.name.as_str())
}

/// Draws both districts with numbered points; nothing when none is in them. Each point has the number that is given.
pub fn overview(points: &[(usize, Point)]) -> Option<Map> {
    let inside: Vec<_> = points
        .iter()
        .filter(|(_, point)| ward_of(*point).is_some())
        .collect();
    if inside.is_empty() {
        return None;
    }
    let corners = WARDS.iter().flat_map(|ward| ward.rings.iter().flatten());
    let frame = corners.fold(Frame::NONE, |frame, corner| frame.with(*corner));
    let pins = inside.iter().map(|(number, point)| (number.to_string(), *point));
    Some(frame.draw(pins.collect()))
}

/// Draws the surroundings of a point; nothing when it is in neither district.
pub fn close_up(point: Point) -> Option<Map> {
    ward_of(point)?;
    let north = NEAR_KM / KM_A_DEGREE;
    let east = north / point.lat().to_radians().cos();
    // Wider than it is high, as a page is.
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

    fn with(self, (lng, lat): (f64, f64)) -> Self {
        Self {
            west: self.west.min(lng),
            east: self.east.max(lng),
            south: self.south.min(lat),
            north: self.north.max(lat),
        }
    }

    /// Equirectangular about the middle: over thirty kilometres nobody can tell it from any other.
    fn place(self, (lng, lat): (f64, f64)) -> (f64, f64) {
        let narrow = ((self.south + self.north) / 2.0).to_radians().cos();
        let scale = WIDTH / ((self.east - self.west) * narrow);
        ((lng - self.west) * narrow * scale, (self.north - lat) * scale)
    }

    fn height(self) -> f64 {
        self.place((self.east, self.south)).1
    }

    fn draw(self, pins: Vec<(String, Point)>) -> Map {
        let height = self.height();
        let shows = |(x, y): (f64, f64)| (0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y);
        let mut wards = Vec::new();
        for ward in WARDS.iter() {
            let here = pins.iter().any(|(_, point)| ward.holds(*point));
            let corners = ward.rings.iter().flatten();
            if here || corners.clone().any(|corner| shows(self.place(*corner))) {
                wards.push(Outline {
                    path: self.path(ward),
                    here,
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

    /// Puts the names of towns under their places, moved below a point that stands there. A name that would touch a
    /// point, the edge or an earlier name is left out.
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
        for ring in &ward.rings {
            let mut last: Option<(f64, f64)> = None;
            for corner in ring {
                let (x, y) = self.place(*corner);
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
    /// Half of the letters' height, and the width of one, as the style sheet sets them, in units.
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

impl Ward {
    /// Counts how often a line to the east crosses the outline: odd is inside.
    fn holds(&self, point: Point) -> bool {
        let (x, y) = (point.lng(), point.lat());
        let mut inside = false;
        for ring in &self.rings {
            let next = ring.iter().cycle().skip(1);
            for (&(x1, y1), &(x2, y2)) in ring.iter().zip(next) {
                if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                    inside = !inside;
                }
            }
        }
        inside
    }
}

/// Reads a file of boundaries; a test holds that both are read whole.
fn read(text: &str) -> Option<Vec<Ward>> {
    let file: Value = serde_json::from_str(text).ok()?;
    file["features"].as_array()?.iter().map(ward).collect()
}

fn ward(feature: &Value) -> Option<Ward> {
    let shape = &feature["geometry"];
    let coordinates = shape["coordinates"].as_array()?;
    let polygons: Vec<&Vec<Value>> = match shape["type"].as_str()? {
        "Polygon" => vec![coordinates],
        _ => coordinates.iter().filter_map(Value::as_array).collect(),
    };
    let rings = polygons.into_iter().flatten().map(|ring| {
        let corners = ring.as_array()?.iter();
        corners
            .map(|corner| Some((corner[0].as_f64()?, corner[1].as_f64()?)))
            .collect()
    });
    Some(Ward {
        name: feature["properties"]["name"].as_str()?.to_owned(),
        rings: rings.collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests;
