//! The units of systemd that what listens was started by.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sneck_model::Unit;
use sneck_read::host::units::{FOLDERS, drop_in_folders, names, unit};

use super::Seen;

/// Reads every unit that a listener names.
pub(super) fn look(seen: &mut Seen) {
    let named: BTreeSet<String> = seen.machine.listeners.iter().filter_map(|listener| listener.unit.clone()).collect();
    for name in named {
        match read(&name) {
            Some(unit) => seen.machine.units.push(unit),
            None => seen.missing(format!("the unit {name}"), "its file is not in a folder of units"),
        }
    }
}

fn read(name: &str) -> Option<Unit> {
    let names = names(name);
    let paths = names.iter().flat_map(|name| FOLDERS.iter().map(move |folder| format!("{folder}/{name}")));
    let (path, text) = paths.into_iter().find_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)))?;
    Some(unit(name, &path, &text, &drop_ins(name)))
}

/// Files of the same name count once, in the strongest folder; all of them in the order of their names.
fn drop_ins(name: &str) -> Vec<String> {
    let mut files: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for folder in drop_in_folders(name) {
        for entry in fs::read_dir(Path::new(&folder)).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if file.ends_with(".conf")
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                files.insert(file, text);
            }
        }
    }
    files.into_values().collect()
}
