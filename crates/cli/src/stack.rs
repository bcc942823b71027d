//! Threads with room to recurse: dropping or walking the syntax tree of a hostile file goes as deep as
//! the file is nested, and a megabyte nests half a million brackets.

/// Bytes of one stack. 500,000 nested brackets need less than 64 MiB when built with optimisation and
/// about three times that without. Pages that are never touched cost nothing.
const STACK: usize = 256 << 20;

/// Runs on a thread of its own, with a pool of such threads for parallel work inside of it; nothing if
/// it panicked or the threads could not be made.
pub fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global().ok()?;
    std::thread::Builder::new().stack_size(STACK).spawn(work).ok()?.join().ok()
}
