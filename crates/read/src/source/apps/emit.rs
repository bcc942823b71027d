//! Writes down the settings of an app in one environment, from what a run left behind.

use std::rc::Rc;

use indexmap::IndexMap;
use sneck_model::{EnvironmentId, Key, Layer, Place, Scope, Server, Setting, Standing, Step, Subject, Value};

use super::{Framework, server, start};
use crate::source::convert;
use crate::source::plan::Planned;
use crate::source::python::Project;
use crate::source::python::eval::{Machine, ObjectId, Options, Site, Trace, Val, What, option};

/// Headers by lower-case name, each with the value that reaches the client.
pub(in crate::source) type Headers<'a> = IndexMap<Rc<str>, Val<'a>>;

/// What settings show of an app; code may show it too.
#[derive(Clone, Debug, Default)]
pub(in crate::source) struct Seen {
    pub uses_sessions: Option<Step>,
    pub renders_html: Option<Step>,
    pub configures_logging: Option<Step>,
}

/// One app in one environment.
pub(in crate::source) struct Emit<'e, 'a> {
    pub machine: &'e mut Machine<'a>,
    pub project: &'a Project<'a>,
    pub app: ObjectId,
    pub subject: Subject,
    pub environment: EnvironmentId,
    pub framework: &'static Framework,
    /// How the environment starts it.
    pub planned: &'e Planned,
    /// What serves it.
    pub server: Server,
    /// What its settings show of the app besides.
    pub seen: Seen,
    /// Why settings that nothing sets may be set all the same.
    pub open: Option<String>,
    pub settings: &'e mut Vec<Setting>,
    /// How many settings there were before this app's.
    pub before: usize,
}

impl<'a> Emit<'_, 'a> {
    /// A setting whose value was computed.
    pub fn value(&mut self, key: Key, raw: &str, value: &Val<'a>) {
        let model = convert::value(self.machine, value, is_secret(key));
        let origin = format!("sets {raw}{}", shown(&model));
        let told = value.alternatives().iter().map(|one| &one.trace).find(|trace| !trace.is_empty());
        let mut because = value.trace.or(told.unwrap_or(&value.trace)).steps(self.project, &origin);
        if because.is_empty() {
            because.push(Step::new(self.creation(), origin));
        }
        self.put(key, raw, model, because, Scope::default());
    }

    /// A setting that nothing sets.
    pub fn default(&mut self, key: Key, raw: &str, default: &super::Default) {
        let why = self.open.clone();
        self.unset(key, raw, default, why);
    }

    /// A setting that nothing sets, unless something unknown does, and why it may.
    pub fn unset(&mut self, key: Key, raw: &str, default: &super::Default, why: Option<String>) {
        let known = convert::value(self.machine, &default.value(), is_secret(key));
        let value = match why {
            Some(why) => Value::OneOf(vec![known, Value::Unknown(why)]),
            None => known,
        };
        let absent = Step::new(self.absent(), format!("{raw} is not set"));
        let by_default = self.product();
        let because = vec![absent, Step::new(by_default, format!("{raw} is {} by default", default.shown()))];
        self.put(key, raw, value, because, Scope::default());
    }

    pub fn put(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>, scope: Scope) {
        let (component, standing) = (self.subject.clone(), self.standing());
        self.settings.push(Setting { component, scope, key, raw: raw.to_owned(), value, standing, because });
    }

    /// Where its settings count.
    pub fn standing(&self) -> Standing {
        self.environment.into()
    }

    /// The command that starts the app, where it is written.
    pub fn command_step(&self) -> Option<Step> {
        let place = self.planned.place.clone()?;
        Some(Step::new(place, format!("starts it with {}", server::word(self.server))))
    }

    /// The options and the place of an extension that is attached to one of these.
    pub fn attached(&self, class: &str, targets: &[ObjectId]) -> Option<(Options<'a>, Site)> {
        self.machine.events.of_any(targets).find_map(|e| match &e.what {
            What::Extension(name, options) | What::Wrapped(name, options) if *name == class => {
                Some((options.clone(), e.site))
            }
            _ => None,
        })
    }

    /// The options and the place of an attached extension.
    pub fn extension(&self, class: &str) -> Option<(Options<'a>, Site)> {
        self.attached(class, &[self.app])
    }

    /// Headers of every answer, those that nothing adds included.
    pub fn headers(&mut self, headers: &Headers<'a>) {
        for (header, key) in HEADERS {
            match headers.get(*header) {
                Some(value) => self.value(*key, header, value),
                None => {
                    let absent = Step::new(self.absent(), format!("no code adds {header}"));
                    self.put(*key, header, Value::None, vec![absent], Scope::default());
                }
            }
        }
    }

    /// The same; where something unknown may add some, none is known to be absent.
    pub fn headers_unless(&mut self, headers: &Headers<'a>, open: Option<String>) {
        let from = self.settings.len();
        self.headers(headers);
        let Some(why) = open.or_else(|| self.open.clone()) else { return };
        for setting in self.settings.iter_mut().skip(from).filter(|s| s.value == Value::None) {
            setting.value = Value::Unknown(why.clone());
        }
    }

    /// What nothing set before the program was cut short may have been set after: it is not known.
    pub fn leave_open(&mut self) {
        let Some(why) = self.machine.unfinished() else { return };
        for setting in &mut self.settings[self.before..] {
            if matches!(setting.because.first().map(|step| &step.place), Some(Place::Absent { .. })) {
                setting.value = Value::Unknown(why.clone());
            }
        }
    }

    /// Where the app is created.
    pub fn creation(&self) -> Place {
        match start::creation(self.machine, self.app) {
            Some((site, _)) => self.project.file(site.file).place(site.range),
            None => self.product(),
        }
    }

    /// The framework, as the place of its defaults.
    pub fn product(&self) -> Place {
        Place::Default { product: self.framework.kind.name().to_owned(), versions: "every release".to_owned() }
    }

    /// The place beside the app's creation where something belongs.
    pub fn absent(&self) -> Place {
        match self.creation() {
            Place::File { path, line, .. } => Place::Absent { layer: Layer::Code, path, line },
            other => other,
        }
    }

    /// Where an argument is left out of a call, and the framework's default that holds instead.
    pub fn left_out(&self, call: &Trace, name: &str, default: &super::Default) -> Vec<Step> {
        let at = call.steps(self.project, "").pop().map(|step| step.place);
        let place = match at {
            Some(Place::File { path, line, .. }) => Place::Absent { layer: Layer::Code, path, line },
            _ => self.absent(),
        };
        let by_default = Step::new(self.product(), format!("{name} is {} by default", default.shown()));
        vec![Step::new(place, format!("leaves {name} out")), by_default]
    }

    /// A step at a site.
    pub fn step(&self, site: Site, says: &str) -> Step {
        Step::new(self.project.file(site.file).place(site.range), says)
    }

    /// The value of an option, or a default, as a setting.
    pub fn option(&mut self, options: &[(Rc<str>, Val<'a>)], name: &str, default: Val<'a>, site: Site) -> Val<'a> {
        let options = options.to_vec();
        let trace = Trace::default().then(site.file, site.range, "");
        option(&options, name).cloned().unwrap_or(default).because(&trace)
    }
}

