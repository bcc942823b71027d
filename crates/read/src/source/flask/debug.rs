//! Where Flask takes its debug mode from, by release.
//!
//! Sources: `flask/helpers.py` (`get_debug_flag`, `get_env`), `flask/app.py` (`Flask.run`) and
//! `flask/cli.py` (`ScriptInfo.load_app`) of releases 1.1, 2.2, 2.3 and 3.1.

use crate::source::python::eval::{Call, Machine, Val};

/// `get_debug_flag()`: `FLASK_DEBUG`, and before Flask 2.3 `FLASK_ENV=development`.
pub(super) fn flag<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = m.read_variable("FLASK_DEBUG", None, c);
    let with_env = !m.launch.at_least("flask", 2, 3);
    let mut results = Vec::new();
    for one in value.alternatives() {
        let result = match (m.truth(one), one.as_str()) {
            (Some(false), _) if with_env => development(m, c),
            (Some(false), _) => Val::bool(false),
            (_, Some(text)) => {
                Val::bool(!matches!(text.to_ascii_lowercase().as_str(), "0" | "false" | "no")).because(&one.trace)
            }
            _ => Val::unknown(one.why_unknown().map_or("FLASK_DEBUG is not known", |why| why)),
        };
        results.push(result);
    }
    Val::one_of(results)
}

fn development<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = m.read_variable("FLASK_ENV", None, c);
    value.map(|v| match (v.as_str(), m.truth(v)) {
        (Some(text), _) => Val::bool(text == "development"),
        (None, Some(false)) => Val::bool(false),
        _ => Val::unknown(v.why_unknown().map_or("FLASK_ENV is not known", |why| why)),
    })
}

/// `get_env()`, which went away in Flask 2.3.
pub(super) fn environment<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = m.read_variable("FLASK_ENV", None, c);
    value.map(|v| if m.truth(v) == Some(false) { Val::str("production") } else { v.clone() })
}

/// What `app.run()` takes from the environment over the configuration, if anything.
pub(super) fn flag_at_run<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Option<Val<'a>> {
    let by_env = !m.launch.at_least("flask", 2, 3) && m.is_set("FLASK_ENV");
    (by_env || m.is_set("FLASK_DEBUG")).then(|| flag(m, c))
}

/// The nearest `.env` and `.flaskenv`, which `flask run` and `app.run()` read when python-dotenv is
/// installed; what is set already stays.
pub(super) fn load_dotenv(m: &mut Machine<'_>) {
    let may_be_installed = m.launch.dependencies.is_empty() || m.launch.dependencies.contains("python-dotenv");
    if !may_be_installed || skips_dotenv(m) {
        return;
    }
    for name in [".env", ".flaskenv"] {
        let root = m.roots.first().cloned().unwrap_or_default();
        let path = if root.is_empty() { name.to_owned() } else { format!("{root}/{name}") };
        if let Some(file) = m.project.tree.file(&path).or_else(|| m.project.tree.file(name)) {
            m.load_variables(file, false);
        }
    }
}

/// `get_load_dotenv()`: `FLASK_SKIP_DOTENV` in any word but a negative one.
fn skips_dotenv(m: &mut Machine<'_>) -> bool {
    use crate::source::python::eval::library::os::Variable;
    let Variable::Set(value) = m.variable("FLASK_SKIP_DOTENV") else { return false };
    value.as_str().is_some_and(|word| !matches!(word.to_ascii_lowercase().as_str(), "" | "0" | "false" | "no"))
}

impl Machine<'_> {
    /// True when a variable is certainly set.
    fn is_set(&mut self, name: &str) -> bool {
        matches!(self.variable(name), crate::source::python::eval::library::os::Variable::Set(_))
    }
}
