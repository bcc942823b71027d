//! What the rules on services share: which there are, and who reaches them.

use std::net::IpAddr;

use sneck_model::{Facts, Key, Setting, Standing, Step, Subject, Value};

use crate::products::{Product, product};

/// From how far away something is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Through a local socket, or not at all.
    Socket,
    /// From this machine.
    Loopback,
    /// From the containers of the same network.
    Boxed,
    /// From a private network.
    Private,
    /// From every network that the machine is in.
    Everywhere,
}

/// A service that some file declares.
pub(crate) struct Service<'f> {
    pub(crate) subject: &'f Subject,
    pub(crate) standing: Standing,
    pub(crate) product: &'static Product,
}

/// Who reaches it, and what says so.
pub(crate) struct Reached {
    /// How far; why it cannot be told.
    pub(crate) reach: Result<Reach, String>,
    /// The address that decides, as it is written.
    pub(crate) address: String,
    /// A deployment file publishes it, as opposed to its own configuration.
    pub(crate) published: bool,
    /// First where the address is written, or belongs.
    pub(crate) places: Vec<Step>,
}

/// Every service, once for each way in which it is run.
pub(crate) fn services(facts: &Facts) -> impl Iterator<Item = Service<'_>> {
    facts.settings_of(Key::SERVICE_KIND).map(|setting| of(setting))
}

/// The service that a setting belongs to; nothing for what is none.
pub(crate) fn service_of<'f>(facts: &'f Facts, setting: &Setting) -> Option<Service<'f>> {
    facts.setting(&setting.component, setting.standing, Key::SERVICE_KIND).map(of)
}

fn of(setting: &Setting) -> Service<'_> {
    let product = product(setting.value.text().unwrap_or_default());
    Service { subject: &setting.component, standing: setting.standing, product }
}

impl<'f> Service<'f> {
    /// One of its settings.
    pub(crate) fn setting(&self, facts: &'f Facts, key: Key) -> Option<&'f Setting> {
        facts.setting(self.subject, self.standing, key)
    }

    /// Its port, as far as one is known.
    pub(crate) fn port(&self, facts: &Facts) -> u16 {
        let given = self.setting(facts, Key::SERVICE_PORT).and_then(|setting| match &setting.value {
            Value::Int(port) => u16::try_from(*port).ok(),
            _ => None,
        });
        given.unwrap_or(self.product.port)
    }

    /// Other machines are refused, whatever it listens on; nothing where it depends on the release.
    pub(crate) fn refuses_strangers(&self, facts: &Facts) -> Option<bool> {
        self.setting(facts, Key::SERVICE_REFUSES_STRANGERS).map_or(Some(false), |setting| match &setting.value {
            Value::Bool(refuses) => Some(*refuses),
            _ => None,
        })
    }

    /// Who reaches it. A container is reached by what is published of it, however it listens inside.
    pub(crate) fn reached(&self, facts: &Facts) -> Reached {
        let listen = self.setting(facts, Key::SERVICE_LISTEN).map(|setting| reached(setting, false));
        let Some(published) = self.setting(facts, Key::SERVICE_PUBLISHED) else {
            let nothing = || Reached {
                reach: Err("nothing says where it listens".into()),
                address: String::new(),
                published: false,
                places: Vec::new(),
            };
            return listen.unwrap_or_else(nothing);
        };
        if let Some(inside) = listen.filter(|listen| listen.reach.as_ref().is_ok_and(|r| *r <= Reach::Loopback)) {
            return inside;
        }
        let mut outside = reached(published, true);
        outside.reach = outside.reach.map(|reach| if outside.address.is_empty() { Reach::Boxed } else { reach });
        outside
    }
}

fn reached(setting: &Setting, published: bool) -> Reached {
    let mut widest = (Reach::Socket, String::new());
    let mut unknown = None;
    for value in setting.value.alternatives() {
        match value {
            Value::List(all) => {
                let all = all.iter().filter_map(Value::text).map(|text| (of_address(text, published), text.to_owned()));
                widest = all.fold(widest, |widest, one| if one.0 >= widest.0 { one } else { widest });
            }
            Value::Unknown(why) => unknown = Some(why.clone()),
            _ => {}
        }
    }
    // What is known to be reached from far away is not nearer for what is not known.
    let reach = match unknown {
        Some(why) if widest.0 < Reach::Private => Err(why),
        _ => Ok(widest.0),
    };
    Reached { reach, address: widest.1, published, places: setting.because.clone() }
}

/// How far away an address is reached from. A name that is not known to be this machine's stands for a network
/// interface of it.
pub(crate) fn of_address(address: &str, published: bool) -> Reach {
    let host = if published { address.rsplit_once(':').map_or(address, |(host, _)| host) } else { address };
    let host = host.trim_matches(['[', ']']).split(['%', '/']).next().unwrap_or_default().to_ascii_lowercase();
    if address.starts_with('/') || address.starts_with("unix:") || address.starts_with('@') {
        return Reach::Socket;
    }
    match host.parse::<IpAddr>() {
        Ok(address) if address.is_unspecified() => Reach::Everywhere,
        Ok(address) if address.to_canonical().is_loopback() => Reach::Loopback,
        Ok(IpAddr::V4(v4)) if v4.is_private() || v4.is_link_local() => Reach::Private,
        Ok(IpAddr::V6(v6)) if v6.is_unique_local() || v6.is_unicast_link_local() => Reach::Private,
        Ok(_) => Reach::Everywhere,
        Err(_) if matches!(&*host, "localhost" | "ip6-localhost") || host.ends_with(".localhost") => Reach::Loopback,
        Err(_) if matches!(&*host, "*" | "") => Reach::Everywhere,
        Err(_) => Reach::Private,
    }
}

impl Reached {
    /// Where it is reached, to stand in a sentence.
    pub(crate) fn words(&self) -> String {
        let address = &self.address;
        match self.reach {
            Ok(Reach::Everywhere) if of_address(address, self.published) == Reach::Everywhere => {
                "on every interface".into()
            }
            Ok(Reach::Boxed) => "inside its network of containers".into(),
            Ok(Reach::Loopback | Reach::Socket) => "on this machine only".into(),
            _ => format!("on `{address}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_reached_from_near_or_far() {
        let table = [
            ("/run/redis.sock", Reach::Socket),
            ("127.0.0.1", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("localhost", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("10.0.0.5", Reach::Private),
            ("fe80::1%eth0", Reach::Private),
            ("redis", Reach::Private),
            ("0.0.0.0", Reach::Everywhere),
            ("::", Reach::Everywhere),
            ("*", Reach::Everywhere),
            ("203.0.113.7", Reach::Everywhere),
        ];
        for (address, reach) in table {
            assert_eq!(of_address(address, false), reach, "{address}");
        }
        assert_eq!(of_address("0.0.0.0:6379", true), Reach::Everywhere);
        assert_eq!(of_address("[::1]:6379", true), Reach::Loopback);
        assert_eq!(of_address("127.0.0.1:6379", true), Reach::Loopback);
    }
}
