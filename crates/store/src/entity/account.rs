use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email_hash: Option<Vec<u8>>,
    pub contact: Vec<u8>,
    pub created_at: i64,
    pub confirmed_at: Option<i64>,
    pub details_at: Option<i64>,
    pub generation: i64,
    pub factor_due_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
