//! The files that start Django, and the settings modules that stand beside the one that they name.

use crate::source::python::{FileId, Project};

/// Entry points, the one that production uses first: `wsgi.py` and `asgi.py`; `manage.py` where there is
/// neither; otherwise a script that configures Django by itself.
pub(super) fn candidates(project: &Project<'_>) -> Vec<FileId> {
    const TIERS: [&[&str]; 3] = [
        &["get_wsgi_application(", "get_asgi_application("],
        &["execute_from_command_line("],
        &["settings.configure("],
    ];
    let tiers = TIERS.iter().map(|marks| calling(project, marks));
    tiers.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

fn calling(project: &Project<'_>, marks: &[&str]) -> Vec<FileId> {
    let has = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let calls = |text: &str| has(text, "django") && marks.iter().any(|mark| has(text, mark));
    let kept = |kind| matches!(kind, sneck_model::Kind::Production | sneck_model::Kind::Development);
    project.ids().filter(|(_, file)| kept(file.kind) && calls(file.text())).map(|(id, _)| id).collect()
}
