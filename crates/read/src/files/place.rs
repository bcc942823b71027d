//! Places in files by byte offset.

use std::sync::Arc;

use sneck_model::{Layer, Place};

/// Turns byte offsets of one file into places.
pub struct Places<'t> {
    path: &'t Arc<str>,
    bytes: &'t [u8],
}

impl<'t> Places<'t> {
    /// Of a file.
    #[must_use]
    pub fn new(path: &'t Arc<str>, bytes: &'t [u8]) -> Self {
        Self { path, bytes }
    }

    /// The place of so many bytes.
    #[must_use]
    pub fn at(&self, from: usize, width: usize) -> Place {
        let before = &self.bytes[..from.min(self.bytes.len())];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let column = 1 + String::from_utf8_lossy(&before[start..]).chars().count();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let layer = if self.path.ends_with(".py") { Layer::Code } else { layer(self.path) };
        Place::File { layer, path: self.path.clone(), line: number(line), column: number(column), width: number(width) }
    }
}

/// Files that say how something is run are of the deployment, the rest is code.
fn layer(path: &str) -> Layer {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let deploys = name.starts_with("dockerfile")
        || name.contains("compose")
        || [".service", ".tf", ".tfvars", ".sh"].iter().any(|end| name.ends_with(end))
        || lower.contains("k8s")
        || lower.contains("kubernetes")
        || lower.starts_with(".github/");
    if deploys { Layer::Deploy } else { Layer::Code }
}
