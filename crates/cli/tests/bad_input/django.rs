//! Django projects whose settings are not what Django expects, or lead to themselves.

use crate::support::Project;

const WSGI: &str = "import os\nfrom django.core.wsgi import get_wsgi_application\n\
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n";

/// A project with these settings, and more files.
fn shop(settings: &str, more: &[(&str, &str)]) -> Project {
    let mut files = vec![("shop/settings.py", settings), ("shop/wsgi.py", WSGI), ("shop/__init__.py", "")];
    files.extend(more);
    Project::of(&files)
}

/// Whether debug mode is reported, which the settings set at their end.
fn debug_is_found(project: &Project) -> bool {
    let report = project.audit();
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().any(|finding| finding["rule"] == "app/debug-mode")
}

#[test]
fn settings_of_wrong_types_cost_nothing_but_themselves() {
    let names = [
        "MIDDLEWARE",
        "INSTALLED_APPS",
        "TEMPLATES",
        "DATABASES",
        "CACHES",
        "REST_FRAMEWORK",
        "LOGGING",
        "SECURE_HSTS_SECONDS",
        "SECURE_REFERRER_POLICY",
        "CONTENT_SECURITY_POLICY",
        "CORS_ALLOWED_ORIGINS",
        "AUTH_PASSWORD_VALIDATORS",
        "SESSION_COOKIE_AGE",
        "ALLOWED_HOSTS",
        "ROOT_URLCONF",
        "DEBUG_TOOLBAR_CONFIG",
    ];
    let values = [
        "None",
        "5",
        "-1.5",
        "'text'",
        "b'\\xff'",
        "[None, 1, [2]]",
        "{'x': {'y': 1}}",
        "{1: 2}",
        "object()",
        "lambda: 1",
    ];
    for value in values {
        let settings: String = names.iter().map(|name| format!("{name} = {value}\n")).collect();
        assert!(debug_is_found(&shop(&format!("{settings}DEBUG = True\n"), &[])), "{value}");
    }
}

#[test]
fn settings_that_lead_to_themselves_end() {
    let table: [(&str, &[(&str, &str)]); 4] = [
        ("exec(open(__file__).read())\nDEBUG = True\n", &[]),
        ("from shop.settings import *\nDEBUG = True\n", &[]),
        ("from shop.more import *\nDEBUG = True\n", &[("shop/more.py", "from shop.settings import *\n")]),
        (
            "from split_settings.tools import include\ninclude('settings.py', '*.py')\nDEBUG = True\n",
            &[("shop/more.py", "from split_settings.tools import include\ninclude('settings.py')\n")],
        ),
    ];
    for (settings, more) in table {
        assert!(debug_is_found(&shop(settings, more)), "{settings}");
    }
}

#[test]
fn url_patterns_that_include_each_other_end() {
    let urls = |other: &str| {
        let many: String = (0..200).map(|n| format!("    path('{n}/', include('{other}')),\n")).collect();
        format!("from django.urls import include, path\nurlpatterns = [\n{many}]\n")
    };
    let (a, b) = (urls("shop.b"), urls("shop.urls"));
    let project = shop("ROOT_URLCONF = 'shop.urls'\nDEBUG = True\n", &[("shop/urls.py", &a), ("shop/b.py", &b)]);
    assert!(debug_is_found(&project));
}

#[test]
fn a_settings_module_that_is_not_there_is_told() {
    let project = Project::of(&[("shop/wsgi.py", WSGI), ("shop/__init__.py", "")]);
    let report = project.audit();
    let told = report["not_looked_at"].as_array().expect("a list");
    assert!(told.iter().any(|row| row["what"] == "the app that shop/wsgi.py makes"), "{told:?}");
}

#[test]
fn long_lists_are_read() {
    let apps: String = (0..20_000).map(|n| format!("    'shop.app{n}',\n")).collect();
    let settings = format!("INSTALLED_APPS = [\n{apps}]\nMIDDLEWARE = INSTALLED_APPS\nDEBUG = True\n");
    assert!(debug_is_found(&shop(&settings, &[])));
}
