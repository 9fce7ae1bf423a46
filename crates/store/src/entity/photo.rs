use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: Option<i64>,
    pub registration_id: Option<i64>,
    pub file: String,
    pub thumbnail: String,
    pub width: i32,
    pub height: i32,
    pub added_at: i64,
    pub message_id: Option<i64>,
    pub recovery_id: Option<i64>,
    pub shows: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
