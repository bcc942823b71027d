//! Dockerfiles: each that nothing else builds and starts is a way of starting by itself.

mod base;
mod image;
mod instruction;
mod member;

use std::collections::BTreeMap;

use sneck_model::Kind;

use super::container::Container;
use super::place::at;
use super::{Found, naming};
use crate::declared::Declared;
use crate::tree::{File, Tree};

pub use base::is_service;
pub use image::{Dockerfile, Image};
pub use instruction::{Form, Instruction, flags, parse as instructions};

/// Told by the name: `Dockerfile`, `Dockerfile.prod`, `web.Dockerfile`, `Containerfile`.
#[must_use]
pub fn is_one(file: &File) -> bool {
    let name = file.name().to_ascii_lowercase();
    let named = ["dockerfile", "containerfile"].iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
            || name.ends_with(&format!(".{word}"))
    });
    named && !name.ends_with(".dockerignore") && !name.ends_with(".md")
}

/// Its name says that it is filled in before it is used.
#[must_use]
pub fn is_template(file: &File) -> bool {
    TEMPLATES.iter().any(|end| file.name().ends_with(end))
}

const TEMPLATES: &[&str] = &[".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".erb"];

/// Reads those that no compose file or workload starts already.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| is_one(file)) {
        if is_template(file) {
            found.unread(&file.path, 0, "a template: what it becomes is not known");
            continue;
        }
        let dockerfile = Dockerfile::of(file, BTreeMap::new());
        let template = file.text().contains("{%");
        match dockerfile.strange.first() {
            Some(_) if template => {
                found.unread(&file.path, 0, "parts of it are a template: what they become is not known")
            }
            Some(line) => found.unread(&file.path, *line, "not an instruction of a Dockerfile"),
            None => {}
        }
        let rows = rows(tree, &dockerfile, found);
        found.declared.extend(rows);
        let member = member::member(tree, &dockerfile, &found.stack);
        found.stack.members.extend(member);
    }
}

/// The Dockerfile of an image that is named and not built: that of the tree, when it has only one
/// that makes an app for users. With its last stage and its context.
#[must_use]
pub fn only_one(tree: &Tree) -> Option<(Dockerfile<'_>, usize, String)> {
    let for_users =
        |file: &&File| naming::kind_of_declared(&file.path, "").is_none_or(|(kind, _)| kind <= Kind::Staging);
    let all = tree.files.iter().filter(|file| is_one(file)).filter(for_users);
    let mut all = all
        .map(|file| Dockerfile::of(file, BTreeMap::new()))
        .filter(|dockerfile| dockerfile.stages.last().is_some_and(|stage| !is_service(&stage.from)));
    let (dockerfile, None) = (all.next()?, all.next()) else { return None };
    let context = dockerfile.context(tree);
    let stage = dockerfile.stage(None)?;
    Some((dockerfile, stage, context))
}

/// The Dockerfile of an image by its name: the one in a folder of that name (`api/Dockerfile` for
/// `shop/api:1`), or, if that may be guessed, the only one of the tree.
#[must_use]
pub fn of_reference<'t>(tree: &'t Tree, image: &str, guess: bool) -> Option<(Dockerfile<'t>, usize, String)> {
    let last = image.rsplit('/').next().unwrap_or(image);
    let name = last.split([':', '@']).next().unwrap_or(last);
    let named = |file: &&File| file.folder().rsplit('/').next() == Some(name) && file.name() == "Dockerfile";
    let Some(file) = tree.files.iter().find(named).filter(|_| !name.is_empty()) else {
        return if guess { only_one(tree) } else { None };
    };
    let dockerfile = Dockerfile::of(file, BTreeMap::new());
    let (context, stage) = (dockerfile.context(tree), dockerfile.stage(None)?);
    Some((dockerfile, stage, context))
}

