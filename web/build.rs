//! Makes cargo build the crate again after the front end has been built, because its files are inside the binary.

use std::fs;

fn main() -> std::io::Result<()> {
    // If this folder did not exist, cargo would build the crate again every time.
    fs::create_dir_all("dist")?;
    println!("cargo:rerun-if-changed=dist");
    println!("cargo:rerun-if-changed=askama.toml");
    Ok(())
}
