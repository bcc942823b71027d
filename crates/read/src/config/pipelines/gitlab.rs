//! Pipelines of GitLab.

use super::Pipeline;
use super::secrets;
use crate::config::yaml::Yaml;

/// One file: variables of all jobs, and of each.
pub(super) fn pipeline(root: &Yaml, out: &mut Pipeline<'_>) {
    secrets::named(root.get("variables"), out);
    for (_, job) in root.entries().into_iter().filter(|(_, node)| node.is_map()) {
        secrets::named(job.get("variables"), out);
    }
}
