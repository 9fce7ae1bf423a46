//! Compares the files in `deploy/` with the program, so that nobody copies a file that does not work.

use crate::serve::program;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::Folder;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join("deploy").join(name)).unwrap()
}

fn all() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join("deploy")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.clone(), file(&name))).collect()
}

/// The words of a text that look like our variables.
fn variables(text: &str) -> BTreeSet<&str> {
    let words = text.split(|sign: char| !sign.is_ascii_uppercase() && sign != '_');
    words.filter(|word| word.starts_with("FRAMEMARK_")).collect()
}

#[test]
fn they_name_only_variables_and_commands_that_there_are() {
    let documented = fs::read_to_string(root().join("docs/running-it.md")).unwrap();
    let known = variables(&documented);
    // These two are the proxy's own, in compose.yaml and Caddyfile.
    let of_the_proxy = ["FRAMEMARK_HOST", "FRAMEMARK_UPSTREAM"];
    let folder = Folder::new(program());
    for (name, text) in all() {
        for variable in variables(&text) {
            let there = known.contains(variable) || of_the_proxy.contains(&variable);
            assert!(
                there,
                "{name} names {variable}, which docs/running-it.md does not explain"
            );
        }
        let starts = [
            "/usr/local/bin/framemark ",
            "run --rm framemark ",
            "exec framemark framemark ",
        ];
        for start in starts {
            for rest in text.split(start).skip(1) {
                let command = rest.split([' ', '\n', '\'']).next().unwrap();
                let help = folder.command([command, "--help"]);
                assert!(help.status.success(), "{name}: framemark {command} is no command");
            }
        }
    }
}

#[test]
fn the_proxies_close_their_connections_first_and_keep_readyz_inside() {
    for name in ["Caddyfile", "nginx.conf"] {
        let text = file(name);
        assert!(text.contains("readyz"), "{name} passes /readyz on to the public");
        let quick = text.contains("keepalive 10s") || text.contains("keepalive_timeout 10s");
        assert!(quick, "{name} keeps connections longer than Framemark");
        assert!(
            text.contains("50MB") || text.contains("50m"),
            "{name} limits no request"
        );
    }
    let nginx = file("nginx.conf");
    assert!(nginx.contains("X-Forwarded-For $proxy_add_x_forwarded_for") && nginx.contains("Host $host"));
}

#[test]
fn the_container_and_the_unit_run_as_nobody_special_and_get_time_to_stop() {
    let (docker, compose, unit) = (
        file("Dockerfile"),
        file("compose.yaml"),
        file("framemark.service"),
    );
    assert!(docker.contains("USER framemark") && docker.contains("STOPSIGNAL SIGTERM"));
    assert!(compose.contains("stop_grace_period: 45s") && unit.contains("TimeoutStopSec=45"));
    for set in [
        "User=framemark",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "StateDirectoryMode=0700",
    ] {
        assert!(unit.contains(set), "framemark.service lost {set}");
    }
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).unwrap();
    let version = toolchain.split('"').nth(1).unwrap();
    let short = version.split('.').take(2).collect::<Vec<_>>().join(".");
    assert!(
        docker.contains(&format!("rust:{short}-")),
        "the Dockerfile does not build with Rust {version}"
    );
}

/// On a machine with systemd, systemd itself reads the units.
#[test]
fn systemd_reads_the_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut units = Vec::new();
    for name in [
        "framemark.service",
        "framemark-backup.service",
        "framemark-backup.timer",
    ] {
        let here = file(name).replace(
            "/usr/local/bin/framemark",
            env!("CARGO_BIN_EXE_framemark_under_test"),
        );
        let place = folder.path().join(name);
        fs::write(&place, here).unwrap();
        units.push(place);
    }
    let done = Command::new("systemd-analyze")
        .arg("verify")
        .args(&units)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("framemark") && !line.contains("Failed to prepare filename"))
        .collect();
    assert!(ours.is_empty(), "{said}");
}
