use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "property_row")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub list_id: i64,
    pub line: i64,
    pub told: Vec<u8>,
    pub looked: bool,
    pub claimed_by: Option<String>,
    pub claimed_until: i64,
    pub look_up_id: Option<i64>,
    pub band: String,
    pub likelihood: f64,
    pub likely: i64,
    pub best_id: Option<i64>,
    pub decision: Option<String>,
    pub bike_id: Option<i64>,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub reason: Option<Vec<u8>>,
    pub recorded: Option<String>,
    pub recovery_id: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
