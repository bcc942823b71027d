//! Compose files: each service that is no database or the like is a way of starting.

mod comment;
mod configs;
mod files;
mod load;
mod member;
mod merge;
mod service;
mod volumes;

use std::collections::{BTreeSet, HashMap};

use sneck_model::Kind;

use self::load::Service;
use self::service::Made;
use super::found::{Found, Said};
use super::naming;
use super::stack::{Family, Stack};
use crate::tree::Tree;

/// Reads the projects of a tree.
pub fn read(tree: &Tree, found: &mut Found) {
    for project in files::projects(tree) {
        let loaded = load::load(tree, &project);
        for (path, line, why) in &loaded.mistakes {
            found.unread(path, *line, why.clone());
        }
        let taken: BTreeSet<&str> = loaded.services.iter().filter_map(extended_here).collect();
        for service in loaded.services.iter().filter(|service| project.declares(&service.name)) {
            let made = service::made(tree, &loaded, service);
            // A service that others extend and that has nothing to run is a template of theirs.
            let template = taken.contains(service.name.as_str()) && made.container.is_empty();
            let kind = kind(&project.name, service).or_else(|| comment::kind(&project));
            if !template {
                let kind = kind.as_ref().map(|(kind, _)| *kind);
                found.stack.held.extend(configs::written(&loaded, &service.node));
                found.stack.members.push(member::member(&project, &loaded, service, &made, kind));
            }
            if !template && made.is_app {
                app(tree, found, format!("{}#{}", project.name, service.name), kind, &made);
            }
        }
    }
}

/// A way of starting something of the tree.
fn app(tree: &Tree, found: &mut Found, name: String, kind: Said, made: &Made) {
    let for_users = kind.as_ref().is_none_or(|(kind, _)| *kind <= Kind::Staging);
    if let (Some(dockerfile), Some(stage), true) = (&made.container.dockerfile, made.stage, made.as_it_is && for_users)
    {
        found.started(dockerfile, stage);
    }
    let row = found.row(tree, name, kind, &made.container);
    found.declared.push(row);
}

/// What compose files are for, by the containers that they declare: a file of several projects is for the most exposed.
#[must_use]
pub fn kinds(stack: &Stack) -> HashMap<&str, Kind> {
    let mut kinds: HashMap<&str, Kind> = HashMap::new();
    for member in stack.members.iter().filter(|member| member.family == Family::Compose) {
        if let Some((path, _)) = member.subject.name.split_once('#') {
            kinds.entry(path).and_modify(|known| *known = member.kind.min(*known)).or_insert(member.kind);
        }
    }
    kinds
}

fn extended_here(service: &Service) -> Option<&str> {
    let extends = service.node.get("extends")?;
    if extends.get("file").is_some() { None } else { extends.text().or_else(|| extends.text_at(&["service"])) }
}

