//! What listens on this machine, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;
use sneck_model::{Endpoint, Listener, Machine, NotLookedAt, Service};

use crate::clean::clean;

/// What is told.
#[derive(Clone, Copy, Debug)]
pub struct Ports<'a> {
    /// The machine.
    pub machine: &'a Machine,
    /// What could be connected to, where that was tried.
    pub reached: Option<&'a [Endpoint]>,
    /// What was not looked at.
    pub not_looked_at: &'a [NotLookedAt],
}

/// One line for each listener: where, who reaches it, which program of whom, which service.
pub fn ports_text(ports: &Ports<'_>, to: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<[String; 4]> = ports.machine.listeners.iter().map(|listener| row(ports.machine, listener)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [at, reach, owner, service] in &rows {
        let [first, second, third] = widths;
        let line = format!("{at:first$}  {reach:second$}  {owner:third$}  {service}");
        writeln!(to, "{}", clean(line.trim_end()))?;
    }
    if rows.is_empty() {
        writeln!(to, "nothing listens")?;
    }
    let firewall = &ports.machine.firewall;
    if !firewall.says.is_empty() {
        writeln!(to, "\nfirewall: {}", clean(&firewall.says))?;
    }
    difference(ports, to)?;
    ports
        .not_looked_at
        .iter()
        .try_for_each(|row| writeln!(to, "not looked at: {}: {}", clean(&row.what), clean(&row.why)))
}

fn row(machine: &Machine, listener: &Listener) -> [String; 4] {
    let owner = match (&listener.program, listener.process) {
        (Some(program), Some(process)) => format!("{program} ({process})"),
        (Some(program), None) => program.clone(),
        _ => "?".to_owned(),
    };
    let user = listener.user.as_ref().map(|user| format!(" as {user}")).unwrap_or_default();
    let unit = listener.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
    let container = listener.container.as_ref().map(|id| format!(", container {id}")).unwrap_or_default();
    let service = machine.services.iter().find(|service| service.at == listener.at && listener.network.is_none());
    let at = listener.at.to_string();
    [at, who(listener).to_owned(), format!("{owner}{user}{unit}{container}"), service.map(told).unwrap_or_default()]
}

/// Who reaches it, as far as its address and the firewall tell.
fn who(listener: &Listener) -> &'static str {
    let address = listener.at.address;
    match listener.shielded {
        _ if listener.network.is_some() => "another network of this machine",
        _ if address.is_loopback() => "this machine",
        Some(true) => "this machine (firewall)",
        _ if listener.only_some => "some senders (firewall)",
        _ if address.is_unspecified() => "every interface",
        _ => "one interface",
    }
}

fn told(service: &Service) -> String {
    let version = service.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    format!("{}{version}, {}: {}", service.product, service.access.name(), service.proof)
}

/// What the list has and a connection does not reach, and the other way round.
fn difference(ports: &Ports<'_>, to: &mut dyn Write) -> io::Result<()> {
    let Some(reached) = ports.reached else { return Ok(()) };
    writeln!(to, "\nreached over the loopback addresses: {} ports", reached.len())?;
    for at in unlisted(ports.machine, reached) {
        writeln!(to, "reached and not listed: {at} (another network, a redirection, or hidden)")?;
    }
    Ok(())
}

fn unlisted<'a>(machine: &'a Machine, reached: &'a [Endpoint]) -> impl Iterator<Item = &'a Endpoint> {
    let listed = |at: &Endpoint| {
        machine.listeners.iter().any(|listener| {
            let covers = listener.at.address == at.address || listener.at.address.is_unspecified();
            covers && listener.at.port == at.port && listener.at.transport == at.transport
        })
    };
    reached.iter().filter(move |at| !listed(at))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    listeners: &'a [Listener],
    services: &'a [Service],
    firewall: &'a sneck_model::Firewall,
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<&'a [Endpoint]>,
    not_looked_at: &'a [NotLookedAt],
}

/// The same for programs.
pub fn ports_json(ports: &Ports<'_>, to: &mut dyn Write) -> io::Result<()> {
    let Ports { machine, reached, not_looked_at } = *ports;
    let Machine { listeners, services, firewall, .. } = machine;
    let document = Document { schema: "sneck/ports/1", listeners, services, firewall, reached, not_looked_at };
    serde_json::to_writer_pretty(&mut *to, &document)?;
    writeln!(to)
}

#[cfg(test)]
mod tests {
    use sneck_model::Transport;

    use super::*;

    #[test]
    fn a_line_tells_who_listens_for_whom() {
        let at = |address: &str, port| Endpoint {
            transport: Transport::Tcp,
            address: address.parse().expect("an address"),
            port,
        };
        let mut redis = Listener::new(at("0.0.0.0", 6379));
        (redis.program, redis.process, redis.user) = (Some("redis-server".into()), Some(812), Some("redis".into()));
        let machine = Machine { listeners: vec![redis, Listener::new(at("127.0.0.1", 80))], ..Machine::default() };
        let reached = [at("127.0.0.1", 80), at("127.0.0.1", 6379), at("127.0.0.1", 9)];
        let ports = Ports { machine: &machine, reached: Some(&reached), not_looked_at: &[] };
        let mut out = Vec::new();
        ports_text(&ports, &mut out).expect("memory");
        let expected = "\
tcp 0.0.0.0:6379  every interface  redis-server (812) as redis
tcp 127.0.0.1:80  this machine     ?

reached over the loopback addresses: 3 ports
reached and not listed: tcp 127.0.0.1:9 (another network, a redirection, or hidden)
";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
