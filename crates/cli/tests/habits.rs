//! Habits of real projects, cut down to worlds: what production gets of them is found where it stands, and what only
//! developers and tests get is not.

use sneck_judge::{Options, judge};
use sneck_model::{Kind, Severity};
use sneck_rules::RULES;

/// Rules and places of what is found in production above info: `app/debug-mode app.py:3`, each place by itself.
fn found(world: &str) -> Vec<String> {
    let tree = sneck_read::world::parse(world).expect("a world");
    let report = judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule");
    let counts = report.findings.iter().filter(|f| f.environment == Kind::Production && f.severity > Severity::Info);
    counts.flat_map(|f| f.places.iter().map(|step| format!("{} {}", f.rule, step.place))).collect()
}

fn has(world: &str, wanted: &[&str]) {
    let found = found(world);
    for one in wanted {
        assert!(found.iter().any(|known| known == one), "{one} is missing among {found:#?}");
    }
}

fn lacks(world: &str, unwanted: &[&str]) {
    let found = found(world);
    for one in unwanted {
        assert!(!found.iter().any(|known| known.starts_with(one)), "{one} among {found:#?}");
    }
}

#[test]
fn what_only_tests_choose_of_several_configurations_is_not_productions() {
    let world = r#"=== config.py
import os

class Production:
    SECRET_KEY = os.environ["SECRET_KEY"]

class Testing(Production):
    WTF_CSRF_ENABLED = False

configs = {"production": Production, "testing": Testing, "default": Production}
=== shop.py
import os
from flask import Flask
from flask_wtf import CSRFProtect
from config import configs

app = Flask(__name__)
app.config.from_object(configs[os.getenv("SHOP_CONFIG") or "default"])
csrf = CSRFProtect(app)
=== Procfile
web: gunicorn shop:app
"#;
    lacks(world, &["app/csrf-disabled"]);
}

#[test]
fn a_key_that_every_configuration_falls_back_to_is_told_in_each() {
    let world = r#"=== config.py
import os

class Config:
    SECRET_KEY = os.environ.get("SHOP_SECRET", "secret-key")

class Production(Config):
    DEBUG = False

class Development(Config):
    DEBUG = True
=== shop.py
from flask import Flask
from flask.helpers import get_debug_flag
from config import Development, Production

app = Flask(__name__)
app.config.from_object(Development if get_debug_flag() else Production)
=== Procfile
web: gunicorn shop:app
"#;
    has(world, &["secrets/weak-secret-key config.py:4"]);
}

#[test]
fn the_constructor_of_the_framework_may_be_called_by_its_name() {
    for call in ["Flask.__init__(self, *args, **kwargs)", "super(Shop, self).__init__(*args, **kwargs)"] {
        let world = format!(
            "=== shop.py\nfrom flask import Flask\n\nclass Shop(Flask):\n    def __init__(self, *args, **kwargs):\n        {call}\n\n\
             def create_app():\n    app = Shop(__name__)\n    app.secret_key = 'dev'\n    return app\n\
             === Procfile\nweb: gunicorn 'shop:create_app()'\n"
        );
        has(&world, &["secrets/weak-secret-key shop.py:9"]);
    }
}

const DATABASE: &str = "services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_USER=shop\n      - POSTGRES_PASSWORD=shop\n";

#[test]
fn passwords_that_are_written_into_the_environment_of_a_database() {
    has(&format!("=== compose.yaml\n{DATABASE}"), &["accounts/default-credentials compose.yaml:6"]);
    let plain = DATABASE.replace("      - POSTGRES_USER=shop\n", "").replace("=shop", "=password");
    has(&format!("=== compose.yaml\n{plain}"), &["accounts/default-credentials compose.yaml:5"]);
}

#[test]
fn the_compose_file_beside_that_of_production_is_for_developers() {
    let production = "services:\n  db:\n    image: postgres:16\n    env_file: [.env.db]\n";
    let world = format!("=== docker-compose.yml\n{DATABASE}=== docker-compose.prod.yml\n{production}");
    lacks(&world, &["accounts/", "secrets/hardcoded-credential"]);
    lacks(&format!("=== compose.yaml\n# This file is for the **development** setup.\n{DATABASE}"), &["accounts/"]);
}

#[test]
fn what_is_put_on_top_unasked_is_for_developers() {
    let base = "services:\n  db:\n    image: postgres\n    env_file: [.env.db]\n";
    let on_top = "services:\n  db:\n    ports: ['5432:5432']\n";
    let world = format!("=== docker-compose.yml\n{base}=== docker-compose.override.yml\n{on_top}");
    lacks(&world, &["network/exposed-service"]);
    has(&world, &["deploy/unpinned-image docker-compose.yml:3"]);
}

#[test]
fn the_image_that_only_developers_start_is_not_that_of_production() {
    let world = "=== web/Dockerfile\nFROM python:3.14-slim\nCMD [\"python\", \"app.py\"]\n\
                 === web/Dockerfile.prod\nFROM python:3.14-slim\nUSER 10001\nCMD [\"gunicorn\", \"app:app\"]\n\
                 === docker-compose.yml\nservices:\n  web:\n    build: ./web\n\
                 === docker-compose.prod.yml\nservices:\n  web:\n    build:\n      context: ./web\n      dockerfile: Dockerfile.prod\n";
    lacks(world, &["deploy/container-root"]);
}

