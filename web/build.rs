//! Has the crate built again when the front end was: its files are carried inside the binary.

use std::fs;

fn main() -> std::io::Result<()> {
    // A folder that is not there would have every build start from here.
    fs::create_dir_all("dist")?;
    println!("cargo:rerun-if-changed=dist");
    println!("cargo:rerun-if-changed=askama.toml");
    Ok(())
}
