use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sighting")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub message_id: Option<i64>,
    pub seen_at: i64,
    pub seen_precision: String,
    pub place_given: Option<Vec<u8>>,
    pub place_precision: String,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub noted_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
