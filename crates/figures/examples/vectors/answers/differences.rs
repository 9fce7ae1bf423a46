//! Compares answers, and names what differs.

use serde_json::Value;

/// Numbers that differ by less than this count as the same.
const TOLERANCE: f64 = 1e-6;

/// Adds a sentence for each value that differs.
pub fn compare(path: &str, given: &Value, computed: &Value, differences: &mut Vec<String>) {
    match (given, computed) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                let of = |object: &serde_json::Map<String, Value>| object.get(name).cloned();
                match (of(a), of(b)) {
                    (Some(given), Some(computed)) => {
                        compare(&format!("{path}.{name}"), &given, &computed, differences);
                    }
                    (Some(given), None) => {
                        differences.push(format!(
                            "{path}.{name}: the file says {given}, but we compute no such value"
                        ));
                    }
                    (None, computed) => differences.push(format!(
                        "{path}.{name}: we compute {}, but the file has no value",
                        computed.unwrap_or_default()
                    )),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (given, computed)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{at}]"), given, computed, differences);
            }
        }
        _ if same(given, computed) => {}
        _ => differences.push(format!("{path}: the file says {given}; we compute {computed}")),
    }
}

fn same(given: &Value, computed: &Value) -> bool {
    if let (Some(a), Some(b)) = (given.as_u64(), computed.as_u64()) {
        return a == b;
    }
    match (given.as_f64(), computed.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE,
        _ => given == computed,
    }
}
