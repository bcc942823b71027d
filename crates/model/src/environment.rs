//! Environments: the named ways in which an app is started.

use serde::Serialize;

use crate::{Place, Value};

/// Index into [`Facts::environments`](crate::Facts::environments).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct EnvironmentId(pub u32);

/// What an environment is for. Also said of files: a test module stands in kind [`Kind::Test`].
/// The order is from the one that matters most to the one that matters least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What users reach. Only this one decides severity.
    Production,
    /// A rehearsal of production.
    Staging,
    /// A developer's machine.
    Development,
    /// Tests.
    Test,
    /// Documentation, samples, templates to copy from.
    Example,
    /// A pipeline job.
    Ci,
}

impl Kind {
    /// All, from the one that matters most to the one that matters least.
    pub const ALL: [Self; 6] =
        [Self::Production, Self::Staging, Self::Development, Self::Test, Self::Example, Self::Ci];

    /// The kind of that name, as [`Kind::name`] writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Development => "development",
            Self::Test => "test",
            Self::Example => "example",
            Self::Ci => "ci",
        }
    }
}

/// Where a setting or a verdict counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Standing {
    /// In one environment.
    Environment(EnvironmentId),
    /// Of something that no app's environment decides (a literal, a web server, a bucket): the kind of its file.
    Kind(Kind),
}

impl Standing {
    /// The environment, where it counts in one.
    #[must_use]
    pub fn environment(self) -> Option<EnvironmentId> {
        match self {
            Self::Environment(id) => Some(id),
            Self::Kind(_) => None,
        }
    }
}

impl From<EnvironmentId> for Standing {
    fn from(id: EnvironmentId) -> Self {
        Self::Environment(id)
    }
}

/// One way in which an app is started, with the variables it is started with.
#[derive(Clone, Debug, Serialize)]
pub struct Environment {
    /// Its place in the table.
    pub id: EnvironmentId,
    /// `compose.yaml#web`, `Procfile#web`, `Dockerfile`, `default`, `here`.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// Why it is thought to be of that kind, as a clause (`named production in sneck.toml`).
    pub kind_because: String,
    /// How the app is started.
    pub launch: Launch,
    /// Runs inside a container, where binding every interface is normal.
    pub container: bool,
    /// Variables that some file sets, in the order of their names.
    pub variables: Vec<Variable>,
    /// Sources that may supply more variables and could not be read (`the platform's dashboard`,
    /// `env_file .env is not in the tree`). Empty means closed: an unset variable is unset.
    pub open: Vec<String>,
}

/// One variable of an environment.
#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Text, a secret when the name or the value says so, or unknown with the reason.
    pub value: Value,
    /// Who sets it.
    #[serde(skip)]
    pub place: Place,
}

/// How an app is started.
#[derive(Clone, Debug, Serialize)]
pub struct Launch {
    /// The program that serves.
    pub server: Server,
    /// The command as it is run, with secrets in it redacted.
    pub command: String,
    /// Where the command stands.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// The program that serves an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// `gunicorn`
    Gunicorn,
    /// `uwsgi`
    Uwsgi,
    /// `waitress-serve`
    Waitress,
    /// `mod_wsgi`, Apache
    ModWsgi,
    /// `uvicorn`
    Uvicorn,
    /// `hypercorn`
    Hypercorn,
    /// `daphne`
    Daphne,
    /// `granian`
    Granian,
    /// `flask run`: Werkzeug's development server
    FlaskRun,
    /// `python app.py`, which may call `app.run()`
    Script,
    /// `manage.py runserver`
    Runserver,
    /// `fastapi run` and `fastapi dev`
    FastapiCli,
    /// Another server that was recognised as one made for production.
    Other,
    /// Not known: no deployment file says how the app is started.
    Unknown,
}
