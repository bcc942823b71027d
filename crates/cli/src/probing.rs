//! Services of this machine are asked beside everything else: most of that is waiting for those that stay silent.

use std::thread::JoinHandle;

use sneck_model::{Facts, Listener, NotLookedAt, Service};

use crate::progress::Progress;

/// Services that are being asked.
pub struct Probing(JoinHandle<(Vec<Service>, Vec<NotLookedAt>)>);

impl Probing {
    /// Asks whoever listens.
    pub fn start(listeners: Vec<Listener>) -> Self {
        Self(std::thread::spawn(move || sneck_look::services::services(&listeners)))
    }

    /// Waits for their answers, which become facts.
    pub fn finish(self, facts: &mut Facts, progress: &Progress) {
        progress.say("speaking to services of this machine");
        let (services, silent) = self.0.join().unwrap_or_else(|_| (Vec::new(), vec![failed()]));
        facts.not_looked_at.extend(silent);
        facts.machine.get_or_insert_default().services = services;
    }
}

fn failed() -> NotLookedAt {
    let why = "asking them failed, which is a fault of sneck; please report it";
    NotLookedAt { what: "services of this machine".to_owned(), why: why.to_owned() }
}
