//! Routes that an OpenAPI document gives to Python functions by `operationId`, as connexion reads it.

use sneck_model::{Route, Step};

use super::Items;
use super::views::{Rule, View};
use crate::config::yaml::{self, Yaml};
use crate::tree::{File, Tree};

/// Methods that a path of a document may have.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];

/// The routes of all documents whose operations name functions of the scanned files.
#[must_use]
pub fn routes(tree: &Tree, files: &[Items]) -> Vec<Route> {
    let documents = tree.files.iter().filter(|file| is_document(file));
    documents.flat_map(|file| document(file, files)).collect()
}

fn is_document(file: &File) -> bool {
    let has = |word: &str| memchr::memmem::find(&file.bytes, word.as_bytes()).is_some();
    let named = [".yaml", ".yml", ".json"].iter().any(|end| file.path.ends_with(end));
    named && has("operationId") && (has("openapi") || has("swagger"))
}

/// JSON is read as the YAML that it is.
fn document(file: &File, files: &[Items]) -> Vec<Route> {
    let parsed = yaml::parse(&file.path, &file.text());
    parsed.all.iter().flat_map(|root| operations(root, files)).collect()
}

fn operations(root: &Yaml, files: &[Items]) -> Vec<Route> {
    let base = base_path(root);
    let everywhere = guard(root);
    let Some(paths) = root.get("paths") else { return Vec::new() };
    let mut routes = Vec::new();
    for (path, item) in paths.entries() {
        for (method, operation) in item.entries() {
            let Some(method) = method.text().filter(|m| METHODS.contains(m)) else { continue };
            let Some(view) = function(item, operation).and_then(|name| find(files, &name)) else { continue };
            let rule = Rule {
                path: format!("{base}{}", path.text().unwrap_or_default()),
                methods: vec![method.to_ascii_uppercase()],
                explicit: true,
                owner: String::new(),
                place: path.place(),
            };
            let mut route = view.route(&rule);
            // An empty list takes the guard of the whole document away.
            let inherited = || operation.get("security").is_none().then(|| everywhere.clone())?;
            route.guarded = guard(operation).or_else(inherited).or(route.guarded);
            routes.push(route);
        }
    }
    routes
}

/// `basePath` of version 2, the path of the first server of version 3.
fn base_path(root: &Yaml) -> String {
    let base = root.text_at(&["basePath"]).map(str::to_owned);
    let server =
        || root.get("servers").and_then(|s| s.list().first().and_then(|s| s.text_at(&["url"]).map(str::to_owned)));
    let url = base.or_else(server).unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &url,
    };
    path.trim_end_matches('/').to_owned()
}

/// `security:` with something in it.
fn guard(holder: &Yaml) -> Option<Step> {
    let security = holder.get("security")?;
    (!security.list().is_empty()).then(|| Step::new(security.place(), "demands a credential"))
}

fn function(item: &Yaml, operation: &Yaml) -> Option<String> {
    let name = operation.text_at(&["operationId"])?;
    let controllers = ["x-openapi-router-controller", "x-swagger-router-controller"];
    let of = |holder: &Yaml| controllers.iter().find_map(|key| holder.text_at(&[key]).map(str::to_owned));
    Some(match of(operation).or_else(|| of(item)) {
        Some(controller) => format!("{controller}.{name}"),
        None => name.to_owned(),
    })
}

/// By the whole dotted name, or below a folder that is on the search path.
fn find<'f>(files: &'f [Items], name: &str) -> Option<&'f View> {
    let views = || files.iter().flat_map(|items| &items.views);
    let below = format!(".{name}");
    views().find(|v| v.function == name).or_else(|| views().find(|v| v.function.ends_with(&below)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::python::{PythonFile, scan};

    const DOCUMENT: &str = "openapi: 3.0.1\nservers:\n  - url: http://x:5000/v1\npaths:\n  /users/_debug:\n    get:\n      operationId: api.users.debug\n  /users:\n    post:\n      operationId: api.users.create\n      security:\n        - token: []\n";

    fn tree() -> Tree {
        let users = "def debug():\n    return {'users': [u.__dict__ for u in all()]}\n\ndef create():\n    db.session.commit()\n";
        Tree { files: vec![File::new("api/users.py", users), File::new("spec.yml", DOCUMENT)], ..Tree::default() }
    }

    #[test]
    fn an_operation_is_a_route_with_what_its_function_does() {
        let tree = tree();
        let scanned = scan::all(&[PythonFile::new(&tree.files[0])]);
        let found = routes(&tree, &scanned);
        assert_eq!(found[0].path, "/v1/users/_debug");
        assert_eq!(found[0].place.file().map(|(_, line)| line), Some(5));
        assert!(found[0].reveals.is_some() && found[0].guarded.is_none());
        assert!(found[1].writes && found[1].guarded.is_some());
    }
}
