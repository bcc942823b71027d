//! Which ciphers are accepted, and whose order counts.

use std::future::poll_fn;
use std::task::Poll;

use sneck_model::{Preference, TlsVersion};
use sneck_read::wire::tls::{Flight, GROUPS, GROUPS_OF_TLS13, Until, suite_name};

use super::ask::{Asker, Trouble};

/// Ciphers of one question. Some servers do not take more than 128; and parts are asked side by side.
const PART: usize = 48;

/// What of a list is accepted.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    pub(super) suites: Vec<u16>,
    pub(super) first: Option<Flight>,
    /// Why it may be more.
    pub(super) trouble: Option<Trouble>,
    /// Why there is nothing.
    pub(super) refusal: Option<Trouble>,
}

/// Groups to offer with a release.
pub(super) fn groups_of(version: TlsVersion) -> &'static [u16] {
    if version == TlsVersion::Tls13 { GROUPS_OF_TLS13 } else { GROUPS }
}

/// All that is accepted of a list, in the order of the list.
pub(super) async fn accepted(asker: &Asker<'_>, version: TlsVersion, suites: &[u16]) -> Accepted {
    let parts: Vec<_> = suites.chunks(PART).map(|part| eliminate(asker, version, part)).collect();
    let mut all = Accepted::default();
    for part in join_all(parts).await {
        all.suites.extend(part.suites);
        all.first = all.first.or(part.first);
        all.trouble = all.trouble.or(part.trouble);
        all.refusal = all.refusal.or(part.refusal);
    }
    all.suites.sort_by_key(|suite| suites.iter().position(|one| one == suite));
    all
}

/// Does several things side by side; what they bring comes in their order.
async fn join_all<T>(all: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    poll_fn(|context| {
        for (work, brought) in running.iter_mut().filter(|(_, brought)| brought.is_none()) {
            if let Poll::Ready(result) = work.as_mut().poll(context) {
                *brought = Some(result);
            }
        }
        if running.iter().all(|(_, brought)| brought.is_some()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, brought)| brought).collect()
}

/// Offers a list, takes out what the server chose, offers the rest, until it refuses. What it chose comes in the order of
/// its preference, where it has one. A server that has not what it needs for one way of agreeing on a key (Dovecot without
/// parameters for DHE) fails as soon as it chooses that way: then each way is offered by itself.
pub(super) async fn eliminate(asker: &Asker<'_>, version: TlsVersion, suites: &[u16]) -> Accepted {
    let mut found = Accepted::default();
    let mut waiting = vec![suites.to_vec()];
    while let Some(offered) = waiting.pop() {
        let left = exhaust(asker, version, offered, &mut found).await;
        let parts = found.refusal.as_ref().map_or_else(Vec::new, |why| in_parts(&left, why));
        if parts.len() > 1 {
            waiting.extend(parts);
        }
    }
    found
}

/// The same for one list, as far as it goes; what is left of it was refused.
async fn exhaust(asker: &Asker<'_>, version: TlsVersion, mut left: Vec<u16>, found: &mut Accepted) -> Vec<u16> {
    found.refusal = None;
    while !left.is_empty() {
        let hello = asker.hello(version, &left, groups_of(version));
        let until = if found.first.is_none() { Until::End } else { Until::Chosen };
        match asker.ask(&hello, until).await {
            Ok(flight) => {
                let Some(at) = left.iter().position(|suite| *suite == flight.suite) else {
                    found.trouble = Some(Trouble::Before("it chooses a cipher that was not offered"));
                    break;
                };
                found.suites.push(left.remove(at));
                found.first.get_or_insert(flight);
            }
            Err(why) if why.is_refusal() => {
                found.refusal = Some(why);
                break;
            }
            Err(why) => {
                found.trouble = Some(why);
                break;
            }
        }
    }
    left
}

/// What to ask for by itself after a refusal. Whoever says that it failed is asked for each way of agreeing on a key; of
/// whoever only closes, as many do who want none of it, the usual cause alone is set apart.
fn in_parts(suites: &[u16], why: &Trouble) -> Vec<Vec<u16>> {
    let way = |suite: &u16| suite_name(*suite).split("_WITH_").next().unwrap_or_default().to_owned();
    match why {
        Trouble::Closed => grouped(suites, |suite| way(suite).starts_with("TLS_DHE").to_string()),
        _ if why.is_failure() => grouped(suites, way),
        _ => Vec::new(),
    }
}

/// The groups that have one word in common, the first one last.
fn grouped(suites: &[u16], word: impl Fn(&u16) -> String) -> Vec<Vec<u16>> {
    let mut groups: Vec<(String, Vec<u16>)> = Vec::new();
    for suite in suites {
        let word = word(suite);
        match groups.iter_mut().find(|(known, _)| *known == word) {
            Some((_, of)) => of.push(*suite),
            None => groups.push((word, vec![*suite])),
        }
    }
    groups.into_iter().rev().map(|(_, of)| of).collect()
}

/// Puts ciphers into the server's order, where it has one.
pub(super) async fn in_order(asker: &Asker<'_>, version: TlsVersion, suites: Vec<u16>) -> (Vec<u16>, Preference) {
    let (Some(first), Some(last)) = (suites.first().copied(), suites.last().copied()) else {
        return (suites, Preference::Unknown);
    };
    if first == last {
        return (suites, Preference::Unknown);
    }
    let backwards: Vec<u16> = suites.iter().rev().copied().collect();
    let (one, other) = tokio::join!(chosen(asker, version, &suites), chosen(asker, version, &backwards));
    match (one, other) {
        (Some(one), Some(other)) if one == first && other == last => (suites, Preference::Client),
        (Some(one), Some(other)) if one == other => {
            let ordered = eliminate(asker, version, &suites).await.suites;
            // Nothing gets lost where it was cut short.
            let rest = suites.into_iter().filter(|suite| !ordered.contains(suite));
            (ordered.iter().copied().chain(rest).collect(), Preference::Server)
        }
        _ => (suites, Preference::Unknown),
    }
}

async fn chosen(asker: &Asker<'_>, version: TlsVersion, suites: &[u16]) -> Option<u16> {
    let hello = asker.hello(version, suites, groups_of(version));
    asker.ask(&hello, Until::Chosen).await.ok().map(|flight| flight.suite)
}
