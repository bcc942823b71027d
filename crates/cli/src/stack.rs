//! Threads with room to recurse, and plain words when something breaks.
//!
//! Dropping or walking the syntax tree of a hostile file goes as deep as the file is nested, and a megabyte nests half a
//! million brackets.

use std::io::Write;
use std::panic::{self, PanicHookInfo};

use crate::exit::Failure;

/// Bytes of one stack. Pages that are never touched cost nothing.
const STACK: usize = 512 << 20;

/// Runs on a thread of its own, with a pool of such threads for parallel work inside of it.
pub fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    panic::set_hook(Box::new(apologise));
    let refused = |error: &dyn std::fmt::Display| Failure::incomplete(format!("cannot start a thread: {error}"));
    rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global().map_err(|error| refused(&error))?;
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(|error| refused(&error))?;
    thread.join().unwrap_or_else(|_| Err(Failure::incomplete("the audit could not be completed")))
}

/// Says where, in our own source, and never what: a panic's message may quote what was audited.
fn apologise(info: &PanicHookInfo<'_>) {
    let at = info.location().map_or_else(String::new, |at| format!(" (at {}:{})", at.file(), at.line()));
    // With standard error closed the exit code still tells.
    drop(writeln!(
        std::io::stderr(),
        "sneck: something broke inside of sneck{at}. That is our mistake, not yours.\n\
         Please report it with this line and the output of `sneck --version`."
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    #[test]
    fn what_breaks_ends_the_run_as_incomplete() {
        let broken = run(|| -> Result<(), Failure> { panic!("quotes a secret") }).unwrap_err();
        assert_eq!((broken.exit, broken.says.as_str()), (Exit::Incomplete, "the audit could not be completed"));
    }
}
