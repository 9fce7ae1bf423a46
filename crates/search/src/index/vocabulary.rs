//! The spelling of models on the register, for spelling suggestions.

use std::{cmp::Reverse, collections::HashMap};

use tantivy::index::InvertedIndexReader;

use super::Snapshot;
use crate::{Index, SearchError, model::look::plain};

/// Shorter names are too easy to mix up.
const SHORTEST: usize = 4;
/// Names of this length or more may have two mistakes.
const TWO_SLIPS_FROM: usize = 6;

/// A model of a part of the index.
pub(crate) struct Model {
    written: String,
    bikes: u32,
}

/// A model in its plain form: how many bikes have it, and its most common spelling.
#[derive(Default)]
struct Name {
    bikes: u32,
    written: String,
    most: u32,
}

/// Reads the models of a part of the index.
pub(super) fn models(inverted: &InvertedIndexReader) -> Result<Vec<Model>, SearchError> {
    let mut models = Vec::new();
    let mut stream = inverted.terms().stream()?;
    while stream.advance() {
        models.push(Model {
            written: String::from_utf8_lossy(stream.key()).into_owned(),
            bikes: stream.value().doc_freq,
        });
    }
    Ok(models)
}

impl Index {
    /// Suggests a spelling for a model that no bike has as it was typed. Returns `None` if a bike has it, or no model
    /// is close.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn spelling_of_model(&self, typed: &str) -> Result<Option<String>, SearchError> {
        let snapshot = self.snapshot()?;
        let names = names(&snapshot)?;
        let wanted = plain(typed);
        if names.contains_key(&wanted) {
            return Ok(None);
        }
        if let Some(name) = nearest(&names, &wanted) {
            return Ok(Some(name.written.clone()));
        }
        // If there are several words, the first names the family, and the others stay as they are.
        let Some((first, rest)) = typed.trim().split_once(char::is_whitespace) else {
            return Ok(None);
        };
        let family = plain(first);
        if names.contains_key(&family) {
            return Ok(None);
        }
        Ok(nearest(&names, &family).map(|name| format!("{} {}", name.written, rest.trim())))
    }
}

/// The whole models and their families, which are their first words.
fn names(snapshot: &Snapshot) -> Result<HashMap<String, Name>, SearchError> {
    let mut names: HashMap<String, Name> = HashMap::new();
    for segment in &snapshot.segments {
        for Model { written, bikes } in segment.models()?.iter() {
            let family = written.split_whitespace().next().unwrap_or_default();
            for form in [written.as_str(), family] {
                let name = names.entry(plain(form)).or_default();
                name.bikes += bikes;
                if *bikes > name.most {
                    (name.most, name.written) = (*bikes, form.to_owned());
                }
                if written == family {
                    break;
                }
            }
        }
    }
    Ok(names)
}

/// The closest name. If several are equally close, it is the commonest of them.
fn nearest<'n>(names: &'n HashMap<String, Name>, wanted: &str) -> Option<&'n Name> {
    let length = wanted.chars().count();
    if length < SHORTEST {
        return None;
    }
    let most = if length < TWO_SLIPS_FROM { 1 } else { 2 };
    names
        .iter()
        .filter(|(plain, _)| plain.len().abs_diff(wanted.len()) <= 2 * most)
        .map(|(plain, name)| (strsim::osa_distance(plain, wanted), plain, name))
        .filter(|(slips, ..)| *slips <= most)
        .min_by_key(|(slips, plain, name)| (*slips, Reverse(name.bikes), (*plain).clone()))
        .map(|(.., name)| name)
}
