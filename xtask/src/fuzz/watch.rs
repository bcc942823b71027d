//! Ends the run when one input takes too long.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// An input may take this long: a second of work, on a machine that is busy with much else and without optimisation.
const LONGEST: Duration = Duration::from_secs(120);

/// Nothing is at work.
const IDLE: u64 = u64::MAX;

/// Watches over one target.
pub(super) struct Watch {
    start: Instant,
    /// Milliseconds after `start` at which the input at work began.
    began: Arc<AtomicU64>,
}

impl Watch {
    /// Starts to watch; `current` is where the input at work is kept.
    pub(super) fn start(current: PathBuf) -> Self {
        let watch = Self { start: Instant::now(), began: Arc::new(AtomicU64::new(IDLE)) };
        let (start, began) = (watch.start, Arc::clone(&watch.began));
        std::thread::spawn(move || {
            while Arc::strong_count(&began) > 1 {
                std::thread::sleep(Duration::from_secs(1));
                let since = began.load(Ordering::Relaxed);
                if since != IDLE && start.elapsed() > Duration::from_millis(since) + LONGEST {
                    give_up(&current);
                }
            }
        });
        watch
    }

    pub(super) fn begin(&self) {
        let since = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(IDLE - 1);
        self.began.store(since, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        self.began.store(IDLE, Ordering::Relaxed);
    }
}

fn give_up(current: &std::path::Path) {
    let kept = current.with_file_name("too-long");
    let told = match std::fs::copy(current, &kept) {
        Ok(_) => format!("took longer than {LONGEST:?}, kept as {}", kept.display()),
        Err(error) => format!("took longer than {LONGEST:?}, and could not be kept: {error}"),
    };
    // The thread at work cannot be stopped; the process can.
    drop(writeln!(std::io::stderr(), "{told}"));
    std::process::exit(1);
}
