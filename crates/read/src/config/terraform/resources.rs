//! From modules to the resources that they make.

use std::sync::Arc;

use super::instances::Instance;
use super::module::Module;
use super::roots::Root;
use super::world::World;
use crate::config::cloud::resource::{Deployment, Resource, Sort};

/// So many resources of one root at most.
const MOST: usize = 5_000;

/// Everything that one root makes.
#[must_use]
pub fn of(world: &World<'_>, root: &Root) -> Deployment {
    let mut all = Vec::new();
    if let Some(module) = Module::root(world, &root.folder, Some(&root.given)) {
        gather(&module, None, &mut all);
    }
    Deployment { resources: all, kind: root.kind }
}

/// What the module makes itself, and what the modules make that it uses.
fn gather(module: &Module<'_>, maybe: Option<&String>, all: &mut Vec<Resource>) {
    for (kind, family, name) in module.source.resources.keys() {
        let Some(found) = module.instances(kind, family, name) else { continue };
        let sort = if kind == "data" { Sort::Read } else { Sort::Made };
        let maybe = found.whole.as_ref().or(maybe);
        all.extend(found.all.iter().map(|one| resource(one, sort, family, maybe)));
        if all.len() > MOST {
            return;
        }
    }
    for provider in &module.source.providers {
        let family = provider.what.labels.first().cloned().unwrap_or_default();
        let scope = module.scope(&provider.path);
        let spot = scope.spot(provider.what.line);
        let address: Arc<str> = format!("{}provider.{family}", module.address).into();
        let body = super::instances::body(&scope, &provider.what.body, spot.line);
        let subject = format!("{}#{address}", spot.path);
        all.push(Resource { address, family: family.into(), subject, spot, body, sort: Sort::Provider, maybe: None });
    }
    for name in module.source.modules.keys() {
        let Ok(children) = module.children(name) else { continue };
        for (_, child) in children.iter() {
            if all.len() <= MOST {
                gather(child, maybe.or(child.maybe.as_ref()), all);
            }
        }
    }
}

fn resource(one: &Instance, sort: Sort, family: &str, maybe: Option<&String>) -> Resource {
    Resource {
        address: one.address.clone(),
        family: family.into(),
        subject: format!("{}#{}", one.spot.path, one.address),
        spot: one.spot.clone(),
        body: one.body().clone(),
        sort,
        maybe: maybe.cloned(),
    }
}
