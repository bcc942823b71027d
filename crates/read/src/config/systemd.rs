//! systemd units: `ExecStart=` with `Environment=`, `EnvironmentFile=` and `WorkingDirectory=`.

use std::sync::Arc;

use super::dotenv;
use super::found::{Found, declared};
use super::launch::{Mounts, Start, follow};
use super::naming;
use super::place::at;
use super::shell::{Word, words};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// One `Key=value` of the `[Service]` section.
struct Directive {
    key: String,
    value: String,
    path: Arc<str>,
    line: u32,
}

/// Reads every service unit with the drop-in files beside it.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| file.name().ends_with(".service")) {
        let drop_ins = tree
            .files
            .iter()
            .filter(|other| other.folder() == format!("{}.d", file.path) && other.name().ends_with(".conf"));
        let mut directives = directives(file);
        directives.extend(drop_ins.flat_map(self::directives));
        let unit = Unit { tree, directives };
        if let Some(start) = unit.start() {
            let kind = naming::kind_of_declared(&file.path, "");
            found.declared.push(declared(file.path.to_string(), kind, false, start));
        }
    }
}

struct Unit<'t> {
    tree: &'t Tree,
    directives: Vec<Directive>,
}

impl Unit<'_> {
    fn start(&self) -> Option<Start> {
        // The last one counts: an empty one takes back those before it.
        let mut commands = self.directives.iter().filter(|d| d.key == "ExecStart");
        let command = commands.next_back().filter(|d| !d.value.is_empty())?;
        let line = command.value.trim_start_matches(['@', '-', ':', '+', '!']);
        let mut start = Start {
            words: words(line).iter().map(Word::plain).collect(),
            place: at(&command.path, command.line),
            variables: Vec::new(),
            open: Vec::new(),
            folder: self.last("WorkingDirectory").unwrap_or("").trim_start_matches('-').to_owned(),
        };
        for directive in &self.directives {
            match directive.key.as_str() {
                "Environment" if directive.value.is_empty() => start.variables.clear(),
                "Environment" => start.variables.extend(environment(directive)),
                "EnvironmentFile" if !directive.value.is_empty() => self.file_of(directive, &mut start),
                "PassEnvironment" => start.open.push(format!("{} come from the machine", directive.value)),
                _ => {}
            }
        }
        start.words = start.words.iter().map(|word| with_variables(word, &start.variables)).collect();
        Some(follow(self.tree, &Mounts::default(), start))
    }

    fn last(&self, key: &str) -> Option<&str> {
        self.directives.iter().rev().find(|d| d.key == key).map(|d| d.value.as_str())
    }

    /// The file of the tree that stands below the working directory on the server, or is missed.
    fn file_of(&self, directive: &Directive, start: &mut Start) {
        let path = directive.value.trim_start_matches('-');
        let below = path.strip_prefix(start.folder.as_str()).filter(|_| !start.folder.is_empty());
        let file = below.and_then(|path| self.tree.file(path.trim_start_matches('/')));
        let Some(file) = file else {
            return start.open.push(format!("EnvironmentFile {path} is not in the tree"));
        };
        for entry in dotenv::parse(&file.text()).entries {
            let Some(text) = entry.value else { continue };
            let place = at(&file.path, entry.line);
            start.variables.push(DeclaredVariable { name: entry.name, value: Supplied::Text(text), place });
        }
    }
}

/// `Environment="A=1" B=2`; specifiers (`%i`) are known on the machine only.
fn environment(directive: &Directive) -> Vec<DeclaredVariable> {
    let one = |word: &Word| {
        let text = word.plain();
        let (name, value) = text.split_once('=')?;
        let place = at(&directive.path, directive.line);
        let specifier = value.replace("%%", "").contains('%');
        let value = if specifier {
            Supplied::Unknown("systemd fills it in when it starts".into())
        } else {
            Supplied::Text(value.replace("%%", "%"))
        };
        Some(DeclaredVariable { name: name.to_owned(), value, place })
    };
    words(&directive.value).iter().filter_map(one).collect()
}

/// `$NAME` and `${NAME}` in a command.
fn with_variables(word: &str, variables: &[DeclaredVariable]) -> String {
    let lookup = |name: &str| variables.iter().rev().find(|v| v.name == name).map(|v| v.value.clone());
    super::expand::expand(word, super::expand::SHELL, &lookup).text
}

/// The directives of `[Service]`; a line that ends in a backslash goes on.
fn directives(file: &File) -> Vec<Directive> {
    let mut all: Vec<Directive> = Vec::new();
    let mut in_service = file.name().ends_with(".conf");
    let mut open = false;
    for (number, line) in (1u32..).zip(file.text().lines()) {
        let line = line.trim();
        let (text, continues) = line.strip_suffix('\\').map_or((line, false), |text| (text, true));
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(directive) = all.last_mut().filter(|_| open) {
            directive.value = format!("{} {}", directive.value, text.trim());
        } else if line.starts_with('[') {
            in_service = line == "[Service]";
        } else if let Some((key, value)) = text.split_once('=').filter(|_| in_service) {
            let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
            all.push(Directive { key, value, path: file.path.clone(), line: number });
        }
        open = continues && in_service;
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_unit_has_variables_files_and_a_command() {
        let unit = "[Unit]\nDescription=Shop\n[Service]\nWorkingDirectory=/srv/shop\nEnvironment=A=1 \"B=x y\"\nEnvironment=C=%i\n\
                    EnvironmentFile=-/srv/shop/deploy/shop.env\nEnvironmentFile=/etc/shop.env\nExecStart=/srv/shop/venv/bin/gunicorn \\\n  -w ${A} shop:app\n";
        let files = [("deploy/shop.service", unit), ("deploy/shop.env", "D=4\n")];
        let expected = "deploy/shop.service: /srv/shop/venv/bin/gunicorn -w 1 shop:app @deploy/shop.service:9 \
                        | A=1 B=x y C? D=4 | EnvironmentFile /etc/shop.env is not in the tree";
        assert_eq!(rows(&files), [expected]);
    }

    #[test]
    fn a_drop_in_adds_and_an_empty_line_takes_back() {
        let files = [
            ("shop.service", "[Service]\nExecStart=old\nEnvironment=A=1\n"),
            ("shop.service.d/local.conf", "[Service]\nEnvironment=A=2\nExecStart=\nExecStart=new\n"),
            ("other.service", "[Service]\nType=oneshot\n"),
        ];
        assert_eq!(rows(&files), ["shop.service: new @shop.service.d/local.conf:4 | A=1 A=2"]);
    }
}
