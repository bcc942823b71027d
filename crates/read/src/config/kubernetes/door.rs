//! What requests come in by: an Ingress or the like, whom it hands them to, and what it adds to their answers.

use sneck_model::{Key, Kind, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Value};

use super::objects::Object;
use crate::config::front;
use crate::config::served::Draft;
use crate::config::stack::{Family, Stack};
use crate::config::yaml::{Node, Yaml};

/// One object of that sort.
#[derive(Clone, Copy)]
pub(in crate::config) struct Door<'a> {
    pub(in crate::config) object: &'a Object,
    pub(in crate::config) stack: &'a Stack,
}

impl<'a> Door<'a> {
    /// An annotation.
    pub(in crate::config) fn annotation(&self, name: &str) -> Option<&'a Yaml> {
        self.object.node.at(&["metadata", "annotations"])?.get(name)
    }

    /// Whom it hands requests to by the name of a Service, which stands at that place.
    pub(in crate::config) fn backend(&self, named: &Node, port: Option<&str>) -> Vec<Draft> {
        let Some(service) = named.text() else { return Vec::new() };
        let pass = Step::new(named.place(), "hands requests on");
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let target = Value::Text(format!("http://{service}{port}"));
        let to = Draft::new(Key::PROXY_TARGET, "backend", target, vec![pass.clone()]);
        let members = self.stack.members.iter().filter(|member| {
            member.family == Family::Kubernetes
                && *member.project == *self.object.namespace()
                && member.environment.is_some()
                && member.names.iter().any(|name| name == service)
        });
        let fronts = members.filter(|member| !front::is_reached(member)).map(|m| front::draft(m, "backend", &pass));
        std::iter::once(to).chain(fronts).collect()
    }

    /// Settings of the object, wherever an overlay writes parts of it.
    pub(in crate::config) fn settings(&self, drafts: Vec<Draft>) -> Vec<Setting> {
        let Object { kind, name, .. } = self.object;
        let component = Subject::new(SubjectKind::Server, format!("{}#{kind}/{name}", self.object.home()));
        let standing = Standing::Kind(super::kind(self.object).map_or(Kind::Production, |(kind, _)| kind));
        let one = |draft: Draft| Setting {
            component: component.clone(),
            scope: if draft.scope.is_empty() { Scope::default() } else { Scope(vec![draft.scope]) },
            key: draft.key,
            raw: draft.raw.to_owned(),
            value: draft.value,
            standing,
            because: draft.because,
        };
        let mut all: Vec<Setting> = Vec::new();
        for setting in drafts.into_iter().map(one) {
            // Several addresses lead to the same Service.
            if all
                .iter()
                .all(|known| (known.key, &known.value, &known.scope) != (setting.key, &setting.value, &setting.scope))
            {
                all.push(setting);
            }
        }
        all
    }
}

/// What a value says, where it stands.
pub(in crate::config) fn step(node: &Node, says: &str) -> Step {
    let place: Place = node.place();
    Step::new(place, says)
}
