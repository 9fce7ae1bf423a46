//! Computes the intervals of counts and shares.

use super::record::{Fields, each, interval, with};
use figures::interval::{self, Share};
use serde_json::{Value, json};

pub fn poisson(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let found = interval::poisson(one.count("count")?);
        with(one, &["count"], json!({ "interval": interval(Some(found)) }))
    })
}

pub fn wilson(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let share = Share::new(one.count("k")?, one.count("n")?).map_err(|error| error.to_string())?;
        with(one, &["k", "n"], json!({ "interval": interval(share.wilson()) }))
    })
}
