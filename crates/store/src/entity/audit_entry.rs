use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub action: String,
    pub actor_id: Option<i64>,
    pub organisation_id: Option<i64>,
    pub subject_account_id: Option<i64>,
    pub bike_id: Option<i64>,
    pub look_up_id: Option<i64>,
    pub reason: Option<String>,
    pub reason_sealed: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
