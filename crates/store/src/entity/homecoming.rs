use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "homecoming")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub recovery_id: i64,
    pub bike_id: i64,
    pub organisation_id: i64,
    pub begun_at: i64,
    pub letters: i64,
    pub write_at: Option<i64>,
    pub silent_at: Option<i64>,
    pub slot_at: Option<i64>,
    pub insurance_until: Option<i64>,
    pub ended_at: Option<i64>,
    pub code_hash: Option<Vec<u8>>,
    pub insurer_hash: Option<Vec<u8>>,
    pub said: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
