//! Secrets in versions of files that git's history keeps.

use std::ops::Range;
use std::sync::Arc;

use sneck_model::{Layer, PastSecret, Place};

use super::place::Places;
use crate::kind;
use crate::source::literals::{self, connections, providers};
use crate::tree::Former;

/// The secrets of a version.
pub fn secrets(former: &Former) -> Vec<PastSecret> {
    let places = Places::new(&former.path, &former.bytes);
    let row = |(name, range): (&str, Range<usize>)| {
        let at = places.at(range.start, 0);
        PastSecret {
            name: name.to_owned(),
            value: literals::secret(&former.bytes[range]),
            date: former.date.clone(),
            place: past(former, &at),
            kind: kind::of_path(&former.path),
        }
    };
    let provided = providers::find(&former.bytes).into_iter().filter(|found| !found.for_tests);
    let connections = connections::find_in(&former.bytes, 0..former.bytes.len()).into_iter();
    let all = provided.map(|found| (found.name, found.from..found.to));
    all.chain(connections.map(|found| (found.name, found.password))).map(row).collect()
}

fn past(former: &Former, at: &Place) -> Place {
    let line = at.file().map_or(0, |(_, line)| line);
    Place::Past { layer: Layer::Code, commit: Arc::clone(&former.commit), path: Arc::clone(&former.path), line }
}
