//! Threads whose work can wait for that of the others.

/// How much nicer than the rest of the process they are.
const NICE: i32 = 10;

/// Lowers the priority of this thread, and of those that it starts from now on; it cannot be raised again. On Linux the
/// priority is the thread's own. Where it is refused, its work is as dear as the rest.
pub(crate) fn give_way() {
    let _ = rustix::process::nice(NICE);
}
