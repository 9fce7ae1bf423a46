use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "marking_event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: i64,
    pub name: String,
    pub place: String,
    pub about: Option<String>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub starts_at: i64,
    pub ends_at: i64,
    pub stage: String,
    pub bring: Option<String>,
    pub advice: String,
    pub slot_minutes: Option<i32>,
    pub slot_places: Option<i32>,
    pub booking_only: bool,
    pub revision: i32,
    pub changed_at: Option<i64>,
    pub cancelled_why: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
