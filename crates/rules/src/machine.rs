//! What the rules on this machine share: who reaches a listener, and which declared component it is.

use sneck_model::{
    Admission, Endpoint, Facts, Key, Kind, Listener, Machine, Place, Service, Standing, Step, Subject, SubjectKind,
    Transport, Value,
};

use crate::products::product;
use crate::services::{Reach, of_address, services};

/// The machine as a whole.
pub(crate) fn this_machine() -> Subject {
    Subject::new(SubjectKind::Host, "this machine")
}

/// A live machine is judged as the production it stands for.
pub(crate) const PRODUCTION: Standing = Standing::Kind(Kind::Production);

/// From how far away a listener is reached. One in a network of its own is reached by what leads into that.
pub(crate) fn reach(listener: &Listener) -> Reach {
    match of_address(&listener.at.address.to_string(), false) {
        reach if reach <= Reach::Loopback => reach,
        _ if listener.network.is_some() => Reach::Boxed,
        _ if listener.shielded == Some(true) => Reach::Loopback,
        reach if listener.only_some => reach.min(Reach::Private),
        reach => reach,
    }
}

/// Listeners that other machines reach.
pub(crate) fn exposed(machine: &Machine) -> impl Iterator<Item = &Listener> {
    machine.listeners.iter().filter(|listener| reach(listener) >= Reach::Private)
}

/// An account that a service of this machine let in.
pub(crate) struct Admitted<'f> {
    pub(crate) login: &'f Admission,
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    pub(crate) reach: Reach,
    pub(crate) place: Place,
    pub(crate) used: Vec<Step>,
}

/// Every account that was let in: with what is published, or as the project.
pub(crate) fn admitted(facts: &Facts, own: bool) -> impl Iterator<Item = Admitted<'_>> {
    let logins = facts.machine.iter().flat_map(|machine| &machine.logins).filter(move |login| login.own == own);
    logins.map(move |login| {
        let used = used_at(facts, login.at);
        let known =
            answering(facts).find(|one| one.service.at == login.at || (own && one.service.at.port == login.at.port));
        match known {
            Some(one) => {
                let (reach, place) = (one.reach(), one.listener.place());
                Admitted { login, subject: one.subject, standing: one.standing, reach, place, used }
            }
            None => {
                let name = format!("{} on {}", product(&login.product).name_or(&login.product), login.at);
                let (subject, place) = (Subject::new(SubjectKind::Service, name), Listener::new(login.at).place());
                Admitted { login, subject, standing: PRODUCTION, reach: Reach::Loopback, place, used }
            }
        }
    })
}

/// A container that runs, by one process of it.
pub(crate) struct Contained {
    pub(crate) name: String,
    pub(crate) container: String,
    pub(crate) subject: Subject,
    pub(crate) place: Place,
}

/// Containers of which a process may reach beyond, once each.
pub(crate) fn with_power(facts: &Facts, power: &str) -> Vec<Contained> {
    let mut all: Vec<Contained> = Vec::new();
    for process in facts.machine.iter().flat_map(|machine| &machine.processes) {
        let Some(container) = process.container.clone().filter(|_| process.powers.iter().any(|own| own == power))
        else {
            continue;
        };
        if !all.iter().any(|known| known.container == container) {
            let subject = Subject::new(SubjectKind::Container, container.clone());
            all.push(Contained { name: process.name.clone(), container, subject, place: process.place() });
        }
    }
    all
}

/// A service of this machine, with the listener that it answers on.
pub(crate) struct Answering<'f> {
    pub(crate) service: &'f Service,
    pub(crate) listener: &'f Listener,
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    /// Where the project connects to it.
    used: Vec<Step>,
}

/// Where the project connects to what listens there.
fn used_at(facts: &Facts, at: Endpoint) -> Vec<Step> {
    let uses = facts.backends.iter().filter(|backend| backend.at == at);
    uses.map(|backend| Step::new(backend.place.clone(), format!("{} connects to it", backend.user))).collect()
}

/// Every service that answered.
pub(crate) fn answering(facts: &Facts) -> impl Iterator<Item = Answering<'_>> {
    let machine = facts.machine.iter();
    machine.flat_map(move |machine| machine.services.iter().filter_map(move |service| of(facts, machine, service)))
}

