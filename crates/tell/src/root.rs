//! Paths as a code host knows them: from the root of the repository, which may lie above the audited folder.

use sneck_model::{Facts, Finding, Layer, Place, SubjectKind};

/// Where the audited folder is in the repository.
#[derive(Clone, Debug, Default)]
pub struct Root {
    folders: Vec<String>,
}

impl Root {
    /// From the path of the audited folder in the repository; empty when it is the root itself.
    #[must_use]
    pub fn new(folder: &str) -> Self {
        Self { folders: parts(folder).map(Into::into).collect() }
    }

    /// How far the audited folder is below the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.folders.len()
    }

    /// The path from the root of something whose path starts at the audited folder.
    pub(crate) fn join(&self, path: &str) -> String {
        let mut joined: Vec<&str> = self.folders.iter().map(String::as_str).collect();
        for part in parts(path) {
            match part {
                ".." if joined.last().is_some_and(|last| *last != "..") => drop(joined.pop()),
                part => joined.push(part),
            }
        }
        if joined.is_empty() { ".".into() } else { joined.join("/") }
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".")
}

/// Where a finding is shown: its first place in a file. A code host shows nothing that has no file, so what was only
/// seen running is shown where the app is made, or started.
pub(crate) fn anchor(finding: &Finding, facts: &Facts) -> Place {
    let in_file = |place: &Place| place.file().is_some();
    let steps = finding.places.iter().map(|step| &step.place);
    let app = (finding.subject.kind == SubjectKind::App).then(|| facts.app(&finding.subject)).flatten();
    let named = |name: &str| finding.environments.iter().any(|environment| environment.name == name);
    let launches = facts.environments.iter().filter(|e| named(&e.name)).filter_map(|e| e.launch.place.as_ref());
    let made = facts.apps.iter().map(|app| &app.created);
    let mut candidates = steps.chain(app.map(|app| &app.created)).chain(launches).chain(made);
    candidates.find(|place| in_file(place)).cloned().unwrap_or_else(whole)
}

fn whole() -> Place {
    Place::File { layer: Layer::Code, path: ".".into(), line: 0, column: 0, width: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{environment, file, finding};
    use sneck_model::{Severity, Step};

    #[test]
    fn paths_start_at_the_root_of_the_repository() {
        let table = [
            ("", "app.py", "app.py"),
            ("", "./a//app.py", "a/app.py"),
            ("backend/shop", "app.py", "backend/shop/app.py"),
            ("backend/shop", "../../known.toml", "known.toml"),
            ("backend", "../../known.toml", "../known.toml"),
            ("", ".", "."),
        ];
        for (folder, path, expected) in table {
            assert_eq!(Root::new(folder).join(path), expected, "{folder} and {path}");
        }
    }

    #[test]
    fn what_was_only_seen_running_is_shown_where_it_is_started() {
        let seen = Step::new(Place::Reply { url: "http://127.0.0.1/".into(), part: "body".into() }, "shows it");
        let mut facts = Facts::default();
        assert_eq!(anchor(&finding("app/debug-mode", Severity::High, vec![seen.clone()]), &facts), whole());
        let mut web = environment("compose.yaml#web");
        web.launch.place = Some(file("compose.yaml", 4));
        facts.environments.push(web);
        let alone = finding("app/debug-mode", Severity::High, vec![seen.clone()]);
        assert_eq!(anchor(&alone, &facts), file("compose.yaml", 4));
        let with_file = finding("app/debug-mode", Severity::High, vec![seen, Step::new(file("app.py", 2), "is on")]);
        assert_eq!(anchor(&with_file, &facts), file("app.py", 2));
    }
}
