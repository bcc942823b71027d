//! Images that Dockerfiles make.

use std::collections::BTreeMap;
use std::sync::Arc;

use sneck_model::{Facts, Key, Kind, Layer, Place, Step, Subject, SubjectKind, Value};

use super::members::account;
use super::users::{self, Runs};
use super::{About, copied, downloads, drops, sudo};
use crate::config::container::Container;
use crate::config::dockerfile::{Dockerfile, Image, Instruction, is_one, is_template};
use crate::config::naming;
use crate::config::place::at;
use crate::config::stack::{Built, Family, Member, Right, Said, Stack};
use crate::declared::Supplied;
use crate::tree::Tree;

/// Reads every Dockerfile.
pub(super) fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    for file in tree.files.iter().filter(|file| is_one(file) && !is_template(file)) {
        let dockerfile = Dockerfile::of(file, BTreeMap::new());
        let Some(last) = dockerfile.stage(None) else { continue };
        let reading = Reading { tree, stack, dockerfile, last };
        reading.references(facts);
        reading.steps(facts);
        reading.targets().into_iter().for_each(|target| reading.user(target, facts));
    }
}

struct Reading<'a> {
    tree: &'a Tree,
    stack: &'a Stack,
    dockerfile: Dockerfile<'a>,
    last: usize,
}

