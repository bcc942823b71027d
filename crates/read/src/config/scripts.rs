//! Start scripts that no other file starts: `run.sh`, `bin/start`, `deploy/boot.sh`.

use sneck_model::Kind;

use super::found::{Found, Said, declared};
use super::launch::{Mounts, Start, follow, is_shell_script, likelihood};
use super::naming;
use super::place::at;
use crate::declared::Declared;
use crate::tree::{File, Tree};

/// Folders where start scripts stand; the root is one too.
const FOLDERS: &[&str] = &["", "bin", "scripts", "script", "deploy", "deployment", "docker", "compose"];
/// How start scripts are named.
const NAMES: &[&str] =
    &["run", "start", "boot", "serve", "server", "entrypoint", "entry", "launch", "gunicorn", "up", "web"];

/// Each that ends in a server is a way of starting.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| is_one(file)) {
        let words = vec![format!("./{}", file.path)];
        let place = at(&file.path, 0);
        let (variables, open, folder) = (Vec::new(), Vec::new(), String::new());
        let start = follow(tree, &Mounts::default(), Start { words, place, variables, open, folder });
        if likelihood(&start.words) < SERVES || found.has_command_at(&start.place) {
            continue;
        }
        let kind = naming::kind_of_declared(&file.path, "").or_else(|| beside_others(found, &start));
        found.declared.push(declared(file.path.to_string(), kind, false, start));
    }
}

/// A script with a development server beside files that say how users are served is a developer's.
fn beside_others(found: &Found, start: &Start) -> Said {
    let for_users = |row: &Declared| row.kind.as_ref().is_none_or(|(kind, _)| *kind == Kind::Production);
    let others = found.declared.iter().any(|row| for_users(row) && likelihood(&row.command) >= SERVES);
    let developers = others && likelihood(&start.words) < PRODUCTION;
    developers.then(|| (Kind::Development, "other files say how users are served".to_owned()))
}

/// Production servers.
const PRODUCTION: u8 = 5;
/// Scripts of the tree and everything above.
const SERVES: u8 = 3;

fn is_one(file: &File) -> bool {
    let stem = file.name().split('.').next().unwrap_or("");
    let named = stem.split(['-', '_']).any(|word| NAMES.contains(&word.to_ascii_lowercase().as_str()));
    let plain = file.name().ends_with(".sh") || !file.name().contains('.');
    let folder = file.folder().rsplit('/').next().unwrap_or("");
    named && plain && FOLDERS.contains(&folder) && is_shell_script(file)
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_script_that_serves_is_a_way_of_starting() {
        let files = [
            ("run.sh", "export FLASK_ENV=production\nflask run --host 0.0.0.0\n"),
            ("bin/start-dev", "#!/bin/sh\nFLASK_DEBUG=1 python app.py\n"),
            ("scripts/start_tests.sh", "pytest\n"),
            ("lib/run.sh", "flask run\n"),
        ];
        let expected = [
            "bin/start-dev (development): python app.py @bin/start-dev:2 | FLASK_DEBUG=1",
            "run.sh: flask run --host 0.0.0.0 @run.sh:2 | FLASK_ENV=production",
        ];
        assert_eq!(rows(&files), expected);
    }

    #[test]
    fn a_development_server_beside_a_deployment_is_a_developers() {
        let files = [("Procfile", "web: gunicorn a:b\n"), ("run.sh", "flask run\n"), ("start.sh", "gunicorn c:d\n")];
        let got = rows(&files);
        assert_eq!(got[1..], ["run.sh (development): flask run @run.sh:1", "start.sh: gunicorn c:d @start.sh:1"]);
    }

    #[test]
    fn a_script_that_a_container_starts_is_none_by_itself() {
        let files =
            [("Dockerfile", "FROM python\nCOPY boot.sh /\nCMD [\"/boot.sh\"]\n"), ("boot.sh", "exec gunicorn a:b\n")];
        assert_eq!(rows(&files).len(), 1);
    }
}
