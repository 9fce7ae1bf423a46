use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "custody_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub recovery_id: i64,
    pub what: String,
    pub place: Option<Vec<u8>>,
    pub reason: Option<Vec<u8>>,
    pub by_id: Option<i64>,
    pub happened_at: i64,
    pub noted_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