impl<'a> Reading<'a> {
    fn path(&self) -> &'a Arc<str> {
        &self.dockerfile.file.path
    }

    /// Containers for users that are made of a stage.
    fn started(&self, stage: usize) -> impl Iterator<Item = &'a Member> {
        let path = self.path();
        let is_it = move |built: &Built| built.dockerfile == *path && built.stage == stage;
        let declared = self.stack.members.iter().filter(|m| m.family != Family::Dockerfile && m.kind <= Kind::Staging);
        declared.filter(move |member| member.built.as_ref().is_some_and(is_it))
    }

    /// The last stage, those that containers are made of, and those that are named for production.
    fn targets(&self) -> Vec<usize> {
        let named = |at: usize| naming::kind_of(self.label(at)) == Some(Kind::Production);
        let stages = 0..self.dockerfile.stages.len();
        stages.filter(|at| *at == self.last || named(*at) || self.started(*at).next().is_some()).collect()
    }

    fn label(&self, stage: usize) -> &str {
        self.dockerfile.stages[stage].name.as_deref().unwrap_or("")
    }

    /// By the names of file and stage, else by who starts it.
    fn kind(&self, stage: usize) -> Kind {
        let label =
            if self.dockerfile.is_below(stage, self.last) && stage != self.last { "" } else { self.label(stage) };
        let named = naming::kind_of_declared(self.path(), label).map(|(kind, _)| kind);
        let started = || self.started(stage).map(|member| member.kind).min();
        named.or_else(started).or_else(|| self.replaced(stage)).unwrap_or(Kind::Production)
    }

    /// Only services for developers are made of it, and what users get of the same name is made of another Dockerfile.
    fn replaced(&self, stage: usize) -> Option<Kind> {
        let service = |member: &'a Member| member.subject.name.split_once('#').map(|(_, name)| name);
        let all = || self.stack.members.iter().filter(|member| member.family != Family::Dockerfile);
        let is_it = |built: &Built| built.dockerfile == *self.path() && built.stage == stage;
        let mine: Vec<&Member> = all().filter(|m| m.built.as_ref().is_some_and(is_it)).collect();
        let elsewhere = |member: &Member| member.built.as_ref().is_some_and(|b| b.dockerfile != *self.path());
        let for_users = |name| all().any(|m| m.kind <= Kind::Staging && elsewhere(m) && service(m) == Some(name));
        let given = mine.iter().all(|member| service(member).is_some_and(for_users));
        mine.iter().map(|member| member.kind).min().filter(|_| given)
    }

    fn about<'f>(&self, stage: usize, facts: &'f mut Facts) -> About<'f> {
        let label = match self.label(stage) {
            "" => stage.to_string(),
            label => label.to_owned(),
        };
        let name = if stage == self.last { self.path().to_string() } else { format!("{}#{label}", self.path()) };
        About { facts, subject: Subject::new(SubjectKind::Container, name), kind: self.kind(stage) }
    }

    /// What each stage is built on, where that is no stage itself.
    fn references(&self, facts: &mut Facts) {
        for (position, stage) in self.dockerfile.stages.iter().enumerate() {
            if self.dockerfile.below(position).is_some() || stage.from.eq_ignore_ascii_case("scratch") {
                continue;
            }
            let part = match self.label(position) {
                _ if self.dockerfile.is_below(position, self.last) => String::new(),
                "" => format!("stage {position}"),
                label => format!("stage {label}"),
            };
            let value = stage.unknown.clone().map_or_else(|| Value::Text(stage.from.clone()), Value::Unknown);
            let step = Step::new(at(self.path(), stage.line), format!("builds on {}", stage.from));
            let mut about = self.about(self.last, facts);
            about.kind = about.kind.max(self.kind(position));
            about.set_in(&part, Key::CONTAINER_IMAGE, "FROM", value, vec![step]);
        }
    }

    /// What its steps fetch, and whom they make root.
    fn steps(&self, facts: &mut Facts) {
        let text = self.dockerfile.file.text();
        let found: Vec<downloads::Found> = downloads::find(&self.dockerfile);
        let mut about = self.about(self.last, facts);
        let place = |instruction: &Instruction, needle: &str| at(self.path(), line_of(&text, instruction, needle));
        for one in &found {
            let step = Step::new(place(one.step, &one.needle), one.says.clone());
            let kind = self.kind(one.stage).max(about.kind);
            let mut about = About { facts: about.facts, subject: about.subject.clone(), kind };
            about.set_in(
                &one.needle,
                Key::CONTAINER_DOWNLOAD,
                &one.step.keyword,
                Value::Text(one.says.clone()),
                vec![step],
            );
        }
        if found.is_empty() {
            let step = Step::new(at(self.path(), 0), "fetches nothing unchecked");
            about.set(Key::CONTAINER_DOWNLOAD, "RUN", Value::None, vec![step]);
        }
        self.copied(&text, about.facts);
        for (stage, step) in self.dockerfile.steps().filter(|(stage, _)| self.dockerfile.is_below(*stage, self.last)) {
            let granting = std::iter::once(&step.text).chain(&step.documents).find(|text| sudo::grants(text));
            if granting.is_some() && step.keyword == "RUN" {
                let because =
                    vec![Step::new(place(step, "NOPASSWD"), "lets an account become root without a password")];
                self.about(stage.max(self.last), about.facts).set(
                    Key::CONTAINER_SUDO,
                    "RUN",
                    Value::Bool(true),
                    because,
                );
            }
        }
    }

    /// Which private files it copies.
    fn copied(&self, text: &str, facts: &mut Facts) {
        let mut any = false;
        for (stage, step, file) in copied::find(&self.dockerfile) {
            any = true;
            let mut about = self.about(self.last, facts);
            about.kind = about.kind.max(self.kind(stage));
            let step = Step::new(at(self.path(), line_of(text, step, &file)), format!("copies {file} into the image"));
            about.set_in(&file, Key::CONTAINER_SECRET_FILE, "COPY", Value::Text(file.clone()), vec![step]);
        }
        if !any {
            let step = Step::new(at(self.path(), 0), "copies no private file by its name");
            self.about(self.last, facts).set(Key::CONTAINER_SECRET_FILE, "COPY", Value::None, vec![step]);
        }
    }

    /// Who the image of a stage runs as.
    fn user(&self, stage: usize, facts: &mut Facts) {
        let image = self.dockerfile.image(self.tree, stage, &self.dockerfile.context(self.tree));
        let (value, because) = self.by_starters(stage).unwrap_or_else(|| self.by_image(stage, &image));
        self.about(stage, facts).set(Key::CONTAINER_USER, "USER", value, because);
    }

    /// Every container that is made of it names another account than root.
    fn by_starters(&self, stage: usize) -> Option<(Value, Vec<Step>)> {
        let mut steps = Vec::new();
        let mut user = None;
        for member in self.started(stage) {
            let named = member.user.as_ref().and_then(|said| match &said.is {
                Supplied::Text(text) if !text.is_empty() && account(text) != "root" => {
                    Some((account(text), &said.place))
                }
                _ => None,
            });
            let refused = || member.rights.iter().find(|right| right.is == Right::NonRoot(true));
            let (name, place) = named.or_else(|| refused().map(|said| ("not root".to_owned(), &said.place)))?;
            steps.push(Step::new(place.clone(), format!("runs it as {name}")));
            user.get_or_insert(name);
        }
        Some((Value::Text(user?), steps))
    }

    fn by_image(&self, stage: usize, image: &Image) -> (Value, Vec<Step>) {
        let step = |line: u32, says: String| Step::new(at(self.path(), line), says);
        let (value, because) = match &image.user {
            Some((Supplied::Unknown(why), line)) => {
                return (Value::Unknown(why.clone()), vec![step(*line, "names the user".into())]);
            }
            Some((Supplied::Text(text), line)) if text.trim().is_empty() => {
                let why = "the user is named by a variable of the image below";
                return (Value::Unknown(why.into()), vec![step(*line, "names the user".into())]);
            }
            Some((Supplied::Text(text), line)) => {
                let user = account(text);
                let says = format!("runs as {user}");
                (Value::Text(user), vec![step(*line, says)])
            }
            None => self.by_base(stage, image),
        };
        match self.given_up(image).filter(|_| value == Value::Text("root".into())) {
            Some(user) => (Value::Text(user), because),
            None => (value, because),
        }
    }

    /// No `USER`: that of the image below holds.
    fn by_base(&self, stage: usize, image: &Image) -> (Value, Vec<Step>) {
        let belongs = [&image.entrypoint, &image.command].into_iter().flatten().map(|(_, line)| *line).min();
        let line = belongs.unwrap_or(self.dockerfile.stages[stage].line);
        let absent = Place::Absent { layer: Layer::Deploy, path: self.path().clone(), line };
        let below = |says: String| Step::new(at(self.path(), image.from), says);
        let steps = |says: String| vec![Step::new(absent.clone(), "sets no USER"), below(says)];
        let base = &image.base;
        if let Some(why) = &image.unknown {
            return (Value::Unknown(why.clone()), steps("builds on an image that is not known".into()));
        }
        match users::of(base) {
            Some(Runs::Own(user)) => (Value::Text(user.into()), vec![below(format!("{base} runs as {user}"))]),
            Some(Runs::Drops(user)) if image.entrypoint.is_none() => {
                (Value::Text(user.into()), vec![below(format!("{base} gives root up for {user}"))])
            }
            Some(_) => (Value::Text("root".into()), steps(format!("{base} runs as root"))),
            None => (
                Value::Unknown(format!("who the image {base} runs as is not known")),
                steps(format!("builds on {base}")),
            ),
        }
    }

    /// The command, or the script that it starts, goes on as somebody else.
    fn given_up(&self, image: &Image) -> Option<String> {
        let container = Container::of(image.clone(), self.path(), at(self.path(), 0));
        let Said { is: words, .. } = container.command()?;
        drops::account(&words, &|path| image.mounts.file(self.tree, path, &image.folder))
    }
}

/// The line of an instruction on which a text stands; its first one when it stands on none.
fn line_of(text: &str, instruction: &Instruction, needle: &str) -> u32 {
    let first = instruction.line;
    let lines = text.lines().enumerate().skip(first.saturating_sub(1) as usize).take(instruction.lines as usize);
    let at = lines.into_iter().find(|(_, line)| !needle.is_empty() && line.contains(needle));
    at.and_then(|(at, _)| u32::try_from(at + 1).ok()).unwrap_or(first)
}
