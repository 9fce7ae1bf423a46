use super::{Contact, SealedContact};
use crate::connection::sealed::Source as _;
use crate::entity::{
    account, account_draft, email_change, recovery_code, second_factor, session, sign_in_link,
};
use crate::{StoreError, Tx};
use domain::id::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Removes everything about a person from their account: the details, what they had begun, changes of the address, links,
/// the second factor and sessions. The account's number stays, because the log names it; nobody can sign in to it.
///
/// # Errors
/// [`StoreError`] when the database does not answer or nothing can be sealed.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn erase(tx: &Tx, id: AccountId) -> Result<(), StoreError> {
    let connection = tx.connection();
    account_draft::Entity::delete_many()
        .filter(account_draft::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    email_change::Entity::delete_many()
        .filter(email_change::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    second_factor::Entity::delete_by_id(id.0).exec(connection).await?;
    session::Entity::delete_many()
        .filter(session::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    let nobody = SealedContact::seal(tx.keyring(), &Contact::default())?;
    account::Entity::update_many()
        .col_expr(account::Column::EmailHash, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(account::Column::Contact, Expr::value(nobody.sealed))
        .col_expr(account::Column::ConfirmedAt, Expr::value(Option::<i64>::None))
        .col_expr(account::Column::DetailsAt, Expr::value(Option::<i64>::None))
        .col_expr(account::Column::FactorDueAt, Expr::value(Option::<i64>::None))
        .col_expr(
            account::Column::Generation,
            Expr::col(account::Column::Generation).add(1),
        )
        .filter(account::Column::Id.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}
