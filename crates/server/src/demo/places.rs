//! Real places in both districts, from the fixtures.

use anyhow::{Context, Result};
use domain::{account::contact::Postcode, place::Point};
use serde::Deserialize;

const POSTCODES: &str = include_str!("../../../../fixtures/postcodes_2014.csv");
const THEFTS: &str = include_str!("../../../../fixtures/bicycle_thefts_2024.csv");
const EAST_CAMBRIDGESHIRE: &str = "E07000009";

pub(super) struct Places {
    pub(super) cambridge: Vec<Home>,
    pub(super) east: Vec<Home>,
    /// Where bikes were really reported stolen, as the police publish it.
    pub(super) thefts: Vec<(String, Point)>,
}

pub(super) struct Home {
    pub(super) postcode: Postcode,
    pub(super) point: Point,
}

#[derive(Deserialize)]
struct PostcodeRow {
    postcode: String,
    lat: f64,
    lon: f64,
    district_code: String,
}

#[derive(Deserialize)]
struct TheftRow {
    #[serde(rename = "Longitude")]
    lng: Option<f64>,
    #[serde(rename = "Latitude")]
    lat: Option<f64>,
    #[serde(rename = "Location")]
    location: String,
}

impl Places {
    pub(super) fn read() -> Result<Self> {
        let mut places = Self {
            cambridge: Vec::new(),
            east: Vec::new(),
            thefts: Vec::new(),
        };
        for row in csv::Reader::from_reader(POSTCODES.as_bytes()).into_deserialize() {
            let row: PostcodeRow = row.context("cannot read a line of the postcodes")?;
            let home = Home {
                postcode: Postcode::parse(&row.postcode)?,
                point: Point::new(row.lat, row.lon)?,
            };
            let of_district = if row.district_code == EAST_CAMBRIDGESHIRE {
                &mut places.east
            } else {
                &mut places.cambridge
            };
            of_district.push(home);
        }
        for row in csv::Reader::from_reader(THEFTS.as_bytes()).into_deserialize() {
            let row: TheftRow = row.context("cannot read a line of the thefts")?;
            if let (Some(lat), Some(lng)) = (row.lat, row.lng) {
                places
                    .thefts
                    .push((row.location.replace("On or near", "Near"), Point::new(lat, lng)?));
            }
        }
        Ok(places)
    }
}
