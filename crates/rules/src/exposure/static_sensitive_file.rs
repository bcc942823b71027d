//! `exposure/static-sensitive-file`: private files lie in a folder that is served.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Framework, Key, Layer, Place, Rule, SensitiveFile, Setting, Severity, Standing, Step, Strength,
    Subject, Value, Verdicts,
};

use crate::common::{Fault, judge, origin, place_of};
use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/static-sensitive-file",
    title: "A private file lies in a folder that is served",
    severity: Severity::High,
    checklist: "Folders of static files hold nothing private",
    why: "Everything in the static folder is handed to whoever asks for its address, without a log-in and without a line \
          of code. Programs that search the network ask every site for `/static/.env`, `/static/config.py` and \
          databases and backups by their usual names.",
    remedy: "Move the file out of the folder, change every secret that stands in it, and let the static folder be one \
             that holds nothing else:\n\n\
             app = Flask(__name__, static_folder=\"static\")",
    remedies: &[
        (
            Framework::Django,
            "Move the file out of the folder, change every secret that stands in it, and let \
         `STATICFILES_DIRS`, `STATIC_ROOT` and `MEDIA_ROOT` be folders that hold nothing else.",
        ),
        (
            Framework::Fastapi,
            "Move the file out of the folder, change every secret that stands in it, and let the folder \
        that is mounted be one that holds nothing else:\n\
        \n\
        app.mount(\"/static\", StaticFiles(directory=\"static\"))",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/quickstart/#static-files",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[538, 219, 552],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== static/.env
SECRET_KEY=5a1c0e7b9d2f4c6e8a0b1d3f5e7c9a2b
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__, static_folder=".", static_url_path="")
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== static/shop.css
h1 { color: navy }
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__, static_folder="public")
=== public/shop.js
console.log("hello")
=== instance/.env
SECRET_KEY=5a1c0e7b9d2f4c6e8a0b1d3f5e7c9a2b
"#,
        ),
        Bad(r#"=== GET https://shop.example/static/config.py
200
content-type: text/x-python

DEBUG = False
SECRET_KEY = "example"
"#),
        Good(
            r#"=== GET https://shop.example/static/config.py
404
content-type: text/html

<h1>Not Found</h1>
"#,
        ),
    ],
    asks: Some(|facts| served::static_asks(facts, |file| file.in_static)),
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::STATIC_FOLDER) {
        let code = facts.app(&setting.component).and_then(|app| Some(app.created.file()?.0.to_string()));
        judge(out, setting, |value| holds(value, code.as_deref().unwrap_or_default()), everything);
    }
    for file in &facts.sensitive_files {
        if let Some((folder, prefix)) = &file.served {
            lies_there(out, file, folder, prefix);
        }
    }
    served::report_where(facts, out, |handed| handed.file.sort != Sort::Git && served::is_static(handed.answer.path()));
}

/// The folder holds the file that creates the app, and so the app's own source.
fn holds(folder: &Value, code: &str) -> bool {
    folder.text().map(|text| text.trim_end_matches('/')).is_some_and(|folder| {
        matches!(folder, "" | ".") || code.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    })
}

fn everything(setting: &Setting) -> Fault {
    let says = format!(
        "The app's own folder is served as static files ({}): its source, its configuration and every key in it.",
        origin(setting)
    );
    Fault::new(says).fix(format!("Name a folder that holds static files only, at {}.", place_of(setting)))
}

fn lies_there(out: &mut Verdicts, file: &SensitiveFile, folder: &str, prefix: &str) {
    let path = file.path.as_ref();
    let rest = path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/');
    let address = format!("{}/{rest}", prefix.trim_end_matches('/'));
    let says = format!("{path} is {}, and whoever asks for {address} gets it.", file.what);
    let fix = format!("Move {path} out of {folder}, and change every secret that stands in it.");
    let place = Place::File { layer: Layer::Code, path: file.path.clone(), line: 0, column: 0, width: 0 };
    let places = vec![Step::new(place, format!("is served at {address}"))];
    let fault = Fault::new(says).fix(fix);
    let fault = if file.key { fault.severity(Severity::Critical) } else { fault };
    fault.at(out, &Subject::file(path), Standing::Kind(file.kind), Strength::Shows, places);
}
