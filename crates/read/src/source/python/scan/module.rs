//! What one module defines at its top and imports anywhere: gathered first, so that a name can be
//! resolved wherever it is used.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef, StmtImport, StmtImportFrom};

use super::super::PythonFile;
use crate::hash::{Map, Set};

/// The names of one module.
pub struct Module<'a> {
    /// The file.
    pub file: &'a PythonFile<'a>,
    /// Its dotted name, from its path: `shop.views`.
    pub name: String,
    imports: Map<&'a str, String>,
    /// Top-level packages that they come from.
    packages: Set<String>,
    constants: Map<&'a str, Option<&'a Expr>>,
    functions: Map<&'a str, &'a StmtFunctionDef>,
    classes: Map<&'a str, &'a StmtClassDef>,
    web: bool,
}

/// Packages that answer requests.
const WEB: &[&str] = &[
    "flask",
    "quart",
    "connexion",
    "flask_restful",
    "flask_restx",
    "flask_restplus",
    "flask_smorest",
    "flask_login",
    "flask_appbuilder",
    "flask_admin",
    "flask_classful",
    "apiflask",
    "flask_openapi3",
    "werkzeug",
    "fastapi",
    "starlette",
    "aiohttp_jinja2",
    "aiohttp_session",
    "django",
    "rest_framework",
];

impl<'a> Module<'a> {
    /// Gathers the names of a file.
    #[must_use]
    pub fn new(file: &'a PythonFile<'a>) -> Self {
        let mut module = Self {
            file,
            name: dotted(&file.path),
            imports: Map::default(),
            packages: Set::default(),
            constants: Map::default(),
            functions: Map::default(),
            classes: Map::default(),
            web: false,
        };
        for stmt in file.body() {
            module.constant(stmt);
        }
        module.visit_body(file.body());
        let top = |path: &String| path.split('.').next().unwrap_or(path).to_owned();
        module.packages = module.imports.values().map(top).collect();
        module.web = WEB.iter().any(|package| module.uses(package)) || module.uses_path("aiohttp.web");
        module
    }

    /// What an imported name stands for: `r` is `requests` after `import requests as r`.
    #[must_use]
    pub fn import(&self, name: &str) -> Option<&str> {
        self.imports.get(name).map(String::as_str)
    }

    /// The value of a name that the module assigns once at its top.
    #[must_use]
    pub fn value_of(&self, name: &str) -> Option<&'a Expr> {
        self.constants.get(name).copied().flatten()
    }

    /// The names that the module assigns once at its top, with what to.
    pub fn constants(&self) -> impl Iterator<Item = (&'a str, &'a Expr)> {
        self.constants.iter().filter_map(|(name, value)| Some((*name, (*value)?)))
    }

    /// A function or method that the module defines under that name.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&'a StmtFunctionDef> {
        self.functions.get(name).copied()
    }

    /// A class that the module defines.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<&'a StmtClassDef> {
        self.classes.get(name).copied()
    }

    /// The module binds the name itself, so that it is no builtin.
    #[must_use]
    pub fn defines(&self, name: &str) -> bool {
        self.constants.contains_key(name) || self.functions.contains_key(name) || self.classes.contains_key(name)
    }

    /// The module imports a framework that answers requests.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.web
    }

    /// Names of the classes that the module defines.
    pub fn classes(&self) -> impl Iterator<Item = &'a str> {
        self.classes.keys().copied()
    }

    /// Some import of the module comes from that top-level package.
    #[must_use]
    pub fn uses(&self, package: &str) -> bool {
        self.packages.contains(package)
    }

    /// Some import of the module is of that dotted name, or of something in it.
    #[must_use]
    pub fn uses_path(&self, path: &str) -> bool {
        let within = |import: &String| {
            import.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_']))
        };
        self.imports.values().any(within)
    }

    fn constant(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.bind(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.bind(&assign.target, value);
                }
            }
            _ => {}
        }
    }

    /// A name that is assigned twice has no single value.
    fn bind(&mut self, target: &'a Expr, value: &'a Expr) {
        if let Expr::Name(name) = target {
            self.constants.entry(name.id.as_str()).and_modify(|v| *v = None).or_insert(Some(value));
        }
    }

    fn import_modules(&mut self, import: &'a StmtImport) {
        for alias in &import.names {
            let whole = alias.name.as_str();
            match &alias.asname {
                Some(name) => self.imports.insert(name.as_str(), whole.to_owned()),
                None => {
                    let top = whole.split('.').next().unwrap_or(whole);
                    self.imports.insert(top, top.to_owned())
                }
            };
        }
    }

    fn import_names(&mut self, import: &'a StmtImportFrom) {
        let from = import.module.as_ref().map_or("", |m| m.as_str());
        let dots = ".".repeat(import.level as usize);
        for alias in &import.names {
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            let joint = if from.is_empty() { "" } else { "." };
            self.imports.insert(name, format!("{dots}{from}{joint}{}", alias.name));
        }
    }
}

impl<'a> Visitor<'a> for Module<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(import) => self.import_modules(import),
            Stmt::ImportFrom(import) => self.import_names(import),
            Stmt::FunctionDef(def) => {
                self.functions.entry(def.name.as_str()).or_insert(def);
                self.visit_body(&def.body);
            }
            Stmt::ClassDef(def) => {
                self.classes.entry(def.name.as_str()).or_insert(def);
                self.visit_body(&def.body);
            }
            Stmt::If(_) | Stmt::Try(_) | Stmt::With(_) | Stmt::For(_) | Stmt::While(_) => walk_stmt(self, stmt),
            _ => {}
        }
    }

    /// Names are bound by statements; expressions are left to the scanners.
    fn visit_expr(&mut self, _expr: &'a Expr) {}
}

/// `shop/views.py` is `shop.views`, `shop/__init__.py` is `shop`.
fn dotted(path: &str) -> String {
    let stem = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi")).unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    stem.replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    #[test]
    fn an_alias_stands_for_what_was_imported() {
        let file =
            File::new("shop/__init__.py", "import requests as r\nfrom flask import send_file as sf\nfrom . import x");
        let python = PythonFile::new(&file);
        let module = Module::new(&python);
        assert_eq!(module.import("r"), Some("requests"));
        assert_eq!(module.import("sf"), Some("flask.send_file"));
        assert_eq!(module.import("x"), Some(".x"));
        assert_eq!(module.name, "shop");
    }

    #[test]
    fn a_name_that_is_assigned_twice_has_no_single_value() {
        let file = File::new("a.py", "A = 1\nB = 1\nB = 2\n");
        let python = PythonFile::new(&file);
        let module = Module::new(&python);
        assert!(module.value_of("A").is_some());
        assert!(module.value_of("B").is_none());
    }
}
