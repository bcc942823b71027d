//! What is known of a service, in the shared vocabulary.

use std::collections::HashSet;
use std::sync::Arc;

use sneck_model::{
    Facts, Key, Kind, Literal, LiteralForm, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Unread, Value,
};

use super::given::is_filled_in;
use crate::config::naming;
use crate::config::place::at;
use crate::config::stack::{Member, Stack};
use crate::declared::Supplied;
use crate::kind;
use crate::source::literals;

/// What the readers found.
pub struct Services<'s> {
    stack: &'s Stack,
    settings: Vec<Setting>,
    literals: Vec<Literal>,
    unread: Vec<Unread>,
}

/// One service in the making: the file by itself, or each container that is run with it.
pub struct Service<'s> {
    settings: &'s mut Vec<Setting>,
    literals: &'s mut Vec<Literal>,
    unread: &'s mut Vec<Unread>,
    owners: Vec<(Subject, Standing)>,
    members: Vec<&'s Member>,
    kind: Kind,
}

impl<'s> Services<'s> {
    /// Nothing so far.
    pub fn new(stack: &'s Stack) -> Self {
        Self { stack, settings: Vec::new(), literals: Vec::new(), unread: Vec::new() }
    }

    /// A service of a product: of the containers of that product which get to see the file, or else of the file.
    pub fn service<'a>(&'a mut self, product: &str, words: &[&str], path: &Arc<str>) -> Service<'a> {
        self.part(product, words, path, "")
    }

    /// One of several that a file configures.
    pub fn part<'a>(&'a mut self, product: &str, words: &[&str], path: &Arc<str>, part: &str) -> Service<'a> {
        let sees = |member: &&Member| runs(member, words) && member.inside(path).is_some();
        let members: Vec<&Member> = self.stack.members.iter().filter(sees).collect();
        let mut service = self.subject(SubjectKind::Service, path, part);
        if !members.is_empty() {
            service.owners = members.iter().map(|member| owner(member, part)).collect();
            service.members = members;
        }
        let step = Step::new(at(path, 0), format!("is a configuration of {product}"));
        service.set(Key::SERVICE_KIND, product, Value::Text(product.into()), vec![step]);
        service
    }

    /// Something else that a file configures, or a part of it.
    pub fn subject<'a>(&'a mut self, kind: SubjectKind, path: &Arc<str>, part: &str) -> Service<'a> {
        let name = if part.is_empty() { path.to_string() } else { format!("{path}#{part}") };
        let of_file = kind_of(path);
        Service {
            settings: &mut self.settings,
            literals: &mut self.literals,
            unread: &mut self.unread,
            owners: vec![(Subject::new(kind, name), Standing::Kind(of_file))],
            members: Vec::new(),
            kind: of_file,
        }
    }

    /// Notes something that could not be read.
    pub fn unread(&mut self, path: &Arc<str>, line: u32, why: impl Into<String>) {
        self.unread.push(Unread { path: path.to_string(), line, why: why.into() });
    }

    /// Puts everything into the tables. What a container's command or variables say counts more than its file, and
    /// what its image does by default counts less.
    pub fn hand_over(mut self, facts: &mut Facts) {
        let of = |setting: &Setting| (setting.component.clone(), setting.key);
        let said = |old: &&Setting| is_written(old) && old.scope.0.is_empty() && old.key != Key::SERVICE_KIND;
        let own: HashSet<(Subject, Key)> = self.settings.iter().map(of).collect();
        let before: HashSet<(Subject, Key)> = match own.is_empty() {
            true => HashSet::new(),
            false => facts.settings.iter().filter(said).map(of).filter(|one| own.contains(one)).collect(),
        };
        self.settings.retain(|new| !new.scope.0.is_empty() || !before.contains(&of(new)));
        let own: HashSet<(Subject, Key)> = self.settings.iter().map(of).collect();
        if !own.is_empty() {
            facts.settings.retain(|old| !own.contains(&of(old)) || said(&old));
        }
        facts.settings.extend(self.settings);
        facts.literals.extend(self.literals);
        facts.unread.extend(self.unread);
    }
}

/// Somebody wrote it down, as opposed to a default or an absence.
fn is_written(setting: &Setting) -> bool {
    matches!(setting.because.first().map(|step| &step.place), Some(Place::File { .. }))
}

fn owner(member: &Member, part: &str) -> (Subject, Standing) {
    let mut subject = member.subject.clone();
    if !part.is_empty() {
        subject.name = format!("{} {part}", subject.name);
    }
    (subject, Standing::Kind(member.kind))
}

