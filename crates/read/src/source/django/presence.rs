//! Whether a list of the settings names something: yes, no, or not known.

use sneck_model::{Step, Value};

use super::object;
use crate::source::apps::Emit;
use crate::source::python::eval::{Py, Val};

/// Whether something is there, and what says so.
#[derive(Clone, Debug)]
pub(super) struct Presence {
    /// It is there; none when that is not known.
    pub is: Option<bool>,
    /// Why that is not known.
    pub why: String,
    /// What says so.
    pub because: Vec<Step>,
}

impl Presence {
    /// Whether a list holds a name that fits.
    pub fn among(e: &Emit<'_, '_>, name: &str, value: &Val<'_>, fits: impl Fn(&str) -> bool) -> Self {
        let each: Vec<Option<bool>> = value.alternatives().iter().map(|one| holds(e, one, &fits)).collect();
        let is = match (each.contains(&Some(true)), each.contains(&Some(false)), each.contains(&None)) {
            (true, false, false) => Some(true),
            (false, true, false) => Some(false),
            _ => None,
        };
        let because = member(e, value, &fits).unwrap_or_else(|| value.trace.steps(e.project, &format!("sets {name}")));
        let because = if because.is_empty() { vec![Step::new(e.absent(), format!("sets {name}"))] } else { because };
        let unknown = value.alternatives().iter().find_map(|v| v.why_unknown().map(ToString::to_string));
        Self { is, why: unknown.unwrap_or_else(|| format!("what {name} holds is not known")), because }
    }

    /// Nothing sets the list: it is empty, unless something unknown sets it.
    pub fn unset(e: &Emit<'_, '_>, name: &str) -> Self {
        let open = object::open_reason(e.machine, e.app);
        let because = vec![Step::new(e.absent(), format!("{name} is not set"))];
        Self { is: open.is_none().then_some(false), why: open.unwrap_or_default(), because }
    }

    /// As the value of a setting.
    pub fn value(&self) -> Value {
        self.is.map_or_else(|| Value::Unknown(self.why.clone()), Value::Bool)
    }
}

fn holds(e: &Emit<'_, '_>, list: &Val<'_>, fits: &impl Fn(&str) -> bool) -> Option<bool> {
    let each: Vec<Option<bool>> = e.machine.members(list)?.iter().map(|member| is(member, fits)).collect();
    match (each.contains(&Some(true)), each.contains(&None)) {
        (true, _) => Some(true),
        (false, true) => None,
        (false, false) => Some(false),
    }
}

/// Whether a member fits; none when it does for some of what it may be, or may be anything.
fn is(member: &Val<'_>, fits: &impl Fn(&str) -> bool) -> Option<bool> {
    let mut each = member.alternatives().iter().map(|one| match &one.py {
        Py::Str(text) => Some(fits(text)),
        Py::None | Py::Unbound => Some(false),
        _ => None,
    });
    let first = each.next()??;
    each.all(|other| other == Some(first)).then_some(first)
}

/// Where the member stands that fits.
fn member(e: &Emit<'_, '_>, list: &Val<'_>, fits: &impl Fn(&str) -> bool) -> Option<Vec<Step>> {
    let all = list.alternatives().iter().filter_map(|one| e.machine.members(one)).flatten();
    let found = all.into_iter().find(|m| m.alternatives().iter().any(|one| one.as_str().is_some_and(fits)))?;
    let steps = found.trace.steps(e.project, "names it");
    (!steps.is_empty()).then_some(steps)
}
