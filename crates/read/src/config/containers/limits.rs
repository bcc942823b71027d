//! How much a container may use.

use sneck_model::{Key, Step, Value};

use super::About;
use super::members::absent;
use crate::config::stack::{Member, Said};

/// The settings of a container's limits, also of those that are not set.
pub(super) fn read(member: &Member, about: &mut About<'_>) {
    let all = [
        (Key::CONTAINER_MEMORY_LIMIT, "memory", &member.limits.memory),
        (Key::CONTAINER_CPU_LIMIT, "cpu", &member.limits.cpu),
    ];
    for (key, what, limit) in all {
        let (value, step) = match limit {
            Some(Said { is, place }) => {
                (Value::Text(is.clone()), Step::new(place.clone(), format!("limits its {what} to {is}")))
            }
            None => (Value::None, absent(member, &format!("sets no limit of its {what}"))),
        };
        about.set(key, what, value, vec![step]);
    }
}
