use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "booking")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub event_id: i64,
    pub slot_at: Option<i64>,
    pub status: String,
    pub contact: Option<Vec<u8>>,
    pub email_hash: Option<Vec<u8>>,
    pub phone_hash: Option<Vec<u8>>,
    pub token_hash: Vec<u8>,
    pub made_at: i64,
    pub placed_at: Option<i64>,
    pub told_at: Option<i64>,
    pub reminded_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub held_until: Option<i64>,
    pub bikes: i32,
    pub came_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
