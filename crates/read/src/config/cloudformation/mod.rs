//! Templates of CloudFormation and SAM, in YAML and JSON: what they would make, with parameters, maps and conditions
//! worked out.

mod functions;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use memchr::memmem;
use sneck_model::{Facts, Kind, Unread};

use super::cloud;
use super::cloud::node::{Node, Spot};
use super::cloud::resource::{Deployment, Resource, Sort};
use super::naming;
use super::stack::Stack;
use super::yaml::{Yaml, parse};
use crate::kind;
use crate::tree::{File, Tree};
use template::Template;

/// So many resources of one template at most.
const MOST: usize = 2_000;

/// Reads every template, and says what the cloud would be asked for.
pub fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    for file in tree.files.iter().filter(|file| may_be_template(file)) {
        let documents = parse(&file.path, &file.text());
        let unread =
            |(line, why): &(u32, String)| Unread { path: file.path.to_string(), line: *line, why: why.clone() };
        facts.unread.extend(documents.mistakes.iter().map(unread));
        for root in documents.all.iter().filter(|root| is_template(root)) {
            cloud::emit(&deployment(file, root), facts);
        }
    }
}

fn may_be_template(file: &File) -> bool {
    let name = file.name();
    let fits = [".yaml", ".yml", ".json", ".template"].iter().any(|end| name.ends_with(end));
    fits && memmem::find(&file.bytes, b"AWS::").is_some() && memmem::find(&file.bytes, b"Resources").is_some()
}

fn is_template(root: &Yaml) -> bool {
    let of_cloud = |node: &Yaml| node.text_at(&["Type"]).is_some_and(|kind| kind.starts_with("AWS::"));
    root.get("Resources").is_some_and(|all| all.entries().into_iter().any(|(_, node)| of_cloud(node)))
}

/// `shop.template.yaml` is no sample of something to copy.
fn kind_of(path: &str) -> Kind {
    let plain = path.replace(".template", "");
    let by_path = kind::of_path(&plain);
    naming::kind_of(&plain).filter(|_| by_path == Kind::Production).unwrap_or(by_path)
}

fn deployment(file: &File, root: &Yaml) -> Deployment {
    let template = Template::of(root);
    let all = root.get("Resources").map(|all| all.entries()).unwrap_or_default();
    let made = all.into_iter().take(MOST).filter_map(|(name, node)| resource(file, &template, name, node));
    Deployment { resources: made.collect(), kind: kind_of(&file.path) }
}

/// A resource whose condition is known not to hold is not made.
fn resource(file: &File, template: &Template<'_>, name: &Yaml, node: &Yaml) -> Option<Resource> {
    let family = node.text_at(&["Type"])?;
    let maybe = match node.text_at(&["Condition"]).map(|condition| template.condition(condition)) {
        Some(Ok(false)) => return None,
        Some(Err(why)) => Some(why),
        _ => None,
    };
    let spot = Spot { path: file.path.clone(), line: name.line };
    let body = node
        .get("Properties")
        .map_or_else(|| Node::new(super::cloud::node::Data::Null, &spot), |properties| template.value(properties));
    let address = name.text()?;
    Some(Resource {
        address: Arc::from(address),
        family: Arc::from(family),
        subject: format!("{}#{address}", file.path),
        spot,
        body,
        sort: Sort::Made,
        maybe,
    })
}
