//! What a started program says: its last words are kept, for when it does not start.

use std::collections::VecDeque;
use std::io::Read;
use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Bytes that are kept.
const KEPT: usize = 16 << 10;
/// Lines that are shown, and characters of each.
const SHOWN: usize = 12;
const LONGEST: usize = 300;

/// Both streams of a program, read as fast as it writes.
#[derive(Debug)]
pub(super) struct Output {
    kept: Arc<Mutex<VecDeque<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Output {
    /// Takes the streams of a child.
    pub(super) fn of(child: &mut Child) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let mut readers = Vec::new();
        readers.extend(child.stdout.take().map(|stream| keep(stream, Arc::clone(&kept))));
        readers.extend(child.stderr.take().map(|stream| keep(stream, Arc::clone(&kept))));
        Self { kept, readers }
    }

    /// The last lines, as they follow a sentence; nothing when nothing was said. Of a program that has `ended`, the rest
    /// is waited for, unless a child of it holds the streams.
    pub(super) fn last(&self, ended: bool) -> String {
        let patience = std::time::Instant::now();
        while ended && self.readers.iter().any(|reader| !reader.is_finished()) && patience.elapsed().as_millis() < 300 {
            std::thread::sleep(super::BEAT);
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(kept.make_contiguous()).into_owned();
        let lines: Vec<String> = text.lines().map(line).filter(|line| !line.is_empty()).collect();
        let shown: Vec<_> =
            lines.iter().skip(lines.len().saturating_sub(SHOWN)).map(|line| format!("\n  {line}")).collect();
        if shown.is_empty() { String::new() } else { format!("; it said:{}", shown.concat()) }
    }
}

/// Nothing in it can steer a terminal.
fn line(text: &str) -> String {
    text.trim_end().chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

fn keep(mut stream: impl Read + Send + 'static, kept: Arc<Mutex<VecDeque<u8>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut part) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(&part[..read]);
            let over = kept.len().saturating_sub(KEPT);
            kept.drain(..over);
        }
    })
}
