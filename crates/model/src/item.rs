//! What exists: apps, routes, calls, literals, dependencies, files.

use std::sync::Arc;

use serde::Serialize;

use crate::{Ecosystem, Kind, Place, Secret, Step, Subject, Value};

/// Index into [`Facts::apps`](crate::Facts::apps).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AppId(pub u32);

/// The framework of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Framework {
    /// Flask, and what is built on it (connexion, Flask-AppBuilder).
    Flask,
    /// Django.
    Django,
    /// FastAPI and plain Starlette.
    Fastapi,
    /// aiohttp.web.
    Aiohttp,
    /// Express, of Node.
    Express,
}

impl Framework {
    /// The name as its makers write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Flask => "Flask",
            Self::Django => "Django",
            Self::Fastapi => "FastAPI",
            Self::Aiohttp => "aiohttp",
            Self::Express => "Express",
        }
    }
}

/// The release of a package that the project really gets, as far as pins and locks say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Version {
    /// Exactly this one.
    Exact(String),
    /// Within a range; the lowest and the highest that it allows, where bounded.
    Range(Option<String>, Option<String>),
    /// Nothing says so; the newest release is assumed.
    Newest,
}

/// A web application object.
///
/// The `uses_*` fields say that something was *seen*, with the place that shows it; `None` means
/// that nothing of the kind was found in what could be read.
#[derive(Clone, Debug, Serialize)]
pub struct App {
    /// Its place in the table.
    pub id: AppId,
    /// Named by import path: `shop:app`, `shop.create_app`.
    pub subject: Subject,
    /// On what it is built.
    pub framework: Framework,
    /// The framework's release.
    pub version: Version,
    /// What the file that creates it is for: an app created in a test is of kind test.
    pub kind: Kind,
    /// Where it is created.
    #[serde(skip)]
    pub created: Place,
    /// Reads or writes the session, or uses an extension that does (Flask-Login, flash messages).
    #[serde(skip)]
    pub uses_sessions: Option<Step>,
    /// Renders HTML.
    #[serde(skip)]
    pub renders_html: Option<Step>,
    /// Accepts uploads or reads whole bodies.
    #[serde(skip)]
    pub reads_uploads: Option<Step>,
    /// Has views that take posted forms.
    #[serde(skip)]
    pub takes_forms: Option<Step>,
    /// Configures logging, or leaves the framework's default in place.
    #[serde(skip)]
    pub configures_logging: Option<Step>,
}

/// A route of an app.
#[derive(Clone, Debug, Serialize)]
pub struct Route {
    /// The app, when the route could be followed to one.
    pub app: Option<Subject>,
    /// The URL rule with its prefix: `/admin/users/<int:id>`.
    pub path: String,
    /// Allowed methods, upper case, without the implied HEAD and OPTIONS.
    pub methods: Vec<String>,
    /// The methods were written out (`methods=[...]`), not left to the default.
    pub explicit_methods: bool,
    /// Methods that the view distinguishes or whose data it reads (`request.form` needs POST).
    pub methods_read: Vec<String>,
    /// The view function's name.
    pub view: String,
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// Something checks who is asking (`@login_required`, an abort on the user, a before_request hook);
    /// `None` when no sign of it was found.
    #[serde(skip)]
    pub guarded: Option<Step>,
    /// The view reads posted form fields.
    pub reads_form: bool,
    /// Exempted from CSRF protection.
    #[serde(skip)]
    pub csrf_exempt: Option<Step>,
    /// The view changes state (commits, deletes, sends), or its name says so.
    pub writes: bool,
    /// So does a request that only reads: what changes is not kept to posted ones, or its name says so.
    pub gets_write: bool,
    /// What the view hands out that only a developer should see (every user, the configuration).
    #[serde(skip)]
    pub reveals: Option<Step>,
    /// What its file is for.
    pub kind: Kind,
}

/// An error handler of an app.
#[derive(Clone, Debug, Serialize)]
pub struct Handler {
    /// The app, when it could be followed to one.
    pub app: Option<Subject>,
    /// What it catches: `500`, `404`, `Exception`, `ValueError`.
    pub catches: String,
    /// It logs the detail.
    pub logs: bool,
    /// Where it is declared.
    #[serde(skip)]
    pub place: Place,
    /// What its file is for.
    pub kind: Kind,
}

/// Details of an error that are sent to the user.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorLeak {
    /// What is sent: `str(e)`, `traceback.format_exc()`.
    pub expression: String,
    /// What was caught: `Exception`, `pymongo.errors.PyMongoError`.
    pub caught: String,
    /// The whole traceback, as opposed to the message.
    pub traceback: bool,
    /// Function that sends it, as `module.function`.
    pub within: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// Places that it went through, from the `except` to the answer.
    #[serde(skip)]
    pub chain: Vec<Step>,
    /// What its file is for.
    pub kind: Kind,
}

/// A call that matters for security. Readers resolve the name and the constants, rules judge.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// The full dotted name after imports are resolved: `requests.get`, `flask.Response.set_cookie`.
    pub function: String,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// Function it stands in, as `module.function`, or the module's name.
    pub within: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// What its file is for.
    pub kind: Kind,
}

