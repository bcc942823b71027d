//! What every route of an app or router depends on: `dependencies=[Depends(…)]`.

use ruff_text_size::Ranged;
use sneck_model::Step;

use super::app::DEPENDENCIES;
use crate::source::python::eval::{Body, Code, Machine, ObjectId, Py, Site, Val};
use crate::source::python::scan::views::is_guard;

/// The first dependency that checks who is asking.
pub(super) fn of(m: &Machine<'_>, owner: ObjectId) -> Option<Step> {
    let listed = m.heap.get(owner).attrs.get(DEPENDENCIES).and_then(|v| m.members(v))?;
    let made = m.events.of(owner).next()?.site;
    listed.iter().find_map(|one| {
        let dependency = m.heap.get(one.object()?).attrs.get("dependency")?.clone();
        let (site, name) = checks(m, &dependency, made)?;
        Some(Step::new(m.project.file(site.file).place(site.range), format!("`{name}` checks who is asking")))
    })
}

/// A function that refuses some visitors, or an object of FastAPI's security tools: where it stands, and its name.
fn checks(m: &Machine<'_>, dependency: &Val<'_>, made: Site) -> Option<(Site, String)> {
    match &dependency.py {
        Py::Function(function) => {
            let Code::Def(def) = function.code else { return None };
            let text = &m.project.file(function.file).text()[def.range()];
            let refuses =
                ["401", "403", "UNAUTHORIZED", "FORBIDDEN", "Security("].iter().any(|word| text.contains(word));
            let site = Site { file: function.file, range: def.name.range };
            (refuses || is_guard(def.name.as_str())).then(|| (site, def.name.to_string()))
        }
        Py::External(name) => {
            (name.starts_with("fastapi.security.") || is_guard(name)).then(|| (made, name.to_string()))
        }
        Py::Object(id) => of_class(m, *id).filter(|(_, name)| is_guard(name)),
        _ => None,
    }
}

/// A class of the project, or that of an object.
fn of_class(m: &Machine<'_>, id: ObjectId) -> Option<(Site, String)> {
    let class = match &m.heap.get(id).body {
        Body::Instance(class) => class.object()?,
        _ => id,
    };
    let Body::Class(class) = &m.heap.get(class).body else { return None };
    Some((Site { file: class.file, range: class.range }, class.name.to_string()))
}
