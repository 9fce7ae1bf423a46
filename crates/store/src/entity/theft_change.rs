use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "theft_change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub theft_report_id: i64,
    pub changes: Vec<u8>,
    pub by_id: Option<i64>,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
