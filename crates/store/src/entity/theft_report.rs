use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "theft_report")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub account_id: Option<i64>,
    pub from_at: i64,
    pub to_at: i64,
    pub place: Option<Vec<u8>>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub lock: Option<String>,
    pub how: Option<Vec<u8>>,
    pub crime_ref: Option<String>,
    pub reported_at: i64,
    pub closed_at: Option<i64>,
    pub outcome: Option<String>,
    pub crime_sealed: Option<Vec<u8>>,
    pub crime_hash: Option<Vec<u8>>,
    pub seen_precision: String,
    pub gone_precision: String,
    pub place_given: Option<Vec<u8>>,
    pub place_precision: String,
    pub details: Option<Vec<u8>>,
    pub shown: bool,
    pub reported_by: Option<i64>,
    pub reported_for: Option<i64>,
    pub ask_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
