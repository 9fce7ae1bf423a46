//! The workspace as cargo sees it, and its files.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use cargo_metadata::{Metadata, MetadataCommand, Package};

/// Folders that contain nothing written by hand, as paths from the root.
const SKIPPED: [&str; 8] = [
    ".git",
    "target",
    "data",
    "web/dist",
    "tests/browser/out",
    "fuzz/target",
    "fuzz/found",
    "fuzz/artifacts",
];

/// Returns the root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests crate is a folder of the workspace")
}

/// Returns the resolved graph for this kind of machine. We ask cargo only once.
///
/// We ask offline and for one platform, because this build has already fetched everything in that graph. `deny.toml`
/// covers the other platforms, where `cargo deny` is installed.
pub fn metadata() -> &'static Metadata {
    static METADATA: LazyLock<Metadata> = LazyLock::new(|| {
        let rustc = Command::new("rustc").arg("-vV").output().expect("rustc runs");
        let about = String::from_utf8(rustc.stdout).expect("rustc speaks UTF-8");
        let host = about
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .expect("rustc names its host");
        MetadataCommand::new()
            .manifest_path(root().join("Cargo.toml"))
            .other_options(["--offline", "--filter-platform", host].map(str::to_owned))
            .exec()
            .expect("cargo metadata answers")
    });
    &METADATA
}

/// Returns our own crates.
pub fn members() -> Vec<&'static Package> {
    metadata().workspace_packages()
}

/// Returns the packages of the resolved graph, including ours.
pub fn resolved() -> Vec<&'static Package> {
    let nodes = &metadata().resolve.as_ref().expect("the graph is resolved").nodes;
    nodes.iter().map(|node| &metadata()[&node.id]).collect()
}

/// One of our files, with its text.
pub struct Source {
    /// Its path from the root, with `/` as separator.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Reads the text files under a folder of the workspace that have one of these endings.
pub fn sources(under: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(under), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if name != "node_modules" && !SKIPPED.contains(&from_root(&path).as_str()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            // A file may go while another test runs. If it is not text, we do not check it.
            if let Ok(text) = std::fs::read_to_string(&path) {
                found.push(Source {
                    path: from_root(&path),
                    text,
                });
            }
        }
    }
}

fn from_root(path: &Path) -> String {
    let inside: PathBuf = path.strip_prefix(root()).expect("under the root").to_owned();
    inside.to_string_lossy().replace('\\', "/")
}
