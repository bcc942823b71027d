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
const LONGEST: Duration = Duration::from_secs(2);
/// Where it does not say how long.
const USUAL: Duration = Duration::from_millis(300);

/// One origin: its open connections, its turn, its failures.
pub struct Host {
    idle: Mutex<Vec<Connection>>,
    /// How many may be under way.
    pub turns: Semaphore,
    next: Mutex<Instant>,
    between: Duration,
    turns_taken: AtomicU64,
    sent: AtomicU64,
    most: u64,
    failures: AtomicU32,
    patience: u32,
    why: Mutex<String>,
}

impl Host {
    pub fn new(budget: &Budget) -> Self {
        Self {
            idle: Mutex::default(),
            turns: Semaphore::new(budget.at_once.max(1)),
            next: Mutex::new(Instant::now()),
            between: Duration::from_secs(1) / budget.each_second.max(1),
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
            return Err(format!("the limit of {} requests to this address is reached", self.most));
        }
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let at = (*next).max(Instant::now());
            *next = at + self.between;
            at
        };
        sleep_until(at).await;
        Ok(())
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
    }

    /// It did not, or wants to be left alone.
    pub fn failed(&self, why: &str) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        why.clone_into(&mut self.why.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Everybody waits as long as an answer asks for. False where that is too long: then it is the answer.
    pub fn slow_down(&self, answer: &Exchange) -> bool {
        let named = answer.header("retry-after").next().and_then(|value| value.trim().parse().ok());
        let wait = named.map_or(USUAL, Duration::from_secs);
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + wait.min(LONGEST));
        wait <= LONGEST
    }
}

/// Whether an answer asks to be left alone for a while (RFC 6585, section 4; RFC 9110, section 15.6.4).
pub fn is_busy(answer: &Exchange) -> bool {
    matches!(answer.status, 429 | 503)
}
