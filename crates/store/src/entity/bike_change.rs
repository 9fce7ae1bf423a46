use sea_orm::entity::prelude::*;

/// What an owner changed about a bike. The old and new values are sealed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bike_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub what: String,
    pub said: Vec<u8>,
    pub while_gone: bool,
    pub by_id: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