#[test]
fn a_key_that_a_step_of_the_build_is_given_stays_in_no_image() {
    let world = "=== Dockerfile\nFROM python:3.14-slim\nARG DEBUG=\"false\"\nRUN if [ \"${DEBUG}\" = \"false\" ]; then \\\n  \
                 SECRET_KEY=dummyvalue python3 manage.py collectstatic --no-input; fi\nUSER 10001\n";
    lacks(world, &["secrets/"]);
}

#[test]
fn the_name_of_a_folder_says_that_it_is_for_tests() {
    lacks(&format!("=== scripts/test-environments/postgres/compose.yml\n{DATABASE}"), &["accounts/", "secrets/"]);
    lacks("=== api/e2etests/seed.py\nPASSWORD = \"str0ngp4ssword!\"\n", &["secrets/"]);
}

#[test]
fn middleware_that_was_taken_out_is_told_where_it_stood() {
    let world = r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # "django.middleware.csrf.CsrfViewMiddleware",
]
"#;
    has(world, &["app/csrf-disabled shop/settings.py:11"]);
}

#[test]
fn a_cookie_that_a_view_of_django_sets_on_a_page() {
    let world = r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
=== shop/views.py
from django.shortcuts import render
from shop.tokens import new

def enter(request):
    page = render(request, "welcome.html")
    page.set_cookie("session_id", new())
    return page
"#;
    has(world, &["cookies/httponly shop/views.py:6", "cookies/secure shop/views.py:6"]);
}

#[test]
fn settings_that_no_entry_point_names_are_audited_as_they_stand() {
    let world = r#"=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.conf.settings")
application = get_wsgi_application()
=== shop/conf/base.py
import environ

env = environ.Env()
SECRET_KEY = env.str("SECRET_KEY", default="change_me")
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.sessions"]
ROOT_URLCONF = "shop.urls"
=== shop/conf/settings.py.example
from .base import *
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn shop.wsgi
"#;
    has(world, &["app/trusted-hosts shop/conf/base.py:5"]);
}

#[test]
fn a_value_may_be_written_into_the_word_of_an_option() {
    let world = "=== shop.py\nfrom flask import Flask\n\napp = Flask(__name__)\napp.secret_key = 'dev'\n\
                 === Procfile\nweb: gunicorn -w4 shop:app\n";
    let tree = sneck_read::world::parse(world).expect("a world");
    let facts = sneck_read::facts(&tree);
    assert!(facts.environments.iter().any(|e| e.name == "Procfile#web"), "{:#?}", facts.environments);
}

#[test]
fn a_file_that_is_called_like_a_framework_is_not_it() {
    let world = "=== shop/metrics/flask.py\nimport prometheus_client\n\
                 === shop/app.py\nfrom flask import Flask\n\napp = Flask(__name__)\napp.secret_key = 'dev'\n\
                 === Procfile\nweb: gunicorn shop.app:app\n";
    has(world, &["secrets/weak-secret-key shop/app.py:4"]);
}

#[test]
fn the_configuration_that_is_in_the_tree_is_told_where_another_may_take_its_place() {
    let world = r#"=== shop/custom.example
SECRET_KEY = ""
=== shop/default.py
SECRET_KEY = "secret key"
=== shop/main.py
import os
from flask import Flask

app = Flask(__name__)
if os.path.exists("shop/custom.py"):
    app.config.from_object("shop.custom")
else:
    app.config.from_object("shop.default")
=== shop/__init__.py
=== Procfile
web: gunicorn shop.main:app
"#;
    has(world, &["secrets/weak-secret-key shop/default.py:1"]);
}

#[test]
fn a_toolbar_that_whoever_asks_for_it_gets() {
    let world = r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = [
    "debug_toolbar",
]

def show_toolbar(request):
    if request.GET.get("debug"):
        return True
    return False

DEBUG_TOOLBAR_CONFIG = {"SHOW_TOOLBAR_CALLBACK": "shop.settings.show_toolbar"}
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#;
    has(world, &["app/debug-toolbar shop/settings.py:6"]);
}

#[test]
fn a_default_that_production_is_given_again_is_what_production_uses() {
    let world = "=== shop.py\nimport os\nfrom flask import Flask\n\napp = Flask(__name__)\n\
                 PASSWORD = os.getenv(\"POSTGRES_PASSWORD\", \"password\")\n\
                 === compose.yaml\nservices:\n  web:\n    image: shop\n    command: gunicorn shop:app\n    environment:\n\
                 \x20     POSTGRES_PASSWORD: password\n";
    let found = found(world);
    assert!(found.iter().any(|one| one.ends_with(" shop.py:5")), "{found:#?}");
}

#[test]
fn credentials_in_a_file_that_is_called_so() {
    has(
        "=== shop/client_cred.txt\nclient-id: shop\nclient-secret: mWM7pgvjtUSAtfaK8RXLjzOaLmurBxIWxMdQIQ0t1fSv9\n",
        &["secrets/hardcoded-credential shop/client_cred.txt:2"],
    );
}

#[test]
fn settings_behind_a_package_that_could_not_be_followed_are_not_all_defaults() {
    let world = r#"=== box/__init__.py
from .checks import check_folder

check_folder()
=== box/checks.py
def check_folder():
    raise SystemExit(2)
=== box/core/__init__.py
=== box/core/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ROOT_URLCONF = "box.core.urls"
WSGI_APPLICATION = "box.core.wsgi.application"
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
]
=== box/core/wsgi.py
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
"#;
    lacks(world, &["secrets/secret-key-missing", "headers/hsts"]);
}
