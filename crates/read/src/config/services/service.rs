//! What is known of a service, in the shared vocabulary.

use std::sync::Arc;

use sneck_model::{
    Facts, Key, Kind, Literal, LiteralForm, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Unread, Value,
};

use super::given::is_filled_in;
use crate::config::naming;
use crate::config::place::at;
use crate::kind;
use crate::source::literals;

/// What the readers found.
#[derive(Default)]
pub struct Services {
    settings: Vec<Setting>,
    literals: Vec<Literal>,
    unread: Vec<Unread>,
}

/// One service in the making.
pub struct Service<'s> {
    all: &'s mut Services,
    subject: Subject,
    standing: Standing,
}

impl Services {
    /// A service of a product, which is named by its file.
    pub fn service(&mut self, product: &str, path: &Arc<str>) -> Service<'_> {
        let mut service = self.subject(SubjectKind::Service, path);
        let step = Step::new(at(path, 0), format!("is a configuration of {product}"));
        service.set(Key::SERVICE_KIND, product, Value::Text(product.into()), vec![step]);
        service
    }

    /// Something else that a file configures.
    pub fn subject(&mut self, kind: SubjectKind, path: &Arc<str>) -> Service<'_> {
        let subject = Subject::new(kind, &**path);
        Service { all: self, subject, standing: Standing::Kind(kind_of(path)) }
    }

    /// Notes something that could not be read.
    pub fn unread(&mut self, path: &Arc<str>, line: u32, why: impl Into<String>) {
        self.unread.push(Unread { path: path.to_string(), line, why: why.into() });
    }

    /// Puts everything into the tables.
    pub fn hand_over(self, facts: &mut Facts) {
        facts.settings.extend(self.settings);
        facts.literals.extend(self.literals);
        facts.unread.extend(self.unread);
    }
}

impl Service<'_> {
    /// Sets a key for all of the service.
    pub fn set(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        self.set_in(&[], key, raw, value, because);
    }

    /// Sets a key for a part of it.
    pub fn set_in(&mut self, scope: &[String], key: Key, raw: &str, value: Value, because: Vec<Step>) {
        let (component, standing) = (self.subject.clone(), self.standing);
        let scope = Scope(scope.to_vec());
        self.all.settings.push(Setting { component, scope, key, raw: raw.into(), value, standing, because });
    }

    /// A password that stands in the file; what is filled in from elsewhere is none.
    pub fn password(&mut self, name: &str, user: &str, value: &str, place: Place) {
        if value.is_empty() || is_filled_in(value) {
            return;
        }
        let Standing::Kind(kind) = self.standing else { return };
        self.all.literals.push(Literal {
            name: name.into(),
            form: LiteralForm::Named,
            value: literals::secret(value),
            user: (!user.is_empty()).then(|| user.to_owned()),
            service: None,
            place,
            kind,
        });
    }

    /// Notes something of it that could not be read.
    pub fn unread(&mut self, path: &Arc<str>, line: u32, why: impl Into<String>) {
        self.all.unread(path, line, why);
    }
}

/// `/usr/local` is a folder of every machine and says nothing of whose the machine is.
fn kind_of(path: &str) -> Kind {
    let named = path.replace("usr/local/", "usr/");
    naming::kind_of_declared(&named, "").map_or_else(|| kind::of_path(&named), |(kind, _)| kind)
}

/// Addresses as a list of text; unknown as a whole where one of them is filled in.
#[must_use]
pub fn addresses<'a>(all: impl IntoIterator<Item = &'a str>) -> Value {
    let all: Vec<&str> = all.into_iter().collect();
    if all.iter().any(|one| is_filled_in(one)) {
        return Value::Unknown(super::given::FILLED_IN.into());
    }
    Value::List(all.into_iter().map(|one| Value::Text(one.to_owned())).collect())
}
