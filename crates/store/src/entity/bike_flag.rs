use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bike_flag")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bike_id: i64,
    pub other_bike_id: i64,
    pub kind: String,
    pub raised_at: i64,
    pub settled_at: Option<i64>,
    pub settled_by: Option<i64>,
    pub asked_at: Option<i64>,
    pub answer: Option<String>,
    pub answered_at: Option<i64>,
    pub outcome: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
