//! Values of samples compared with what Terraform itself made of them: `cargo xtask terraform` records that.

use serde_json::Value as Json;

use super::module::Module;
use crate::config::cloud::node::{Data, Node};
use crate::tree::Tree;
use crate::world;

const SAMPLES: &str = include_str!("oracle.txt");

/// The files of one sample, without its folder; and what Terraform said.
fn samples() -> Vec<(String, Tree, Json)> {
    let all = world::parse(SAMPLES).expect("the samples are a world").files;
    let mut found: Vec<(String, Tree, Json)> = Vec::new();
    for file in all {
        let (name, path) = file.path.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a folder");
        if found.last().is_none_or(|(last, ..)| *last != name) {
            found.push((name, Tree::default(), Json::Null));
        }
        let Some((_, tree, expected)) = found.last_mut() else { continue };
        match &*path {
            "expected.json" => *expected = serde_json::from_slice(&file.bytes).expect("JSON"),
            path => tree.files.push(crate::tree::File { path: path.into(), ..file.clone() }),
        }
    }
    found.iter_mut().for_each(|(_, tree, _)| tree.files.sort_by(|a, b| a.path.cmp(&b.path)));
    found
}

/// Numbers are compared as numbers, whatever they are written like.
fn json(node: &Node) -> Json {
    match &node.data {
        Data::Null => Json::Null,
        Data::Bool(truth) => Json::Bool(*truth),
        Data::Number(number) => serde_json::json!(number),
        Data::Text(text) => Json::String(text.to_string()),
        Data::List(all) => all.iter().map(json).collect(),
        Data::Map(all) => all.iter().map(|e| (e.name.to_string(), json(&e.node))).collect(),
        Data::Unknown(gap) => Json::String(format!("unknown: {}", gap.why)),
    }
}

fn plain(value: &Json) -> Json {
    match value {
        Json::Number(number) => serde_json::json!(number.as_f64()),
        Json::Array(all) => all.iter().map(plain).collect(),
        Json::Object(all) => all.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn values_are_what_terraform_says() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, tree, expected) in samples() {
        let (world, _) = super::files::gather(&tree, &mut Vec::new());
        let given = world.given.get("");
        let module = Module::root(&world, "", given).expect("a module");
        for (output, value) in expected.as_object().expect("recorded: run `cargo xtask terraform`") {
            compared += 1;
            let spot = crate::config::cloud::node::Spot { path: "main.tf".into(), line: 1 };
            let own = json(&module.output(output, &spot));
            if own != plain(value) {
                wrong.push(format!("{name}.{output}\n  own       {own}\n  Terraform {value}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 40, "{compared}");
}
