//! Start scripts that no other file starts: `run.sh`, `bin/start`, `deploy/boot.sh`.

use super::found::{Found, declared};
use super::launch::{Mounts, Start, follow, is_shell_script, likelihood};
use super::naming;
use super::place::at;
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
        let kind = naming::kind_of_declared(&file.path, "");
        found.declared.push(declared(file.path.to_string(), kind, false, start));
    }
}

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
    fn a_script_that_a_container_starts_is_none_by_itself() {
        let files =
            [("Dockerfile", "FROM python\nCOPY boot.sh /\nCMD [\"/boot.sh\"]\n"), ("boot.sh", "exec gunicorn a:b\n")];
        assert_eq!(rows(&files).len(), 1);
    }
}
