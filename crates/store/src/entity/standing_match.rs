use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standing_match")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub recovery_id: i64,
    pub bike_id: i64,
    pub organisation_id: i64,
    pub status: String,
    pub bits: f64,
    pub likelihood: f64,
    pub wording: i32,
    pub answer: Vec<u8>,
    pub found_at: i64,
    pub changed_at: i64,
    pub parked_until: Option<i64>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub reason: Option<Vec<u8>>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
