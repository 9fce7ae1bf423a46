use crate::connection::sealed::Source as _;
use crate::entity::{account, sign_in_link};
use crate::{StoreError, Tx};
use domain::id::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

/// The tables and columns that may refer to an account. Its links are deleted with it.
const HOLDS: [(&str, &str); 49] = [
    ("ownership", "account_id"),
    ("membership", "account_id"),
    ("theft_report", "account_id"),
    ("theft_report", "reported_by"),
    ("theft_change", "by_id"),
    ("mark", "issued_by"),
    ("recovery", "recorded_by"),
    ("recovery_entry", "by_id"),
    ("custody_entry", "by_id"),
    ("standing_match", "decided_by"),
    ("bike_match", "decided_by"),
    ("bike_change", "by_id"),
    ("bike_statement", "account_id"),
    ("email_change", "account_id"),
    ("transfer", "from_id"),
    ("transfer", "to_id"),
    ("look_up", "account_id"),
    ("audit_entry", "actor_id"),
    ("event_staff", "account_id"),
    ("event_staff", "added_by"),
    ("event_closing", "closed_by"),
    ("desk_entry", "sent_by"),
    ("desk_entry", "decided_by"),
    ("mark_batch", "made_by"),
    ("mark_batch", "printed_by"),
    ("desk_phone", "account_id"),
    ("account_draft", "account_id"),
    ("matrix", "changed_by"),
    ("matrix_change", "by_id"),
    ("campaign", "changed_by"),
    ("campaign_change", "by_id"),
    ("consultation", "changed_by"),
    ("consultation_change", "by_id"),
    ("meeting", "changed_by"),
    ("meeting_change", "by_id"),
    ("plan", "changed_by"),
    ("plan_change", "by_id"),
    ("plan_report", "changed_by"),
    ("assessment", "changed_by"),
    ("assessment_change", "by_id"),
    ("problem", "changed_by"),
    ("problem_change", "by_id"),
    ("property_list", "made_by"),
    ("property_list", "recorded_by"),
    ("property_row", "decided_by"),
    ("paper", "account_id"),
    ("log_sample_note", "by_id"),
    ("second_factor", "account_id"),
    ("recovery_code", "account_id"),
];

/// Removes an account whose owner has never followed a link from us, unless something else refers to the account. Tells
/// whether the account is gone.
///
/// # Errors
/// [`StoreError::Database`] when the database does not answer.
#[tracing::instrument(level = "debug", skip_all, fields(account = id.0))]
pub async fn remove_if_unused(tx: &Tx, id: AccountId) -> Result<bool, StoreError> {
    let connection = tx.connection();
    let held = HOLDS.map(|(table, column)| format!("EXISTS (SELECT 1 FROM {table} WHERE {column} = $1)"));
    let sql = format!(
        "SELECT id FROM account WHERE id = $1 AND confirmed_at IS NULL AND details_at IS NULL AND NOT ({})",
        held.join(" OR ")
    );
    let backend = connection.get_database_backend();
    let unused = Statement::from_sql_and_values(backend, sql, [id.0.into()]);
    if connection.query_one_raw(unused).await?.is_none() {
        return Ok(false);
    }
    sign_in_link::Entity::delete_many()
        .filter(sign_in_link::Column::AccountId.eq(id.0))
        .exec(connection)
        .await?;
    account::Entity::delete_by_id(id.0).exec(connection).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::confirm;
    use crate::bike::ownerships::{Acquired, Claim, add};
    use crate::testing::{a_bike, an_account, fresh};
    use testkit::time::NOON;

    testkit::on_each_database! {
        async fn an_account_goes_when_nothing_hangs_on_it(db: testkit::Database) {
            let store = fresh(&db).await;
            let (ada, ben, cy) = (
                an_account(&store, "ada@example.org").await,
                an_account(&store, "ben@example.org").await,
                an_account(&store, "cy@example.org").await,
            );
            let bike = a_bike(&store).await;
            let tx = store.begin().await.unwrap();
            add(&tx, &[Claim::untyped(bike, ben)], Acquired::Registered, NOON).await.unwrap();
            confirm(&tx, cy, NOON).await.unwrap();
            assert!(remove_if_unused(&tx, ada).await.unwrap());
            assert!(!remove_if_unused(&tx, ada).await.unwrap(), "gone already");
            assert!(!remove_if_unused(&tx, ben).await.unwrap(), "they own a bike");
            assert!(!remove_if_unused(&tx, cy).await.unwrap(), "they have followed a link");
            tx.commit().await.unwrap();
        }
    }

    #[test]
    fn every_column_that_points_at_an_account_is_known() {
        testkit::run(async {
            let db = testkit::Database::sqlite().migrated();
            let pointing = "SELECT m.name || '.' || f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
                            WHERE f.\"table\" = 'account' ORDER BY 1";
            for column in db.texts(pointing) {
                let known = HOLDS
                    .iter()
                    .any(|(table, held)| format!("{table}.{held}") == column);
                assert!(known || column == "sign_in_link.account_id", "{column}");
            }
        });
    }
}
