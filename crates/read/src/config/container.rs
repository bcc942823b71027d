//! Containers: an image and what is put on top of it when it is started. Docker, compose and
//! Kubernetes agree in how entry point and command go together.

use std::sync::Arc;

use sneck_model::Place;

use super::dockerfile::{Form, Image};
use super::launch::{Mounts, Start, absolute, follow};
use super::stack::Said;
use crate::declared::DeclaredVariable;
use crate::tree::Tree;

/// Something that is started from an image.
#[derive(Clone, Debug)]
pub struct Container {
    /// The image; an empty one when it is not built from the tree.
    pub image: Image,
    /// The Dockerfile of the image.
    pub dockerfile: Option<Arc<str>>,
    /// Instead of the image's entry point; then the image's command does not count either.
    pub entrypoint: Option<(Form, Place)>,
    /// Instead of the image's command.
    pub command: Option<(Form, Place)>,
    /// Beside those of the image, which they override.
    pub variables: Vec<DeclaredVariable>,
    /// Sources of variables that could not be read, as clauses.
    pub open: Vec<String>,
    /// Instead of the image's working directory.
    pub folder: Option<String>,
    /// Folders of the tree that are mounted over the image: (path of the tree, path inside).
    pub mounts: Vec<(String, String)>,
    /// Where it is declared.
    pub place: Place,
}

impl Container {
    /// An image of the tree, started as it is.
    #[must_use]
    pub fn of(image: Image, dockerfile: &Arc<str>, place: Place) -> Self {
        Self { image, dockerfile: Some(dockerfile.clone()), ..Self::foreign(place) }
    }

    /// An image that is not built from the tree.
    #[must_use]
    pub fn foreign(place: Place) -> Self {
        let (entrypoint, command, folder, dockerfile) = (None, None, None, None);
        let (variables, open, mounts) = (Vec::new(), Vec::new(), Vec::new());
        Self { image: Image::default(), dockerfile, entrypoint, command, variables, open, folder, mounts, place }
    }

    /// What is run in the end.
    #[must_use]
    pub fn start(&self, tree: &Tree) -> Start {
        let mut mounts = self.image.mounts.clone();
        for (outside, inside) in &self.mounts {
            mounts.add(outside, inside);
        }
        let (words, place) = self.words();
        let folder =
            self.folder.as_ref().map_or_else(|| self.image.folder.clone(), |f| absolute(&self.image.folder, f));
        let variables = self.image.variables.iter().chain(&self.variables).cloned().collect();
        let start = Start { words, place, variables, open: self.open.clone(), folder };
        follow(tree, &mounts_or_root(mounts), start)
    }

    /// True when neither it nor its image names anything to run.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words().0.is_empty()
    }

    /// The words that are run and where they stand, unless only the image below knows them.
    #[must_use]
    pub fn command(&self) -> Option<Said<Vec<String>>> {
        let (is, place) = self.words();
        (!is.is_empty()).then_some(Said { is, place })
    }

    fn words(&self) -> (Vec<String>, Place) {
        let of_image = |form: &Option<(Form, u32)>| {
            let (form, line) = form.as_ref()?;
            let place = self.dockerfile.as_ref().map(|path| super::place::at(path, *line))?;
            Some((form.clone(), place))
        };
        let own_entry = self.entrypoint.is_some();
        let entry = self.entrypoint.clone().or_else(|| of_image(&self.image.entrypoint));
        let command = self.command.clone().or_else(|| of_image(&self.image.command).filter(|_| !own_entry));
        // An entry point in shell form leaves the command unused.
        let alone = entry.as_ref().filter(|(form, _)| matches!(form, Form::Shell(_)));
        let decides = alone.or(command.as_ref()).or(entry.as_ref());
        let place = decides.map_or_else(|| self.place.clone(), |(_, place)| place.clone());
        let words = entry.into_iter().chain(command).flat_map(|(form, _)| argv(form)).collect::<Vec<_>>();
        if words.is_empty() { (self.image.default_command(), place) } else { (words, place) }
    }
}

/// Paths are those of a container even when nothing of the tree is known to be in it.
fn mounts_or_root(mut mounts: Mounts) -> Mounts {
    if mounts == Mounts::default() {
        mounts.add("", "/app");
    }
    mounts
}

fn argv(form: Form) -> Vec<String> {
    match form {
        Form::Exec(words) => words,
        Form::Shell(line) => vec!["sh".into(), "-c".into(), line],
    }
}
