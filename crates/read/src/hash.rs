//! Maps and sets of the readers: as safe against chosen keys as those of the standard library, and faster.
//!
//! What is read is hostile: names can be chosen so that they collide. The hasher is therefore seeded by chance, like the
//! standard one, but it is made for short keys, which nearly all of ours are.

use foldhash::fast::RandomState;

/// A hash map.
pub type Map<K, V> = std::collections::HashMap<K, V, RandomState>;
/// A hash set.
pub type Set<T> = std::collections::HashSet<T, RandomState>;
/// A hash map in the order of insertion.
pub type OrderedMap<K, V> = indexmap::IndexMap<K, V, RandomState>;
