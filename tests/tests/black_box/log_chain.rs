//! The command line checks the log, and so does a verifier that shares no code with the program.

use crate::people::signed_in;
use crate::serve::program;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tests::Server;
use tests::wait::eventually;

/// Runs the other verifier.
fn other_verifier(log: &Path, checkpoints: &Path, key: &str) -> (String, bool) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verify-log.mjs");
    let files = [script.as_path(), log, checkpoints];
    read(&Command::new("node").args(files).arg(key).output().unwrap())
}

fn read(done: &Output) -> (String, bool) {
    let said = String::from_utf8(done.stdout.clone()).unwrap();
    (said, done.status.success())
}

fn said(server: &Server, command: &[&str]) -> (String, bool) {
    read(&server.command(command))
}

#[tokio::test]
async fn a_log_is_proven_by_two_verifiers_and_a_change_is_found_by_both() {
    let mut server = Server::start(program().demo()).await;
    let kept = server.data().join("log-checkpoints.jsonl");
    // Each sign-in is an entry.
    for who in ["officer@example.org", "volunteer@example.org"] {
        signed_in(&server, who).await;
    }
    eventually("a checkpoint", async || fs::read_to_string(&kept).ok()).await;
    let log = server.data().join("log.jsonl");
    eventually("the links of both sign-ins", async || {
        said(&server, &["audit", "export", log.to_str()?]);
        let links = fs::read_to_string(&log).ok()?;
        (links.matches("signed-in").count() >= 2).then_some(())
    })
    .await;
    server.stop().await;
    let (words, well) = said(&server, &["audit", "verify"]);
    assert!(well && words.starts_with("The log is intact: "), "{words}");
    assert!(words.contains("compared with 1 checkpoint"), "{words}");

    let key = said(&server, &["audit", "key"]).0;
    let (words, well) = said(&server, &["audit", "export", log.to_str().unwrap()]);
    assert!(well && words.starts_with("Wrote "), "{words}");
    let (words, well) = other_verifier(&log, &kept, key.trim());
    assert!(well && words.contains(" 1 checkpoints, 0 faults."), "{words}");

    let whole = fs::read_to_string(&log).unwrap();
    fs::write(&log, whole.replacen("signed-in", "signed-on", 1)).unwrap();
    let (words, well) = other_verifier(&log, &kept, key.trim());
    assert!(!well && words.contains(" was changed\n"), "{words}");
    // The log may have grown since the checkpoint. It is cut off just before that.
    let kept_at = fs::read_to_string(&kept).unwrap();
    let checkpoint: serde_json::Value = serde_json::from_str(kept_at.lines().next().unwrap()).unwrap();
    let last = usize::try_from(checkpoint["sequence"].as_u64().unwrap()).unwrap();
    let before: Vec<&str> = whole.lines().take(last - 1).collect();
    fs::write(&log, before.join("\n")).unwrap();
    let (words, well) = other_verifier(&log, &kept, key.trim());
    assert!(
        !well && words.contains("the log ends before this checkpoint"),
        "{words}"
    );

    let forged = fs::read_to_string(&kept)
        .unwrap()
        .replace("\"hash\":\"", "\"hash\":\"00");
    fs::write(server.data().join("forged.jsonl"), forged).unwrap();
    let file = server.data().join("forged.jsonl");
    let (words, well) = said(
        &server,
        &["audit", "verify", "--checkpoint", file.to_str().unwrap()],
    );
    assert!(
        !well && words.contains("was not signed by this register"),
        "{words}"
    );
    let (_, well) = said(&server, &["audit", "verify", "--checkpoint", "Cargo.toml"]);
    assert!(!well, "no checkpoints");
}
