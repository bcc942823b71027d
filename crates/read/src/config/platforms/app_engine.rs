//! `app.yaml` of App Engine and `vercel.json`.

use super::known::{APP_ENGINE, VERCEL};
use crate::config::found::Found;
use crate::config::launch::Start;
use crate::config::naming;
use crate::config::place::at;
use crate::config::yaml::{Node, Yaml, parse};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::Tree;

/// What App Engine starts when `app.yaml` names nothing.
const DEFAULT: &str = "gunicorn main:app";

/// Reads `app.yaml` and its kin (`app.staging.yaml`) with a Python runtime.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in &tree.files {
        let name = file.name();
        if !(name.starts_with("app") && (name.ends_with(".yaml") || name.ends_with(".yml"))) {
            continue;
        }
        let Some(root) = parse(&file.path, &file.text()).all.into_iter().next() else { continue };
        if !root.text_at(&["runtime"]).is_some_and(|runtime| runtime.starts_with("python")) {
            continue;
        }
        let entry = root.get("entrypoint");
        let place = entry.map_or_else(|| root.place(), |entry| entry.place());
        let variables = root.get("env_variables").map(|map| variables(map)).unwrap_or_default();
        let start = Start { words: Vec::new(), place, variables, open: Vec::new(), folder: file.folder().to_owned() };
        let service = root.text_at(&["service"]).unwrap_or("");
        let kind = naming::kind_of_declared(&file.path, service);
        let command = entry.and_then(|entry| entry.text()).unwrap_or(DEFAULT);
        found.declared.push(APP_ENGINE.row(tree, file.path.to_string(), kind, command, start));
    }
}

fn variables(map: &Node) -> Vec<DeclaredVariable> {
    let one = |(key, value): (&Yaml, &Yaml)| DeclaredVariable {
        name: key.text().unwrap_or_default().to_owned(),
        value: Supplied::Text(value.text().unwrap_or("").to_owned()),
        place: key.place(),
    };
    map.entries().into_iter().map(one).collect()
}

/// `vercel.json` with a Python function: nothing says with which command Vercel serves it.
pub fn read_vercel(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| file.name() == "vercel.json") {
        let Ok(root) = serde_json::from_slice::<serde_json::Value>(&file.bytes) else {
            found.unread(&file.path, 0, "not valid JSON");
            continue;
        };
        if memchr::memmem::find(&file.bytes, b".py").is_none() && memchr::memmem::find(&file.bytes, b"python").is_none()
        {
            continue;
        }
        let place = at(&file.path, 0);
        let one = |(name, value): (&String, &serde_json::Value)| DeclaredVariable {
            name: name.clone(),
            value: value.as_str().filter(|text| !text.starts_with('@')).map_or_else(
                || Supplied::Unknown("it is a secret of the dashboard of Vercel".into()),
                |text| Supplied::Text(text.to_owned()),
            ),
            place: place.clone(),
        };
        let variables = root.get("env").and_then(|env| env.as_object()).into_iter().flatten().map(one).collect();
        let (open, folder) = (Vec::new(), file.folder().to_owned());
        let start = Start { words: Vec::new(), place: place.clone(), variables, open, folder };
        let kind = naming::kind_of_declared(&file.path, "");
        found.declared.push(VERCEL.row(tree, file.path.to_string(), kind, "", start));
    }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn app_engine_serves_with_gunicorn_unless_told_otherwise() {
        let got = rows(&[("app.yaml", "runtime: python312\nenv_variables:\n  A: '1'\n")]);
        assert!(got[0].starts_with("app.yaml: gunicorn main:app @app.yaml:1 | GAE_ENV=standard"), "{got:?}");
        assert!(got[0].ends_with("A=1 | the dashboard of App Engine may set it"), "{got:?}");
        let got = rows(&[("app.yaml", "runtime: python312\nentrypoint: uvicorn x:y\n"), ("apple.yaml", "a: 1\n")]);
        assert!(got[0].starts_with("app.yaml: uvicorn x:y @app.yaml:2"), "{got:?}");
    }

    #[test]
    fn vercel_serves_functions() {
        let got =
            rows(&[("vercel.json", "{\"builds\": [{\"src\": \"app.py\"}], \"env\": {\"A\": \"1\", \"B\": \"@b\"}}")]);
        assert_eq!(
            got,
            [
                "vercel.json:  @vercel.json | VERCEL=1 VERCEL_ENV=production VERCEL_URL? A=1 B? | the dashboard of Vercel may set it"
            ]
        );
    }
}
