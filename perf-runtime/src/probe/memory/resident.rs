//! How much of the process lies in memory, as far as the system tells.

use std::fs;

/// Why a figure may be missing.
pub(crate) const UNKNOWN: &str =
    "this system does not tell how much of a process is resident: only Linux does";

/// Bytes of the process that are resident. The sum over its mappings is exact; the kernel's own counters, where that cannot be read, lag
/// behind by up to 64 pages a processor.
pub(crate) fn resident() -> Option<u64> {
    let read = |path: &str, field: &str| kibibytes(&fs::read_to_string(path).ok()?, field);
    read("/proc/self/smaps_rollup", "Rss:").or_else(|| read("/proc/self/status", "VmRSS:"))
}

/// The number of a line such as `Rss:    1234 kB`, in bytes.
fn kibibytes(text: &str, field: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    let number: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(number * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood() {
        let rollup = "5581-7ffe ---p 00000000 00:00 0    [rollup]\nRss:                1864 kB\nPss:    230 kB\n";
        assert_eq!(kibibytes(rollup, "Rss:"), Some(1864 * 1024));
        assert_eq!(kibibytes("VmRSS:\t 12 kB\n", "VmRSS:"), Some(12 * 1024));
        assert_eq!(kibibytes("VmRSS: many", "VmRSS:"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells() {
        let before = resident().expect("Linux tells");
        let touched = std::hint::black_box(vec![1_u8; 32 << 20]);
        let after = resident().expect("Linux tells");
        assert!(after >= before + (16 << 20), "{before} {after}");
        drop(touched);
    }
}
