use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "problem_square")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub east: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub north: i32,
    pub problem_id: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
