//! Source code.

use sneck_model::Facts;

use crate::declared::Declared;
use crate::tree::Tree;

mod aiohttp;
mod apps;
mod command;
mod convert;
mod django;
pub mod express;
mod fastapi;
mod flask;
mod gunicorn;
pub mod literals;
mod plan;
pub mod python;
mod words;

pub use plan::STARTED;

/// Apps, environments, settings and items of the tree's source code.
pub fn read(tree: &Tree, declared: Vec<Declared>, facts: &mut Facts) {
    let project = python::Project::new(tree);
    let of_node = declared.clone();
    let planned = plan::plan(tree, declared);
    let followed = apps::follow(&project, &planned, facts);
    let mut scanned = python::scan::all(project.files());
    let traits = python::scan::add(tree, &mut scanned, facts);
    let roots = apps::record(&project, followed, facts);
    let known = python::scan::django::Known::new(&scanned);
    for (app, urls) in &roots {
        facts.routes.extend(python::scan::django::routes(&known, app, urls));
    }
    python::scan::traits::sum(&traits, &mut facts.apps);
    express::read(tree, &of_node, facts);
}
