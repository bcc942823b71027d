//! `fly.toml` and `railway.toml`: a container of the tree's Dockerfile with variables and commands.

use super::Platform;
use super::known::{FLY, RAILWAY};
use crate::config::container::Container;
use crate::config::dockerfile::{Dockerfile, Form};
use crate::config::found::Found;
use crate::config::launch::Start;
use crate::config::naming;
use crate::config::place::{at, join};
use crate::config::toml::{Document, Node};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// Reads `fly.toml` and its kin (`fly.staging.toml`).
pub fn read_fly(tree: &Tree, found: &mut Found) {
    let named = |file: &&File| file.name().starts_with("fly.") && file.name().ends_with(".toml");
    for file in tree.files.iter().filter(named) {
        let text = file.text();
        let document = Document::parse(&text);
        mistake(file, &document, found);
        let processes = document.at(&["processes"]).map(Node::entries).unwrap_or_default();
        let dockerfile = document.at(&["build", "dockerfile"]).and_then(Node::text).unwrap_or("Dockerfile");
        let target = document.at(&["build", "build-target"]).and_then(Node::text);
        let service = Service { platform: &FLY, file, dockerfile, target, variables: env(file, document.at(&["env"])) };
        if processes.is_empty() {
            service.row(tree, found, "", None);
        }
        for (name, command) in processes {
            service.row(tree, found, name, command.text().map(|text| (text, command.line)));
        }
    }
}

/// Reads `railway.toml`; its JSON form has the same keys.
pub fn read_railway(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| matches!(file.name(), "railway.toml" | "railway.json")) {
        let text = file.text();
        let json: Option<serde_json::Value> =
            serde_json::from_str(&text).ok().filter(|_| file.name().ends_with("json"));
        let toml = Document::parse(if json.is_some() { "" } else { &text });
        let of = |section: &str, key: &str| -> Option<String> {
            let of_json = json.as_ref().and_then(|j| j.get(section)?.get(key)?.as_str());
            of_json.or_else(|| toml.at(&[section, key]).and_then(Node::text)).map(str::to_owned)
        };
        let dockerfile = of("build", "dockerfilePath").unwrap_or_else(|| "Dockerfile".into());
        let service =
            Service { platform: &RAILWAY, file, dockerfile: &dockerfile, target: None, variables: Vec::new() };
        let command = of("deploy", "startCommand");
        let line = text.lines().position(|line| line.contains("startCommand")).map_or(0, |at| at + 1);
        let line = u32::try_from(line).unwrap_or(0);
        service.row(tree, found, "", command.as_deref().map(|command| (command, line)));
    }
}

fn mistake(file: &File, document: &Document<'_>, found: &mut Found) {
    if let Some((line, why)) = &document.mistake {
        found.unread(&file.path, *line, why.clone());
    }
}

fn env(file: &File, table: Option<Node<'_, '_>>) -> Vec<DeclaredVariable> {
    let one = |(name, node): (&str, Node<'_, '_>)| {
        let value = Supplied::Text(node.scalar()?);
        Some(DeclaredVariable { name: name.to_owned(), value, place: at(&file.path, node.line) })
    };
    table.map(Node::entries).unwrap_or_default().into_iter().filter_map(one).collect()
}

struct Service<'a> {
    platform: &'static Platform,
    file: &'a File,
    dockerfile: &'a str,
    target: Option<&'a str>,
    variables: Vec<DeclaredVariable>,
}

impl Service<'_> {
    /// The row of the Dockerfile, or of the command alone where there is none.
    fn row(&self, tree: &Tree, found: &mut Found, process: &str, command: Option<(&str, u32)>) {
        let path = &self.file.path;
        let name = if process.is_empty() { path.to_string() } else { format!("{path}#{process}") };
        let kind = naming::kind_of_declared(path, process);
        let place = at(path, command.map_or(0, |(_, line)| line));
        let dockerfile = join(self.file.folder(), self.dockerfile).and_then(|path| tree.file(&path));
        let Some(file) = dockerfile else {
            let (variables, folder) = (self.variables.clone(), self.file.folder().to_owned());
            let start = Start { words: Vec::new(), place, variables, open: Vec::new(), folder };
            let row = command.map(|(line, _)| self.platform.row(tree, name, kind, line, start));
            return found.declared.extend(row);
        };
        let dockerfile = Dockerfile::of(file, std::collections::BTreeMap::new());
        let Some(stage) = dockerfile.stage(self.target) else { return };
        let image = dockerfile.image(tree, stage, self.file.folder());
        let mut container = Container::of(image, &file.path, at(path, 0));
        container.variables = self.platform.sets(&at(path, 0));
        container.variables.extend(self.variables.iter().cloned());
        container.open.push(self.platform.dashboard());
        container.command = command.map(|(line, _)| (Form::Shell(line.to_owned()), place));
        found.started(&file.path, stage);
        let row = found.row(tree, name, kind, &container);
        found.declared.push(row);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn fly_runs_the_dockerfile_with_its_variables() {
        let files = [
            ("fly.toml", "app = 'shop'\n[env]\nPORT = 8080\nA = 'x'\n[processes]\nweb = 'gunicorn a:b'\n"),
            ("Dockerfile", "FROM python\nENV A=1\nCMD flask run\n"),
        ];
        let got = rows(&files);
        assert_eq!(got.len(), 1, "{got:?}");
        assert!(got[0].starts_with("fly.toml#web: gunicorn a:b @fly.toml:6 | A=1 FLY_APP_NAME?"), "{got:?}");
        assert!(got[0].ends_with("PORT=8080 A=x | the dashboard of Fly.io may set it"), "{got:?}");
    }

    #[test]
    fn railway_runs_its_start_command() {
        for (path, text) in [
            ("railway.json", "{\"deploy\": {\n\"startCommand\": \"gunicorn a:b\"}}"),
            ("railway.toml", "[deploy]\nstartCommand = 'gunicorn a:b'\n"),
        ] {
            let got = rows(&[(path, text)]);
            assert!(got[0].starts_with(&format!("{path}: gunicorn a:b @{path}:2 | PORT?")), "{got:?}");
        }
    }
}
