//! How the `flask` command finds the app and sets its debug flag.

use crate::source::apps::start::{Ran, Start, app_behind, created};
use crate::source::python::eval::{Call, Machine, ObjectId, Py, Site, Val};

use super::debug;

/// `flask --app X run`
pub(in crate::source) fn named<'a>(start: &Start<'a, '_>, target: &str) -> Option<Ran<'a>> {
    let mut machine = start.machine(true);
    debug::load_dotenv(&mut machine);
    by_cli(start, machine, target)
}

/// `flask run`: `FLASK_APP`, else `wsgi.py` or `app.py`.
pub(in crate::source) fn discovered<'a>(start: &Start<'a, '_>) -> Option<Ran<'a>> {
    let mut machine = start.machine(true);
    debug::load_dotenv(&mut machine);
    let place = start.project.ids().next()?.0;
    let call = Call::bare(Site { file: place, range: Default::default() });
    let named = machine.read_variable("FLASK_APP", None, &call).as_str().map(str::to_owned);
    let targets = named.map_or_else(|| vec!["wsgi".to_owned(), "app".to_owned()], |t| vec![t]);
    let target = targets.into_iter().find(|t| {
        let module = t.split(':').next().unwrap_or(t).trim_end_matches(".py").replace('/', ".");
        start.project.module(&machine.roots, &module).is_some()
    })?;
    by_cli(start, machine, &target)
}

/// Loads as `flask` does, and sets the debug flag as it does.
fn by_cli<'a>(start: &Start<'a, '_>, mut machine: Machine<'a>, target: &str) -> Option<Ran<'a>> {
    let (module, attribute) = target.split_once(':').unwrap_or((target, ""));
    let module = module.trim_end_matches(".py").replace('/', ".");
    let site = start.load(&mut machine, &module)?;
    let served = if attribute.is_empty() {
        best_app(&mut machine, &module, site)
    } else {
        start.attribute(&mut machine, &module, attribute, site).and_then(|v| app_behind(&machine, &v))
    };
    if let Some(served) = served {
        let flag = match start.planned.command.debug {
            Some(given) => Val::bool(given),
            None => debug::flag(&mut machine, &Call::bare(site)),
        };
        machine.set_config(served, "DEBUG", flag);
    }
    Some(start.finish(machine, served))
}

/// `find_best_app`: `app`, `application`, the only app, or a factory.
fn best_app<'a>(machine: &mut Machine<'a>, module: &str, site: Site) -> Option<ObjectId> {
    let owner = machine.module_value(module).object()?;
    let global = |m: &Machine<'a>, name: &str| m.heap.get(owner).attrs.get(name).map(Val::bound);
    for name in ["app", "application"] {
        if let Some(found) = global(machine, name).and_then(|v| app_behind(machine, &v)) {
            return Some(found);
        }
    }
    let apps = created(machine);
    if apps.len() == 1 {
        return apps.first().copied();
    }
    ["create_app", "make_app"].iter().find_map(|name| {
        let factory = global(machine, name).filter(|v| matches!(v.py, Py::Function(_)))?;
        let made = machine.call_later(&factory, Call::bare(site));
        app_behind(machine, &made)
    })
}
