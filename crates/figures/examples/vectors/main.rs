//! Recomputes every answer in a file of vectors: `vectors FILE`.
//!
//! It prints the answers as JSON of the same shape, names each difference on standard error, and exits with 1 if there
//! are any. It does not compute `police_uk`, which counts rows of files that only the import can read.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its purpose is to print answers and differences"
)]

use std::process::ExitCode;

mod answers;

fn main() -> ExitCode {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("Name the file: cargo run -p figures --example vectors fixtures/insight_vectors.json");
        return ExitCode::from(2);
    };
    let checked = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    match checked.and_then(|text| answers::check(&text)) {
        Ok(checked) => {
            println!("{:#}", checked.answers);
            for difference in &checked.differences {
                eprintln!("{difference}");
            }
            ExitCode::from(u8::from(!checked.differences.is_empty()))
        }
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::from(2)
        }
    }
}
