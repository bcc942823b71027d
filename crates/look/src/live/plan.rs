//! What would be sent, for those who want to know before.

use sneck_model::{Ask, Message, Next, Question, Request};

use super::calibrate::NAMES;
use super::crawl::lists;
use super::options::{Options, Target};
use super::tls;

/// One line of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The request, or a ceiling.
    pub what: String,
    /// Who wants it, and why.
    pub why: String,
    /// Requests, at most.
    pub most: u64,
}

/// Requests that one calibrated request may bring with it: other names, and itself once more.
const BESIDE: u64 = NAMES as u64 + 1;

/// What discovery and these questions would send. Exact where it is known, a ceiling elsewhere.
#[must_use]
pub fn plan(targets: &[Target], asks: &[Ask], options: &Options) -> Vec<Planned> {
    let crawls = 1 + options.identities.len() as u64;
    let sites = targets.iter().filter(|target| target.is_http());
    let discovery = sites.flat_map(|target| first(target, crawls).chain([pages(target, options, crawls)]));
    discovery.chain(tls::plan(targets)).chain(asks.iter().map(|ask| planned(ask, options))).collect()
}

/// What discovery begins with.
fn first(target: &Target, crawls: u64) -> impl Iterator<Item = Planned> {
    let url = &target.origin.url;
    let whether = "discovery: whether anybody answers, and how where nothing is".to_owned();
    let random = Planned { what: format!("GET {url}/RANDOM"), why: whether, most: 2 };
    let list = |path: &str| Planned {
        what: format!("GET {url}{path}"),
        why: "discovery: paths that the site lists itself".to_owned(),
        most: crawls,
    };
    let bases = if target.base().is_empty() { vec![""] } else { vec!["", target.base()] };
    let lists: Vec<_> = lists(&bases).iter().map(|(path, _)| list(path)).collect();
    [random].into_iter().chain(lists)
}

fn pages(target: &Target, options: &Options, crawls: u64) -> Planned {
    Planned {
        what: format!(
            "up to {} pages of {}, from GET {}",
            options.budget.pages, target.origin.url, target.address.target
        ),
        why: "discovery: what pages and lists lead to, and the routes of the source; nothing that is said to write"
            .to_owned(),
        most: crawls * options.budget.pages as u64,
    }
}

fn planned(ask: &Ask, options: &Options) -> Planned {
    let allowed = options.allows(ask.consent);
    let unless = if allowed { String::new() } else { format!("; not sent without {}", ask.consent.granted_by()) };
    let (what, most) = match &ask.question {
        Question::Request(request) => (line(request), cost(request)),
        Question::Script(script) => {
            let first = match (script.start)(&options.nonces)(None) {
                Next::Send(Message::Http(request) | Message::Login { request, .. }) => {
                    format!(", the first of them {}", line(&request))
                }
                Next::Send(Message::Talk(talk)) => format!(" with {}:{}", talk.host, talk.port),
                Next::Send(Message::Lookup(_)) => " with the resolver of this machine".to_owned(),
                Next::Send(Message::Tls) | Next::Done(_) => String::new(),
            };
            (format!("up to {} exchanges{first}", script.ceiling), u64::from(script.ceiling))
        }
    };
    Planned { what, why: format!("{}: {}{unless}", ask.rule, ask.why), most: if allowed { most } else { 0 } }
}

fn line(request: &Request) -> String {
    let headers: String = request.headers.iter().map(|(name, value)| format!(" [{name}: {value}]")).collect();
    let whom = if request.identity.is_anonymous() { String::new() } else { format!(" as {}", request.identity) };
    format!("{} {}{headers}{whom}", request.method, request.url())
}

fn cost(request: &Request) -> u64 {
    let each = if request.calibrate { 1 + BESIDE } else { 1 };
    each * (1 + u64::from(request.follow))
}
