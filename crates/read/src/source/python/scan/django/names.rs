//! Names of Django and Django REST framework, as those of Flask that mean the same.

use ruff_python_ast::Parameters;

use super::super::module::Module;

/// The first column is a prefix that is replaced by the second, as in `names`.
pub const CANONICAL: &[(&str, &str)] = &[
    ("django.http.HttpRequest.POST", "flask.request.form"),
    ("django.http.HttpRequest.GET", "flask.request.args"),
    ("django.http.HttpRequest.FILES", "flask.request.files"),
    ("django.http.HttpRequest.body", "flask.request.data"),
    ("django.http.HttpRequest.data", "flask.request.json"),
    ("django.http.HttpRequest.query_params", "flask.request.args"),
    ("django.http.HttpRequest.META", "flask.request.headers"),
    ("django.http.HttpRequest.user", "flask_login.current_user"),
    ("django.http.HttpRequest.session", "flask.session"),
    ("django.http.HttpRequest.", "flask.request."),
    ("django.http.response.", "django.http."),
    ("django.http.JsonResponse", "flask.jsonify"),
    ("django.http.HttpResponseRedirect", "flask.redirect"),
    ("django.http.HttpResponsePermanentRedirect", "flask.redirect"),
    ("django.http.HttpResponse", "flask.Response"),
    ("django.http.HttpResponseBadRequest", "flask.Response"),
    ("django.http.HttpResponseNotFound", "flask.Response"),
    ("django.http.HttpResponseForbidden", "flask.Response"),
    ("django.http.HttpResponseServerError", "flask.Response"),
    ("django.http.HttpResponseNotAllowed", "flask.Response"),
    ("django.http.StreamingHttpResponse", "flask.Response"),
    ("rest_framework.response.Response", "flask.Response"),
    ("django.shortcuts.render", "flask.render_template"),
    ("django.shortcuts.render_to_response", "flask.render_template"),
    ("django.template.response.TemplateResponse", "flask.render_template"),
    ("django.shortcuts.redirect", "flask.redirect"),
    ("django.contrib.auth.login", "flask_login.login_user"),
    ("django.conf.settings", "flask.current_app.config"),
];

/// The request of a view: its first parameter, or the one after `self`, by the name that it always has.
#[must_use]
pub fn is_request(module: &Module<'_>, parameters: &Parameters, name: &str) -> bool {
    let first = parameters.iter_non_variadic_params().take(2).any(|p| p.name().as_str() == name);
    name == "request" && first && (module.uses("django") || module.uses("rest_framework"))
}
