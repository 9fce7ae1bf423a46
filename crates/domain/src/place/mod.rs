//! Places: points, postcodes, wards, named places, and how people say where something happened.

pub mod area;
mod given;
mod grid;
pub mod groups;
pub mod named;
pub mod pin;
pub mod postcodes;
pub mod wards;

pub use given::{PlaceGiven, PlacePrecision};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A point on the ground, in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    lat: f64,
    lng: f64,
}

/// A latitude or longitude that is not on the globe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("latitude must be from -90 to 90 and longitude from -180 to 180")]
pub struct PointError;

impl Point {
    /// Makes a point from degrees north and degrees east.
    ///
    /// # Errors
    /// [`PointError`] when either is out of range or not a number.
    pub fn new(lat: f64, lng: f64) -> Result<Self, PointError> {
        if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) {
            Ok(Self { lat, lng })
        } else {
            Err(PointError)
        }
    }

    /// Returns degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Returns degrees east.
    pub fn lng(self) -> f64 {
        self.lng
    }

    /// Returns the great-circle distance in kilometres (haversine, mean radius 6,371.0088 km, IUGG).
    pub fn distance_km(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half = |d: f64| (d / 2.0).sin().powi(2);
        let h = half(b - a) + a.cos() * b.cos() * half((other.lng - self.lng).to_radians());
        2.0 * 6_371.008_8 * h.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_from_cambridge_to_ely() {
        let (cambridge, ely) = (
            Point::new(52.2053, 0.1218).unwrap(),
            Point::new(52.3995, 0.2624).unwrap(),
        );
        assert!((cambridge.distance_km(ely) - 23.6).abs() < 0.3);
    }

    #[test]
    fn off_the_globe() {
        for (lat, lng) in [(91.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Point::new(lat, lng), Err(PointError));
        }
    }
}
