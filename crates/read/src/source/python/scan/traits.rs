//! What the files of an app show of it.

use std::sync::Arc;

use sneck_model::{App, Kind, Step};

use super::views::Traits;

/// What one file shows, with the file.
pub struct FileTraits {
    /// The file.
    pub path: Arc<str>,
    /// What the file is for.
    pub kind: Kind,
    /// What it shows.
    pub traits: Traits,
}

/// Gives each app what its files show. With one app every file belongs to it; with several, those
/// of the folder that creates it.
pub fn sum(files: &[FileTraits], apps: &mut [App]) {
    let alone = apps.iter().filter(|app| app.kind == Kind::Production).count() <= 1;
    for app in apps {
        let folder = app.created.file().map_or("", |(path, _)| top(path)).to_owned();
        let own = |file: &&FileTraits| {
            let shared = alone && app.kind == Kind::Production && file.kind == Kind::Production;
            shared || file.path.starts_with(&folder)
        };
        let traits: Vec<&Traits> = files.iter().filter(own).map(|file| &file.traits).collect();
        app.uses_sessions = app.uses_sessions.take().or_else(|| first(&traits, |t| &t.uses_sessions));
        app.renders_html = app.renders_html.take().or_else(|| first(&traits, |t| &t.renders_html));
        app.reads_uploads = app.reads_uploads.take().or_else(|| first(&traits, |t| &t.reads_uploads));
        app.takes_forms = app.takes_forms.take().or_else(|| first(&traits, |t| &t.takes_forms));
        app.configures_logging = app.configures_logging.take().or_else(|| first(&traits, |t| &t.configures_logging));
    }
}

/// The folder of a file with its slash; a file at the root stands for itself.
fn top(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[..=at])
}

fn first(traits: &[&Traits], of: impl Fn(&Traits) -> &Option<Step>) -> Option<Step> {
    traits.iter().find_map(|t| of(t).clone())
}
