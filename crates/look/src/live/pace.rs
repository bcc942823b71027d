//! How fast one origin is asked, and when it is left alone.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sneck_model::Exchange;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until};

use super::options::Budget;
use crate::http::Connection;

/// The longest that a server's wish to wait is granted.
const LONGEST: Duration = Duration::from_secs(10);
/// Where it does not say how long; twice as long each time that it was not enough.
const USUAL: Duration = Duration::from_millis(300);
/// Between two requests once a server has said that they are too many; twice as long each time that it says so again.
const SLOW: Duration = Duration::from_millis(20);
/// Between two requests, at most.
const SLOWEST: Duration = Duration::from_secs(1);
/// Times that one request is repeated where the server says that requests are too many (RFC 6585, section 4).
const PATIENT: u32 = 4;
/// Times where it says that it is unavailable, which may be this one address alone.
const BRIEF: u32 = 1;
/// Failures in a row from which on that is more than one address.
const SOME: u32 = 2;

/// One origin: its open connections, its turn, its failures.
pub struct Host {
    idle: Mutex<Vec<Connection>>,
    /// How many may be under way.
    pub turns: Semaphore,
    pace: Mutex<Pace>,
    turns_taken: AtomicU64,
    sent: AtomicU64,
    most: u64,
    failures: AtomicU32,
    patience: u32,
    why: Mutex<String>,
}

/// When the next request may go out.
struct Pace {
    next: Instant,
    between: Duration,
    /// Pauses in a row that were not long enough.
    pauses: u32,
    /// When the last one ends.
    paused: Instant,
}

impl Host {
    pub fn new(budget: &Budget) -> Self {
        Self {
            idle: Mutex::default(),
            turns: Semaphore::new(budget.at_once.max(1)),
            pace: Mutex::new(Pace {
                next: Instant::now(),
                between: Duration::from_secs(1) / budget.each_second.max(1),
                pauses: 0,
                paused: Instant::now(),
            }),
            turns_taken: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            most: budget.requests,
            failures: AtomicU32::new(0),
            patience: budget.patience,
            why: Mutex::default(),
        }
    }

    /// A connection that is open and idle.
    pub fn connection(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps a connection for the next request.
    pub fn keep(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// Waits for its turn. An error is why there will be none.
    pub async fn turn(&self) -> Result<(), String> {
        self.patient()?;
        if self.turns_taken.fetch_add(1, Ordering::Relaxed) >= self.most {
            return Err(self.limit());
        }
        let at = {
            let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
            let at = pace.next.max(Instant::now());
            pace.next = at + pace.between;
            at
        };
        sleep_until(at).await;
        Ok(())
    }

    fn limit(&self) -> String {
        format!("the limit of {} requests to this address is reached (--max-requests allows more)", self.most)
    }

    /// Whether all questions got their turn so far. An error is why they did not.
    pub fn all_asked(&self) -> Result<(), String> {
        self.patient()?;
        if self.turns_taken.load(Ordering::Relaxed) > self.most { Err(self.limit()) } else { Ok(()) }
    }

    /// Whether it is still asked.
    pub fn patient(&self) -> Result<(), String> {
        if self.failures.load(Ordering::Relaxed) < self.patience {
            return Ok(());
        }
        let why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        Err(format!("it was left alone after {} failures in a row: {why}", self.patience))
    }

    /// A request goes out now.
    pub fn count(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// Requests that were sent to it.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// It answered.
    pub fn well(&self) {
        self.failures.store(0, Ordering::Relaxed);
        self.pace.lock().unwrap_or_else(PoisonError::into_inner).pauses = 0;
    }

    /// It did not, or wants to be left alone.
    pub fn failed(&self, why: &str) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        why.clone_into(&mut self.why.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Everybody waits as long as an answer asks for, and longer between two requests from then on. False where that is
    /// too long, or was waited for often enough: then it is the answer.
    pub fn slow_down(&self, answer: &Exchange, repeated: u32) -> bool {
        let named = answer.header("retry-after").next().and_then(|value| value.trim().parse().ok());
        let is_limit = answer.status == 429 || named.is_some();
        let is_general = is_limit || self.failures.load(Ordering::Relaxed) >= SOME;
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        // What was under way when a pause began says nothing new.
        if is_general && pace.paused <= Instant::now() {
            pace.between = (pace.between * 2).clamp(SLOW, SLOWEST);
            pace.pauses += 1;
        }
        let wait = named.map_or(USUAL * (1 << pace.pauses.saturating_sub(1).min(PATIENT)), Duration::from_secs);
        if wait > LONGEST || repeated >= if is_limit { PATIENT } else { BRIEF } {
            return false;
        }
        pace.paused = pace.paused.max(Instant::now() + wait);
        pace.next = pace.next.max(pace.paused);
        true
    }
}

/// Whether an answer asks to be left alone for a while (RFC 6585, section 4; RFC 9110, section 15.6.4).
pub fn is_busy(answer: &Exchange) -> bool {
    matches!(answer.status, 429 | 503)
}
