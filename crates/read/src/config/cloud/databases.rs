//! Databases that whole networks may reach: lists of addresses beside the database itself.

use sneck_model::{Key, Value};

use super::node::{Entry, Node};
use super::out::{Out, because, shown};
use super::resource::{Deployment, Resource};

/// Rules of Azure's databases: two addresses, the first and the last.
const AZURE: &[&str] = &[
    "azurerm_mssql_firewall_rule",
    "azurerm_sql_firewall_rule",
    "azurerm_postgresql_firewall_rule",
    "azurerm_postgresql_flexible_server_firewall_rule",
    "azurerm_mysql_firewall_rule",
    "azurerm_mysql_flexible_server_firewall_rule",
    "azurerm_mariadb_firewall_rule",
    "azurerm_redis_firewall_rule",
];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for one in deployment.of("google_sql_database_instance") {
        let networks =
            one.at(&["settings", "ip_configuration"]).map(|entry| entry.node.blocks_of("authorized_networks"));
        for (at, network) in networks.unwrap_or_default().iter().enumerate() {
            network_of(one, network, at, out);
        }
    }
    for one in AZURE.iter().flat_map(|family| deployment.of(family)) {
        let (Some(first), Some(last)) = (one.at(&["start_ip_address"]), one.at(&["end_ip_address"])) else { continue };
        addresses(one, first, last, out);
    }
}

fn network_of(one: &Resource, network: &Node, at: usize, out: &mut Out) {
    let scope = vec![format!("authorized_networks {at}")];
    let (value, because) = match network.entry("value") {
        Some(entry) => {
            let value = match (entry.node.as_text(), entry.node.gap()) {
                (Some(text), _) => Value::Bool(text.ends_with("/0")),
                (None, Some(gap)) => Value::Unknown(gap.why.clone()),
                _ => return,
            };
            (value, because(entry, format!("lets {} in", shown(&entry.node))))
        }
        None => return,
    };
    out.within(one, scope, Key::CLOUD_DATABASE_PUBLIC, "authorized_networks", value, because);
}

/// From the first address to the last is everybody. `0.0.0.0` alone stands for Azure's own services.
fn addresses(one: &Resource, first: &Entry, last: &Entry, out: &mut Out) {
    let value = match (first.node.as_text(), last.node.as_text()) {
        (Some(first), Some(last)) => Value::Bool(first.starts_with("0.0.0.") && &*last == "255.255.255.255"),
        _ => {
            let gap = first.node.gap().or(last.node.gap());
            Value::Unknown(gap.map(|gap| gap.why.clone()).unwrap_or_default())
        }
    };
    let says = format!("lets {} to {} in", shown(&first.node), shown(&last.node));
    out.set(one, Key::CLOUD_DATABASE_PUBLIC, "start_ip_address", value, because(first, says));
}
