//! What an image is at the end of a stage: variables, command, working directory, and which files of
//! the tree stand where.

use std::collections::BTreeMap;

use crate::config::expand::{DOCKERFILE, Expanded, expand};
use crate::config::launch::{Mounts, absolute};
use crate::config::place::{at, join};
use crate::config::shell::{Piece, Word, assignment, fill, words};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

use super::instruction::{Form, Instruction, flags, parse};

/// An image as a stage leaves it.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// The image that the first of its stages is built on: `python:3.12-slim`.
    pub base: String,
    /// `ENV`, in order.
    pub variables: Vec<DeclaredVariable>,
    /// `ENTRYPOINT` with its line.
    pub entrypoint: Option<(Form, u32)>,
    /// `CMD` with its line.
    pub command: Option<(Form, u32)>,
    /// `WORKDIR`, absolute.
    pub folder: String,
    /// Files of the tree in the image.
    pub mounts: Mounts,
    /// The last `USER` with its line; none where the image below decides.
    pub user: Option<(Supplied, u32)>,
    /// The line of the `FROM` that names the image below.
    pub from: u32,
    /// Why that image cannot be told in full.
    pub unknown: Option<String>,
}

impl Image {
    /// What it runs when neither it nor anybody else names a command, as far as its base is known.
    #[must_use]
    pub fn default_command(&self) -> Vec<String> {
        super::base::command_of(&self.base).iter().map(|word| (*word).to_owned()).collect()
    }
}

/// One stage of a Dockerfile.
#[derive(Clone, Debug)]
pub struct Stage {
    /// After `AS`, in lower case.
    pub name: Option<String>,
    /// After `FROM`, with arguments put in.
    pub from: String,
    /// Why that cannot be told in full.
    pub unknown: Option<String>,
    /// Line of `FROM`.
    pub line: u32,
    instructions: Vec<Instruction>,
}

/// What comes after so many stages is not read.
const MOST_STAGES: usize = 100;

/// A Dockerfile, taken apart.
#[derive(Clone, Debug)]
pub struct Dockerfile<'t> {
    /// The file.
    pub file: &'t File,
    /// Its stages.
    pub stages: Vec<Stage>,
    /// Lines that are no instruction.
    pub strange: Vec<u32>,
    /// `ARG` before the first `FROM`, and what the build gives.
    globals: BTreeMap<String, Supplied>,
    given: BTreeMap<String, Supplied>,
}

impl<'t> Dockerfile<'t> {
    /// Takes a file apart. `given` are the arguments of the build.
    #[must_use]
    pub fn of(file: &'t File, given: BTreeMap<String, Supplied>) -> Self {
        let (instructions, strange) = parse(&file.text());
        let mut dockerfile = Self { file, stages: Vec::new(), strange, globals: BTreeMap::new(), given };
        for instruction in instructions {
            if dockerfile.stages.len() == MOST_STAGES && instruction.keyword == "FROM" {
                break;
            }
            dockerfile.take(instruction);
        }
        dockerfile
    }

    fn take(&mut self, instruction: Instruction) {
        if instruction.keyword == "FROM" {
            let (_, rest) = flags(&instruction.text);
            let mut words = rest.split_whitespace();
            let from = expand(words.next().unwrap_or(""), DOCKERFILE, &|name| self.globals.get(name).cloned());
            let Expanded { text: from, unknown } = from;
            let name = words.nth(1).map(str::to_ascii_lowercase);
            self.stages.push(Stage { name, from, unknown, line: instruction.line, instructions: Vec::new() });
        } else if let Some(stage) = self.stages.last_mut() {
            stage.instructions.push(instruction);
        } else if instruction.keyword == "ARG" {
            for (name, default) in arguments(&instruction.text) {
                let known = self.given.get(&name).cloned();
                let default = default.map(|word| fill(&word, DOCKERFILE, &|n| self.globals.get(n).cloned()).supplied());
                let value = known.or(default).unwrap_or_else(|| missing(&name));
                self.globals.insert(name, value);
            }
        }
    }

    /// The position of a stage by its name or number; the last one without a name.
    #[must_use]
    pub fn stage(&self, target: Option<&str>) -> Option<usize> {
        let Some(target) = target else { return self.stages.len().checked_sub(1) };
        let named = self.stages.iter().rposition(|stage| stage.name.as_deref() == Some(&target.to_ascii_lowercase()));
        named.or_else(|| target.parse().ok().filter(|at| *at < self.stages.len()))
    }

