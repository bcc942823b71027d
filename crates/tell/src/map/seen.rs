//! What was seen: addresses that answer, and what listens on this machine.

use sneck_model::{Access, Facts, Listener, Machine, Subject, SubjectKind, Transport};

use super::graph::{Graph, Sort};

/// Addresses that answered, and the apps that they are taken for.
pub(super) fn origins(facts: &Facts, graph: &mut Graph) {
    let everybody = facts.origins.first().map(|_| graph.everybody());
    for origin in &facts.origins {
        let door = graph.subject(Sort::Door, &Subject::new(SubjectKind::Origin, origin.url.clone()));
        let answers = facts.exchanges.iter().filter(|exchange| exchange.origin.url == origin.url).count();
        graph.say(door, format!("{answers} answers seen"));
        everybody.into_iter().for_each(|from| graph.way(from, door, "asks", true));
        for binding in facts.bindings.iter().filter(|binding| binding.origin == origin.url) {
            let app = graph.subject(Sort::App, &binding.app);
            graph.way(door, app, "answers", true);
        }
    }
}

/// What listens, by program. Doors that only this machine reaches say so.
pub(super) fn machine(facts: &Facts, graph: &mut Graph) {
    let Some(machine) = &facts.machine else { return };
    let tcp = machine.listeners.iter().filter(|l| l.at.transport == Transport::Tcp && l.network.is_none());
    for listener in tcp {
        listens(facts, machine, listener, graph);
    }
}

fn listens(facts: &Facts, machine: &Machine, listener: &Listener, graph: &mut Graph) {
    let port = listener.at.port;
    let origin = facts.origins.iter().find(|origin| origin.url.ends_with(&format!(":{port}")));
    let door = match origin {
        Some(origin) => graph.subject(Sort::Door, &Subject::new(SubjectKind::Origin, origin.url.clone())),
        None => graph.node(Sort::Door, &format!("listener {}", listener.at), listener.at.to_string()),
    };
    if let Some(program) = &listener.program {
        graph.say(door, format!("held by {program}"));
    }
    let local = listener.at.address.is_loopback();
    graph.say(door, if local { "reached from this machine" } else { "reached from other machines" });
    if !local {
        let everybody = graph.everybody();
        graph.way(everybody, door, "connects", true);
    }
    // What answers as an app is no service beside it.
    let others = machine.services.iter().filter(|service| service.at == listener.at && origin.is_none());
    for service in others {
        let name = format!("{} on {}", service.product, service.at);
        let node = graph.node(Sort::Service, &format!("seen {}", service.at), name);
        graph.belongs(node, &Subject::new(SubjectKind::Service, service.product.clone()));
        graph.say(
            node,
            match service.access {
                Access::Open => "asks for no login",
                Access::Guarded => "asks for a login",
                Access::Unknown => "whether it asks for a login is not known",
            },
        );
        graph.way(door, node, "answers", true);
    }
}
