use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "property_list")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: i64,
    pub made_by: Option<i64>,
    pub made_at: i64,
    pub stage: String,
    pub reason: Vec<u8>,
    pub name: Option<Vec<u8>>,
    pub total: i64,
    pub left_out: i64,
    pub recorded_by: Option<i64>,
    pub recorded_at: Option<i64>,
    pub found_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
