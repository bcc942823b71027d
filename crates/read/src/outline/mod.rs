//! How texts are laid out, for whoever changes them: one reader for each family of files.
//!
//! Invariant: an outline never guesses. A text that cannot be read in full has none, and what is not told apart has no part.

mod hcl;
mod lines;
mod python;
mod yaml;

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
const FAMILIES: &[(Is, Lay)] = &[
    (is_python, python::outline),
    (is_list, |_, _| Some(Outline::default())),
    (is_yaml, yaml::outline),
    (is_terraform, hcl::outline),
    (has_lines, lines::outline),
];

fn is_python(path: &str) -> bool {
    path.ends_with(".py") || path.ends_with(".pyw")
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with("mongod.conf")
}

fn is_terraform(path: &str) -> bool {
    path.ends_with(".tf") || path.ends_with(".tfvars")
}

/// Files that say one thing a line.
fn has_lines(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = [".conf", ".cnf", ".ini", ".cfg", ".env", ".service"];
    let begins = [".env", ".flaskenv", "dockerfile", "containerfile", "sshd_config", "procfile"];
    ends.iter().any(|end| name.ends_with(end)) || begins.iter().any(|start| name.starts_with(start))
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

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: &[(&str, &str)] = &[
        ("app.py", "import os\nD = {'é': [1, (2,)], **x}\n@a(b=1)\ndef f(y=\"z\"):\n    return g(*y, k=f'{y}')\n"),
        ("a.yaml", "a:\n  - b: 'é'\n    c: [1, {d: e}]\n  - F=1\n---\ng: |\n  text\n  more\nh: !tag x\n"),
        ("main.tf", "resource \"a\" \"é\" {\n  b = [\"${c}\", 1]\n  d {\n    e = <<X\ntext\nX\n  }\n}\n"),
        ("nginx.conf", "http {\n  a b 'é;';\n  server { listen 80; }\n}\n"),
        ("redis.conf", "# é\nbind 127.0.0.1 # x\nsave \"\"\nrename-command A 'é'\n"),
        ("Dockerfile", "FROM a\nENV C=é\nENV A=1 \\\n  B=2\nUSER x\n"),
    ];

    #[test]
    fn whole_samples_have_outlines() {
        let has = |(path, text): &&(&str, &str)| outline(&File::new(path, text)).is_none_or(|o| o.parts.is_empty());
        let without: Vec<&str> = SAMPLES.iter().filter(has).map(|(path, _)| *path).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn spoiled_texts_have_sound_outlines_or_none() {
        for (path, text) in SAMPLES {
            let whole: Vec<char> = text.chars().collect();
            for at in 0..whole.len() {
                let cut: String = whole[..at].iter().collect();
                let without: String = whole[..at].iter().chain(&whole[at + 1..]).collect();
                for spoiled in [cut, without] {
                    let file = File::new(path, &spoiled);
                    assert!(outline(&file).is_none_or(|outline| sound(&outline, &spoiled)), "{path}: {spoiled}");
                }
            }
        }
    }
}
