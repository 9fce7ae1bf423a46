use sea_orm::entity::prelude::*;

/// A bike that is offered to a new owner, whose e-mail address is sealed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub from_id: i64,
    pub to_email: Vec<u8>,
    pub token_hash: Vec<u8>,
    pub made_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    pub outcome: Option<String>,
    pub to_id: Option<i64>,
    pub double_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
