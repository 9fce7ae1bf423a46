use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment_figure")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub assessment_id: i64,
    pub freeze: i32,
    pub place: i32,
    pub block: String,
    pub filter: String,
    pub release_number: i64,
    pub feed_transaction: i64,
    pub feed_position: i64,
    pub definitions: String,
    pub body: String,
    pub mask: String,
    pub frozen_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
