//! Azure's storage accounts and the containers in them.

use sneck_model::{Key, Value};

use super::super::out::{Out, because, shown, truth};
use super::super::resource::{Deployment, Resource};
use super::public;

/// The switch of an account, by its name in older and newer releases.
const SWITCH: &[&str] = &["allow_nested_items_to_be_public", "allow_blob_public_access"];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for one in deployment.of("azurerm_storage_container") {
        container(deployment, one, out);
    }
    for account in deployment.of("azurerm_storage_account") {
        let Some(entry) = SWITCH.iter().find_map(|name| account.at(&[name])) else { continue };
        let value = match truth(&entry.node) {
            Value::Bool(open) => Value::Bool(!open),
            other => other,
        };
        let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
        out.set(account, Key::CLOUD_BUCKET_BLOCK, &entry.name, value, because(entry, says));
    }
}

fn container(deployment: &Deployment, one: &Resource, out: &mut Out) {
    let Some(entry) = one.at(&["container_access_type"]) else { return };
    let of = ["storage_account_name", "storage_account_id"].iter().find_map(|name| one.at(&[name]));
    let account = of.and_then(|named| {
        deployment.of("azurerm_storage_account").find(|account| account.is_named_by(&named.node, &["name"]))
    });
    let stopped = account.is_some_and(|account| {
        SWITCH.iter().find_map(|name| account.at(&[name])).is_some_and(|entry| entry.node.truth() == Some(false))
    });
    let value = match (entry.node.as_text(), entry.node.gap()) {
        (Some(text), _) => Value::Bool(matches!(&*text, "blob" | "container") && !stopped),
        (None, Some(gap)) => Value::Unknown(gap.why.clone()),
        _ => return,
    };
    let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
    public(one, "access", &entry.name, value, because(entry, says), out);
}
