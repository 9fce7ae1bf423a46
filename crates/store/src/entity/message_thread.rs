use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message_thread")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub finder_hash: Vec<u8>,
    pub owner_hash: Vec<u8>,
    pub kept: Vec<u8>,
    pub started_at: i64,
    pub last_at: i64,
    pub blocked_at: Option<i64>,
    pub reported_at: Option<i64>,
    pub reported_by: Option<String>,
    pub report: Option<Vec<u8>>,
    pub settled_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
