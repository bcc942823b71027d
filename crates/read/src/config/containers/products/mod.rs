//! Databases, caches and brokers: what an image asks of whoever connects, as its variables and its command say.

mod given;
mod table;
#[cfg(test)]
mod tests;

use sneck_model::{Key, Step, Value};

use super::About;
use super::reference::Reference;
use crate::config::stack::{EVERYWHERE, Member};
use crate::declared::Supplied;
use crate::tree::Tree;

use given::Given;

/// What is asked of whoever connects.
struct Asks {
    /// The name of what decides.
    raw: &'static str,
    /// A truth value.
    value: Value,
    /// Why.
    because: Vec<Step>,
}

/// A product and the images that hold it.
struct Product {
    /// The word of `Key::SERVICE_KIND`.
    kind: &'static str,
    /// Names of images, without registry and tag; one that ends in `/` stands for all of a maker.
    images: &'static [&'static str],
    /// Ports for people and not for programs: they are judged as those of a tool.
    not: &'static [u16],
    /// What is asked.
    asks: fn(&Given<'_>) -> Asks,
}

/// The settings of a container that runs one of them.
pub(super) fn read(tree: &Tree, member: &Member, about: &mut About<'_>) {
    let Some(Supplied::Text(image)) = member.base().map(|said| &said.is) else { return };
    let reference = Reference::of(image);
    let Some(product) = table::PRODUCTS.iter().find(|row| row.images.contains(&reference.name)) else { return };
    let given = Given { tree, member, reference };
    about.set(Key::SERVICE_KIND, "image", Value::Text(product.kind.into()), vec![given.image()]);
    let (value, because) = published(member, product);
    about.set(Key::SERVICE_PUBLISHED, "ports", value, because);
    let Asks { raw, value, because } = (product.asks)(&given);
    about.set(Key::SERVICE_AUTHENTICATION, raw, value, because);
}

/// Where it is reached from outside of its networks, the widest first.
fn published(member: &Member, product: &Product) -> (Value, Vec<Step>) {
    let wanted = member.published.iter().filter(|port| !product.not.iter().any(|not| port.leads_to(*not)));
    let mut ports: Vec<_> = wanted.collect();
    ports.sort_by_key(|port| port.address != Supplied::Text(EVERYWHERE.into()));
    let mut because: Vec<Step> = ports
        .iter()
        .map(|port| {
            let on = port.shown().unwrap_or_else(|| "an address that is not known".into());
            Step::new(port.place.clone(), format!("publishes port {} on {on}", port.target))
        })
        .collect();
    if member.on_host_network() {
        because.push(Step::new(member.place.clone(), "shares the network of the machine"));
        return (Value::List(vec![Value::Text(format!("{EVERYWHERE}:*"))]), because);
    }
    if because.is_empty() {
        because.push(Step::new(member.place.clone(), "publishes nothing"));
    }
    let known = ports.iter().filter_map(|port| port.shown()).map(Value::Text).collect();
    let unknown = ports.iter().find_map(|port| match &port.address {
        Supplied::Unknown(why) => Some(Value::Unknown(why.clone())),
        Supplied::Text(_) => None,
    });
    let list = Value::List(known);
    (unknown.map_or_else(|| list.clone(), |unknown| Value::OneOf(vec![list.clone(), unknown])), because)
}