impl Call {
    /// An argument by its keyword, or by its position from 0 when it has none.
    #[must_use]
    pub fn argument(&self, keyword: &str, position: usize) -> Option<&Argument> {
        let named = self.arguments.iter().find(|a| a.name.as_deref() == Some(keyword));
        named.or_else(|| self.arguments.iter().filter(|a| a.name.is_none()).nth(position))
    }

    /// An argument that can only be given by keyword.
    #[must_use]
    pub fn keyword(&self, keyword: &str) -> Option<&Argument> {
        self.arguments.iter().find(|a| a.name.as_deref() == Some(keyword))
    }
}

/// One argument of a call.
#[derive(Clone, Debug, Serialize)]
pub struct Argument {
    /// The keyword, if it was given by keyword.
    pub name: Option<String>,
    /// Its value, where constant in its module; otherwise unknown.
    pub value: Value,
    /// It comes from the request (`request.args["file"]`, a route's variable part).
    pub from_request: bool,
    /// Its text in the source, cut at 80 characters and with string literals left out.
    pub source: String,
    /// Where its literal stands, when the call only names it.
    #[serde(skip)]
    pub written: Option<Place>,
    /// The secret of another module that it names: `config.TOKEN_KEY`.
    #[serde(skip)]
    pub elsewhere: Option<String>,
}

/// How a literal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LiteralForm {
    /// `DB_PASSWORD = "…"`, a dict entry, a keyword argument, a configuration value.
    Named,
    /// `postgres://user:password@host/db`
    Url,
    /// A provider's own key format.
    Provider,
    /// A pair of user name and password in one call or mapping.
    Pair,
    /// The default of an environment read: `os.environ.get("DB_PASSWORD", "…")`.
    Fallback,
}

/// A literal that is or looks like a credential.
#[derive(Clone, Debug, Serialize)]
pub struct Literal {
    /// The name it is bound to (`DB_PASSWORD`), or the provider's name for the key.
    pub name: String,
    /// How it is written.
    pub form: LiteralForm,
    /// The secret itself; for a URL, its password part.
    pub value: Secret,
    /// The account it belongs to, when one stands beside it.
    pub user: Option<String>,
    /// For a URL: its scheme and host, without the credentials.
    pub service: Option<String>,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// What its file is for.
    pub kind: Kind,
}

/// A secret in a version of a file that git's history keeps.
#[derive(Clone, Debug, Serialize)]
pub struct PastSecret {
    /// What it is, as its provider calls it.
    pub name: String,
    /// The secret itself.
    pub value: Secret,
    /// The day of the first commit that has it: `2024-05-01`.
    pub date: Arc<str>,
    /// That commit, the path and the line.
    #[serde(skip)]
    pub place: Place,
    /// What its file was for.
    pub kind: Kind,
}

/// A third-party package that the project names.
#[derive(Clone, Debug, Serialize)]
pub struct Dependency {
    /// Where it comes from.
    pub ecosystem: Ecosystem,
    /// Normalised name (for Python, PEP 503).
    pub name: String,
    /// The very release that is installed, where a pin or a lock says so.
    pub version: Option<String>,
    /// A lock file says it, as opposed to a person.
    pub locked: bool,
    /// For a lock: who asks for it, from the project's own requirement on. Empty where that is not known.
    #[serde(skip)]
    pub because: Vec<Step>,
    /// The version part as written (`==2.3.1`, `>=2`), empty when there is none.
    pub requirement: String,
    /// Exactly one release satisfies it.
    pub pinned: bool,
    /// It carries hashes.
    pub hashed: bool,
    /// Needed in production, as opposed to development extras.
    pub production: bool,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// What its file is for.
    pub kind: Kind,
}

/// A lock file.
#[derive(Clone, Debug, Serialize)]
pub struct Lockfile {
    /// Of which packages.
    pub ecosystem: Ecosystem,
    /// Its path.
    pub path: Arc<str>,
    /// It carries hashes.
    pub hashed: bool,
}

/// A `.env` file.
#[derive(Clone, Debug, Serialize)]
pub struct EnvFile {
    /// Its path.
    pub path: Arc<str>,
    /// Tracked by git; unknown when the tree is no git repository.
    pub tracked: Option<bool>,
    /// Ignored by git; unknown when the tree is no git repository.
    pub git_ignored: Option<bool>,
    /// Ignored by Docker; unknown when no Dockerfile copies the folder.
    pub docker_ignored: Option<bool>,
    /// Names whose values are real secrets, with their lines.
    pub secrets: Vec<(String, u32)>,
    /// What the file is for: `.env.example` is of kind example.
    pub kind: Kind,
}

/// A file that should not be where it is.
#[derive(Clone, Debug, Serialize)]
pub struct SensitiveFile {
    /// Its path.
    pub path: Arc<str>,
    /// What it is, in words: `an RSA private key`, `a SQLite database`, `an environment file`.
    pub what: String,
    /// It is a key or a keystore.
    pub key: bool,
    /// A table of people or of their sessions that it holds, where it is a database or a dump of one.
    pub people: Option<String>,
    /// The folder that is served and holds it, with the URL prefix, when there is one.
    pub served: Option<(String, String)>,
    /// Tracked by git; unknown when the tree is no git repository.
    pub tracked: Option<bool>,
    /// What the file is for.
    pub kind: Kind,
}
