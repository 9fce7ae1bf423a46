//! Measures how long sheets of labels take: `cargo run --release -p marks --example sheets -- 10000 [STOCK] [FILE.pdf]`.

use domain::MarkCode;
use marks::{LabelAddress, Stock, sheet};
use std::error::Error;
use std::time::Instant;

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(Ok(10_000), |count| count.parse())?;
    let stock = arguments
        .next()
        .map_or(Some(Stock::default()), |stock| Stock::parse(&stock));
    let stock = stock.ok_or("there is no such stock")?;
    let address = LabelAddress::parse("https://framemark.example.org")?;
    let mut seed = 1_u64;
    let mut fill = |bytes: &mut [u8]| {
        for byte in bytes {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            *byte = (seed >> 33) as u8;
        }
    };
    let codes: Vec<MarkCode> = (0..count).map(|_| MarkCode::generate(&mut fill)).collect();
    let print = sheet::Print {
        address: &address,
        partnership: "Cambridge Community Safety Partnership",
        title: "Marks of batch 1",
        stock,
        start: 1,
        offset: (0.0, 0.0),
        calibration: true,
    };
    let began = Instant::now();
    let pdf = sheet::pdf(&codes, &print)?;
    let took = began.elapsed();
    println!(
        "{count} labels on {}: {took:.2?}, {} bytes",
        stock.slug(),
        pdf.len()
    );
    if let Some(file) = arguments.next() {
        std::fs::write(file, pdf)?;
    }
    Ok(())
}
