//! Turns references of the Ordnance Survey's National Grid into degrees, to about five metres.
//!
//! The formulas and figures are those of "A guide to coordinate systems in Great Britain" (Ordnance Survey).

use crate::place::Point;
use crate::place::pin::PinError;

/// Airy's ellipsoid of 1830, on which the grid is drawn: its half axes in metres.
const AIRY: (f64, f64) = (6_377_563.396, 6_356_256.909);
/// The half axes of WGS 84 in metres.
const WGS84: (f64, f64) = (6_378_137.0, 6_356_752.314_2);
/// The scale on the grid's central meridian.
const SCALE: f64 = 0.999_601_271_7;
/// The grid's true origin: degrees north and east.
const ORIGIN: (f64, f64) = (49.0, -2.0);
/// The true origin on the grid: metres east and north.
const FALSE_ORIGIN: (f64, f64) = (400_000.0, -100_000.0);
/// The shift from Airy's ellipsoid to WGS 84, in metres along each axis.
const SHIFT: [f64; 3] = [446.448, -125.157, 542.060];
/// The rotation about each axis, in seconds of arc.
const TURN: [f64; 3] = [0.150_2, 0.247_0, 0.842_1];
/// The change of scale.
const STRETCH: f64 = -20.489_4e-6;

/// Reads a reference such as `TL 456 583`, and returns the middle of the square that it names.
///
/// # Errors
/// [`PinError`] when it is not a reference, or names a square of a kilometre or more.
pub(super) fn parse(typed: &str) -> Result<Point, PinError> {
    let compact: Vec<char> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let (letters, digits) = compact.split_at(compact.len().min(2));
    let digits: String = digits.iter().collect();
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || digits.len() % 2 == 1 || digits.is_empty() || digits.len() > 10 {
        return Err(PinError::Unread);
    }
    let (east, north) = square(letters).ok_or(PinError::Unread)?;
    let half = digits.len() / 2;
    if half < 3 {
        return Err(PinError::TooCoarse);
    }
    let (across, up) = digits.split_at(half);
    let side = 10_f64.powi(5 - i32::try_from(half).map_err(|_| PinError::Unread)?);
    let metres = |part: &str| part.parse::<u32>().map(|n| (f64::from(n) + 0.5) * side);
    let (across, up) = metres(across).ok().zip(metres(up).ok()).ok_or(PinError::Unread)?;
    point(east + across, north + up).ok_or(PinError::Elsewhere)
}

/// Returns the corner of a 100 km square, in metres east and north.
fn square(letters: &[char]) -> Option<(f64, f64)> {
    // The letters are A to Z without I.
    let place = |c: &char| {
        let places = "ABCDEFGHJKLMNOPQRSTUVWXYZ";
        let at = places.find(c.to_ascii_uppercase())?;
        u32::try_from(at).ok()
    };
    let [first, second] = letters else { return None };
    let (first, second) = (f64::from(place(first)?), f64::from(place(second)?));
    let column = |n: f64| n % 5.0;
    let row = |n: f64| (n / 5.0).floor();
    // The large squares are counted from the one that holds the false origin, S.
    let east = (column(first) - 2.0) * 5.0 + column(second);
    let north = (3.0 - row(first)) * 5.0 + 4.0 - row(second);
    Some((east * 100_000.0, north * 100_000.0))
}

/// Turns metres east and north on the grid into degrees.
fn point(east: f64, north: f64) -> Option<Point> {
    let (lat, lng) = on_airy(east, north);
    let (lat, lng) = on_wgs84(lat, lng);
    Point::new(lat.to_degrees(), lng.to_degrees()).ok()
}

/// Returns the square of an ellipsoid's eccentricity.
fn eccentricity((a, b): (f64, f64)) -> f64 {
    1.0 - (b * b) / (a * a)
}

