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
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