/// The last stage, and the other stages that are named for a kind of environment.
fn rows(tree: &Tree, dockerfile: &Dockerfile<'_>, found: &Found) -> Vec<Declared> {
    let context = dockerfile.context(tree);
    let path = &dockerfile.file.path;
    let last = dockerfile.stages.len().saturating_sub(1);
    let mut rows = Vec::new();
    for (position, stage) in dockerfile.stages.iter().enumerate() {
        let label = stage.name.as_deref().unwrap_or("");
        if (position != last && naming::kind_of(label).is_none()) || found.is_started(path, position) {
            continue;
        }
        let image = dockerfile.image(tree, position, &context);
        let runs_nothing = image.entrypoint.is_none() && image.command.is_none() && image.default_command().is_empty();
        if runs_nothing && (position != last || is_service(&image.base)) {
            continue;
        }
        let name = if position == last { path.to_string() } else { format!("{path}#{label}") };
        let kind = naming::kind_of_declared(path, label);
        let open = vec!["whoever starts the image may set it".to_owned()];
        let container = Container { open, ..Container::of(image, path, at(path, stage.line)) };
        let row = found.row(tree, name, kind, &container);
        if !found.has_same(&row) {
            rows.push(row);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{rows, tree};

    /// What every row of a Dockerfile alone ends in.
    const OPEN: &str = "whoever starts the image may set it";

    #[test]
    fn the_last_stage_counts_with_what_it_is_built_on() {
        let text = "ARG PY=3.12\nFROM python:${PY} AS base\nENV A=1 B=\"x y\"\nENV C $A-c\nWORKDIR /app\nCOPY . .\nCMD python app.py\n\
                    FROM base\nARG MODE=prod\nENV MODE=${MODE} A=2\nCMD [\"gunicorn\", \"shop:app\"]\n";
        let expected = format!("Dockerfile: gunicorn shop:app @Dockerfile:11 | A=1 B=x y C=1-c MODE=prod A=2 | {OPEN}");
        assert_eq!(rows(&[("Dockerfile", text), ("app.py", "")]), [expected]);
    }

    #[test]
    fn entry_point_and_command_go_together_as_docker_says() {
        let boot = ("boot.sh", "#!/bin/sh\nexport A=1\nexec \"$@\"\n");
        let table = [
            ("CMD flask run", "flask run @Dockerfile:2"),
            ("ENTRYPOINT [\"gunicorn\"]\nCMD [\"a:b\"]", "gunicorn a:b @Dockerfile:3"),
            ("CMD [\"a:b\"]\nENTRYPOINT [\"gunicorn\"]", "gunicorn a:b @Dockerfile:2"),
            ("ENTRYPOINT gunicorn a:b\nCMD [\"c\"]", "gunicorn a:b @Dockerfile:2"),
            (
                "COPY boot.sh /\nENTRYPOINT [\"/boot.sh\"]\nCMD [\"gunicorn\", \"a:b\"]",
                "gunicorn a:b @Dockerfile:4 | A=1",
            ),
            ("CMD ['single', 'quotes']", "[single, quotes] @Dockerfile:2"),
        ];
        for (lines, expected) in table {
            let text = format!("FROM python\n{lines}\n");
            assert_eq!(rows(&[("Dockerfile", &text), boot]), [format!("Dockerfile: {expected} | {OPEN}")], "{lines}");
        }
    }

    #[test]
    fn an_entry_point_of_its_own_drops_the_command_below() {
        let text = "FROM python AS a\nCMD [\"x\"]\nFROM a\nENTRYPOINT [\"gunicorn\"]\n";
        assert_eq!(rows(&[("Dockerfile", text)]), [format!("Dockerfile: gunicorn @Dockerfile:4 | {OPEN}")]);
    }

    #[test]
    fn stages_and_files_are_named_for_their_kind() {
        let text = "FROM python AS dev\nCMD flask run\nFROM python AS builder\nRUN x\nFROM python AS production\nCMD gunicorn a:b\n";
        let expected = [
            format!("Dockerfile#dev (development): flask run @Dockerfile:2 | {OPEN}"),
            format!("Dockerfile (production): gunicorn a:b @Dockerfile:6 | {OPEN}"),
        ];
        assert_eq!(rows(&[("Dockerfile", text)]), expected);
        let test = [format!("Dockerfile.test (test): pytest @Dockerfile.test:2 | {OPEN}")];
        assert_eq!(rows(&[("Dockerfile.test", "FROM python\nCMD pytest\n")]), test);
    }

    #[test]
    fn copied_scripts_and_folders_are_those_of_the_tree() {
        let text = "FROM python AS build\nWORKDIR /src\nCOPY backend .\nFROM python\nWORKDIR /home/shop\n\
                    COPY --from=build /src /home/shop\nCOPY docker/boot.sh ./\nRUN chmod +x boot.sh\nCMD [\"./boot.sh\"]\n";
        let files = [
            ("docker/Dockerfile", text),
            ("docker/boot.sh", "exec gunicorn -b :5000 wsgi:app\n"),
            ("backend/wsgi.py", ""),
        ];
        let expected = format!("docker/Dockerfile in backend: gunicorn -b :5000 wsgi:app @docker/boot.sh:1 | {OPEN}");
        assert_eq!(rows(&files), [expected]);
    }

    #[test]
    fn build_arguments_without_a_default_are_unknown() {
        let text = "FROM python\nARG KEY\nENV SECRET_KEY=$KEY\nENV EMPTY=$NOTHING\nCMD x\n";
        assert_eq!(
            rows(&[("Dockerfile", text)]),
            [format!("Dockerfile: x @Dockerfile:5 | SECRET_KEY? EMPTY= | {OPEN}")]
        );
    }

    #[test]
    fn images_of_services_and_templates_are_no_rows() {
        assert_eq!(rows(&[("nginx/Dockerfile", "FROM nginx:1\nCOPY x /y\n")]), [""; 0]);
        let crate::config::Deployment { declared: rows, unread, .. } =
            crate::config::deployment(&tree(&[("Dockerfile.j2", "FROM {{ base }}\n")]));
        assert_eq!((rows.len(), unread.len()), (0, 1));
    }

    #[test]
    fn strange_bytes_do_no_harm() {
        for text in [
            "",
            "FROM",
            "FROM a\nCMD [",
            "CMD x",
            "FROM a AS\nCOPY\nENV\nENV =\nARG\nWORKDIR",
            "\0\u{fffd}\\",
            "FROM a\nFROM a",
        ] {
            rows(&[("Dockerfile", text)]);
        }
    }
}