/// Returns the distance along the meridian from the origin to a latitude, in metres.
fn meridian(lat: f64) -> f64 {
    let (a, b) = AIRY;
    let n = (a - b) / (a + b);
    let (n2, n3) = (n * n, n * n * n);
    let (less, more) = (lat - ORIGIN.0.to_radians(), lat + ORIGIN.0.to_radians());
    b * SCALE
        * ((1.0 + n + 1.25 * (n2 + n3)) * less - (3.0 * (n + n2) + 2.625 * n3) * less.sin() * more.cos()
            + 1.875 * (n2 + n3) * (2.0 * less).sin() * (2.0 * more).cos()
            - 35.0 / 24.0 * n3 * (3.0 * less).sin() * (3.0 * more).cos())
}

/// Turns metres on the grid into radians on Airy's ellipsoid.
fn on_airy(east: f64, north: f64) -> (f64, f64) {
    let a = AIRY.0 * SCALE;
    let e2 = eccentricity(AIRY);
    let up = north - FALSE_ORIGIN.1;
    let mut lat = ORIGIN.0.to_radians() + up / a;
    // Each round leaves a thousandth of the error that was there before.
    for _ in 0..8 {
        lat += (up - meridian(lat)) / a;
    }
    let (sin, cos, tan) = (lat.sin(), lat.cos(), lat.tan());
    let nu = a / (1.0 - e2 * sin * sin).sqrt();
    let rho = a * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let t2 = tan * tan;
    let d = east - FALSE_ORIGIN.0;
    let north_terms = [
        tan / (2.0 * rho * nu),
        tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2),
        tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t2 * t2),
    ];
    let east_terms = [
        1.0 / (cos * nu),
        1.0 / (6.0 * cos * nu.powi(3)) * (nu / rho + 2.0 * t2),
        1.0 / (120.0 * cos * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t2 * t2),
    ];
    let lat = lat - north_terms[0] * d.powi(2) + north_terms[1] * d.powi(4) - north_terms[2] * d.powi(6);
    let lng =
        ORIGIN.1.to_radians() + east_terms[0] * d - east_terms[1] * d.powi(3) + east_terms[2] * d.powi(5);
    (lat, lng)
}

/// Turns radians on Airy's ellipsoid into radians of WGS 84.
fn on_wgs84(lat: f64, lng: f64) -> (f64, f64) {
    let e2 = eccentricity(AIRY);
    let nu = AIRY.0 / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    let (x, y, z) = (
        nu * lat.cos() * lng.cos(),
        nu * lat.cos() * lng.sin(),
        nu * (1.0 - e2) * lat.sin(),
    );
    let [rx, ry, rz] = TURN.map(|seconds| (seconds / 3600.0).to_radians());
    let stretch = 1.0 + STRETCH;
    let x2 = SHIFT[0] + stretch * x - rz * y + ry * z;
    let y2 = SHIFT[1] + rz * x + stretch * y - rx * z;
    let z2 = SHIFT[2] - ry * x + rx * y + stretch * z;
    let e2 = eccentricity(WGS84);
    let p = x2.hypot(y2);
    let mut lat = z2.atan2(p * (1.0 - e2));
    for _ in 0..6 {
        let nu = WGS84.0 / (1.0 - e2 * lat.sin().powi(2)).sqrt();
        lat = (z2 + e2 * nu * lat.sin()).atan2(p);
    }
    (lat, y2.atan2(x2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTCODES: &str = include_str!("../../../../fixtures/postcodes_2014.csv");

    #[test]
    fn the_grid_agrees_with_the_published_postcodes() {
        for row in POSTCODES.lines().skip(1).step_by(97) {
            let cells: Vec<&str> = row.split(',').collect();
            let number = |at: usize| cells[at].parse::<f64>().unwrap();
            let ours = point(number(1), number(2)).unwrap();
            let published = Point::new(number(3), number(4)).unwrap();
            assert!(ours.distance_km(published) < 0.006, "{row}: {ours:?}");
        }
    }

    #[test]
    fn squares_lie_where_they_lie() {
        for (letters, corner) in [
            ("TL", (500_000.0, 200_000.0)),
            ("SV", (0.0, 0.0)),
            ("NN", (200_000.0, 700_000.0)),
            ("hp", (400_000.0, 1_200_000.0)),
        ] {
            let letters: Vec<char> = letters.chars().collect();
            assert_eq!(square(&letters), Some(corner));
        }
        assert_eq!(square(&['I', 'L']), None);
        assert_eq!(square(&['T', '4']), None);
    }
}
