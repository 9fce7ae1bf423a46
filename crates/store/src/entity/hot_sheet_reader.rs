use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "hot_sheet_reader")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email_hash: Vec<u8>,
    pub token_hash: Vec<u8>,
    pub kept: Vec<u8>,
    pub areas: String,
    pub kinds: String,
    pub asked_at: i64,
    pub confirmed_at: Option<i64>,
    pub stopped_at: Option<i64>,
    pub told_day: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
