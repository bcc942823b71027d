//! Heroku and those that follow it: `Procfile` and `app.json`.

use super::known::HEROKU;
use crate::config::found::Found;
use crate::config::launch::Start;
use crate::config::naming;
use crate::config::place::{Lines, at};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// `web: gunicorn shop:app`, one process each line.
pub fn read_procfile(tree: &Tree, found: &mut Found) {
    let named = |file: &&File| file.name() == "Procfile" || file.name().starts_with("Procfile.");
    for file in tree.files.iter().filter(named) {
        let beside = tree.file(&beside(file, "app.json"));
        for (number, line) in (1u32..).zip(file.text().lines()) {
            let Some((process, command)) = line.split_once(':').filter(|_| !line.trim_start().starts_with('#')) else {
                continue;
            };
            let variables = beside.map(app_json).unwrap_or_default();
            let (place, folder) = (at(&file.path, number), file.folder().to_owned());
            let start = Start { words: Vec::new(), place, variables, open: Vec::new(), folder };
            let process = process.trim();
            let kind = naming::kind_of_declared(&file.path, process);
            found.declared.push(HEROKU.row(tree, format!("{}#{process}", file.path), kind, command.trim(), start));
        }
    }
}

/// Says what is wrong with an `app.json`; its variables go to the processes beside it.
pub fn read_app_json(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| file.name() == "app.json") {
        if tree.file(&beside(file, "Procfile")).is_some()
            && let Err(error) = serde_json::from_slice::<serde_json::Value>(&file.bytes)
        {
            found.unread(&file.path, u32::try_from(error.line()).unwrap_or(0), "not valid JSON");
        }
    }
}

fn beside(file: &File, name: &str) -> String {
    if file.folder().is_empty() { name.to_owned() } else { format!("{}/{name}", file.folder()) }
}

/// `env` of `app.json`: what a new app is made with, `"A": "x"` or `"A": {"value": "x"}`; a
/// `generator` makes a secret.
fn app_json(file: &File) -> Vec<DeclaredVariable> {
    let text = file.text();
    let Ok(document) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
    let lines = Lines::of(&text);
    let mut from = text.find("\"env\"").unwrap_or(0);
    let mut all = Vec::new();
    for (name, value) in document.get("env").and_then(|env| env.as_object()).into_iter().flatten() {
        from += text[from..].find(&format!("\"{name}\"")).unwrap_or(0);
        let given = value.as_str().or_else(|| value.get("value").and_then(|v| v.as_str()));
        let value = match given {
            Some(given) => Supplied::Text(given.to_owned()),
            None if value.get("generator").is_some() => Supplied::Unknown("Heroku makes a random value".into()),
            None => Supplied::Unknown("it is asked for when the app is made".into()),
        };
        all.push(DeclaredVariable { name: name.clone(), value, place: at(&file.path, lines.line(from)) });
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn each_process_is_a_way_of_starting() {
        let files = [
            ("Procfile", "# note\nrelease: flask db upgrade\nweb: gunicorn shop:app --log-file -\n"),
            ("app.json", "{\n \"env\": {\n  \"DEBUG\": \"0\",\n  \"SECRET_KEY\": {\"generator\": \"secret\"}\n }\n}"),
        ];
        let end = "DYNO=web.1 PORT? DEBUG=0 SECRET_KEY? | the dashboard of Heroku may set it";
        let expected = [
            format!("Procfile#release: flask db upgrade @Procfile:2 | {end}"),
            format!("Procfile#web: gunicorn shop:app --log-file - @Procfile:3 | {end}"),
        ];
        assert_eq!(rows(&files), expected);
    }

    #[test]
    fn a_process_may_start_a_script() {
        let files =
            [("Procfile.dev", "web: sh bin/start.sh\n"), ("bin/start.sh", "export A=1\nflask run --port $PORT\n")];
        let expected = "Procfile.dev#web (development): flask run --port $PORT @bin/start.sh:2 | DYNO=web.1 PORT? A=1 \
                        | the dashboard of Heroku may set it";
        assert_eq!(rows(&files), [expected]);
    }
}
