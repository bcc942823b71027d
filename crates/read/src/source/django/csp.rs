//! Policies that packages add: django-csp, Django 6's own, django-permissions-policy.

use std::rc::Rc;

use super::object;
use crate::source::apps::Emit;
use crate::source::apps::emit::Headers;
use crate::source::python::eval::{DictKey, Machine, Py, Val};

const HEADER: &str = "content-security-policy";

/// django-csp: `CONTENT_SECURITY_POLICY` since release 4, `CSP_…` settings before.
pub(super) fn django_csp<'a>(e: &Emit<'_, 'a>, to: &mut Headers<'a>) {
    let m = &*e.machine;
    let report_only = object::setting(m, e.app, "CSP_REPORT_ONLY").is_some_and(|v| m.truth(&v) != Some(false));
    let policy = match object::setting(m, e.app, "CONTENT_SECURITY_POLICY") {
        _ if !is_since_4(m) && !report_only => old(e),
        Some(given) if m.truth(&given) == Some(false) => return,
        Some(given) => entry(m, &given, "DIRECTIVES").map_or_else(default, |given| with_default(m, &given)),
        None if is_since_4(m) && !has_old(e) => return,
        None if report_only => return,
        None => old(e),
    };
    to.insert(Rc::from(HEADER), policy);
}

/// django-csp 4 does nothing without its setting.
fn is_since_4(m: &Machine<'_>) -> bool {
    m.launch.at_least("django-csp", 4, 0)
}

fn has_old(e: &Emit<'_, '_>) -> bool {
    OLD.iter().any(|(name, _)| object::setting(e.machine, e.app, name).is_some())
}

/// django-csp before 4, `CSP_DEFAULT_SRC`: `'self'` unless it is set.
fn default<'a>() -> Val<'a> {
    Val::str("default-src 'self'")
}

/// Directives over those that django-csp has by default.
fn with_default<'a>(m: &Machine<'a>, given: &Val<'a>) -> Val<'a> {
    let own = policy(m, given);
    let says = entry(m, given, "default-src").is_some();
    own.map(|one| match one.as_str() {
        Some("") if !says => default().with(one.trace.clone()),
        Some(text) if !says => Val::str(format!("default-src 'self'; {text}")).with(one.trace.clone()),
        _ => one.clone(),
    })
}

/// Django 6: `SECURE_CSP`, a dict of directives.
pub(super) fn built_in<'a>(e: &Emit<'_, 'a>, to: &mut Headers<'a>) {
    let m = &*e.machine;
    let Some(given) = object::setting(m, e.app, "SECURE_CSP").filter(|v| m.truth(v) != Some(false)) else { return };
    to.insert(Rc::from(HEADER), policy(m, &given));
}

/// django-permissions-policy: `PERMISSIONS_POLICY`, a dict of features.
pub(super) fn permissions<'a>(e: &Emit<'_, 'a>, to: &mut Headers<'a>) {
    let m = &*e.machine;
    let given = object::setting(m, e.app, "PERMISSIONS_POLICY").filter(|v| m.truth(v) != Some(false));
    let Some(given) = given else { return };
    let value = match m.as_dict(&given) {
        Some(dict) if dict.open.is_none() => {
            let features: Vec<String> = dict.entries.iter().filter_map(|(k, v)| feature(m, k.text()?, v)).collect();
            Val::str(features.join(", ")).because(&given.trace)
        }
        _ => Val::unknown("PERMISSIONS_POLICY is not known"),
    };
    to.insert(Rc::from("permissions-policy"), value);
}

fn feature(m: &Machine<'_>, name: &str, allowed: &Val<'_>) -> Option<String> {
    let allowed = match allowed.as_str() {
        Some(one) => vec![one.to_owned()],
        None => m.members(allowed)?.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
    };
    let shown = allowed.iter().map(|one| if one == "self" || one == "*" { one.clone() } else { format!("\"{one}\"") });
    Some(format!("{name}=({})", shown.collect::<Vec<_>>().join(" ")))
}

fn entry<'a>(m: &Machine<'a>, dict: &Val<'a>, name: &str) -> Option<Val<'a>> {
    m.as_dict(dict)?.entries.get(&DictKey::Str(Rc::from(name))).cloned()
}

/// A dict of directives: a text, a list of sources, or true for a directive without any.
fn policy<'a>(m: &Machine<'a>, given: &Val<'a>) -> Val<'a> {
    let Some(dict) = m.as_dict(given).filter(|dict| dict.open.is_none()) else {
        return Val::unknown("the policy is not known").because(&given.trace);
    };
    let parts: Option<Vec<String>> =
        dict.entries.iter().filter_map(|(name, sources)| directive(m, name.text()?, sources)).collect();
    parts
        .map_or_else(|| Val::unknown("a directive of the policy is not known"), |p| Val::str(p.join("; ")))
        .because(&given.trace)
}

