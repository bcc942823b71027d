//! Configuration of databases, caches, brokers and of the way in: what they listen on, and whom they ask who he is.

use sneck_model::Facts;

use super::stack::Stack;
use crate::tree::{File, Tree};

mod directives;
pub(crate) mod docker;
mod elastic;
mod ftp;
mod given;
mod include;
mod memcached;
mod mongodb;
mod mosquitto;
mod mysql;
mod name;
mod nats;
mod postgres;
mod rabbitmq;
mod redis;
#[cfg(test)]
mod robust;
mod service;
mod sshd;
mod values;

use name::Name;
use service::Services;

/// The files of one product, told by their names; its reader then looks at what is in them.
struct Format {
    /// The name is one that such a file has.
    named: fn(&Name<'_>) -> bool,
    /// Reads all of them: one may take in another.
    read: fn(&Tree, &[&File], &mut Services<'_>),
}

/// One row for each product.
const FORMATS: &[Format] = &[
    Format { named: redis::named, read: redis::read },
    Format { named: postgres::named, read: postgres::read },
    Format { named: mysql::named, read: mysql::read },
    Format { named: mongodb::named, read: mongodb::read },
    Format { named: memcached::named, read: memcached::read },
    Format { named: mosquitto::named, read: mosquitto::read },
    Format { named: rabbitmq::named, read: rabbitmq::read },
    Format { named: elastic::named, read: elastic::read },
    Format { named: nats::named, read: nats::read },
    Format { named: sshd::named, read: sshd::read },
    Format { named: ftp::named, read: ftp::read },
    Format { named: docker::named, read: docker::read },
];

/// Reads every service's own configuration.
pub fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let names: Vec<(Name<'_>, &File)> =
        tree.files.iter().filter_map(|file| Some((Name::of(&file.path)?, file))).collect();
    let mut services = Services::new(stack);
    for format in FORMATS {
        let files: Vec<&File> = names.iter().filter(|(name, _)| (format.named)(name)).map(|(_, file)| *file).collect();
        if !files.is_empty() {
            (format.read)(tree, &files, &mut services);
        }
    }
    services.hand_over(facts);
}
