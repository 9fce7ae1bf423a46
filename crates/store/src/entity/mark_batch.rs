use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mark_batch")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: Option<i64>,
    pub event_id: Option<i64>,
    pub size: i32,
    pub made_at: i64,
    pub made_by: Option<i64>,
    pub name: Option<String>,
    pub printed_at: Option<i64>,
    pub printed_by: Option<i64>,
    pub name_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
