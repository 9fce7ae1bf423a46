use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "theft_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_id: i64,
    pub bike_id: i64,
    pub area: Option<String>,
    pub ward: Option<String>,
    pub east: Option<i32>,
    pub north: Option<i32>,
    pub gone_day: i32,
    pub from_at: i64,
    pub to_at: i64,
    pub kind: Option<String>,
    pub lock: Option<String>,
    pub was_registered: bool,
    pub was_late: bool,
    pub has_crime_ref: bool,
    pub owner: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
