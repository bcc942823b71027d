//! Google's storage.

use sneck_model::Value;

use super::super::node::{Entry, Node};
use super::super::out::{Out, because};
use super::super::resource::{Deployment, Resource};
use super::public;

/// Where a grant names people: family, attribute, words for everybody.
const GRANTS: &[(&str, &str)] = &[
    ("google_storage_bucket_iam_member", "member"),
    ("google_storage_bucket_iam_binding", "members"),
    ("google_storage_bucket_access_control", "entity"),
    ("google_storage_default_object_access_control", "entity"),
    ("google_storage_object_access_control", "entity"),
    ("google_storage_bucket_acl", "predefined_acl"),
    ("google_storage_bucket_acl", "role_entity"),
    ("google_storage_default_object_acl", "role_entity"),
    ("google_storage_object_acl", "predefined_acl"),
];

const EVERYBODY: &[&str] = &[
    "allUsers",
    "allAuthenticatedUsers",
    "publicRead",
    "publicReadWrite",
    "authenticatedRead",
    "READER:allUsers",
    "OWNER:allUsers",
    "READER:allAuthenticatedUsers",
];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for (family, name) in GRANTS {
        for one in deployment.of(family) {
            let Some(entry) = one.at(&[name]) else { continue };
            grant(deployment, one, entry, out);
        }
    }
}

fn grant(deployment: &Deployment, one: &Resource, entry: &Entry, out: &mut Out) {
    let names: Option<&Entry> = one.at(&["bucket"]);
    let bucket = names.and_then(|named| {
        deployment.of("google_storage_bucket").find(|bucket| bucket.is_named_by(&named.node, &["name"]))
    });
    let enforced = bucket.and_then(|bucket| bucket.at(&["public_access_prevention"])).and_then(|e| e.node.as_text());
    let stopped = enforced.is_some_and(|text| &*text == "enforced");
    let open = |node: &Node| node.as_text().is_some_and(|text| EVERYBODY.contains(&&*text));
    let found = entry.node.each().iter().any(open);
    let value = match entry.node.each().iter().find_map(Node::gap) {
        Some(gap) if !found && !stopped => Value::Unknown(gap.why.clone()),
        _ => Value::Bool(found && !stopped),
    };
    public(
        bucket.unwrap_or(one),
        &one.address,
        &entry.name,
        value,
        because(entry, format!("sets `{}`", entry.name)),
        out,
    );
}
