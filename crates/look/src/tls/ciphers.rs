//! Which ciphers are accepted, and whose order counts.

use std::future::poll_fn;
use std::task::Poll;

use sneck_model::{Preference, TlsVersion};
use sneck_read::wire::tls::{Flight, GROUPS, GROUPS_OF_TLS13, Until};

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
/// its preference, where it has one.
pub(super) async fn eliminate(asker: &Asker<'_>, version: TlsVersion, suites: &[u16]) -> Accepted {
    let mut left = suites.to_vec();
    let mut found = Accepted::default();
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
    found
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
