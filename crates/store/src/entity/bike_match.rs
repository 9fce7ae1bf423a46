use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bike_match")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub recovery_id: i64,
    pub bike_id: i64,
    pub look_up_id: Option<i64>,
    pub bits: f64,
    pub evidence: String,
    pub decision: String,
    pub decided_by: Option<i64>,
    pub decided_at: i64,
    pub evidence_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