/// Headers that are told of, set or not.
pub(super) const HEADERS: &[(&str, Key)] = &[
    ("strict-transport-security", Key::HEADER_HSTS),
    ("content-security-policy", Key::HEADER_CSP),
    ("x-frame-options", Key::HEADER_FRAME_OPTIONS),
    ("x-content-type-options", Key::HEADER_CONTENT_TYPE_OPTIONS),
    ("referrer-policy", Key::HEADER_REFERRER_POLICY),
    ("permissions-policy", Key::HEADER_PERMISSIONS_POLICY),
    ("cross-origin-opener-policy", Key::HEADER_OPENER_POLICY),
    ("cross-origin-embedder-policy", Key::HEADER_EMBEDDER_POLICY),
    ("cross-origin-resource-policy", Key::HEADER_RESOURCE_POLICY),
    ("cache-control", Key::HEADER_CACHE_CONTROL),
    ("server", Key::HEADER_SERVER),
    ("x-powered-by", Key::HEADER_POWERED_BY),
];

fn is_secret(key: Key) -> bool {
    [Key::SECRET_KEY, Key::SECRET_KEY_FALLBACKS, Key::TOKEN_KEY, Key::BACKEND_URL, Key::BACKEND_PASSWORD].contains(&key)
}

/// ` to True`, for values that are short and no secret.
fn shown(value: &Value) -> String {
    match value {
        Value::None => " to None".to_owned(),
        Value::Bool(true) => " to True".to_owned(),
        Value::Bool(false) => " to False".to_owned(),
        Value::Int(n) => format!(" to {n}"),
        Value::OneOf(all) => {
            let mut known = all.iter().filter(|v| !matches!(v, Value::Unknown(_)));
            known.next().filter(|_| known.next().is_none()).map(shown).unwrap_or_default()
        }
        Value::Text(text) if text.len() <= 40 => format!(" to `{text}`"),
        _ => String::new(),
    }
}
