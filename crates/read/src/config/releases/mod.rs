//! Releases of languages, systems and databases that the project runs on.

mod files;
mod image;

use sneck_model::{Facts, Place, ProductRelease, Subject, SubjectKind};

use super::place::at;
use super::stack::{Said, Stack};
use crate::declared::Supplied;
use crate::kind;
use crate::tree::Tree;

/// Fills the table: from the images of the containers that are declared, and from files that name a release.
pub(super) fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let mut seen: Vec<Place> = Vec::new();
    for member in &stack.members {
        // An image that is built is one thing, however many containers are made of it.
        let subject = match &member.built {
            Some(built) => Subject::new(SubjectKind::Container, built.dockerfile.to_string()),
            None => member.subject.clone(),
        };
        let Some(Said { is: Supplied::Text(image), place }) = member.base() else { continue };
        if seen.contains(place) {
            continue;
        }
        seen.push(place.clone());
        let says = format!("the image `{image}`");
        facts.releases.extend(image::brings(image).into_iter().map(|(product, version)| ProductRelease {
            subject: subject.clone(),
            product: product.to_owned(),
            version,
            says: says.clone(),
            place: place.clone(),
            kind: member.kind,
        }));
    }
    for file in &tree.files {
        facts.releases.extend(files::named(file).into_iter().map(|(product, version, line)| ProductRelease {
            subject: Subject::file(&*file.path),
            product: product.to_owned(),
            version,
            says: format!("`{}`", file.path),
            place: at(&file.path, line),
            kind: kind::of_path(&file.path),
        }));
    }
}