/// By the names of the service and the file, else by its profiles.
fn kind(path: &str, service: &Service) -> Said {
    naming::kind_of_declared(path, &service.name).or_else(|| {
        let profiles = service.node.get("profiles")?;
        let profiles = profiles.list();
        let names: Vec<&str> = profiles.iter().filter_map(|profile| profile.text()).collect();
        let kind = naming::kind_of(&names.join(" "))?;
        Some((kind, format!("{} is in the profile {}", service.name, names.join(", "))))
    })
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{rows, tree};

    const DOCKERFILE: (&str, &str) = (
        "Dockerfile",
        "FROM python AS base\nENV A=image M=image\nWORKDIR /app\nCOPY . .\nCMD gunicorn a:b\nFROM base AS dev\nCMD flask run\n",
    );

    #[test]
    fn a_service_stands_on_its_image_and_replaces_it() {
        let compose = "services:\n  web:\n    build: {context: ., target: base}\n    environment:\n      A: compose\n      DEBUG: true\n\
                       \x20 worker:\n    build: {context: ., target: base}\n    command: celery -A x 'a b'\n  db: {image: 'postgres:16'}\n";
        let expected = [
            "compose.yaml#web: gunicorn a:b @Dockerfile:5 | A=image M=image A=compose DEBUG=true",
            "compose.yaml#worker: celery -A x a b @compose.yaml:9 | A=image M=image",
            "Dockerfile (development): flask run @Dockerfile:7 | A=image M=image | whoever starts the image may set it",
        ];
        assert_eq!(rows(&[("compose.yaml", compose), DOCKERFILE, ("a.py", "")]), expected);
    }

    #[test]
    fn env_files_come_before_environment_and_an_absent_one_leaves_it_open() {
        let compose = "services:\n  web:\n    image: x\n    command: run\n    env_file: [a.env, {path: gone.env, required: false}]\n\
                       \x20   environment: [B=2, C]\n";
        let files = [("compose.yaml", compose), ("a.env", "A=1\nB=1\nD=${C}\n"), (".env", "C=dot\n")];
        let expected =
            "compose.yaml#web: run @compose.yaml:4 | A=1 B=1 D=dot B=2 C=dot | env_file gone.env is not in the tree";
        assert_eq!(rows(&files), [expected]);
    }

    #[test]
    fn values_are_interpolated_with_the_projects_env_file() {
        let compose = "services:\n  web:\n    image: x\n    command: run ${PORT:-80} $$HOME\n    environment:\n      A: ${A}\n      B: ${B:-b}\n      C: ${C}\n";
        let files = [("compose.yaml", compose), (".env", "A=1\n")];
        assert_eq!(rows(&files), ["compose.yaml#web: run 80 $HOME @compose.yaml:4 | A=1 B=b C?"]);
    }

    #[test]
    fn other_files_are_put_on_top_of_the_base_and_named_for_their_kind() {
        let base = "services:\n  web:\n    image: x\n    command: run\n    environment: {A: 1}\n";
        let files = [
            ("docker-compose.yml", base),
            ("docker-compose.prod.yml", "services:\n  web:\n    environment: {A: 2}\n"),
            ("docker-compose.dev.yml", "services:\n  web:\n    image: y\n    command: debug\n"),
        ];
        let expected = [
            "docker-compose.dev.yml#web (development): debug @docker-compose.dev.yml:4",
            "docker-compose.prod.yml#web (production): run @docker-compose.yml:4 | A=2",
            "docker-compose.yml#web: run @docker-compose.yml:4 | A=1",
        ];
        assert_eq!(rows(&files), expected);
    }

    #[test]
    fn extends_and_include_keep_the_folders_of_their_files() {
        let files = [
            (
                "compose.yaml",
                "include: [more/compose.yaml]\nservices:\n  web:\n    extends: {file: common/base.yml, service: app}\n    environment: {B: 2}\n  second:\n    extends: web\n    command: other\n",
            ),
            ("common/base.yml", "services:\n  app:\n    build: .\n    env_file: a.env\n"),
            ("common/Dockerfile", "FROM python\nCMD run\n"),
            ("common/a.env", "A=1\n"),
            ("more/compose.yaml", "services:\n  extra:\n    image: z\n    command: extra\n    env_file: e.env\n"),
            ("more/e.env", "E=1\n"),
        ];
        let got = rows(&files);
        let expected = [
            "compose.yaml#extra: extra @more/compose.yaml:4 | E=1",
            "compose.yaml#web: run @common/Dockerfile:2 | A=1 B=2",
            "compose.yaml#second: other @compose.yaml:8 | A=1 B=2",
        ];
        assert_eq!(got[..3], expected);
    }

    #[test]
    fn mounted_scripts_and_profiles() {
        let compose = "services:\n  web:\n    image: x\n    profiles: [debug]\n    volumes: ['./src:/code']\n    working_dir: /code\n    entrypoint: ['sh', './boot.sh']\n    command: ['gunicorn']\n";
        let files = [("compose.yaml", compose), ("src/boot.sh", "export A=1\nexec \"$@\"\n")];
        assert_eq!(rows(&files), ["compose.yaml#web (development) in src: gunicorn @compose.yaml:8 | A=1"]);
    }

    #[test]
    fn an_image_that_is_only_named_is_that_of_the_only_dockerfile() {
        let files = [
            ("compose.yaml", "services: {web: {image: registry/shop}}"),
            ("Dockerfile", "FROM python\nENV A=1\nCMD run\n"),
        ];
        assert_eq!(rows(&files), ["compose.yaml#web: run @Dockerfile:3 | A=1"]);
    }

    #[test]
    fn strange_files_are_unread_or_empty() {
        let loop_of_two = "services:\n  a: {extends: b, command: x}\n  b: {extends: a}\n";
        for text in [
            "services: [1]",
            "services: {web: 1}",
            "services:",
            "[",
            "include: [compose.yaml]",
            loop_of_two,
            "services: {a: {build: 1, env_file: {}, environment: 1, volumes: 1, command: {}}}",
        ] {
            let crate::config::Deployment { unread, .. } = crate::config::deployment(&tree(&[("compose.yaml", text)]));
            assert_eq!(unread.len(), usize::from(text == "["), "{text}");
        }
    }
}
