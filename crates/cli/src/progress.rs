//! A sign of life on standard error, for people who wait longer than a second.

use std::io::{IsTerminal, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::ProgressBar;

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
const FRAME: Duration = Duration::from_millis(100);

/// Shows what is being done, from the second on, until it is dropped. Shows nothing when nobody watches.
pub struct Progress {
    stage: Arc<Mutex<&'static str>>,
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to wait.
    pub fn start() -> Self {
        let stage = Arc::new(Mutex::new("starting"));
        let watcher = stderr().is_terminal().then(|| {
            let (done, is_done) = channel();
            let stage = Arc::clone(&stage);
            (done, std::thread::spawn(move || watch(&stage, &is_done)))
        });
        Self { stage, watcher }
    }

    /// Says what is being done now.
    pub fn say(&self, stage: &'static str) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
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

fn watch(stage: &Mutex<&'static str>, is_done: &Receiver<()>) {
    if is_done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::new_spinner();
    while is_done.recv_timeout(FRAME) == Err(RecvTimeoutError::Timeout) {
        bar.set_message(*stage.lock().unwrap_or_else(PoisonError::into_inner));
        bar.tick();
    }
    bar.finish_and_clear();
}
