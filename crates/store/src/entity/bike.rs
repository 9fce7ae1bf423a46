use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bike")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub external_ref: Option<String>,
    pub frame: String,
    pub make: Option<String>,
    pub model: Option<String>,
    pub colours: String,
    pub kind: Option<String>,
    pub features: Option<String>,
    pub organisation_id: Option<i64>,
    pub registered_via: String,
    pub import_digest: Option<Vec<u8>>,
    pub registered_at: i64,
    pub retired_at: Option<i64>,
    pub features_sealed: Option<Vec<u8>>,
    pub retired_why: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
