//! Asking the index of Python packages itself: only where the command line says so.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use sneck_model::{AdvisorySource, Ecosystem};
use sneck_read::advisories::{Known, of_index};
use ureq::Agent;

/// Releases that are asked about, at most.
const MOST: usize = 500;
/// For one answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// For all of them.
const ALTOGETHER: Duration = Duration::from_secs(120);
/// Bytes of one answer.
const LARGEST: u64 = 16 << 20;

/// What the index said, and how many releases it said nothing of, with the first reason.
#[derive(Debug, Default)]
pub struct Asked {
    /// What is known now.
    pub known: Known,
    /// Releases that nothing is known of.
    pub silent: usize,
    /// Why.
    pub why: String,
    /// Nobody answered, not even to say that a release is not known: the address is wrong, or there is no way to it.
    pub unreachable: bool,
}

/// Asks about releases, each by its name and number. `index` is the address in front of `/pypi/NAME/VERSION/json`.
#[must_use]
pub fn ask(index: &str, releases: &BTreeSet<(String, String)>, today: i32) -> Asked {
    let agent: Agent =
        Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(3).user_agent("sneck").build().into();
    let until = Instant::now() + ALTOGETHER;
    let all: Vec<_> = releases.iter().collect();
    let answered = AtomicBool::new(false);
    let one = |(at, (name, version)): (usize, &&(String, String))| {
        if at >= MOST {
            return Err(format!("only {MOST} releases are asked about"));
        }
        if Instant::now() > until {
            return Err("it took too long altogether".to_owned());
        }
        let text = get(&agent, &format!("{}/pypi/{name}/{version}/json", index.trim_end_matches('/')), &answered)?;
        Ok(((Ecosystem::Pypi, name.clone()), of_index(&text, version)?))
    };
    let answers: Vec<Result<_, String>> = all.par_iter().enumerate().map(one).collect();
    let mut asked = Asked::default();
    for answer in answers {
        match answer {
            Ok((package, records)) => asked.known.packages.entry(package).or_default().extend(records),
            Err(why) => {
                asked.silent += 1;
                if asked.why.is_empty() {
                    asked.why = why;
                }
            }
        }
    }
    asked.unreachable = asked.silent > 0 && !answered.load(Ordering::Relaxed);
    if asked.silent < releases.len() {
        asked.known.sources.push(AdvisorySource { ecosystem: Ecosystem::Pypi, day: today });
    }
    asked
}

/// What stands at an address. Any answer at all, also a refusal, shows that somebody is there.
fn get(agent: &Agent, url: &str, answered: &AtomicBool) -> Result<String, String> {
    let told = |error: ureq::Error| match error {
        ureq::Error::StatusCode(404) => "the index does not know the release".to_owned(),
        ureq::Error::StatusCode(status) => format!("the index answers with status {status}"),
        ureq::Error::Timeout(_) => "the index did not answer in time".to_owned(),
        error => format!("the index cannot be reached: {error}"),
    };
    let said = agent.get(url).call();
    if matches!(said, Ok(_) | Err(ureq::Error::StatusCode(_))) {
        answered.store(true, Ordering::Relaxed);
    }
    let mut answer = said.map_err(told)?;
    answer.body_mut().with_config().limit(LARGEST).read_to_string().map_err(told)
}
