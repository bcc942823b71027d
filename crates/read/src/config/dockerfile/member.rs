//! An image that nothing else of the tree starts, as one of the declared containers.

use sneck_model::{Kind, Subject, SubjectKind};

use super::image::Dockerfile;
use crate::config::container::Container;
use crate::config::naming;
use crate::config::place::at;
use crate::config::stack::{Built, Family, Limits, Member, Stack};
use crate::tree::Tree;

/// The container of the last stage; none where a container that is declared already is made of it.
pub(super) fn member(tree: &Tree, dockerfile: &Dockerfile<'_>, stack: &Stack) -> Option<Member> {
    let path = &dockerfile.file.path;
    let stage = dockerfile.stage(None)?;
    let is_it = |built: &Built| built.dockerfile == *path && built.stage == stage;
    if stack.members.iter().any(|member| member.built.as_ref().is_some_and(is_it)) {
        return None;
    }
    let image = dockerfile.image(tree, stage, &dockerfile.context(tree));
    let place = at(path, dockerfile.stages[stage].line);
    let container = Container::of(image, path, place.clone());
    let label = dockerfile.stages[stage].name.as_deref().unwrap_or("");
    let kind = naming::kind_of_declared(path, label).map(|(kind, _)| kind);
    Some(Member {
        subject: Subject::new(SubjectKind::Container, path.to_string()),
        family: Family::Dockerfile,
        kind: kind.unwrap_or(Kind::Production),
        named: kind.is_some(),
        project: path.clone(),
        names: Vec::new(),
        pod: path.clone(),
        ports: Vec::new(),
        environment: None,
        place,
        image: None,
        command: container.command(),
        variables: container.image.variables.clone(),
        open: vec!["whoever starts the image may set it".to_owned()],
        built: Built::of(&container, stage),
        mounts: Vec::new(),
        published: Vec::new(),
        networks: Vec::new(),
        user: None,
        rights: Vec::new(),
        limits: Limits::default(),
        labels: Vec::new(),
    })
}
