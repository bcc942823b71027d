//! The templates of this folder, made ready to talk to one port.

use std::path::{Path, PathBuf};

use crate::support::Project;

/// Where they stand.
pub fn yaml() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates/yaml")
}

/// The templates in a folder of their own, which talk to this port.
pub fn folder(port: u16) -> Project {
    let project = Project::of(&[]);
    copy(&yaml(), &project, "", port);
    project
}

fn copy(from: &Path, to: &Project, below: &str, port: u16) {
    for entry in std::fs::read_dir(from).expect("the templates are there").flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            copy(&entry.path(), to, &format!("{name}/"), port);
        } else {
            let text = std::fs::read_to_string(entry.path()).expect("a text");
            to.write(&name, text.replace("@PORT@", &port.to_string()));
        }
    }
}
