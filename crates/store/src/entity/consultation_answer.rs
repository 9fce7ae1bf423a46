use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consultation_answer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub consultation_id: i64,
    pub answered_at: i64,
    pub first_issue: i32,
    pub second_issue: Option<i32>,
    pub third_issue: Option<i32>,
    pub is_first: bool,
    pub words: Option<Vec<u8>>,
    pub browser_mark: Option<Vec<u8>>,
    pub address_mark: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
