//! `api/no-authentication`: the API answers everybody unless a view says otherwise.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, is_written, judge, origin, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "api/no-authentication",
    title: "The API answers everybody by default",
    severity: Severity::Medium,
    checklist: "The API asks who is calling, unless a view is meant for everybody",
    why: "An API that lets everybody in by default is as safe as the most forgetful of its views: each new one is open \
          until somebody remembers to close it, and nothing looks wrong, because it works. Django REST framework starts \
          out that way: `AllowAny` is its default permission.",
    remedy: "Ask for a log-in by default, and open the views that are meant for everybody one by one:\n\n\
             REST_FRAMEWORK = {\n    \
                 \"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"],\n\
             }",
    remedies: &[(
        Framework::Django,
        "In the settings, ask for a log-in by default, and open the views that are meant for everybody one by one with \
         `permission_classes = [AllowAny]`:\n\n\
         REST_FRAMEWORK = {\n    \
             \"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"],\n\
         }",
    )],
    references: &[
        "https://www.django-rest-framework.org/api-guide/permissions/#setting-the-permission-policy",
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
    ],
    cwe: &[306, 1188],
    since: "0.1",
    examples: &[
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
}
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
=== shop/views.py
from rest_framework.viewsets import ModelViewSet

class Orders(ModelViewSet):
    queryset = Order.objects.all()
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"]}
=== shop/views.py
from rest_framework.permissions import IsAdminUser
from rest_framework.viewsets import ModelViewSet

class Orders(ModelViewSet):
    permission_classes = [IsAdminUser]
    queryset = Order.objects.all()
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["rest_framework"]
=== shop/views.py
from rest_framework.permissions import IsAdminUser
from rest_framework.viewsets import ModelViewSet

class Orders(ModelViewSet):
    permission_classes = [IsAdminUser]
    queryset = Order.objects.all()
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.auth"]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

const ANYBODY: &str = "rest_framework.permissions.AllowAny";

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::API_PERMISSIONS) {
        judge(out, setting, lets_all_in, fault);
    }
}

/// No permission is asked for, or one that everybody has. All of a list have to agree.
fn lets_all_in(permissions: &Value) -> bool {
    matches!(permissions, Value::List(all) if all.iter().all(|one| one.text() == Some(ANYBODY)))
}

fn fault(setting: &Setting) -> Fault {
    let by_views = setting.because.iter().find(|step| step.says.starts_with("views say"));
    let fault = match by_views {
        Some(step) => Fault::new(format!(
            "Views that say nothing of their own answer everybody (`{}`, {}); some do say who may call them ({}).",
            setting.raw,
            origin(setting),
            step.place
        ))
        // Who writes it down wants it so; where nothing is written, the views that speak for themselves are the rule.
        .severity(if is_written(setting) { Severity::Low } else { Severity::Info }),
        None => Fault::new(format!(
            "The API answers everybody (`{}`, {}), and no view was found that says who may call it.",
            setting.raw,
            origin(setting)
        )),
    };
    if is_written(setting) { fault.fix(format!("Write `IsAuthenticated` at {}.", place_of(setting))) } else { fault }
}
