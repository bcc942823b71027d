//! Whether everybody can read a bucket: its list of grants, its policy, and the switches that take both out of force.

mod amazon;
mod azure;
mod google;

use sneck_model::{Key, Step, Value};

use super::out::Out;
use super::resource::{Deployment, Resource};

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    amazon::translate(deployment, out);
    azure::translate(deployment, out);
    google::translate(deployment, out);
}

/// One way in which a bucket is public or is not.
fn public(one: &Resource, scope: &str, raw: &str, value: Value, because: Vec<Step>, out: &mut Out) {
    out.within(one, vec![scope.to_owned()], Key::CLOUD_BUCKET_PUBLIC, raw, value, because);
}
