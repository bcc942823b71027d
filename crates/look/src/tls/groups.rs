//! Which groups a key is agreed on with.

use sneck_model::TlsVersion;
use sneck_read::wire::tls::{GROUPS, GROUPS_OF_TLS13, KeyExchange, Until, group_name, suite_name};

use super::ask::Asker;
use super::version::{Spoken, in_clear};

/// Names of the groups that are accepted, and bits of the prime where keys are agreed on without curves.
pub(super) async fn groups(asker: &Asker<'_>, spoken: &[Spoken]) -> (Vec<String>, Option<u32>) {
    let (newer, older, prime) = tokio::join!(of_tls13(asker, spoken), curves(asker, spoken), prime(asker, spoken));
    let mut all: Vec<u16> = newer;
    for group in older {
        if !all.contains(&group) {
            all.push(group);
        }
    }
    (all.into_iter().map(group_name).collect(), prime)
}

/// No key is offered, so the server names the group that it wants.
async fn of_tls13(asker: &Asker<'_>, spoken: &[Spoken]) -> Vec<u16> {
    let Some(newest) = spoken.iter().find(|one| one.version == TlsVersion::Tls13) else { return Vec::new() };
    let (mut left, mut found) = (GROUPS_OF_TLS13.to_vec(), Vec::new());
    while !left.is_empty() {
        let hello = asker.hello(newest.version, &newest.suites, &left);
        let chosen = asker.ask(&hello, Until::Chosen).await.ok().and_then(|flight| flight.group);
        let Some(at) = left.iter().position(|group| Some(*group) == chosen) else { break };
        found.push(left.remove(at));
    }
    found
}

/// Up to TLS 1.2, the curve of the server's own key has to stay on the list: without it, its certificate does not count.
async fn curves(asker: &Asker<'_>, spoken: &[Spoken]) -> Vec<u16> {
    let Some(newest) = in_clear(spoken) else { return Vec::new() };
    let with = suites_with(newest, "_ECDHE_");
    let (mut left, mut found): (Vec<u16>, Vec<u16>) = (GROUPS.to_vec(), Vec::new());
    let mut kept = None;
    while !with.is_empty() && !left.is_empty() {
        let hello = asker.hello(newest.version, &with, &left);
        let flight = asker.ask(&hello, Until::End).await.ok();
        let Some(KeyExchange::Curve(chosen)) = flight.and_then(|flight| flight.key_exchange) else {
            // Refused because of what was taken out last: it comes back, at the end, and stays.
            match (found.last(), kept) {
                (Some(last), None) => kept = Some(*last),
                _ => break,
            }
            left.extend(kept);
            continue;
        };
        if kept == Some(chosen) {
            break;
        }
        let Some(at) = left.iter().position(|group| *group == chosen) else { break };
        found.push(left.remove(at));
    }
    found
}

/// The prime of the newest release that agrees on keys so.
async fn prime(asker: &Asker<'_>, spoken: &[Spoken]) -> Option<u32> {
    let newest = in_clear(spoken)?;
    let with = suites_with(newest, "_DHE_");
    if with.is_empty() {
        return None;
    }
    let hello = asker.hello(newest.version, &with, GROUPS);
    match asker.ask(&hello, Until::End).await.ok()?.key_exchange {
        Some(KeyExchange::Prime(bits)) => Some(bits),
        _ => None,
    }
}

fn suites_with(spoken: &Spoken, part: &str) -> Vec<u16> {
    spoken.suites.iter().copied().filter(|suite| suite_name(*suite).contains(part)).collect()
}
