//! Directives with blocks between braces, as web servers are configured with them. A broken file gives what can be read of
//! it, and says where it is broken.

use std::sync::Arc;

/// Blocks in blocks: nginx itself knows four sorts, and locations in locations.
const DEPTH: usize = 24;
/// Mistakes that are told of one file.
const MISTAKES: usize = 5;

/// One directive.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    /// Its first word: `listen`; in nginx's `map`, the value that is compared. Empty for a block without a head.
    pub(super) name: String,
    /// What follows.
    pub(super) words: Vec<String>,
    /// Its file.
    pub(super) path: Arc<str>,
    /// The line of its name.
    pub(super) line: u32,
    /// What stands between its braces.
    pub(super) block: Option<Vec<Directive>>,
}

impl Directive {
    /// What stands between its braces; nothing where there are none.
    pub(super) fn inner(&self) -> &[Self] {
        self.block.as_deref().unwrap_or_default()
    }

    /// Directives of a name directly between its braces.
    pub(super) fn all<'d>(&'d self, name: &'d str) -> impl DoubleEndedIterator<Item = &'d Self> {
        self.inner().iter().filter(move |d| d.name == name)
    }

    /// A word by its position.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// All of its words.
    pub(super) fn every_word(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.words).map(String::as_str)
    }
}

/// What can be read of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    pub(super) directives: Vec<Directive>,
    /// Lines that are broken, and how.
    pub(super) mistakes: Vec<(u32, &'static str)>,
}

/// How a program's mistakes with braces are called.
pub(super) struct Mistakes {
    /// A brace closes nothing.
    pub(super) stray: &'static str,
    /// Blocks stand too deep in each other.
    pub(super) deep: &'static str,
    /// A block does not end.
    pub(super) open: &'static str,
}

/// Blocks while they are read.
pub(super) struct Blocks<'p> {
    path: &'p Arc<str>,
    says: &'static Mistakes,
    /// Blocks around this one: what stood before each, and its head.
    open: Vec<(Vec<Directive>, Directive)>,
    read: Parsed,
}

impl<'p> Blocks<'p> {
    pub(super) fn new(path: &'p Arc<str>, says: &'static Mistakes) -> Self {
        Self { path, says, open: Vec::new(), read: Parsed::default() }
    }

    pub(super) fn mistake(&mut self, line: u32, why: &'static str) {
        self.read.mistakes.push((line, why));
    }

    /// A directive of such words, which has no block so far.
    pub(super) fn directive(&self, line: u32, words: impl IntoIterator<Item = String>) -> Directive {
        let mut words = words.into_iter();
        let name = words.next().unwrap_or_default();
        Directive { name, words: words.collect(), path: self.path.clone(), line, block: None }
    }

    pub(super) fn add(&mut self, directive: Directive) {
        self.read.directives.push(directive);
    }

    /// The block of a directive begins.
    pub(super) fn enter(&mut self, head: Directive) {
        self.open.push((std::mem::take(&mut self.read.directives), head));
    }

    /// A block ends.
    pub(super) fn leave(&mut self, line: u32) {
        let depth = self.open.len();
        let Some((around, mut head)) = self.open.pop() else { return self.mistake(line, self.says.stray) };
        let inner = std::mem::replace(&mut self.read.directives, around);
        if depth > DEPTH {
            return self.mistake(line, self.says.deep);
        }
        head.block = Some(inner);
        self.add(head);
    }

    /// The file ends.
    pub(super) fn end(mut self) -> Parsed {
        while let Some((_, head)) = self.open.last() {
            let line = head.line;
            self.leave(line);
            self.mistake(line, self.says.open);
        }
        self.read.mistakes.truncate(MISTAKES);
        self.read
    }
}

/// Directives as text, for tests: words, and blocks between braces.
#[cfg(test)]
pub(super) fn shown(directives: &[Directive]) -> String {
    let one = |d: &Directive| {
        let words = d.every_word().collect::<Vec<_>>().join(" ");
        d.block.as_ref().map_or_else(|| words.clone(), |inner| format!("{words}{{{}}}", shown(inner)))
    };
    directives.iter().map(one).collect::<Vec<_>>().join(",")
}
