//! Logs in to services of this machine, where the user allowed it: with the few passwords that their makers publish, or with
//! those that the project itself connects with.
//!
//! A password that nobody has goes first: who accepts that accepts all, which is another fault. Three tries for an account
//! and a day at most, one a second, and none after an answer that is neither yes nor no.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use sneck_model::{Access, Admission, Endpoint, Machine, NotLookedAt, Service, Transport, VendorLogin, vendor_logins};
use sneck_read::wire::services::logins::{Door, Login, door};
use sneck_read::wire::services::{Heard, is_tunnel};

use super::talk::{Line, converse, nonce};
use super::{address, outside_address};
use crate::Tries;

/// Between two tries with one service.
const PAUSE: Duration = Duration::from_secs(1);

/// For one conversation: some servers take their time before they refuse.
const EACH: Duration = Duration::from_secs(5);

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct LoggedIn {
    /// Accounts that were let in.
    pub admissions: Vec<Admission>,
    /// Services that let in whoever says anything, with what shows that.
    pub accept_all: Vec<(Endpoint, String)>,
    /// What was not tried, and why.
    pub not_looked_at: Vec<NotLookedAt>,
}

/// An account of a project's own, as its connection string has it.
#[derive(Clone)]
pub struct Own {
    /// In the words of `service.kind`.
    pub product: &'static str,
    /// This machine's own address.
    pub address: SocketAddr,
    /// The account.
    pub user: String,
    /// Its password.
    pub password: String,
    /// The database.
    pub database: String,
    /// Where it is written, as words that follow "the login of".
    pub written: String,
}

impl std::fmt::Debug for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {} as {}", self.product, self.address, self.user)
    }
}

/// Tries what makers publish on every service that asked for a login.
#[must_use]
pub fn published(machine: &Machine, tries: &Tries) -> LoggedIn {
    let outside = outside_address();
    let asking = machine.services.iter().filter(|service| service.access == Access::Guarded);
    let parts: Vec<LoggedIn> = std::thread::scope(|scope| {
        let running: Vec<_> =
            asking.map(|service| scope.spawn(move || at_service(machine, service, outside, tries))).collect();
        running.into_iter().filter_map(|one| one.join().ok()).collect()
    });
    parts.into_iter().fold(LoggedIn::default(), |mut all, part| {
        all.admissions.extend(part.admissions);
        all.accept_all.extend(part.accept_all);
        all.not_looked_at.extend(part.not_looked_at);
        all
    })
}

fn at_service(machine: &Machine, service: &Service, outside: Option<IpAddr>, tries: &Tries) -> LoggedIn {
    let mut told = LoggedIn::default();
    let listener = machine.listeners.iter().find(|listener| listener.at == service.at && listener.network.is_none());
    if door(&service.product).is_none() && vendor_logins(&service.product).next().is_some() {
        let (what, at) = (format!("the published logins of {} on {}", service.product, service.at), service.at);
        let why = format!("they are tried on its pages: name it with `--url http://{}:{}`", at.address, at.port);
        told.not_looked_at.push(NotLookedAt { what, why });
    }
    let (Some(door), Some(listener)) = (door(&service.product), listener) else { return told };
    let program = listener.program.as_deref().unwrap_or_default();
    if is_tunnel(program) {
        return told;
    }
    let visit = Visit { door, service, address: address(listener, outside).0, program, tries };
    let all: Vec<&VendorLogin> = vendor_logins(&service.product).collect();
    let mut accounts: Vec<&str> = all.iter().map(|login| login.user).collect();
    accounts.dedup();
    for account in accounts {
        let own = all.iter().copied().filter(|login| login.user == account);
        if let Err(why) = visit.account(account, own, &mut told) {
            let what = format!("the published logins of {} on {}", service.product, service.at);
            told.not_looked_at.push(NotLookedAt { what, why });
            break;
        }
    }
    told
}

struct Visit<'a> {
    door: &'static Door,
    service: &'a Service,
    address: SocketAddr,
    program: &'a str,
    tries: &'a Tries,
}

impl Visit<'_> {
    /// An error says why nothing more is tried.
    fn account<'l>(
        &self,
        user: &str,
        logins: impl Iterator<Item = &'l VendorLogin>,
        told: &mut LoggedIn,
    ) -> Result<(), String> {
        let wrong = format!("{}{}", nonce(), nonce());
        if self.attempt(user, &wrong)?.0 == Access::Open {
            let proof = format!("lets `{user}` in with any password");
            told.accept_all.push((self.service.at, proof));
            return Err("it lets in whoever says anything".into());
        }
        for login in logins {
            std::thread::sleep(PAUSE);
            let (access, superuser) = self.attempt(user, login.password)?;
            if access == Access::Open {
                told.admissions.push(Admission {
                    at: self.service.at,
                    product: self.service.product.clone(),
                    user: user.to_owned(),
                    superuser,
                    own: false,
                    says: format!("published in {}", login.published),
                });
                break;
            }
        }
        Ok(())
    }

    /// Yes or no; an error is every other answer.
    fn attempt(&self, user: &str, password: &str) -> Result<(Access, Option<bool>), String> {
        self.tries.count(&format!("{} {}", self.service.product, self.service.at), user)?;
        let login = Login { user, password, database: "", rights: false };
        let found = knock(self.door, self.address, self.program, &login)?;
        match found.access {
            Access::Unknown => Err(format!("it {} for `{user}`", found.proof)),
            access => Ok((access, found.superuser)),
        }
    }
}

fn knock(
    door: &Door,
    address: SocketAddr,
    program: &str,
    login: &Login<'_>,
) -> Result<sneck_read::wire::services::Found, String> {
    let line = Line { address, source: None, program, until: Instant::now() + EACH, patience: EACH };
    let talk = |heard: &Heard<'_>| (door.talk)(heard, login);
    converse(&line, door.waits, &talk)?.ok_or_else(|| format!("it does not go on like {}", door.product))
}

/// Logs in as the project does, and asks what that account may do. Only to this machine.
#[must_use]
pub fn as_project(own: &[Own]) -> LoggedIn {
    let mut told = LoggedIn::default();
    for one in own.iter().filter(|one| one.address.ip().is_loopback()) {
        let Some(door) = door(one.product) else { continue };
        let login = Login { user: &one.user, password: &one.password, database: &one.database, rights: true };
        let at = Endpoint { transport: Transport::Tcp, address: one.address.ip(), port: one.address.port() };
        let why = match knock(door, one.address, "", &login) {
            Ok(found) if found.access == Access::Open => {
                let (product, user) = (one.product.to_owned(), one.user.clone());
                let says = format!("the login of {}", one.written);
                told.admissions.push(Admission { at, product, user, superuser: found.superuser, own: true, says });
                continue;
            }
            Ok(found) => format!("it {}", found.proof),
            Err(why) => why,
        };
        let what = format!("what `{}` may do on {} on {at}, as {} connects", one.user, one.product, one.written);
        told.not_looked_at.push(NotLookedAt { what, why });
    }
    told
}

/// The address of a host that is this machine, by its usual names.
#[must_use]
pub fn own_address(host: &str, port: u16) -> Option<SocketAddr> {
    let ip = match host {
        "localhost" | "" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        "ip6-localhost" => IpAddr::V6(Ipv6Addr::LOCALHOST),
        other => other.trim_matches(['[', ']']).parse().ok()?,
    };
    ip.is_loopback().then(|| SocketAddr::new(ip, port))
}
