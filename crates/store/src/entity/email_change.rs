use sea_orm::entity::prelude::*;

/// A request to change an account's e-mail address. Both addresses are sealed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "email_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub account_id: i64,
    pub token_hash: Vec<u8>,
    pub objection_hash: Vec<u8>,
    pub old_email: Vec<u8>,
    pub new_email: Vec<u8>,
    pub made_at: i64,
    pub expires_at: i64,
    pub confirmed_at: Option<i64>,
    pub stopped_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
