use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "look_up_result")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub look_up_id: i64,
    pub at: i64,
    pub version: i32,
    pub answer: String,
    pub best_likelihood: Option<f64>,
    pub answer_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
