use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mark")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub status: String,
    pub batch_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub event_id: Option<i64>,
    pub bike_id: Option<i64>,
    pub printed_at: i64,
    pub allotted_at: Option<i64>,
    pub issued_at: Option<i64>,
    pub issued_by: Option<i64>,
    pub ended_at: Option<i64>,
    pub replaced_by: Option<String>,
    pub place: Option<i32>,
    pub returned_at: Option<i64>,
    pub end_reason: Option<String>,
    pub sheet_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
