//! The directives of a configuration that is written in lines, those of the files that it takes in among them.

use std::sync::Arc;

use sneck_model::Step;

use super::given::{self, Given, absent, commented_out};
use super::include;
use super::service::Services;
use crate::tree::{File, Tree};

/// How the files of one product are written.
pub struct Syntax {
    /// The directives of a text.
    pub lines: fn(&File, &str) -> Vec<Given>,
    /// Most of its lines are this product's.
    pub is: fn(&[Given], &str) -> bool,
    /// The file or files that a directive takes in.
    pub takes_in: fn(&Given) -> Option<Taken>,
}

/// What a directive takes in.
pub struct Taken {
    /// A path, or a pattern with stars.
    pub pattern: String,
    /// It has to be there.
    pub must: bool,
}

/// More directives than that are no configuration.
pub const MOST: usize = 20_000;

/// All directives in force, in order.
pub struct Directives<'t> {
    /// The file that takes in the others.
    pub file: &'t File,
    /// In order.
    pub all: Vec<Given>,
    /// Files that were taken in.
    pub taken: Vec<Arc<str>>,
    text: String,
}

/// Reads a file; nothing where its content is none of the product's.
pub fn gather<'t>(
    tree: &'t Tree,
    file: &'t File,
    syntax: &Syntax,
    services: &mut Services<'_>,
) -> Option<Directives<'t>> {
    let text = file.text();
    let own = (syntax.lines)(file, &text);
    if !(syntax.is)(&own, &text) {
        return None;
    }
    if let Some(line) = given::comes_and_goes(&text) {
        services.unread(&file.path, line, given::TEMPLATE);
        return None;
    }
    let mut directives = Directives { file, all: Vec::new(), taken: Vec::new(), text: text.into_owned() };
    directives.add(tree, own, syntax, services, include::DEEPEST);
    Some(directives)
}

/// Those that no other one takes in, each by itself.
pub fn gather_all<'t>(
    tree: &'t Tree,
    files: &[&'t File],
    syntax: &Syntax,
    services: &mut Services<'_>,
) -> Vec<Directives<'t>> {
    let mut all: Vec<_> = files.iter().filter_map(|file| gather(tree, file, syntax, services)).collect();
    let taken: Vec<Arc<str>> = all.iter().flat_map(|one| one.taken.iter().cloned()).collect();
    all.retain(|one| !taken.contains(&one.file.path));
    all
}

/// At least half of the directives are known by name.
pub fn mostly(own: &[Given], known: &str) -> bool {
    let is_known = |given: &&Given| known.split(' ').any(|known| known == given.name);
    own.iter().filter(is_known).count() * 2 > own.len()
}

impl Directives<'_> {
    /// The last directive of a name.
    pub fn last(&self, name: &str) -> Option<&Given> {
        self.all.iter().rev().find(|given| given.name == name)
    }

    /// The first directive of a name.
    pub fn first(&self, name: &str) -> Option<&Given> {
        self.all.iter().find(|given| given.name == name)
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a directive belongs that is not given: where it is commented out, or beside one of these.
    pub fn absent(&self, name: &str, beside: &[&str]) -> Step {
        let near = |name: &&str| self.last(name).filter(|given| given.path == self.file.path).map(|given| given.line);
        let line = commented_out(&self.text, name).or_else(|| beside.iter().find_map(near)).unwrap_or(1);
        absent(&self.file.path, line, name)
    }

    fn add(&mut self, tree: &Tree, own: Vec<Given>, syntax: &Syntax, services: &mut Services<'_>, depth: u8) {
        for given in own {
            match (syntax.takes_in)(&given) {
                Some(taken) => self.take_in(tree, &given, &taken, syntax, services, depth),
                None if self.all.len() < MOST => self.all.push(given),
                None => {}
            }
        }
    }

    fn take_in(
        &mut self,
        tree: &Tree,
        given: &Given,
        taken: &Taken,
        syntax: &Syntax,
        services: &mut Services<'_>,
        depth: u8,
    ) {
        let from = tree.file(&given.path).unwrap_or(self.file);
        let files = include::files(tree, from, &taken.pattern);
        if files.is_empty() && taken.must && !taken.pattern.contains('*') {
            let why = format!("takes in {}, which is not in the tree", given::shown(&taken.pattern));
            services.unread(&given.path, given.line, why);
        }
        for file in files {
            if depth == 0 || self.taken.len() > 100 {
                break;
            }
            self.taken.push(file.path.clone());
            self.add(tree, (syntax.lines)(file, &file.text()), syntax, services, depth - 1);
        }
    }
}
