//! Secrets in versions of files that git's history keeps.

use std::sync::Arc;

use sneck_model::{Layer, PastSecret, Place};

use super::place::Places;
use crate::kind;
use crate::source::literals::{self, providers};
use crate::tree::Former;

/// The secrets of a version.
pub fn secrets(former: &Former) -> Vec<PastSecret> {
    let places = Places::new(&former.path, &former.bytes);
    let row = |found: providers::Found| {
        let at = places.at(found.from, 0);
        PastSecret {
            name: found.name.to_owned(),
            value: literals::secret(&former.bytes[found.from..found.to]),
            date: former.date.clone(),
            place: past(former, &at),
            kind: kind::of_path(&former.path),
        }
    };
    providers::find(&former.bytes).into_iter().filter(|found| !found.for_tests).map(row).collect()
}

fn past(former: &Former, at: &Place) -> Place {
    let line = at.file().map_or(0, |(_, line)| line);
    Place::Past { layer: Layer::Code, commit: Arc::clone(&former.commit), path: Arc::clone(&former.path), line }
}
