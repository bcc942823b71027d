//! `render.yaml`: services with a start command or a Dockerfile, and groups of variables.

use super::known::RENDER;
use crate::config::container::Container;
use crate::config::dockerfile::Dockerfile;
use crate::config::found::Found;
use crate::config::launch::Start;
use crate::config::naming;
use crate::config::place::join;
use crate::config::yaml::{Node, parse};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::Tree;

/// Reads every service that runs code.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| matches!(file.name(), "render.yaml" | "render.yml")) {
        let documents = parse(&file.path, &file.text());
        for (line, why) in &documents.mistakes {
            found.unread(&file.path, *line, why.clone());
        }
        for root in &documents.all {
            let services = root.get("services").map(|all| all.list()).unwrap_or_default();
            for service in services {
                row(tree, found, root, service);
            }
        }
    }
}

fn row(tree: &Tree, found: &mut Found, root: &Node, service: &Node) {
    let runtime = service.text_at(&["runtime"]).or_else(|| service.text_at(&["env"])).unwrap_or("");
    let service_name = service.text_at(&["name"]).unwrap_or("");
    let name = format!("{}#{service_name}", root.path);
    let kind = naming::kind_of_declared(&root.path, service_name);
    let folder = service.text_at(&["rootDir"]).and_then(|folder| join("", folder)).unwrap_or_default();
    let variables = variables(root, service);
    if runtime == "docker" {
        let path = service.text_at(&["dockerfilePath"]).unwrap_or("Dockerfile");
        let Some(file) = join(&folder, path).and_then(|path| tree.file(&path)) else { return };
        let dockerfile = Dockerfile::of(file, std::collections::BTreeMap::new());
        let Some(stage) = dockerfile.stage(None) else { return };
        let context = service.text_at(&["dockerContext"]).and_then(|c| join(&folder, c)).unwrap_or(folder);
        let mut container = Container::of(dockerfile.image(tree, stage, &context), &file.path, service.place());
        container.variables = RENDER.sets(&service.place()).into_iter().chain(variables).collect();
        container.open.push(RENDER.dashboard());
        found.started(&file.path, stage);
        let row = found.row(tree, name, kind, &container);
        found.declared.push(row);
    } else if let Some(command) = service.get("startCommand") {
        let start = Start { words: Vec::new(), place: command.place(), variables, open: Vec::new(), folder };
        found.declared.push(RENDER.row(tree, name, kind, command.text().unwrap_or(""), start));
    }
}

/// `envVars`: values, values made by Render, values of other services, and groups.
fn variables(root: &Node, service: &Node) -> Vec<DeclaredVariable> {
    let mut all = Vec::new();
    for entry in service.get("envVars").map(|all| all.list()).unwrap_or_default() {
        if let Some(group) = entry.text_at(&["fromGroup"]) {
            let groups = root.get("envVarGroups").map(|all| all.list()).unwrap_or_default();
            let named = groups.into_iter().find(|node| node.text_at(&["name"]) == Some(group));
            all.extend(named.map(values).unwrap_or_default());
            continue;
        }
        all.extend(value(entry));
    }
    all
}

/// The variables of a group, which holds no groups.
fn values(group: &Node) -> Vec<DeclaredVariable> {
    let all = group.get("envVars").map(|all| all.list()).unwrap_or_default();
    all.into_iter().filter_map(value).collect()
}

fn value(entry: &Node) -> Option<DeclaredVariable> {
    let name = entry.text_at(&["key"])?.to_owned();
    let value = match entry.get("value") {
        Some(value) => Supplied::Text(value.text().unwrap_or("").to_owned()),
        None if entry.text_at(&["generateValue"]) == Some("true") => {
            Supplied::Unknown("Render makes a random value".into())
        }
        None => Supplied::Unknown("it is set in the dashboard of Render".into()),
    };
    Some(DeclaredVariable { name, value, place: entry.place() })
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_service_has_values_made_values_and_groups() {
        let text = "services:\n- type: web\n  name: shop\n  env: python\n  startCommand: gunicorn shop:app\n  envVars:\n  - key: A\n    value: 1\n\
                    \x20 - key: SECRET_KEY\n    generateValue: true\n  - fromGroup: common\n- type: redis\n  name: cache\n\
                    envVarGroups:\n- name: common\n  envVars: [{key: B, value: 2}]\n";
        let got = rows(&[("render.yaml", text)]);
        assert_eq!(got.len(), 1);
        assert!(
            got[0].starts_with("render.yaml#shop: gunicorn shop:app @render.yaml:5 | RENDER=true PORT=10000"),
            "{got:?}"
        );
        assert!(got[0].ends_with(" A=1 SECRET_KEY? B=2 | the dashboard of Render may set it"), "{got:?}");
    }
}
