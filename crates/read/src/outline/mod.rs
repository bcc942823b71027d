//! How texts are laid out, for whoever changes them: one reader for each family of files.
//!
//! Invariant: an outline never guesses. A text that cannot be read in full has none.

mod python;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use sneck_model::{Outline, Part, PartKind};

use crate::tree::{File, Tree};

/// Lays a text out; nothing when it cannot be read in full.
type Lay = fn(&File, &str) -> Option<Outline>;

/// Tells by the path, in lower case, whether a file is one of the family.
type Is = fn(&str) -> bool;

/// Which files, and how they are laid out.
const FAMILIES: &[(Is, Lay)] = &[(is_python, python::outline), (is_list, |_, _| Some(Outline::default()))];

fn is_python(path: &str) -> bool {
    path.ends_with(".py") || path.ends_with(".pyw")
}

/// Lists of names, which have no parts but their lines.
fn is_list(path: &str) -> bool {
    [".gitignore", ".dockerignore"].iter().any(|name| path.ends_with(name))
}

/// The outline of each of these files, where there is a reader for it.
#[must_use]
pub fn outlines<'p>(tree: &Tree, paths: impl IntoIterator<Item = &'p Arc<str>>) -> BTreeMap<Arc<str>, Outline> {
    let files = paths.into_iter().filter_map(|path| tree.file(path));
    files.filter_map(|file| Some((file.path.clone(), outline(file)?))).collect()
}

/// The outline of a file that is UTF-8, which is what can be written back as it was.
#[must_use]
pub fn outline(file: &File) -> Option<Outline> {
    let text = plain(file)?;
    let lower = file.path.to_ascii_lowercase();
    let (_, lay) = FAMILIES.iter().find(|(is, _)| is(&lower))?;
    let outline = lay(file, text)?;
    sound(&outline, text).then_some(outline)
}

/// The text of a file, without a byte order mark, when it is UTF-8.
#[must_use]
pub fn plain(file: &File) -> Option<&str> {
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
    std::str::from_utf8(bytes).ok()
}

/// Every range is one of the text, within its part and in order: whoever splices may rely on it.
fn sound(outline: &Outline, text: &str) -> bool {
    let fits = |range: &Range<usize>| text.get(range.clone()).is_some();
    let whole = |part: &Part| part.range.start <= part.value.start && part.value.end <= part.range.end;
    let sorted = outline.parts.windows(2).all(|two| two[0].range.start <= two[1].range.start);
    sorted && outline.parts.iter().all(|part| fits(&part.range) && fits(&part.value) && whole(part))
}

/// An outline in the making: parts are opened and closed in the order of the text.
#[derive(Default)]
struct Draft {
    outline: Outline,
    open: Vec<usize>,
}

impl Draft {
    /// Adds a part to what is open, and opens it.
    fn open(&mut self, kind: PartKind, name: impl Into<String>, range: Range<usize>, value: Range<usize>) {
        let parent = self.open.last().copied();
        self.open.push(self.outline.parts.len());
        self.outline.parts.push(Part { kind, name: name.into(), range, value, parent });
    }

    fn close(&mut self) {
        self.open.pop();
    }

    fn finish(self) -> Outline {
        self.outline
    }
}
