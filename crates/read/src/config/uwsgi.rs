//! uWSGI: `[uwsgi]` of an INI file is a command line written downwards.

use super::found::{Found, declared};
use super::ini;
use super::launch::{Mounts, Start, program};
use super::naming;
use super::place::at;
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// Options of a file as they would stand on the command line, with the variables that it sets.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--module`, `wsgi:app`, …
    pub words: Vec<String>,
    /// `env = NAME=value`
    pub variables: Vec<DeclaredVariable>,
    /// `chdir`
    pub folder: Option<String>,
}

/// Reads the options of a file.
#[must_use]
pub fn options(file: &File) -> Options {
    let mut options = Options::default();
    for entry in ini::parse(&file.text()).into_iter().filter(|entry| entry.section == "uwsgi") {
        let value = entry.value();
        match entry.key.as_str() {
            "env" => options.variables.extend(value.split_once('=').map(|(name, value)| DeclaredVariable {
                name: name.trim().to_owned(),
                value: Supplied::Text(value.trim().to_owned()),
                place: at(&file.path, entry.line),
            })),
            "chdir" => options.folder = Some(value),
            key => options.words.extend([format!("--{key}"), value]),
        }
    }
    options
}

/// Files that no other row starts: each is a way of starting.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| file.name().ends_with(".ini")) {
        let options = options(file);
        if options.words.is_empty() || found.starts_with_file("uwsgi", file.name()) {
            continue;
        }
        let words = [vec!["uwsgi".to_owned(), "--ini".to_owned(), file.path.to_string()], options.words].concat();
        let folder = options.folder.filter(|folder| !folder.starts_with('/')).unwrap_or_default();
        let folder = Mounts::default().folder(tree, &folder);
        let start = Start { words, place: at(&file.path, 0), variables: options.variables, open: Vec::new(), folder };
        let kind = naming::kind_of_declared(&file.path, "");
        found.declared.push(declared(file.path.to_string(), kind, false, start));
    }
}

/// Puts the options of the file that a command names behind it: `uwsgi --ini uwsgi.ini`.
pub fn put_options<'t>(start: &mut Start, file: impl Fn(&str, &str) -> Option<&'t File>) {
    if start.words.first().is_none_or(|first| program(first) != "uwsgi") {
        return;
    }
    let named = start.words.iter().find(|word| word.ends_with(".ini"));
    let path = named.map(|word| word.trim_start_matches("--ini=").to_owned());
    let Some(file) = path.and_then(|path| file(&path, &start.folder)) else { return };
    let options = options(file);
    start.words.extend(options.words);
    start.variables.extend(options.variables);
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    const INI: &str = "[uwsgi]\nmodule = wsgi:app\nmaster = true\nenv = A=1\n";

    #[test]
    fn a_file_is_a_command_line() {
        let expected = "uwsgi.ini: uwsgi --ini uwsgi.ini --module wsgi:app --master true @uwsgi.ini | A=1";
        assert_eq!(rows(&[("uwsgi.ini", INI), ("tox.ini", "[tox]\nx=1\n")]), [expected]);
    }

    #[test]
    fn a_command_that_names_the_file_has_its_options() {
        let files = [("uwsgi.ini", INI), ("Procfile", "web: uwsgi uwsgi.ini\n")];
        let got = rows(&files);
        assert_eq!(got.len(), 1, "{got:?}");
        assert!(
            got[0].starts_with("Procfile#web: uwsgi uwsgi.ini --module wsgi:app --master true @Procfile:1"),
            "{got:?}"
        );
    }
}
