//! The machine that runs the benchmark.

use std::fs;
use std::path::Path;

/// Keeps this thread, and the threads that it starts from now on, on one core. Returns true if that worked.
pub fn stay_on_one() -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
        // We use the last core that we may use, because interrupts and other programs are more often on the first.
        let last = sched_getaffinity(None)
            .ok()
            .and_then(|allowed| (0..CpuSet::MAX_CPU).rev().find(|cpu| allowed.is_set(*cpu)));
        let Some(last) = last else { return false };
        let mut one = CpuSet::new();
        one.set(last);
        sched_setaffinity(None, &one).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        false
    }
}

/// Returns how many cores we can use.
pub fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Returns how many bytes of memory this process uses now, if the system can tell.
pub fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = kilobytes.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Returns the total size in bytes of the files in a folder without subfolders.
pub fn bytes_in(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
