//! The machine that is measured on.

use std::fs;
use std::path::Path;

/// Keeps this thread, and those that it starts from here on, on one core. Tells whether that could be done.
pub fn stay_on_one() -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
        // The last of those that we may use: interrupts and other programs are more often on the first.
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

/// How many cores there are to use.
pub fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Bytes of memory that this process has in use now, where the system says so.
pub fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = kilobytes.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Bytes of all files in a folder; it has no folders of its own.
pub fn bytes_in(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