/// Its image or its command is the product's; an image that copies the whole tree sees every file of it.
fn runs(member: &Member, words: &[&str]) -> bool {
    let holds = |text: &str| words.iter().any(|word| text.to_ascii_lowercase().contains(word));
    let image = member.base().is_some_and(|said| matches!(&said.is, Supplied::Text(text) if holds(text)));
    image || member.command.as_ref().and_then(|said| said.is.first()).is_some_and(|program| holds(program))
}

impl Service<'_> {
    /// Sets a key for all of the service.
    pub fn set(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        self.set_in(&[], key, raw, value, because);
    }

    /// Sets a key for a part of it.
    pub fn set_in(&mut self, scope: &[String], key: Key, raw: &str, value: Value, because: Vec<Step>) {
        for (component, standing) in &self.owners {
            let (component, standing, scope) = (component.clone(), *standing, Scope(scope.to_vec()));
            let (value, because) = (value.clone(), because.clone());
            self.settings.push(Setting { component, scope, key, raw: raw.into(), value, standing, because });
        }
    }

    /// A password that stands in the file; what is filled in from elsewhere is none.
    pub fn password(&mut self, name: &str, user: &str, value: &str, place: Place) {
        if value.is_empty() || is_filled_in(value) {
            return;
        }
        let kind = self.kind;
        self.literals.push(Literal {
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
        self.unread.push(Unread { path: path.to_string(), line, why: why.into() });
    }

    /// What its containers publish of these ports; a container in the network of the machine is reached as it listens.
    pub fn published(&mut self, ports: &Value) {
        let numbers = |port: &Value| match port {
            Value::Int(port) => u16::try_from(*port).ok(),
            _ => None,
        };
        let ports: Vec<u16> = ports.alternatives().chain(ports.list()).filter_map(numbers).collect();
        for (member, (component, standing)) in self.members.iter().zip(&self.owners) {
            if member.on_host_network() {
                continue;
            }
            let own = member.published.iter().filter(|one| ports.iter().any(|port| one.leads_to(*port)));
            let own: Vec<_> = own.collect();
            let because = own.iter().map(|one| Step::new(one.place.clone(), format!("publishes port {}", one.target)));
            let mut because: Vec<Step> = because.collect();
            if because.is_empty() {
                because.push(Step::new(member.place.clone(), "publishes none of its ports"));
            }
            let shown: Option<Vec<Value>> = own.iter().map(|one| one.shown().map(Value::Text)).collect();
            let value = shown.map_or_else(|| Value::Unknown("the address is filled in".into()), Value::List);
            let (key, raw) = (Key::SERVICE_PUBLISHED, "ports".to_owned());
            let (component, scope, standing) = (component.clone(), Scope::default(), *standing);
            self.settings.push(Setting { component, scope, key, raw, value, standing, because });
        }
    }

    /// The name and the tag of the image that it is run in, where it is run in one.
    pub fn image(&self) -> Option<(String, String)> {
        let base = self.members.first()?.base()?;
        let Supplied::Text(text) = &base.is else { return None };
        let last = text.rsplit('/').next()?.split('@').next()?;
        let (name, tag) = last.split_once(':').unwrap_or((last, ""));
        Some((name.to_owned(), tag.to_owned()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::services::given::{absent, default};

    fn row(value: bool, step: Step) -> Setting {
        let component = Subject::new(SubjectKind::Container, "compose.yaml#cache");
        let (scope, standing) = (Scope::default(), Standing::Kind(Kind::Production));
        let (key, raw) = (Key::SERVICE_AUTHENTICATION, "requirepass".to_owned());
        Setting { component, scope, key, raw, value: Value::Bool(value), standing, because: vec![step] }
    }

    fn left(before: Setting, own: Setting) -> Vec<Value> {
        let stack = Stack::default();
        let mut services = Services::new(&stack);
        services.settings.push(own);
        let mut facts = Facts { settings: vec![before].into(), ..Facts::default() };
        services.hand_over(&mut facts);
        facts.settings.iter().map(|setting| setting.value.clone()).collect()
    }

    #[test]
    fn a_command_counts_more_than_a_file_and_an_image_less() {
        let path: Arc<str> = "redis.conf".into();
        let command = Step::new(at(&"compose.yaml".into(), 4), "gives it --requirepass");
        let file = || row(false, absent(&path, 1, "requirepass"));
        assert_eq!(left(row(true, command), file()), [Value::Bool(true)]);
        assert_eq!(left(row(true, default("the image", "this release", "asks")), file()), [Value::Bool(false)]);
    }
}
