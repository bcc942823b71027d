//! Everything that is read of one Python file on its own, in one visit of its tree.
//!
//! Pure and per file, so that it can be cached by the file's bytes. Nothing here evaluates
//! environments: that is the evaluator's work.

use std::sync::Arc;

use rayon::prelude::*;
use sneck_model::{Call, ErrorLeak, Facts, Kind, Literal, Step, Unread};

use super::PythonFile;
use crate::tree::Tree;
use traits::FileTraits;

mod asgi;
mod calls;
mod constants;
pub mod django;
mod functions;
mod interests;
mod leaks;
mod literals;
mod module;
mod names;
mod openapi;
mod pass;
mod routes;
mod scope;
mod taint;
pub mod traits;
mod value;
pub mod views;

/// What one file holds.
#[derive(Clone, Debug)]
pub struct Items {
    /// The file.
    pub path: Arc<str>,
    /// What the file is for.
    pub kind: Kind,
    /// The first syntax error.
    pub unread: Option<Unread>,
    /// Calls that matter for security.
    pub calls: Vec<Call>,
    /// Literals that are or look like credentials.
    pub literals: Vec<Literal>,
    /// Texts that other files may know by their names.
    pub constants: Vec<constants::Constant>,
    /// Details of errors that are sent to users.
    pub leaks: Vec<ErrorLeak>,
    /// Functions, with what they were seen to do; only of files that have to do with a framework.
    pub views: Vec<views::View>,
    /// Rules that calls give to views.
    pub registered: Vec<views::Registered>,
    /// Entries of Django's `urlpatterns`.
    pub patterns: Vec<django::Pattern>,
    /// Classes that may be Django's views.
    pub view_classes: Vec<django::ViewClass>,
    /// The module's dotted name, as its path gives it.
    pub module: String,
    /// Names of the functions that handle errors.
    pub handlers: Vec<String>,
    /// Views and blueprints that calls exempt from CSRF protection.
    pub exempted: Vec<(String, Step)>,
    /// Classes that the file defines.
    pub classes: Vec<String>,
    /// Classes of errors that are raised with the text of another error.
    pub wrapping: Vec<String>,
    /// What the file shows of its app.
    pub traits: views::Traits,
    /// The file imports a framework that answers requests.
    pub is_web: bool,
    /// The file imports Django.
    pub is_django: bool,
}

impl Default for Items {
    fn default() -> Self {
        Self {
            path: Arc::from(""),
            kind: Kind::Production,
            unread: None,
            calls: Vec::new(),
            literals: Vec::new(),
            constants: Vec::new(),
            leaks: Vec::new(),
            views: Vec::new(),
            registered: Vec::new(),
            patterns: Vec::new(),
            view_classes: Vec::new(),
            module: String::new(),
            handlers: Vec::new(),
            exempted: Vec::new(),
            classes: Vec::new(),
            wrapping: Vec::new(),
            traits: views::Traits::default(),
            is_web: false,
            is_django: false,
        }
    }
}

/// Reads every file, in parallel, in the order of the files.
#[must_use]
pub fn all(files: &[PythonFile<'_>]) -> Vec<Items> {
    let one = |python: &PythonFile<'_>| match python.is_parsed() {
        true => file(python),
        false => file(&python.for_one_reading()),
    };
    let mut read: Vec<Items> = files.par_iter().map(one).collect();
    views::link(&mut read);
    constants::link(&mut read);
    leaks::drop_own_errors(&mut read);
    read
}

/// Adds what the files hold to the facts; hands back what each shows of its app.
#[must_use]
pub fn add(tree: &Tree, files: &mut [Items], facts: &mut Facts) -> Vec<FileTraits> {
    let guard = views::whole_app_guard(files);
    facts.routes.extend(openapi::routes(tree, files));
    facts.routes.extend(views::routes_across_files(files, guard.as_ref()));
    let one = |items: &mut Items| {
        facts.routes.extend(views::routes(items, guard.as_ref()));
        facts.calls.append(&mut items.calls);
        facts.literals.append(&mut items.literals);
        facts.leaks.append(&mut items.leaks);
        facts.unread.extend(items.unread.take());
        FileTraits { path: items.path.clone(), kind: items.kind, traits: std::mem::take(&mut items.traits) }
    };
    files.iter_mut().map(one).collect()
}

/// Reads one file.
#[must_use]
pub fn file(python: &PythonFile<'_>) -> Items {
    let module = module::Module::new(python);
    let classes = module.classes().map(str::to_owned).collect();
    let name = module.name.clone();
    Items {
        path: python.path.clone(),
        module: name,
        kind: python.kind,
        unread: python.unread(),
        constants: constants::of(&module),
        classes,
        ..pass::run(&module)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    /// Reads on a thread with the room that the program gives its own.
    fn read(source: String) -> Items {
        let work = move || {
            let source = File::new("app.py", &source);
            file(&PythonFile::new(&source))
        };
        std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap()
    }

    #[test]
    fn names_that_name_others_many_times_end_soon() {
        let doubling: String = (0..60).map(|n| format!("    a{} = [a{n}, a{n}, a{n}]\n", n + 1)).collect();
        let items =
            read(format!("import jwt\ndef v():\n    a0 = 1\n{doubling}    jwt.encode(a60, a60)\n    return a60\n"));
        assert_eq!(items.calls.len(), 1);
    }

    #[test]
    fn deep_nesting_is_read() {
        for (open, close) in [("str(", ")"), ("requests.get(", ")"), ("[", "]"), ("-", ""), ("{1: ", "}")] {
            let nested = format!("{}'x'{}", open.repeat(3000), close.repeat(3000));
            let source = format!("import requests\ndef v():\n    password = {nested}\n    return password\n");
            assert_eq!(read(source).literals.len(), 0);
        }
    }

    #[test]
    fn what_is_no_python_holds_nothing() {
        for text in ["", "\u{0}", "def (", "\"\"\"", "x = = 'password'\n", "class", "@"] {
            assert_eq!(read(text.to_owned()).literals.len(), 0);
        }
    }
}
