use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "desk_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub event_id: i64,
    pub desk: String,
    pub sent_by: i64,
    pub state: String,
    pub reason: Option<String>,
    pub mark_code: Option<String>,
    pub bike_id: Option<i64>,
    pub body: Option<Vec<u8>>,
    pub made_at: i64,
    pub received_at: i64,
    pub seconds: Option<i32>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub note: Option<Vec<u8>>,
    pub withdraws: Option<String>,
    pub withdrawn_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
