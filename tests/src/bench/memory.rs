//! Memory of a process, as the kernel counts it.

use std::io;

/// Resident memory of a process, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// The most it ever had (`VmHWM`).
    pub peak: u64,
    /// What it has now (`VmRSS`).
    pub now: u64,
}

/// Reads it from `/proc`. An error if there is no such process, or it has ended.
pub fn of(process: u32) -> io::Result<Memory> {
    parse(&std::fs::read_to_string(format!("/proc/{process}/status"))?).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "no VmHWM: the process has ended",
        )
    })
}

fn parse(status: &str) -> Option<Memory> {
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let figure: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(figure * 1024)
    };
    Some(Memory {
        peak: kilobytes("VmHWM:")?,
        now: kilobytes("VmRSS:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernel_s_figures() {
        let status = "Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 1024 kB\n";
        let expected = Memory {
            peak: 2 << 20,
            now: 1 << 20,
        };
        assert_eq!(parse(status), Some(expected));
        assert_eq!(parse("Name:\tzombie\n"), None);
    }

    /// Fills the stack of its thread.
    #[expect(clippy::large_stack_arrays, reason = "that is what it is for")]
    fn filled(id: u32) -> u32 {
        let block = [1_u8; 64 << 20];
        std::hint::black_box(&block);
        id
    }

    #[test]
    fn the_peak_stays_when_the_memory_is_given_back() {
        let myself = std::process::id();
        let before = of(myself).unwrap();
        // A stack is given back when its thread ends; an allocator may keep what it was given.
        let thread = std::thread::Builder::new().stack_size(96 << 20);
        let during = thread.spawn(move || of(std::hint::black_box(filled(myself))).unwrap());
        let during = during.unwrap().join().unwrap();
        assert!(
            during.peak >= before.now + (60 << 20),
            "{before:?} {during:?}"
        );
        let after = of(myself).unwrap();
        // The kernel's counters lag a little behind each other.
        let grown = before.now + (60 << 20);
        assert!(after.peak >= grown && after.now < grown, "{after:?}");
    }
}
