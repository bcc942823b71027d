//! `deploy/missing-limits`: one container may use up the machine.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, judge, place_of, value_beside};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/missing-limits",
    title: "A container may use all of the machine",
    severity: Severity::Info,
    checklist: "Containers have limits of memory and processor time",
    why: "A leak, a loop or a large request in one container takes the memory and the processor from all others on the \
          machine, and the kernel then ends some program, not always the one at fault.",
    remedy: "Set limits:\n\n\
             deploy:\n  resources:\n    limits: {memory: 512M, cpus: \"1.0\"}\n\n\
             and in Kubernetes:\n\n\
             resources:\n  limits: {memory: 512Mi, cpu: \"1\"}",
    remedies: &[],
    references: &[
        "https://docs.docker.com/engine/containers/resource_constraints/",
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    ],
    cwe: &[770],
    since: "0.1",
    examples: &[
        Bad("=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n"),
        Bad(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: registry.shop.test/shop:1.4.2\n      resources:\n        requests: {memory: 64Mi}\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    image: registry.shop.test/shop:1.4.2\n    mem_limit: 512m\n    cpus: 1.5\n",
        ),
        Good(
            "=== k8s/shop.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n  containers:\n    - name: shop\n      image: registry.shop.test/shop:1.4.2\n      resources:\n        limits: {memory: 512Mi}\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Memory decides: what uses too much processor time only makes others slow.
fn check(facts: &Facts, out: &mut Verdicts) {
    for memory in facts.settings_of(Key::CONTAINER_MEMORY_LIMIT) {
        let without = matches!(value_beside(facts, memory, Key::CONTAINER_CPU_LIMIT), Some(Value::None));
        judge(out, memory, |value| *value == Value::None, |memory| fault(memory, without));
    }
}

fn fault(setting: &Setting, without_cpu: bool) -> Fault {
    let what = if without_cpu { "memory or processor time" } else { "memory" };
    Fault::new(format!("Nothing limits how much {what} the container uses ({}).", place_of(setting)))
}