fn of<'f>(facts: &'f Facts, machine: &'f Machine, service: &'f Service) -> Option<Answering<'f>> {
    let listener = machine.listeners.iter().find(|listener| listener.at == service.at && listener.network.is_none())?;
    let (subject, standing) = declared(facts, service, listener).unwrap_or_else(|| {
        let name = format!("{} on {}", product(&service.product).name_or(&service.product), service.at);
        (Subject::new(SubjectKind::Service, name), PRODUCTION)
    });
    Some(Answering { service, listener, subject, standing, used: used_at(facts, service.at) })
}

/// Programs that hold a port of this machine for a container, by the first 15 bytes of their names.
const FORWARDERS: &[&str] =
    &["docker-proxy", "rootlessport", "rootlesskit", "conmon", "pasta", "passt", "slirp4netns", "com.docker.back"];

/// A program of the machine itself is not the container that publishes the same port, whatever it says.
fn may_be_published(listener: &Listener) -> bool {
    let forwards = |program: &str| FORWARDERS.contains(&program);
    listener.container.is_some() || listener.program.as_deref().is_none_or(forwards)
}

/// The one declared service of production that is this product on this port.
fn declared(facts: &Facts, service: &Service, listener: &Listener) -> Option<(Subject, Standing)> {
    let is = |one: &crate::services::Service<'_>| {
        let published = one.setting(facts, Key::SERVICE_PUBLISHED);
        let port = match published {
            Some(setting) => may_be_published(listener) && published_ports(&setting.value).contains(&service.at.port),
            None => one.port(facts) == service.at.port,
        };
        one.product.name == product(&service.product).name && port && facts.kind(one.standing) == Kind::Production
    };
    let mut all = services(facts).filter(is);
    let only = all.next().filter(|first| all.all(|other| other.subject == first.subject))?;
    Some((only.subject.clone(), only.standing))
}

/// The ports of `ADDRESS:PORT` in a list, or in one text.
pub(crate) fn published_ports(value: &Value) -> Vec<u16> {
    let port = |text: &str| text.rsplit(':').next()?.split('/').next()?.parse().ok();
    let of = |value: &Value| match value {
        Value::List(all) => all.iter().filter_map(Value::text).filter_map(port).collect::<Vec<_>>(),
        Value::Text(text) => port(text).into_iter().collect(),
        Value::Int(number) => u16::try_from(*number).into_iter().collect(),
        _ => Vec::new(),
    };
    value.alternatives().flat_map(of).collect()
}

impl Answering<'_> {
    /// Who reaches it: nobody from elsewhere, where it says so itself.
    pub(crate) fn reach(&self) -> Reach {
        let reach = reach(self.listener);
        if self.service.refuses_strangers == Some(true) { reach.min(Reach::Loopback) } else { reach }
    }

    /// Where it was seen, and what it said.
    pub(crate) fn seen(&self) -> Step {
        Step::new(self.listener.place(), self.service.proof.clone())
    }

    /// The same, and where the project connects to it.
    pub(crate) fn places(&self) -> Vec<Step> {
        std::iter::once(self.seen()).chain(self.used.iter().cloned()).collect()
    }

    /// The product, and its release where it tells.
    pub(crate) fn name(&self) -> String {
        let name = product(&self.service.product).name_or(&self.service.product);
        match &self.service.version {
            Some(version) => format!("{name} {version}"),
            None => name,
        }
    }
}

/// Where a listener is reached from, to stand in a sentence.
pub(crate) fn listens(listener: &Listener) -> String {
    let at = listener.at;
    match reach(listener) {
        Reach::Everywhere if at.address.is_unspecified() => format!("It listens on every interface ({at})."),
        Reach::Loopback if !at.address.is_loopback() => {
            format!("It listens on {at}, and the firewall keeps other machines away.")
        }
        Reach::Loopback | Reach::Socket => format!("It listens on this machine only ({at})."),
        _ if listener.only_some => format!("It listens on {at}, and the firewall lets in some senders only."),
        _ => format!("It listens on {at}."),
    }
}

/// Of a listener that waits for others, and not of a client that waits for its answers.
pub(crate) fn is_server(listener: &Listener) -> bool {
    listener.at.transport == Transport::Tcp || listener.at.port < 32_768
}