/// Left out when it is none or false; `None` inside when it is not known.
fn directive(m: &Machine<'_>, name: &str, sources: &Val<'_>) -> Option<Option<String>> {
    match &sources.py {
        Py::None | Py::Bool(false) => None,
        Py::Bool(true) => Some(Some(name.to_owned())),
        Py::Unbound => None,
        Py::Str(text) => Some(Some(format!("{name} {text}"))),
        _ => {
            let texts = m.members(sources).and_then(|all| all.iter().map(source).collect::<Option<Vec<_>>>());
            Some(texts.map(|texts| format!("{name} {}", texts.join(" "))))
        }
    }
}

/// A source; constants of the packages (`csp.constants.SELF`) stand for theirs.
fn source(value: &Val<'_>) -> Option<String> {
    match &value.py {
        Py::Str(text) => Some(text.to_string()),
        Py::External(name) => match name.rsplit('.').next()? {
            "SELF" => Some("'self'".to_owned()),
            "NONE" => Some("'none'".to_owned()),
            "NONCE" => Some("'nonce-…'".to_owned()),
            "UNSAFE_INLINE" => Some("'unsafe-inline'".to_owned()),
            "UNSAFE_EVAL" => Some("'unsafe-eval'".to_owned()),
            "STRICT_DYNAMIC" => Some("'strict-dynamic'".to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// Settings of django-csp before release 4, and their directives.
const OLD: &[(&str, &str)] = &[
    ("CSP_DEFAULT_SRC", "default-src"),
    ("CSP_SCRIPT_SRC", "script-src"),
    ("CSP_STYLE_SRC", "style-src"),
    ("CSP_IMG_SRC", "img-src"),
    ("CSP_OBJECT_SRC", "object-src"),
    ("CSP_CONNECT_SRC", "connect-src"),
    ("CSP_FONT_SRC", "font-src"),
    ("CSP_FRAME_SRC", "frame-src"),
    ("CSP_FRAME_ANCESTORS", "frame-ancestors"),
    ("CSP_BASE_URI", "base-uri"),
    ("CSP_FORM_ACTION", "form-action"),
    ("CSP_MEDIA_SRC", "media-src"),
    ("CSP_MANIFEST_SRC", "manifest-src"),
    ("CSP_WORKER_SRC", "worker-src"),
    ("CSP_CHILD_SRC", "child-src"),
    ("CSP_SCRIPT_SRC_ATTR", "script-src-attr"),
    ("CSP_SCRIPT_SRC_ELEM", "script-src-elem"),
    ("CSP_STYLE_SRC_ATTR", "style-src-attr"),
    ("CSP_STYLE_SRC_ELEM", "style-src-elem"),
    ("CSP_PREFETCH_SRC", "prefetch-src"),
    ("CSP_PLUGIN_TYPES", "plugin-types"),
    ("CSP_SANDBOX", "sandbox"),
    ("CSP_NAVIGATE_TO", "navigate-to"),
    ("CSP_REPORT_URI", "report-uri"),
    ("CSP_REPORT_TO", "report-to"),
    ("CSP_REQUIRE_SRI_FOR", "require-sri-for"),
    ("CSP_REQUIRE_TRUSTED_TYPES_FOR", "require-trusted-types-for"),
    ("CSP_TRUSTED_TYPES", "trusted-types"),
    ("CSP_UPGRADE_INSECURE_REQUESTS", "upgrade-insecure-requests"),
    ("CSP_BLOCK_ALL_MIXED_CONTENT", "block-all-mixed-content"),
];

fn old<'a>(e: &Emit<'_, 'a>) -> Val<'a> {
    let mut parts = Vec::new();
    let mut trace = crate::source::python::eval::Trace::default();
    for (name, directive_name) in OLD {
        match object::setting(e.machine, e.app, name) {
            Some(value) => match directive(e.machine, directive_name, &value) {
                Some(Some(part)) => {
                    trace = trace.or(&value.trace);
                    parts.push(part);
                }
                Some(None) => return Val::unknown(format!("{name} is not known")).because(&value.trace),
                None => {}
            },
            None if *directive_name == "default-src" => parts.push("default-src 'self'".to_owned()),
            None => {}
        }
    }
    Val::str(parts.join("; ")).because(&trace)
}
