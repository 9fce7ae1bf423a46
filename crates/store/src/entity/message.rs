use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub mark_code: Option<String>,
    pub body: Vec<u8>,
    pub sent_at: i64,
    pub read_at: Option<i64>,
    pub thread_id: Option<i64>,
    pub from_owner: bool,
    pub kept_back: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
