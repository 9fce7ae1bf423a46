use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: i64,
    pub property_ref: String,
    pub read: Option<String>,
    pub identifiers: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub colours: String,
    pub kind: Option<String>,
    pub found_at: i64,
    pub place: Option<Vec<u8>>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub status: String,
    pub bike_id: Option<i64>,
    pub recorded_by: Option<i64>,
    pub recorded_at: i64,
    pub look_up_id: Option<i64>,
    pub property_key: Option<String>,
    pub property_sealed: Option<Vec<u8>>,
    pub property_hash: Option<Vec<u8>>,
    pub version: i64,
    pub tied_at: Option<i64>,
    pub returned_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub ended_as: Option<String>,
    pub held_at: Option<i64>,
    pub place_given: Option<Vec<u8>>,
    pub place_precision: String,
    pub found_by: Option<Vec<u8>>,
    pub handed_to: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