    /// The earlier stage that a stage is built on; none where it is an image from outside.
    #[must_use]
    pub fn below(&self, at: usize) -> Option<usize> {
        let from = self.stages[at].from.to_ascii_lowercase();
        self.stages[..at].iter().rposition(|stage| stage.name.as_deref() == Some(&from))
    }

    /// True when one stage is another one, or that other one is built on it, however far down.
    #[must_use]
    pub fn is_below(&self, stage: usize, top: usize) -> bool {
        std::iter::successors(Some(top), |at| self.below(*at)).any(|at| at == stage)
    }

    /// All instructions, with the stage of each.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &Instruction)> {
        let stages = self.stages.iter().enumerate();
        stages.flat_map(|(at, stage)| stage.instructions.iter().map(move |instruction| (at, instruction)))
    }

    /// The image that a stage makes, with the files of a build context (a folder of the tree).
    #[must_use]
    pub fn image(&self, tree: &Tree, stage: usize, context: &str) -> Image {
        // A stage builds on earlier ones only, so each is made once, in order.
        let mut images: Vec<Image> = Vec::new();
        for (at, stage) in self.stages.iter().enumerate().take(stage + 1) {
            let before = self.below(at);
            let image = before.map_or_else(|| from_outside(stage), |before| images[before].clone());
            let mut build =
                Build { dockerfile: self, tree, context, image, arguments: BTreeMap::new(), inherited: true };
            stage.instructions.iter().for_each(|instruction| build.step(instruction, &images));
            images.push(build.image);
        }
        images.pop().unwrap_or_default()
    }

    /// The folder that is most likely the build context: the nearest one, from the file upwards, that
    /// has what the file copies.
    #[must_use]
    pub fn context(&self, tree: &Tree) -> String {
        let steps = self.stages.iter().flat_map(|stage| &stage.instructions);
        let copies = steps.filter(|i| matches!(i.keyword.as_str(), "COPY" | "ADD"));
        let sources: Vec<String> =
            copies.filter(|i| !i.text.contains("--from")).flat_map(|i| sources(&i.text).0).collect();
        let here = self.file.folder();
        let above = std::iter::successors(Some(here), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
        });
        let found = |folder: &str| sources.iter().filter(|source| exists(tree, folder, source)).count();
        // Of equals the last counts for `max_by_key`, so the list goes from the root downwards.
        let folders: Vec<&str> = above.take(32).collect();
        folders.into_iter().rev().max_by_key(|folder| found(folder)).unwrap_or("").to_owned()
    }
}

fn from_outside(stage: &Stage) -> Image {
    Image {
        base: stage.from.clone(),
        from: stage.line,
        unknown: stage.unknown.clone(),
        folder: "/".to_owned(),
        ..Image::default()
    }
}

fn exists(tree: &Tree, folder: &str, source: &str) -> bool {
    let Some(path) = join(folder, without_pattern(source)) else { return false };
    tree.file(&path).is_some() || crate::config::launch::has_folder(tree, &path)
}

/// Variables that nearly every base image sets.
const BELOW: &[&str] = &["PATH", "HOME", "LANG", "PYTHON_VERSION"];

struct Build<'b, 't> {
    dockerfile: &'b Dockerfile<'t>,
    tree: &'b Tree,
    context: &'b str,
    image: Image,
    arguments: BTreeMap<String, Supplied>,
    /// The command is that of the image below.
    inherited: bool,
}

impl Build<'_, '_> {
    fn step(&mut self, instruction: &Instruction, earlier: &[Image]) {
        let line = instruction.line;
        match instruction.keyword.as_str() {
            "ARG" => self.argument(&instruction.text),
            "ENV" => self.variables(&instruction.text, line),
            "WORKDIR" => self.image.folder = absolute(&self.image.folder, &self.expanded(&instruction.text).text),
            "USER" => self.image.user = Some((self.expanded(&instruction.text).supplied(), line)),
            "CMD" => {
                self.inherited = false;
                self.image.command = Some((Form::of(&instruction.text), line));
            }
            "ENTRYPOINT" => {
                // A new entry point drops the command of the image below.
                if self.inherited {
                    self.image.command = None;
                }
                self.image.entrypoint = Some((Form::of(&instruction.text), line));
            }
            "COPY" | "ADD" => self.copy(&instruction.text, earlier),
            _ => {}
        }
    }

