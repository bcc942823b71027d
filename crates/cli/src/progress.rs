//! A sign of life on standard error, for people who wait longer than a second.

use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
const FRAME: Duration = Duration::from_millis(100);

/// How far a stage is that can be counted.
#[derive(Default)]
struct Counted {
    done: AtomicU64,
    total: AtomicU64,
}

/// Shows what is being done, from the second on, until it is dropped. Shows nothing when nobody watches.
pub struct Progress {
    stage: Arc<Mutex<&'static str>>,
    counted: Arc<Counted>,
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to wait.
    pub fn start() -> Self {
        let stage = Arc::new(Mutex::new("starting"));
        let counted = Arc::new(Counted::default());
        let watcher = stderr().is_terminal().then(|| {
            let (done, is_done) = channel();
            let (stage, counted) = (Arc::clone(&stage), Arc::clone(&counted));
            (done, std::thread::spawn(move || watch(&stage, &counted, &is_done)))
        });
        Self { stage, counted, watcher }
    }

    /// Says what is being done now.
    pub fn say(&self, stage: &'static str) {
        self.count(0, 0);
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    /// Says how much of it is done.
    pub fn count(&self, done: u64, total: u64) {
        self.counted.done.store(done, Ordering::Relaxed);
        self.counted.total.store(total, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, watcher)) = self.watcher.take() {
            drop(done);
            // It only draws; whatever became of it, the audit is what counts.
            drop(watcher.join());
        }
    }
}

/// With a bar that fills.
fn counting() -> ProgressStyle {
    ProgressStyle::with_template("{msg} {bar:40} {percent}%").unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn watch(stage: &Mutex<&'static str>, counted: &Counted, is_done: &Receiver<()>) {
    if is_done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::no_length();
    while is_done.recv_timeout(FRAME) == Err(RecvTimeoutError::Timeout) {
        let total = counted.total.load(Ordering::Relaxed);
        bar.set_style(if total > 0 { counting() } else { ProgressStyle::default_spinner() });
        bar.set_length(total);
        bar.set_position(counted.done.load(Ordering::Relaxed).min(total));
        bar.set_message(*stage.lock().unwrap_or_else(PoisonError::into_inner));
        bar.tick();
    }
    bar.finish_and_clear();
}
