//! The files that start Django, and the settings modules that stand beside the one that they name.

use std::collections::BTreeSet;

use sneck_model::Kind;

use crate::config::naming;
use crate::source::apps::start;
use crate::source::python::{FileId, Mention, Project, PythonFile};

/// Entry points, the one that production uses first: `wsgi.py` and `asgi.py`; `manage.py` where there is
/// neither; otherwise a script that configures Django by itself, or the settings alone.
pub(super) fn candidates(project: &Project<'_>) -> Vec<FileId> {
    const TIERS: [&[&str]; 3] = [
        &["get_wsgi_application(", "get_asgi_application("],
        &["execute_from_command_line("],
        &["settings.configure("],
    ];
    let has =
        |file: &PythonFile<'_>, mark: &str| memchr::memmem::find(file.text().as_bytes(), mark.as_bytes()).is_some();
    let kept = |file: &PythonFile<'_>| matches!(file.kind, Kind::Production | Kind::Development);
    let of_django = |file: &PythonFile<'_>| {
        kept(file) && (file.mentions(Mention::Django) || file.mentions(Mention::Configurations))
    };
    let files: Vec<_> = project.ids().filter(|(_, file)| of_django(file)).collect();
    let calling = |marks: &&[&str]| -> Vec<FileId> {
        files.iter().filter(|(_, file)| marks.iter().any(|mark| has(file, mark))).map(|(id, _)| *id).collect()
    };
    let tiers = TIERS.iter().map(calling);
    let alone = || project.ids().filter(|(_, file)| is_settings(file)).map(|(id, _)| id).collect();
    tiers.into_iter().find(|found| !found.is_empty()).unwrap_or_else(alone)
}

/// A settings module by its name and by what it sets: where nothing starts Django, it is audited as it stands.
pub(in crate::source) fn is_settings(file: &PythonFile<'_>) -> bool {
    let named = file.path.ends_with("settings.py") || file.path.ends_with("settings/__init__.py");
    let has = |mark: &str| memchr::memmem::find(file.text().as_bytes(), mark.as_bytes()).is_some();
    let own = || has("INSTALLED_APPS") || has("ROOT_URLCONF") || has("\nALLOWED_HOSTS =");
    let of_django = || own() || (has("MIDDLEWARE") && has("django."));
    file.kind == Kind::Production && named && of_django()
}

/// Settings by what they set alone, whatever their name, for a project whose entry points name none that is there: those
/// that are named for production, all otherwise.
pub(in crate::source) fn unnamed_settings(project: &Project<'_>) -> Vec<FileId> {
    let sets = |file: &PythonFile<'_>, name: &str| {
        memchr::memmem::find(file.text().as_bytes(), format!("\n{name} = ").as_bytes()).is_some()
    };
    let is_one = |file: &PythonFile<'_>| {
        file.kind == Kind::Production && sets(file, "INSTALLED_APPS") && sets(file, "ROOT_URLCONF")
    };
    let all: Vec<FileId> = project.ids().filter(|(_, file)| is_one(file)).map(|(id, _)| id).collect();
    let for_users = |id: &&FileId| kind_of(&start::import_name(project, **id).1) == Some(Kind::Production);
    let named: Vec<FileId> = all.iter().filter(for_users).copied().collect();
    if named.is_empty() { all.into_iter().take(MOST).collect() } else { named }
}

/// The kind that the name of a settings module says: `shop.settings.production`, `shop.settings_dev`.
pub(in crate::source) fn kind_of(module: &str) -> Option<Kind> {
    let (_, own) = module.split_once('.')?;
    let hosted = own.split(['.', '_']).any(|word| matches!(word, "live" | "deploy" | "deployment" | "heroku"));
    naming::kind_of(own).or_else(|| hosted.then_some(Kind::Production))
}

/// Settings modules that no environment loads, though their names say what they are for.
pub(in crate::source) fn others(project: &Project<'_>, loaded: &BTreeSet<String>) -> Vec<(String, Kind)> {
    let packages: BTreeSet<&str> = loaded.iter().map(|module| family(module)).collect();
    let named = |(id, file): (FileId, &PythonFile<'_>)| {
        if !file.path.contains("settings") || file.path.ends_with("__init__.py") {
            return None;
        }
        let (_, module) = start::import_name(project, id);
        let kind = kind_of(&module)?;
        let beside = packages.contains(family(&module)) && !loaded.contains(&module);
        beside.then_some((module, kind))
    };
    project.ids().filter_map(named).take(MOST).collect()
}

/// More settings modules than this are not run.
const MOST: usize = 12;

/// What settings modules of one project share: `shop.settings` of `shop.settings.dev` and `shop.settings_dev`.
fn family(module: &str) -> &str {
    module.find("settings").map_or(module, |at| &module[..at + "settings".len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_settings_module_says_its_kind() {
        assert_eq!(kind_of("shop.settings.production"), Some(Kind::Production));
        assert_eq!(kind_of("config.settings_dev"), Some(Kind::Development));
        assert_eq!(kind_of("shop.settings"), None);
        assert_eq!(kind_of("live.settings"), None, "a project's own name says nothing");
        assert_eq!(family("shop.settings_dev"), "shop.settings");
    }
}
