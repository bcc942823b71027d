//! Says which service of this machine is the one that the project connects to.

use std::net::IpAddr;

use sneck_model::{
    Backend, Endpoint, Facts, Key, Kind, LiteralForm, Machine, NotLookedAt, Place, Setting, Subject, Transport, Value,
};

/// Fills `facts.backends` from addresses of production that lead to this machine. What cannot be told becomes a row of
/// `facts.not_looked_at`.
pub(crate) fn bind(facts: &mut Facts) {
    let Some(machine) = &facts.machine else { return };
    let all = by_setting(facts).chain(by_literal(facts)).filter(|one| one.is_here());
    let (mut found, mut rows) = (Vec::<Backend>::new(), Vec::new());
    for one in all {
        match answers(machine, &one) {
            Ok(at) => found.extend(Some(one.bound(at)).filter(|backend| !found.contains(backend))),
            Err(why) => rows.push(NotLookedAt { what: format!("the service that {}", one.words()), why }),
        }
    }
    facts.backends = found;
    facts.not_looked_at.extend(rows);
}

/// Who connects, and where to.
struct Address {
    user: Subject,
    place: Place,
    /// `SQLALCHEMY_DATABASE_URI of app:app`.
    named: String,
    scheme: String,
    host: String,
    port: u16,
}

/// What answers to a scheme, in the words of `service.kind`, by the scheme's beginning.
const SPOKEN: &[(&str, &[&str])] = &[
    ("postgres", &["postgresql"]),
    ("mysql", &["mysql", "mariadb"]),
    ("mariadb", &["mariadb", "mysql"]),
    ("redis", &["redis"]),
    ("valkey", &["redis"]),
    ("mongodb", &["mongodb"]),
    ("amqp", &["rabbitmq"]),
    ("memcached", &["memcached"]),
    ("nats", &["nats"]),
];

fn spoken(scheme: &str) -> Option<&'static [&'static str]> {
    SPOKEN.iter().find(|(start, _)| scheme.starts_with(start)).map(|(_, products)| *products)
}

/// Settings of apps in production. Where one of several addresses is used, nobody can tell which.
fn by_setting(facts: &Facts) -> impl Iterator<Item = Address> {
    let schemes = facts.settings_of(Key::BACKEND_SCHEME).filter(|s| facts.kind(s.standing) == Kind::Production);
    schemes.filter_map(|scheme| {
        let only = |key| only(facts, scheme, key);
        let place = scheme.because.iter().find(|step| step.place.file().is_some())?.place.clone();
        Some(Address {
            user: scheme.component.clone(),
            place,
            named: format!("{} of {}", scheme.raw, scheme.component),
            scheme: only(Key::BACKEND_SCHEME)?.text()?.to_owned(),
            host: only(Key::BACKEND_HOST)?.text()?.to_owned(),
            port: match only(Key::BACKEND_PORT)? {
                Value::Int(port) => u16::try_from(*port).ok()?,
                _ => return None,
            },
        })
    })
}

/// The one setting of a key in the very scope of another.
fn only<'f>(facts: &'f Facts, beside: &Setting, key: Key) -> Option<&'f Value> {
    let mut all = facts.settings.at(&beside.component, beside.standing, key).filter(|s| s.scope == beside.scope);
    let first = all.next()?;
    all.all(|other| other.value == first.value).then_some(&first.value)
}

/// Connection strings in sources and files that no app is known to read.
fn by_literal(facts: &Facts) -> impl Iterator<Item = Address> {
    let known: Vec<_> = facts.settings_of(Key::BACKEND_SCHEME).flat_map(|s| &s.because).map(|s| &s.place).collect();
    let same = |a: &Place, b: &Place| a.file().is_some() && a.file() == b.file();
    let urls = facts.literals.iter().filter(|l| l.form == LiteralForm::Url && l.kind == Kind::Production);
    let apart: Vec<_> = urls.filter(|l| !known.iter().any(|place| same(place, &l.place))).collect();
    apart.into_iter().filter_map(|literal| {
        let (scheme, rest) = literal.service.as_deref()?.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let (host, port) = authority.rsplit_once(':')?;
        Some(Address {
            user: Subject::file(literal.place.file()?.0.to_string()),
            place: literal.place.clone(),
            named: literal.name.clone(),
            scheme: scheme.to_owned(),
            host: host.trim_matches(['[', ']']).to_owned(),
            port: port.parse().ok()?,
        })
    })
}

impl Address {
    /// It leads to this machine itself, and to something that is known.
    fn is_here(&self) -> bool {
        let own = matches!(&*self.host, "localhost" | "ip6-localhost");
        (own || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())) && spoken(&self.scheme).is_some()
    }

    fn words(&self) -> String {
        format!("{} connects to ({} at {}:{}, {})", self.named, self.scheme, self.host, self.port, self.place)
    }

    fn bound(self, at: Endpoint) -> Backend {
        let because = self.words();
        Backend { at, user: self.user, place: self.place, because }
    }
}

/// Where it is answered; an error is why that cannot be told.
fn answers(machine: &Machine, address: &Address) -> Result<Endpoint, String> {
    let port = address.port;
    let own = machine.listeners.iter().filter(|l| l.network.is_none() && l.at.transport == Transport::Tcp);
    let reached = |at: &Endpoint| at.port == port && (at.address.is_loopback() || at.address.is_unspecified());
    let at =
        own.map(|l| l.at).find(reached).ok_or_else(|| format!("nothing listens on port {port} of this machine"))?;
    let told = machine.services.iter().find(|service| service.at == at);
    let service = told.ok_or_else(|| format!("what listens on {at} did not tell what it is"))?;
    match spoken(&address.scheme) {
        Some(products) if products.contains(&&*service.product) => Ok(at),
        _ => Err(format!("{} answers on {at}, which is something else", service.product)),
    }
}
