use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub recovery_id: i64,
    pub what: String,
    pub bike_id: Option<i64>,
    pub bits: Option<f64>,
    pub changes: Option<Vec<u8>>,
    pub by_id: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
