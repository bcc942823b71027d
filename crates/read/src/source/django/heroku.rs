//! Packages that rewrite the settings: `django_heroku.settings(locals())`, `split_settings`.
//!
//! Sources: django-heroku 0.3.1, `core.py`; django-split-settings 1.3, `tools.py`.

use crate::source::python::eval::library::{self, files, namespace};
use crate::source::python::eval::{Call, Machine, Py, Row, Val};

pub(super) const ROWS: &[Row] = &[
    ("django_heroku.settings", |m, c| heroku(m, c)),
    ("django_on_heroku.settings", |m, c| heroku(m, c)),
    ("split_settings.tools.include", |m, c| include(m, c)),
    ("split_settings.tools.optional", |_, c| c.args.first().cloned().unwrap_or_else(Val::none)),
];

/// What it sets in the name space that it is given, unless it is told not to.
fn heroku<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(space) = c.arg(0, "config").cloned() else { return Val::none() };
    let wanted = |m: &Machine<'a>, name: &str| c.kwarg(name).is_none_or(|v| m.truth(v) != Some(false));
    if wanted(m, "allowed_hosts") {
        let any = Val::str("*").because(&library_trace(c, "lets any host in"));
        let hosts = m.list(vec![any]).because(&library_trace(c, "django_heroku sets ALLOWED_HOSTS to any host"));
        namespace::write(m, &space, "ALLOWED_HOSTS", hosts);
    }
    if wanted(m, "staticfiles") {
        let middleware = namespace::entry(m, &space, "MIDDLEWARE").and_then(|list| m.members(&list));
        let own = Val::str("whitenoise.middleware.WhiteNoiseMiddleware").because(&library_trace(c, "serves files"));
        let all = middleware.map(|rest| std::iter::once(own).chain(rest).collect());
        let all = all.map_or_else(|| Val::unknown("what MIDDLEWARE holds is not known"), |all| m.list(all));
        namespace::write(m, &space, "MIDDLEWARE", all.because(&library_trace(c, "django_heroku adds to MIDDLEWARE")));
    }
    let key = m.read_variable("SECRET_KEY", None, c);
    if wanted(m, "secret_key") && !matches!(key.py, Py::None) {
        namespace::write(m, &space, "SECRET_KEY", key);
    }
    if wanted(m, "databases") {
        let url = m.read_variable("DATABASE_URL", None, c);
        if !matches!(url.py, Py::None) {
            let call = Call { args: vec![url], ..Call::bare(c.site) };
            let database = library::find("dj_database_url.parse").map(|parse| parse(m, &call));
            let default =
                (crate::source::python::eval::DictKey::Str("default".into()), database.unwrap_or_else(Val::none));
            let databases = m.dict([default]);
            namespace::write(m, &space, "DATABASES", databases);
        }
    }
    Val::none()
}

fn library_trace(c: &Call<'_>, says: &str) -> crate::source::python::eval::Trace {
    crate::source::python::eval::Trace::default().then(c.site.file, c.site.range, says)
}

/// `include("components/base.py", optional("local.py"))`: the files are run in the settings module.
fn include<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let folder = m.project.file(c.site.file).path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    for name in &c.args {
        let Some(pattern) = name.as_str() else {
            m.names_may_change("a file that is not known is included");
            continue;
        };
        let found = files::matching(m.project, &folder, pattern);
        if found.is_empty() {
            m.names_may_change(&format!("{pattern}, which is not in the tree, may set it"));
        }
        for file in found {
            m.run_here(file);
        }
    }
    Val::none()
}
