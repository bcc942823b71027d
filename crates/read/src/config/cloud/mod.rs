//! Cloud resources, whatever language declares them, and what they mean in the shared vocabulary.

pub mod json;
pub mod node;
pub mod resource;

mod buckets;
mod databases;
mod documents;
mod grants;
mod ingress;
mod logs;
mod out;
mod secrets;
mod switches;
mod transport;

use sneck_model::Facts;

use out::Out;
use resource::Deployment;

/// Translates one part of what resources say.
type Translate = fn(&Deployment, &mut Out);

const TRANSLATIONS: &[Translate] = &[
    switches::translate,
    ingress::translate,
    buckets::translate,
    databases::translate,
    grants::translate,
    logs::translate,
    transport::translate,
];

/// Writes down what a deployment means.
pub fn emit(deployment: &Deployment, facts: &mut Facts) {
    let mut out = Out::of(deployment.kind);
    TRANSLATIONS.iter().for_each(|translate| translate(deployment, &mut out));
    facts.settings.extend(out.settings());
    facts.literals.extend(secrets::literals(deployment));
}
