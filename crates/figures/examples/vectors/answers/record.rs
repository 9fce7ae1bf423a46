//! Reads inputs, and writes answers beside them.

use serde_json::{Map, Value, json};

/// Reads the fields of a record. Each error names the field.
pub trait Fields {
    /// Reads a field.
    fn field(&self, name: &str) -> Result<&Value, String>;

    /// Reads a whole number from 0.
    fn count(&self, name: &str) -> Result<u64, String> {
        self.field(name)?
            .as_u64()
            .ok_or_else(|| format!("{name} is not a count"))
    }

    /// Reads a number.
    fn number(&self, name: &str) -> Result<f64, String> {
        self.field(name)?
            .as_f64()
            .ok_or_else(|| format!("{name} is not a number"))
    }

    /// Reads words.
    fn text(&self, name: &str) -> Result<&str, String> {
        self.field(name)?
            .as_str()
            .ok_or_else(|| format!("{name} is not text"))
    }

    /// Reads a list.
    fn list(&self, name: &str) -> Result<&[Value], String> {
        let list = self
            .field(name)?
            .as_array()
            .ok_or_else(|| format!("{name} is not a list"))?;
        Ok(list)
    }

    /// Reads a list of counts.
    fn counts(&self, name: &str) -> Result<Vec<u64>, String> {
        let counts = self
            .list(name)?
            .iter()
            .map(Value::as_u64)
            .collect::<Option<Vec<u64>>>();
        counts.ok_or_else(|| format!("{name} is not a list of counts"))
    }

    /// Reads a list of numbers.
    fn numbers(&self, name: &str) -> Result<Vec<f64>, String> {
        let numbers = self
            .list(name)?
            .iter()
            .map(Value::as_f64)
            .collect::<Option<Vec<f64>>>();
        numbers.ok_or_else(|| format!("{name} is not a list of numbers"))
    }

    /// Reads text that stands for a day or a time.
    fn parsed<T: std::str::FromStr<Err = jiff::Error>>(&self, name: &str) -> Result<T, String> {
        self.text(name)?
            .parse()
            .map_err(|error| format!("{name}: {error}"))
    }
}

impl Fields for Value {
    fn field(&self, name: &str) -> Result<&Value, String> {
        self.get(name).ok_or_else(|| format!("{name} is missing"))
    }
}

/// Answers each record of a list.
pub fn each(list: &Value, answer: impl Fn(&Value) -> Result<Value, String>) -> Result<Value, String> {
    let list = list.as_array().ok_or("it is not a list")?;
    let answers = list
        .iter()
        .enumerate()
        .map(|(at, one)| answer(one).map_err(|error| format!("[{at}] {error}")));
    Ok(Value::Array(answers.collect::<Result<_, _>>()?))
}

/// Returns the record's inputs with the answers and nothing else, so that a stored answer cannot be taken for a
/// computed one.
pub fn with(record: &Value, inputs: &[&str], answers: Value) -> Result<Value, String> {
    let mut all = Map::new();
    for input in inputs {
        all.insert((*input).to_owned(), record.field(input)?.clone());
    }
    if let Value::Object(answers) = answers {
        all.extend(answers);
    }
    Ok(Value::Object(all))
}

/// Writes an interval. An infinite end becomes null.
pub fn interval(interval: Option<figures::interval::Interval>) -> Value {
    interval.map_or(Value::Null, |one| json!([one.low, one.high]))
}
