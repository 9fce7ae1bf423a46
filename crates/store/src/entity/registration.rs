use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub token_hash: Vec<u8>,
    pub holder_hash: Option<Vec<u8>>,
    pub name: Option<String>,
    pub draft: Vec<u8>,
    pub bike_id: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub set_aside_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
