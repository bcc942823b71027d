//! How the `fastapi` command finds the app.
//!
//! Source: `fastapi_cli/discover.py` of 0.0.24: the folder above the outermost package is put on the search path,
//! and the app is called `app`, `api`, or is the first one of the module.

use crate::source::apps::start::{Ran, Start, app_behind, created, import_name};
use crate::source::plan;
use crate::source::python::FileId;
use crate::source::python::eval::Site;

/// Where it looks when it is told nothing.
const FILES: [&str; 6] = ["main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"];

/// `fastapi run path/to/file.py`, `fastapi run -e module:app`
pub(in crate::source) fn named<'a>(start: &Start<'a, '_>, target: &str) -> Option<Ran<'a>> {
    if let Some((module, name)) = target.split_once(':') {
        return start.imported_from(module, name);
    }
    let roots = plan::roots(start.planned);
    let paths = [target.to_owned(), format!("{}/__init__.py", target.trim_end_matches('/'))];
    let candidates = roots.iter().flat_map(|root| paths.iter().map(move |path| plan::inside(root, path)));
    let file = candidates.into_iter().find_map(|path| start.project.at(&path))?;
    by_file(start, file)
}

/// `fastapi run`: an entry of `pyproject.toml`, or the first file that is there.
pub(in crate::source) fn discovered<'a>(start: &Start<'a, '_>) -> Option<Ran<'a>> {
    if let Some(entry) = entrypoint(start) {
        return named(start, &entry);
    }
    let roots = plan::roots(start.planned);
    let files = roots.iter().flat_map(|root| FILES.iter().map(move |path| plan::inside(root, path)));
    let file = files.into_iter().find_map(|path| start.project.at(&path))?;
    by_file(start, file)
}

/// `[tool.fastapi] entrypoint = "module:app"`
fn entrypoint(start: &Start<'_, '_>) -> Option<String> {
    let tree = start.project.tree;
    let path = plan::inside(&start.planned.folder, "pyproject.toml");
    let file = tree.file(&path).or_else(|| tree.file("pyproject.toml"))?;
    let text = file.text();
    let document = crate::config::toml::Document::parse(&text);
    document.at(&["tool", "fastapi", "entrypoint"])?.text().map(str::to_owned)
}

fn by_file<'a>(start: &Start<'a, '_>, file: FileId) -> Option<Ran<'a>> {
    let mut machine = start.machine(false);
    let (root, dotted) = import_name(start.project, file);
    machine.roots.insert(0, root);
    let module = machine.module_value(&dotted);
    machine.end();
    let site = Site { file, range: Default::default() };
    let given = start.planned.command.options.iter().find(|(name, _)| name == "--app").map(|(_, name)| name.as_str());
    let names = given.into_iter().chain(["app", "api"]);
    let served = names.into_iter().find_map(|name| {
        let known = module.object().is_some_and(|id| machine.heap.get(id).attrs.contains_key(name));
        let value = known.then(|| machine.attribute(&module, name, site))?;
        app_behind(&machine, &value)
    });
    let served = served.or_else(|| created(&machine).first().copied())?;
    Some(start.finish(machine, Some(served)))
}
