//! Which files git ignores, by the patterns of a repository. A pattern means what it means to git, which is less than
//! other tools make of it: `.env.{local,prod}` names one file with braces in its name.

use std::collections::HashMap;
use std::sync::Arc;

use gix_glob::Pattern;
use gix_glob::pattern::Mode as Kind;

use sneck_read::Tree;

use crate::git::Repository;
use crate::wildcards::Wildcards;

/// The patterns of one ignore file, in its order.
type Patterns = Vec<Line>;

/// A pattern and what it says after its first wildcard.
struct Line {
    pattern: Pattern,
    rest: Wildcards,
}

/// What holds inside of one folder.
struct Level {
    /// Ignore files that speak for it, each with the folder it stands in, the nearest last.
    rules: Vec<(Arc<Patterns>, usize)>,
    /// The folder itself is ignored, and then everything in it is.
    ignored: bool,
}

/// The ignore rules of a repository, folder by folder.
pub(crate) struct Ignores<'a> {
    repository: &'a Repository,
    levels: HashMap<String, Arc<Level>>,
}

impl<'a> Ignores<'a> {
    pub fn new(repository: &'a Repository, tree: &Tree) -> Self {
        let mut rules = Vec::new();
        let exclude = crate::own::text(&repository.exclude, 1 << 20).unwrap_or_default();
        rules.push((compile(&exclude), 0));
        let mut ignores = Self { repository, levels: HashMap::new() };
        rules.extend(ignores.ignore_file(tree, "").map(|file| (file, 0)));
        ignores.levels.insert(String::new(), Arc::new(Level { rules, ignored: false }));
        ignores
    }

    pub fn ignored(&mut self, tree: &Tree, path: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let level = self.level(tree, folder);
        level.ignored || decide(&level.rules, path, false)
    }

    fn level(&mut self, tree: &Tree, folder: &str) -> Arc<Level> {
        if let Some(known) = self.levels.get(folder) {
            return Arc::clone(known);
        }
        let above = self.level(tree, folder.rsplit_once('/').map_or("", |(above, _)| above));
        let ignored = above.ignored || decide(&above.rules, folder, true);
        let mut rules = above.rules.clone();
        rules.extend(self.ignore_file(tree, folder).map(|file| (file, folder.len() + 1)));
        let level = Arc::new(Level { rules, ignored });
        self.levels.insert(folder.to_owned(), Arc::clone(&level));
        level
    }

    /// The `.gitignore` of a folder: from the tree when it lies inside, from the disk when it lies above. Links count for
    /// nothing, as in git.
    fn ignore_file(&self, tree: &Tree, folder: &str) -> Option<Arc<Patterns>> {
        let path = if folder.is_empty() { ".gitignore".to_owned() } else { format!("{folder}/.gitignore") };
        let on_disk = self.repository.worktree.join(&path);
        if on_disk.is_symlink() {
            return None;
        }
        let text = match path.strip_prefix(&self.repository.prefix) {
            Some(inside) => tree.file(inside)?.text().into_owned(),
            None => crate::own::text(&on_disk, 1 << 20).ok()?,
        };
        Some(compile(&text))
    }
}

/// Whether a `.gitignore` of this text names a file, by its path from there on, or a folder above it.
#[must_use]
pub fn ignores(text: &str, path: &str) -> bool {
    let rules = [(compile(text), 0)];
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    decide(&rules, path, false) || folders.into_iter().any(|folder| decide(&rules, folder, true))
}

fn compile(text: &str) -> Arc<Patterns> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let patterns = lines.filter(|line| !line.starts_with('#')).map(without_blanks);
    Arc::new(patterns.filter_map(|line| Pattern::from_bytes(line.as_bytes())).map(Line::new).collect())
}

/// A line without the blanks at its end, but for those that a backslash keeps.
fn without_blanks(line: &str) -> &str {
    let bare = line.trim_end_matches(' ');
    let slashes = bare.len() - bare.trim_end_matches('\\').len();
    let kept = usize::from(slashes % 2 == 1 && bare.len() < line.len());
    &line[..bare.len() + kept]
}

/// The nearest ignore file that says something decides, by its last line that fits.
fn decide(rules: &[(Arc<Patterns>, usize)], path: &str, folder: bool) -> bool {
    let said = |(patterns, from): &(Arc<Patterns>, usize)| {
        let path = &path[*from..];
        let fitting = patterns.iter().rev().find(|line| line.fits(path, folder))?;
        Some(!fitting.pattern.is_negative())
    };
    rules.iter().rev().find_map(said).unwrap_or(false)
}

impl Line {
    fn new(pattern: Pattern) -> Self {
        let rest = Wildcards::new(&pattern.text[pattern.first_wildcard_pos.unwrap_or(pattern.text.len())..]);
        Self { pattern, rest }
    }

    fn fits(&self, path: &str, folder: bool) -> bool {
        let Self { pattern, rest } = self;
        if pattern.mode.contains(Kind::MUST_BE_DIR) && !folder {
            return false;
        }
        let anywhere = pattern.mode.contains(Kind::NO_SUB_DIR) && !pattern.mode.contains(Kind::ABSOLUTE);
        let path = if anywhere { path.rsplit('/').next().unwrap_or(path) } else { path };
        if anywhere && pattern.mode.contains(Kind::ENDS_WITH) {
            return path.as_bytes().ends_with(&pattern.text[1..]);
        }
        // git takes off what is written out before it looks at the rest, so that `a/b**/c` reaches `a/b/x/c`.
        let Some(wildcard) = pattern.first_wildcard_pos else { return path.as_bytes() == &pattern.text[..] };
        path.as_bytes().strip_prefix(&pattern.text[..wildcard]).is_some_and(|below| rest.fit(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_patterns_end() {
        let deep = "aaaaaaaa/".repeat(100);
        for pattern in ["**/*a*".repeat(20), "*a".repeat(100), "/**/a*".repeat(40), "a**/".repeat(60), "[".repeat(5000)]
        {
            assert!(!ignores(&format!("{pattern}/b\n"), &format!("{deep}c")), "{pattern}");
        }
    }
}