    fn get(&self, name: &str) -> Option<Supplied> {
        let set = self.image.variables.iter().rev().find(|v| v.name == name).map(|v| v.value.clone());
        let below = || {
            BELOW.contains(&name).then(|| Supplied::Unknown(format!("{name} is set by the image {}", self.image.base)))
        };
        set.or_else(|| self.arguments.get(name).cloned()).or_else(below)
    }

    fn expanded(&self, text: &str) -> Expanded {
        expand(text, DOCKERFILE, &|name| self.get(name))
    }

    fn argument(&mut self, text: &str) {
        for (name, default) in arguments(text) {
            let given = self.dockerfile.given.get(&name).cloned();
            let default = default.map(|word| fill(&word, DOCKERFILE, &|name| self.get(name)).supplied());
            let value = given.or(default).or_else(|| self.dockerfile.globals.get(&name).cloned());
            let value = value.unwrap_or_else(|| missing(&name));
            self.arguments.insert(name, value);
        }
    }

    fn variables(&mut self, text: &str, line: u32) {
        let path = &self.dockerfile.file.path;
        // All values of one instruction see the variables as they were before it.
        let of = |(name, word): (String, Word)| DeclaredVariable {
            name,
            value: fill(&word, DOCKERFILE, &|name| self.get(name)).supplied(),
            place: at(path, line + word.line.saturating_sub(1)),
        };
        let new: Vec<DeclaredVariable> = pairs(text).into_iter().map(of).collect();
        self.image.variables.extend(new);
    }

    fn copy(&mut self, text: &str, earlier: &[Image]) {
        let from = flags(text).0.into_iter().find(|(name, _)| *name == "from").map(|(_, value)| value);
        let (sources, target) = sources(text);
        let inside = absolute(&self.image.folder, &self.expanded(&target).text);
        let into_folder = sources.len() > 1 || target.ends_with(['/', '.']) || inside == self.image.folder;
        for source in &sources {
            let source = self.expanded(source).text;
            let outside = match from {
                None => join(self.context, without_pattern(&source)),
                Some(stage) => self.of_stage(stage, &source, earlier),
            };
            let Some(outside) = outside else { continue };
            let name = outside.rsplit('/').next().unwrap_or("");
            let one_file = self.tree.file(&outside).is_some() && into_folder;
            self.image.mounts.add(&outside, &if one_file { absolute(&inside, name) } else { inside.clone() });
        }
    }

    /// What an earlier stage had copied from the tree.
    fn of_stage(&self, stage: &str, source: &str, earlier: &[Image]) -> Option<String> {
        let image = earlier.get(self.dockerfile.stage(Some(stage))?)?;
        image.mounts.tree_path(self.tree, &absolute("/", without_pattern(source)))
    }
}

/// The folder before the first part with a star: `src/*.py` copies from `src`.
fn without_pattern(source: &str) -> &str {
    let Some(star) = source.find(['*', '?']) else { return source };
    source[..star].rfind('/').map_or("", |slash| &source[..slash])
}

/// Sources and target of `COPY` and `ADD`, in either form.
fn sources(text: &str) -> (Vec<String>, String) {
    let (_, rest) = flags(text);
    let mut all = match Form::of(rest) {
        Form::Exec(all) => all,
        Form::Shell(text) => words(&text).iter().map(Word::plain).collect(),
    };
    let target = all.pop().unwrap_or_default();
    all.retain(|source| !source.contains("://") && !source.starts_with("<<"));
    (all, target)
}

fn missing(name: &str) -> Supplied {
    Supplied::Unknown(format!("the build argument {name} is given when the image is built"))
}

/// `NAME`, `NAME=default`.
fn arguments(text: &str) -> Vec<(String, Option<Word>)> {
    let one = |word: &Word| assignment(word).map_or_else(|| (word.plain(), None), |(name, value)| (name, Some(value)));
    words(text).iter().map(one).collect()
}

/// `NAME=value NAME=value`, or the old `NAME value`.
fn pairs(text: &str) -> Vec<(String, Word)> {
    let all = words(text);
    if all.first().is_some_and(|first| assignment(first).is_none()) {
        let (name, value) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let mut value_words = words(value.trim()).into_iter();
        let mut whole = value_words.next().unwrap_or_default();
        for word in value_words {
            whole.pieces.push(Piece::Literal(" ".into()));
            whole.pieces.extend(word.pieces);
        }
        return vec![(name.to_owned(), whole)];
    }
    all.iter().filter_map(assignment).collect()
}
