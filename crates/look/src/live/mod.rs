//! The running app: discovery, then the questions of rules, within scope, pace and consent.
//!
//! Two rounds. [`Live::discover`] follows what pages lead to; [`Live::ask`] asks what rules want to know. Both give back
//! facts, and rows of what was not looked at.

mod calibrate;
mod crawl;
mod engine;
mod logins;
mod options;
mod pace;
mod plan;
mod questions;
mod stop;
mod tls;
mod unasked;
mod weight;

use std::sync::Arc;

use sneck_model::{Ask, Conclusion, Exchange, Facts, NotLookedAt, Origin};
use sneck_read::wire::{Address, Careful};
use tokio::runtime::{Builder, Runtime};

use crate::net::is_trusted;
use engine::Engine;
pub use options::{Budget, Options, Target};
pub use plan::{Planned, plan};
pub use tls::SeenTls;

/// What came of a round.
#[derive(Debug, Default)]
pub struct Seen {
    /// Whom we could ask: those that answered at all.
    pub origins: Vec<Origin>,
    /// Answers.
    pub exchanges: Vec<Exchange>,
    /// What scripts found.
    pub conclusions: Vec<Conclusion>,
    /// What was not looked at, and why.
    pub not_looked_at: Vec<NotLookedAt>,
    /// Targets that did not answer, and why.
    pub unreached: Vec<(String, String)>,
}

/// An audit of something running.
pub struct Live {
    runtime: Runtime,
    engine: Arc<Engine>,
    /// Those that speak HTTP.
    sites: Vec<Target>,
    targets: Vec<Target>,
}

impl Live {
    /// Prepares one. Nothing is sent, no name is resolved. An error is why it cannot be done, as a clause.
    pub fn new(targets: Vec<Target>, options: Options) -> Result<Self, String> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| format!("the network cannot be used: {error}"))?;
        let engine = Arc::new(Engine::new(options));
        runtime.spawn(stop::on_interrupt(Arc::clone(&engine)));
        let sites = targets.iter().filter(|target| target.is_http()).cloned().collect();
        Ok(Self { runtime, engine, sites, targets })
    }

    /// The first round: what the targets lead to, and the routes of the source. `told` hears how many are done, of how many.
    pub fn discover(&self, facts: &Facts, told: &(dyn Fn(u64, u64) + Sync)) -> Seen {
        let bases: Vec<&str> = self.sites.iter().map(Target::base).collect();
        self.engine.be_careful(Careful::new(&facts.routes, &bases));
        self.runtime.block_on(crawl::all(&self.engine, &self.sites, &facts.routes, told))
    }

    /// What the TLS endpoints among the targets accept, beside both rounds; and which could not be asked.
    #[must_use]
    pub fn tls(&self) -> SeenTls {
        self.runtime.block_on(tls::all(&self.engine, &self.targets))
    }

    /// The second round: the questions of rules.
    pub fn ask(&self, asks: Vec<Ask>, told: &(dyn Fn(u64, u64) + Sync)) -> Seen {
        self.runtime.block_on(questions::all(&self.engine, asks, told))
    }

    /// Whether browsers trust the certificate at an origin. An error is why nobody can tell.
    pub fn trusts(&self, origin: &str) -> Result<bool, String> {
        let address = Address::parse(origin).ok_or_else(|| format!("`{origin}` is no address"))?;
        self.runtime.block_on(is_trusted(self.engine.scope(), &address.host, address.port))
    }

    /// Requests that were sent so far, connections for other talk included.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.engine.sent()
    }

    /// Targets that answered, and then no more, each with why it was left alone.
    #[must_use]
    pub fn left_alone(&self, answered: &[Origin]) -> Vec<(String, String)> {
        let row = |origin: &Origin| Some((origin.url.clone(), self.engine.left_alone(&origin.url)?));
        answered.iter().filter_map(row).collect()
    }

    /// The user interrupted it.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.engine.stopped()
    }
}

/// A seed that nobody can foresee, from the keys that the standard library draws for its hash tables.
#[must_use]
pub fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}
