use super::edit::tell;
use super::{MatrixError, counted, held};
use crate::Registry;
use crate::account::permits::AssessorOf;
use domain::id::{MatrixId, PartnershipId};
use domain::matrix::{Edit, EditError, Edited, Matrix};
use store::StoreError;

/// A new matrix.
#[derive(Clone, Debug)]
pub struct NewMatrix {
    /// Its title.
    pub title: String,
    /// The calendar year in which the plan begins whose priorities it sets.
    pub year: i16,
    /// An earlier matrix, if its issues and marks are to be copied.
    pub copies: Option<MatrixId>,
}

/// Begins a matrix, empty or with the issues and marks of an earlier one.
///
/// # Errors
/// [`MatrixError`]; then nothing was made.
#[tracing::instrument(level = "debug", skip_all, fields(partnership = partnership.0))]
pub async fn begin_matrix(
    registry: &Registry,
    assessor: &AssessorOf,
    partnership: PartnershipId,
    new: NewMatrix,
) -> Result<MatrixId, MatrixError> {
    if !assessor.sees(partnership) {
        return Err(MatrixError::NotThere);
    }
    if !assessor.writes(partnership) {
        return Err(MatrixError::NotYours);
    }
    let figures = counted::last(registry, partnership).await?;
    let tx = registry.store.begin().await?;
    if let Some(id) = registry.made_before(&tx).await? {
        return Ok(MatrixId(id));
    }
    let now = registry.now();
    let (mut matrix, said) = match new.copies {
        None => (
            Matrix::new(new.title, new.year),
            "Began an empty matrix".to_owned(),
        ),
        Some(from) => {
            let from = held(&tx, assessor, from).await?;
            if from.partnership != partnership {
                return Err(MatrixError::NotThere);
            }
            let said = format!("Began with the issues and marks of “{}”", from.matrix.title);
            (from.matrix.copied(new.title, new.year), said)
        }
    };
    let all = store::matrix::of_partnership(&tx, partnership).await?;
    if all.iter().any(|kept| kept.matrix.year == matrix.year) {
        return Err(MatrixError::Taken);
    }
    match matrix.edited(Edit::TakeFigures, (assessor.account, now), figures.as_ref()) {
        Ok(edited) => matrix = edited.matrix,
        Err(EditError::NoFigures | EditError::NothingNewer) => {}
        Err(error) => return Err(error.into()),
    }
    let id = store::matrix::add(&tx, partnership, &matrix, assessor.account, now)
        .await
        .map_err(|error| match error {
            StoreError::Taken(_) => MatrixError::Taken,
            other => other.into(),
        })?;
    let begun = Edited {
        matrix,
        said,
        why: None,
        is_logged: false,
    };
    tell(&tx, id, assessor.account, &begun, now).await?;
    registry.made(&tx, &id.0).await?;
    tx.commit().await?;
    tracing::info!(matrix = id.0, partnership = partnership.0, "Began a matrix");
    Ok(id)
}
